"""What is read: shared fairly, each study once, in portions that lose nothing."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.reading import portions, shares, telling
from tests.samples import passage

STUDIES = st.lists(st.sampled_from("abcdefgh"), max_size=8, unique=True)


@given(st.lists(STUDIES, max_size=4), st.integers(0, 9))
def test_every_study_is_read_once_as_far_as_the_limit_allows(wanted: list[list[str]], limit: int) -> None:
    batches = shares(wanted, limit)
    read = [study for batch in batches for study in batch]
    assert len(batches) == len(wanted)
    assert len(read) == len(set(read)) == min(limit, len(set().union(*wanted)))
    assert all(set(batch) <= set(studies) for batch, studies in zip(batches, wanted, strict=True))


def test_branches_take_turns_and_nobody_is_held_to_a_quota() -> None:
    assert shares([["a", "b", "c", "d"], ["a", "x"]], 5) == [["a", "b", "c", "d"], ["x"]]
    assert shares([["a", "b", "c"], ["x", "y", "z"]], 3) == [["a", "b"], ["x"]]


@given(st.lists(st.text(min_size=1, max_size=60), max_size=8), st.integers(1, 100))
def test_portions_keep_every_passage_in_order_and_within_size(contents: list[str], size: int) -> None:
    passages = [passage(content=content) for content in contents if content.strip()]
    cut = list(portions(passages, size))
    assert [each for portion in cut for each in portion] == passages
    assert all(len(portion) == 1 or sum(len(p.content) for p in portion) <= size for portion in cut)


def test_the_passages_that_share_words_with_a_question_are_read() -> None:
    passages = [
        passage(content=text) for text in ("Tea is grown on hills.", "Experts are routed.", "Leaves are dried.")
    ]
    assert telling(passages, ["How are experts routed?"], limit=1) == [passages[1]]
