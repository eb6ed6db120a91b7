"""Laws of which records are one study: pure, so that hypothesis can shuffle them by the thousand."""

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from assistant.identity import Work
from assistant.library.merging import best_first, describe, linked, names, partition
from assistant.study import Record, Text
from tests.assistant.identity.test_works import PEOPLE, RECORDS, TITLE, record


@given(st.lists(RECORDS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_decide_which_are_together(records: list[Record], random: Random) -> None:
    shuffled = random.sample(records, len(records))
    assert _contents(records) == _contents(shuffled)


@given(st.lists(RECORDS, max_size=8))
def test_records_that_share_an_identifier_are_together_and_nothing_is_lost(records: list[Record]) -> None:
    works = _works(records)
    groups = partition(works)
    assert sorted(row for group in groups for row in group) == list(works)
    for group in groups:
        for row, work in works.items():
            assert row in group or all(work.ids.isdisjoint(works[other].ids) for other in group)


@given(st.lists(RECORDS, max_size=8))
def test_what_differs_is_together_only_by_its_identifiers(records: list[Record]) -> None:
    works = _works(records)
    for group in partition(works):
        if len(group) == 2 and works[group[0]].ids.isdisjoint(works[group[1]].ids):
            assert linked(works[group[0]], works[group[1]])


def test_a_chain_of_identifiers_unites() -> None:
    ids = (["arxiv:2001.00001"], ["doi:10.1/1"], ["doi:10.1/1", "arxiv:2001.00001"])
    assert partition(_works([record(f"T{n}", (), None, "", *own) for n, own in enumerate(ids)])) == [[0, 1, 2]]


def test_a_title_does_not_unite_what_identifiers_keep_apart() -> None:
    first, second, preprint = (
        record(TITLE, PEOPLE, 2020, "", name) for name in ("doi:10.1/1", "doi:10.1/2", "arxiv:2001.1")
    )
    assert partition(_works([first, second])) == [[0], [1]]
    assert partition(_works([first, preprint])) == [[0, 1]]


def test_what_fits_two_works_joins_neither() -> None:
    ours, theirs = record(TITLE, ("Ada Lovelace",), 2020), record(TITLE, ("Alan Turing",), 2020)
    nobodys = [record(TITLE, (), 2020), record(TITLE.lower(), (), 2020)]
    assert partition(_works([ours, nobodys[0]])) == [[0, 1]]
    assert partition(_works([ours, theirs, *nobodys])) == [[0], [1], [2], [3]]


def test_what_fits_two_works_may_still_join_what_fits_neither() -> None:
    ours, theirs = record(TITLE, ("Ada Lovelace",), 2020), record(TITLE, ("Alan Turing",), 2020)
    undated, early = record(TITLE, (), None), record(TITLE, (), 2016)
    assert partition(_works([ours, theirs, undated])) == [[0], [1], [2]]
    assert partition(_works([ours, theirs, early])) == [[0], [1], [2]]
    assert partition(_works([ours, theirs, undated, early])) == [[0], [1], [2, 3]]


def test_a_dropped_subtitle_that_fits_two_works_joins_neither() -> None:
    works = [record(f"{TITLE}{rest}", PEOPLE, 2020) for rest in (": the summer months", ": a night in winter", "")]
    assert partition(_works(works)) == [[0], [1], [2]]
    assert partition(_works(works[::2])) == [[0, 1]]


def test_versions_of_a_preprint_are_one_identifier() -> None:
    first, second = (Record(title="T", ids=(f"arxiv:2101.00001v{n}",), source="s") for n in (1, 2))
    assert names(first) == names(second)
    assert describe("k", [first, second]).ids == ("arxiv:2101.00001",)


def test_a_version_is_for_citing_and_not_for_telling_apart() -> None:
    first, second = (record(TITLE, (), 2020, "", f"doi:10.21203/rs.3.rs-1/v{n}") for n in (1, 2))
    assert names(first)[0] == names(second)[0] == "doi:10.21203/rs.3.rs-1"
    assert describe("k", [first, second]).ids == ("doi:10.21203/rs.3.rs-1/v1", "doi:10.21203/rs.3.rs-1/v2")


def test_a_blank_title_unites_nothing() -> None:
    first, second = Record(title="", source="a"), Record(title=" ?", source="b")
    assert not set(names(first)) & set(names(second))


def test_names_are_short_whatever_the_title() -> None:
    assert max(map(len, names(record("many words " * 100_000, PEOPLE)))) < 30


def test_the_published_form_wins_and_nothing_is_lost() -> None:
    preprint = Record(
        title="Draft", authors=("A", "B"), year=2020, venue="bioRxiv", ids=("doi:10.1101/123456",), url="https://b.org/1",
        source="biorxiv",
    )  # fmt: skip
    published = Record(
        title="Final", authors=("A",), venue="J", ids=("doi:10.1/x",), url="https://j.org/1", source="crossref"
    )
    study = describe("k", [preprint, published])
    assert (study.title, study.authors, study.year, study.venue) == ("Final", ("A", "B"), 2020, "J")
    assert study.url == "https://j.org/1"
    assert study.ids == ("doi:10.1101/123456", "doi:10.1/x")
    assert study.sources == ("biorxiv", "crossref")


def test_the_year_is_that_of_the_published_form_not_of_a_preprint_that_knows_its_doi() -> None:
    preprint = Record(
        title="T", year=2018, ids=("arxiv:1801.00001", "doi:10.1/x"), venue="J 7 (2020) 1", source="arXiv"
    )
    published = Record(title="T", year=2020, ids=("doi:10.1/x",), venue="J", source="crossref")
    meeting = Record(title="T", year=2019, venue="Meeting on T", source="bibtex")
    assert describe("k", [preprint, meeting, published]).year == 2020
    assert describe("k", [record("T", (), 2018, "", "arxiv:1801.00001"), meeting]).venue == "Meeting on T"


def test_a_preprint_server_is_no_venue_of_a_published_work() -> None:
    preprint = Record(title="T", ids=("arxiv:1801.00001",), venue="arXiv", source="arXiv")
    assert describe("k", [preprint, Record(title="T", ids=("doi:10.1/x",), source="crossref")]).venue == ""
    assert describe("k", [preprint]).venue == "arXiv"


def test_the_longest_list_of_people_is_kept() -> None:
    lists = [("Ada Lovelace", "et al.", "and others"), ("A. Lovelace", "A. Turing"), ()]
    assert describe("k", [record(TITLE, authors) for authors in lists]).authors == lists[1]


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


def _works(records: Sequence[Record]) -> dict[int, Work]:
    return {row: Work(each) for row, each in enumerate(records)}


def _contents(records: Sequence[Record]) -> list[list[str]]:
    """Return the groups by what their records say: records that say the same are interchangeable."""
    return sorted(sorted(repr(records[row]) for row in group) for group in partition(_works(records)))
