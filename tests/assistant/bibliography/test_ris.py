"""RIS as people and programs write it, sound and spoilt."""

import pytest

from assistant.bibliography import FORMATS, read
from assistant.study import Record

FULL = """1.
TY  - JOUR
A1  - Lovelace, Ada
AU  - King, Martin Luther, Jr.
AU  - World Health Organization
AU  - A. Turing
T1  - Routing of
      experts
JF  - Journal of Experts
Y1  - 2024/03/05/
N2  - Experts
route.
KW  - routing
experts
DO  - https://doi.org/10.1000/ABC
AN  - arXiv:2401.00001
UR  - https://example.org/a;b
L1  - https://example.org/a.pdf
ZZ  - unknown
ER  - 
"""


def test_references_become_records() -> None:
    (record,), faults = read("ris", FULL, "x")
    assert faults == []
    assert record.title == "Routing of experts"
    people = {"Ada Lovelace", "King, Martin Luther, Jr.", "World Health Organization", "A. Turing"}
    assert set(record.authors) == people
    assert (record.year, record.venue) == (2024, "Journal of Experts")
    assert record.ids == ("doi:10.1000/abc", "arxiv:2401.00001")
    assert record.url == "https://example.org/a;b"
    assert record.fields == ("routing", "experts")
    assert record.texts[0].content == "Experts route."


def test_a_comma_at_the_end_makes_an_institution() -> None:
    (record,), _ = read("ris", "TY  - RPRT\nTI  - T\nAU  - Médecins Sans Frontières,\nER  - \n", "x")
    assert record.authors == ("{Médecins Sans Frontières}",)


@pytest.mark.parametrize(
    ("spoilt", "titles", "line", "words"),
    [
        ("TY  - JOUR\nTI  - Two\n", ["One", "Two", "Three"], 4, "has no end"),
        ("TY  - JOUR\nAU  - Lee, A\nER  - \n", ["One", "Three"], 4, "no title"),
        ("TI  - Two\nER  - \n", ["One", "Three"], 4, "outside of any reference"),
        ("garbage\n", ["One", "Three"], 4, "outside of any reference"),
        ("TY  - JOUR\ngarbage\nTI  - Two\nER  - \n", ["One", "Two", "Three"], None, ""),
        ("TY  - JOUR\nER  - \n", ["One", "Three"], 4, "no title"),
    ],
)
def test_a_spoilt_reference_is_told_and_the_others_arrive(
    spoilt: str, titles: list[str], line: int | None, words: str
) -> None:
    one, three = (f"TY  - JOUR\nTI  - {title}\nER  - \n" for title in ("One", "Three"))
    found, faults = read("ris", one + spoilt + three, "x")
    assert [record.title for record in found] == titles
    assert [(fault.line, words in fault.what) for fault in faults] == ([(line, True)] if line else [])


def test_a_file_that_was_cut_off_gives_what_it_has_and_says_so() -> None:
    found, (fault,) = read("ris", "TY  - JOUR\nTI  - One\nER  - \n\nTY  - JOUR\nTI  - Tw", "x")
    assert [record.title for record in found] == ["One", "Tw"]
    assert fault.line == 5


def test_nothing_in_a_text_ends_the_reference() -> None:
    title = "One\nER  - \nTY  - JOUR\nTI  - Two"
    (record,), faults = read("ris", FORMATS["ris"].write([Record(title=title, source="x")]), "x")
    assert record.title == "One ER - TY - JOUR TI - Two"
    assert faults == []
