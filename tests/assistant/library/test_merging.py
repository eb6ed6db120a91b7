"""Laws of which records are one study: pure, so that hypothesis can shuffle them by the thousand."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.library.merging import best_first, describe, names, partition
from assistant.study import Record, Text

ALIASES = st.lists(
    st.sampled_from(["doi:1", "doi:2", "doi:3", "arxiv:1", "arxiv:2", "title:a|x", "title:b|x"]),
    min_size=1,
    unique=True,
)


@given(st.lists(ALIASES, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_decide_which_are_together(records: list[list[str]], random: object) -> None:
    order = list(range(len(records)))
    random.shuffle(order)  # type: ignore[attr-defined]
    straight = {frozenset(group) for group in partition(dict(enumerate(records)))}
    shuffled = partition({place: records[number] for place, number in enumerate(order)})
    # Records that say the same are interchangeable, so groups are compared by what their records say.
    assert _contents(straight, records) == _contents([[order[place] for place in group] for group in shuffled], records)


@given(st.lists(ALIASES, max_size=8))
def test_records_that_share_an_identifier_are_together(records: list[list[str]]) -> None:
    group_of = {row: number for number, group in enumerate(partition(dict(enumerate(records)))) for row in group}
    for left, ours in enumerate(records):
        for right, theirs in enumerate(records):
            if any(not alias.startswith("title:") for alias in set(ours) & set(theirs)):
                assert group_of[left] == group_of[right]


def test_a_title_does_not_unite_what_identifiers_keep_apart() -> None:
    assert partition({1: ["doi:1", "title:a|x"], 2: ["doi:2", "title:a|x"]}) == [[1], [2]]
    assert partition({1: ["doi:1", "title:a|x"], 2: ["arxiv:1", "title:a|x"]}) == [[1, 2]]


def test_a_chain_of_aliases_unites() -> None:
    assert partition({1: ["arxiv:1"], 2: ["doi:1"], 3: ["doi:1", "arxiv:1"]}) == [[1, 2, 3]]


def test_versions_of_a_preprint_are_one_identifier() -> None:
    first, second = (Record(title="T", ids=(f"arxiv:2101.00001v{n}",), source="s") for n in (1, 2))
    assert names(first) == names(second)
    assert describe("k", [first, second]).ids == ("arxiv:2101.00001",)


def test_a_blank_title_unites_nothing() -> None:
    first, second = Record(title="", source="a"), Record(title=" ?", source="b")
    assert not set(names(first)) & set(names(second))


def test_the_published_form_wins_and_nothing_is_lost() -> None:
    preprint = Record(title="Draft", authors=("A", "B"), year=2020, ids=("arxiv:2001.00001",), source="arxiv")
    published = Record(title="Final", authors=("A",), venue="J", ids=("doi:10.1/x",), source="crossref")
    study = describe("k", [preprint, published])
    assert (study.title, study.authors, study.year, study.venue) == ("Final", ("A", "B"), 2020, "J")
    assert study.ids == ("arxiv:2001.00001", "doi:10.1/x")
    assert study.sources == ("arxiv", "crossref")


def test_the_best_text_is_the_fullest_kind_and_then_the_longest() -> None:
    texts = [
        Text(kind="summary", content="a long summary of everything"),
        Text(kind="abstract", content="short"),
        Text(kind="abstract", content="longer abstract"),
        Text(kind="summary", content="short"),
    ]
    assert [(text.kind, text.content) for text in best_first(texts)] == [
        ("abstract", "longer abstract"),
        ("abstract", "short"),
        ("summary", "a long summary of everything"),
    ]


def _contents(groups: object, records: list[list[str]]) -> list[list[list[str]]]:
    return sorted(sorted(sorted(records[row]) for row in group) for group in groups)  # type: ignore[attr-defined]
