"""Lines of pages become prose: what is put together, what is left out, and what is taken for a heading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.fulltext.article import joined
from assistant.fulltext.headings import heading_of
from assistant.fulltext.layout import illegible, pieces
from assistant.fulltext.lines import Line, Page
from assistant.study import Text

FILL = [f"The prose of the paper goes on and on in line {word}." for word in "one two three four five six".split()]


def page(*lines: str | Line, top: float = 650) -> Page:
    """A page of lines, 12 points apart unless they say where they stand; an empty one is a gap."""
    made = [Line(line) if isinstance(line, str) else line for line in lines]
    placed = [line if line.y else line._replace(y=top - 12 * number) for number, line in enumerate(made)]
    return Page(0, 792, [line for line in placed if line.text])


def read(*pages: Page) -> Text:
    return joined(pieces(pages))


def content(*lines: str | Line) -> str:
    return read(page(*lines)).content


def headings(*pages: Page) -> list[str]:
    return [mark.heading for mark in read(*pages).marks]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Experts are bal-", "anced."), "Experts are balanced."),
        (("A well-known and well-", "known thing."), "A well-known and well-known thing."),
        (("Well-known or wellknown: well-", "known."), "Well-known or wellknown: wellknown."),
        (("We ask GPT-", "4 and BERT-", "Large."), "We ask GPT-4 and BERT-Large."),
        (("Soft hy\xad", "phens go."), "Soft hyphens go."),
        (("From 3–", "5 points."), "From 3–5 points."),
        (("eﬃcient ﬁne-tuning ﬂows", "on."), "efficient fine-tuning flows on."),
        (("a - ", "b"), "a - b"),
        (("-", "x"), "- x"),
        (("One paragraph", "goes on", "and on.", "", "Another."), "One paragraph goes on and on.\n\nAnother."),
        (("One paragraph.", Line("Indented.", x=20)), "One paragraph.\n\nIndented."),
        (("which is", Line("centred", x=80)), "which is centred"),
        (("It ends.", "Figure 3: A caption."), "It ends.\n\nFigure 3: A caption."),
        (("Items:", "• one", "• two"), "Items:\n\n• one\n\n• two"),
        (("Bad\x00 bytes\ud800.",), "Bad bytes."),
    ],
)  # fmt: skip
def test_lines_become_prose(lines: tuple[str | Line, ...], text: str) -> None:
    assert content(*lines) == text


def test_running_heads_feet_and_page_numbers_go() -> None:
    pages = [
        page(
            Line(f"Journal of Routing 12 (2024) {number}", 8, y=770), *FILL,
            Line(f"{number} Lovelace and Turing", 8, y=25), Line(f"– {number} –", 8, y=12),
        )
        for number in (7, 8, 9)
    ]  # fmt: skip
    assert read(*pages).content == " ".join(FILL * 3)


def test_what_stands_once_in_a_margin_stays() -> None:
    assert "A footnote" in read(page(*FILL, Line("A footnote of its own.", 8, y=30)), page(*FILL)).content


def test_a_repeated_line_within_the_page_stays() -> None:
    pages = [page(*FILL, "This is said on every page.") for _ in range(4)]
    assert read(*pages).content.count("said on every page") == 4


def test_what_is_written_across_the_page_goes() -> None:
    stamp = Line("arXiv:2401.00001v2 [cs.CL] 1 Jan 2024", 20, x=20, y=300, angle=90)
    assert "arXiv" not in content(stamp, *FILL)


def test_a_page_that_is_turned_as_a_whole_is_read() -> None:
    turned = Page(0, 792, [Line(text, angle=90, x=12.0 * n, y=100) for n, text in enumerate(FILL, 1)])
    assert read(turned).content == " ".join(FILL)


def test_a_sentence_goes_on_over_the_page_and_both_pages_are_known() -> None:
    text = read(page(*FILL, "Experts are bal-"), page("anced by a bias.", *FILL))
    assert "balanced by a bias" in text.content
    assert [mark.page for mark in text.marks] == [1, 2]
    assert text.content[text.marks[1].start :].startswith("anced by")


def test_a_sentence_goes_on_in_the_next_column() -> None:
    left = [Line(text, x=72, y=650 - 12.0 * n) for n, text in enumerate([*FILL, "Experts are bal-"])]
    right = [Line(text, x=320, y=650 - 12.0 * n) for n, text in enumerate(["anced by a bias.", *FILL])]
    assert "balanced by a bias. The prose" in read(page(*left, *right)).content


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        (Line("Abstract"), "Abstract"),
        (Line("RESULTS"), "RESULTS"),
        (Line("3 Results and Discussion"), "3 Results and Discussion"),
        (Line("4.2 Balancing the load", bold=True), "4.2 Balancing the load"),
        (Line("4.2 Balancing the load", 12), "4.2 Balancing the load"),
        (Line("II. RELATED SYSTEMS"), "II. RELATED SYSTEMS"),
        (Line("I. I NTRODUCTION"), "I. INTRODUCTION"),
        (Line("A Proofs of Theorem 1", 12), "A Proofs of Theorem 1"),
        (Line("Appendix B. Hyperparameters", bold=True), "Appendix B. Hyperparameters"),
        (Line("References"), "References"),
        (Line("4.2 Balancing the load"), ""),
        (Line("2 Apples were sold to each of us."), ""),
        (Line("3 Of these, none remained.", bold=True), ""),
        (Line("results"), ""),
        (Line("4 CARD32 N_ALIASES"), ""),
        (Line("The results of the experiment are shown"), ""),
        (Line("12.5 3.4 8.8", bold=True), ""),
        (Line("1 " + "Words " * 30, 14), ""),
    ],
)
def test_headings_are_known_by_name_number_and_looks(line: Line, heading: str) -> None:
    assert heading_of(line, 10.0, started=True) == heading


def test_a_title_and_its_authors_are_no_headings_but_later_large_lines_are() -> None:
    front = page(Line("A Study of Experts", 18), Line("Ada Lovelace", 12), "Abstract", *FILL)
    later = page(*FILL, Line("Why balance matters", 13), *FILL)
    assert headings(front, later) == ["", "Abstract", "Abstract", "Why balance matters"]


def test_a_heading_of_two_lines_is_one() -> None:
    lines: list[str | Line] = [
        *FILL,
        Line("3 Balancing the load of", 14, True),
        Line("very many experts", 14, True),
        *FILL,
    ]
    assert headings(page(*lines)) == ["", "3 Balancing the load of very many experts"]


def test_an_abstract_may_open_its_paragraph() -> None:
    text = read(page("Abstract—We balance experts.", *FILL))
    assert text.marks[0].heading == "Abstract"
    assert text.content.startswith("We balance experts. The prose")


def test_references_are_left_out_and_appendices_are_not() -> None:
    end = page(Line("References", 12, True), "[1] A. Nobody. Cited. 1999.", "A. Nobody. Results. 2001.", *FILL[:1])
    appendix = page("[3] B. Nobody. 2003.", Line("A Proofs", 12, True), "The proof is short.")
    text = read(page("Introduction", *FILL), end, appendix)
    assert "Nobody" not in text.content
    assert text.content.endswith("The proof is short.")
    assert text.marks[-1].heading == "A Proofs"


def test_a_table_of_contents_is_left_out() -> None:
    assert content("1 Introduction . . . . . . . . 3", *FILL) == " ".join(FILL)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "images"), ("p. 1", "images"), ("\ue001\ue002" * 400 + "abc" * 20, "fonts"), ("(cid:12)" * 300, "fonts"),
     ("\ufffd a b c " * 200, "fonts"), ("Prose that anybody can read. " * 5, "")],
)  # fmt: skip
def test_what_is_no_text_is_told_from_what_is(text: str, words: str) -> None:
    fault = illegible(text, 1)
    assert words in fault
    assert bool(fault) == bool(words)


LINES = st.builds(
    Line,
    text=st.text(max_size=20)
    | st.sampled_from(["References", "1 Introduction", "12", "bal-", "anced", "Abstract: we"]),
    size=st.sampled_from([0.0, 8.0, 10.0, 14.0]),
    bold=st.booleans(),
    x=st.floats(-10, 600),
    y=st.floats(-10, 800),
    angle=st.sampled_from([0, 90]),
)


@given(st.lists(st.builds(Page, st.just(0.0), st.just(792.0), st.lists(LINES, max_size=8)), max_size=4))
def test_any_lines_become_a_text_whose_pages_rise(pages: list[Page]) -> None:
    text = read(*pages)
    numbers = [mark.page or 0 for mark in text.marks]
    assert numbers == sorted(numbers)
    assert all(1 <= number <= len(pages) for number in numbers)
    text.content.encode()
