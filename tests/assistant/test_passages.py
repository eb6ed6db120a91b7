"""Laws of cutting texts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.passages import cut, sentences
from assistant.study import Text

PROSE = st.text(alphabet=st.sampled_from('aB. !?\n"”)é1,'), max_size=400) | st.text(max_size=200)


@given(PROSE, st.integers(min_value=1, max_value=80))
def test_passages_are_exact_slices_that_cover_the_text(content: str, size: int) -> None:
    passages = cut("key", Text(kind="abstract", content=content), size)
    assert "".join(passage.content for passage in passages) == content
    assert all(content[p.start : p.end] == p.content for p in passages)
    assert all(0 < len(p.content) <= size for p in passages)


@given(PROSE)
def test_sentences_are_slices_in_order_and_leave_out_only_white_space(content: str) -> None:
    spans = sentences(content)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join(content[a:b] for a, b in spans).split() == "".join(content).split() or all(
        content[a:b].strip() == content[a:b] for a, b in spans
    )
    left_out = set(range(len(content))) - {i for a, b in spans for i in range(a, b)}
    assert all(content[i].isspace() for i in left_out)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two. Three.", 3),
        ("We follow Smith et al. 2020, i.e. the older one. It works.", 2),
        ("Gains of 3.5 points. See Fig. 3 for more.", 2),
        ("No full stop at the end", 1),
        ("A title\n\nA paragraph.", 2),
        ("Is it so? Yes! “Indeed.” Good.", 4),
        ("The U.S. Census counts. J. Smith agrees.", 2),
        ("", 0),
        ("   ", 0),
    ],
)
def test_sentence_ends_are_found_where_a_reader_sees_them(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_passages_end_at_sentence_ends() -> None:
    text = Text(kind="abstract", content="First sentence here. Second sentence here. Third sentence here.")
    assert [p.content for p in cut("key", text, 45)] == [
        "First sentence here. Second sentence here. ",
        "Third sentence here.",
    ]
