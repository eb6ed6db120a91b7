"""Pieces become one text in which every place is known."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.fulltext.article import LONGEST_HEADING, Article, Piece, heads_references, joined, record, unnumbered
from assistant.passages import place
from assistant.study import Text

PIECES = st.lists(
    st.builds(
        Piece,
        text=st.text(max_size=12),
        heading=st.sampled_from(["", "Methods", "Results"]),
        page=st.none() | st.integers(1, 3),
        joint=st.sampled_from(["", " ", "\n\n"]),
    ),
    max_size=8,
)


@given(PIECES)
def test_every_piece_stands_in_the_text_under_its_heading_and_on_its_page(pieces: list[Piece]) -> None:
    text = joined(pieces)
    at = 0
    for piece in filter(lambda each: each.text, pieces):
        at += len(piece.joint) if at else 0
        assert text.content[at : at + len(piece.text)] == piece.text
        assert place(text.marks, at) == {"section": piece.heading, "page": piece.page}
        at += len(piece.text)
    assert at == len(text.content)


@given(PIECES)
def test_marks_rise_and_none_repeats_the_one_before(pieces: list[Piece]) -> None:
    marks = joined(pieces).marks
    for before, after in pairwise(marks):
        assert before.start < after.start
        assert (before.heading, before.page) != (after.heading, after.page)


def test_a_text_of_which_no_place_is_known_has_no_marks() -> None:
    assert joined([Piece("a"), Piece("b")]) == Text(kind="full_text", content="a\n\nb")


def test_a_heading_is_bounded() -> None:
    assert len(joined([Piece("a", "h" * 1_000_000)]).marks[0].heading) == LONGEST_HEADING


@pytest.mark.parametrize(
    ("heading", "name"),
    [("4.1 Results", "Results"), ("IV. Results", "Results"), ("A.2 Proofs", "Proofs"), ("Appendix B: Data", "Data"),
     ("Results", "Results"), ("2024 in numbers", "2024 in numbers"), ("Introduction", "Introduction")],
)  # fmt: skip
def test_headings_lose_their_numbers_and_nothing_else(heading: str, name: str) -> None:
    assert unnumbered(heading) == name


def test_lists_of_references_are_known_by_their_headings() -> None:
    assert all(map(heads_references, ("References", "7. REFERENCES", "Works cited", "Literature Cited:")))
    assert not any(map(heads_references, ("Reference architecture", "Results", "")))


def test_a_record_says_what_the_document_says() -> None:
    text = Text(kind="full_text", content="Words.")
    made = record(Article(text, title="T", year=2024, ids=("doi:10.1/x",), pdf="https://a.org/p"), "file", "here", "u")
    assert (made.title, made.year, made.ids, made.texts) == ("T", 2024, ("doi:10.1/x",), (text,))
    assert (made.open_texts, made.source, made.url) == (("https://a.org/p",), "here", "u")
    assert record(Article(text), "file", "here").title == "file"
    assert record(Article(Text(kind="full_text", content="")), "file", "here").texts == ()
