"""Laws of cutting texts."""

import time
from itertools import pairwise
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.passages import cut, sentences
from assistant.study import Mark, Text

PROSE = st.text(alphabet=st.sampled_from('aB. !?\n"”)é1,'), max_size=400) | st.text(max_size=200)


@given(PROSE, st.integers(min_value=1, max_value=80))
def test_passages_are_exact_slices_that_cover_the_text(content: str, size: int) -> None:
    passages = cut("key", Text(kind="abstract", content=content), size)
    assert "".join(passage.content for passage in passages) == content
    assert all(content[p.start : p.end] == p.content for p in passages)
    assert all(0 < len(p.content) <= size for p in passages)


HEADINGS = st.sampled_from(["", "1 Introduction", "2 Methods"])
MARKS = st.lists(st.tuples(st.integers(0, 420), HEADINGS, st.none() | st.integers(1, 3)), max_size=8).map(
    lambda drawn: tuple(
        Mark(start=start, heading=heading, page=page) for start, heading, page in sorted(drawn, key=itemgetter(0))
    )
)


def at(marks: tuple[Mark, ...], offset: int) -> tuple[str, int | None]:
    """The heading and the page that hold at an offset, by looking at every mark."""
    held: tuple[str, int | None] = ("", None)
    for mark in marks:
        if mark.start <= offset:
            held = (mark.heading, mark.page)
    return held


@given(PROSE, MARKS, st.integers(min_value=1, max_value=80))
def test_no_passage_goes_on_under_another_heading_and_each_knows_where_it_begins(
    content: str, marks: tuple[Mark, ...], size: int
) -> None:
    passages = cut("key", Text(kind="full_text", content=content, marks=marks), size)
    assert "".join(passage.content for passage in passages) == content
    assert all(0 < len(passage.content) <= size for passage in passages)
    for passage in passages:
        assert (passage.section, passage.page) == at(marks, passage.start)
        assert {at(marks, offset)[0] for offset in range(passage.start, passage.end)} == {passage.section}


@given(PROSE, MARKS, st.integers(min_value=1, max_value=80))
def test_every_sentence_of_a_passage_begins_on_its_page(content: str, marks: tuple[Mark, ...], size: int) -> None:
    pages = tuple(mark.model_copy(update={"heading": ""}) for mark in marks)
    passages = cut("key", Text(kind="full_text", content=content, marks=pages), size)
    starts = [span.start for span in sentences(content)]
    for passage in passages:
        begun = {at(pages, start)[1] for start in starts if passage.start < start < passage.end}
        assert begun <= {passage.page}


def test_a_page_ends_a_passage_but_no_sentence() -> None:
    content = "One ends here. Two goes on over the page. Three follows."
    marks = (Mark(start=0, page=1), Mark(start=content.index("over"), page=2))
    passages = cut("key", Text(kind="full_text", content=content, marks=marks))
    assert [(p.content, p.page) for p in passages] == [
        ("One ends here. Two goes on over the page. ", 1),
        ("Three follows.", 2),
    ]


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
        ("狐は夜に狩りをする。雪の下の「鼠。」を見つける！？ほんとう？はい。", 5),
        ("हाँ। لماذا؟ نعم۔ هنا", 4),
        ("A paragraph\n## A heading. With dots\nwombats eat grass.", 3),
        ("We rank C# 9 and #hashtags\n#1 among them.", 1),
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


@pytest.mark.parametrize(
    "piece", ["Routing sends tokens to experts. ", "A. ", "e.g. ", ". ", ".'\" ", "x", "\n \n", "it is. so "]
)
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    text = Text(kind="full_text", content=piece * (300_000 // len(piece)))
    began = time.process_time()
    cut("k1", text)
    assert time.process_time() - began < 1


def test_a_megabyte_is_cut_in_a_second() -> None:
    text = Text(kind="full_text", content="Routing sends each token to 2 of 64 experts. " * 23_000)
    began = time.process_time()
    cut("k1", text)
    assert time.process_time() - began < 1
