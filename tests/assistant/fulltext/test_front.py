"""What a first page and the metadata say: the title, and identifiers that are surely the work's own."""

import pytest

from assistant.fulltext.front import ids, title
from assistant.fulltext.lines import Line

TITLE = [Line("Balanced Routing", 18), Line("of Experts", 18), Line("Ada Lovelace", 11), Line("We balance experts.")]
STAMP = Line("arXiv:2401.00001v2 [cs.CL] 3 Feb 2024", 20, angle=90)


def test_the_largest_lines_are_the_title() -> None:
    assert title({}, [Line("Journal of Routing", 12), *TITLE, STAMP]) == "Balanced Routing of Experts"


def test_a_title_of_the_metadata_that_the_page_bears_out_wins() -> None:
    said = "Balanced routing of experts: a note"
    assert title({"Title": said}, TITLE) == said


@pytest.mark.parametrize(
    "said",
    ["", "untitled", "Microsoft Word - routing.docx", "balanced routing experts.tex", "arXiv:2401.00001v2 Balanced",
     "A template of some conference", "Another work altogether", "42"],
)  # fmt: skip
def test_other_titles_of_the_metadata_are_not_believed(said: str) -> None:
    assert title({"Title": said}, TITLE) == "Balanced Routing of Experts"


def test_where_nothing_is_larger_the_first_line_is_the_title() -> None:
    assert title({}, [Line("Balanced routing"), *[Line("Prose goes on and on.")] * 9]) == "Balanced routing"


def test_a_page_without_words_has_no_title() -> None:
    assert title({}, [Line("12 3", 20)]) == ""


@pytest.mark.parametrize(
    ("info", "lines", "found"),
    [
        ({}, [STAMP], ("arxiv:2401.00001",)),
        ({}, [Line("arXiv:hep-th/9901001v1 [hep-th] 1 Jan 1999")], ("arxiv:hep-th/9901001",)),
        ({"arXivID": "https://arxiv.org/abs/2401.00001v2"}, [], ("arxiv:2401.00001",)),
        ({"DOI": "https://doi.org/10.48550/arXiv.2401.00001"}, [STAMP], ("arxiv:2401.00001",)),
        ({"doi": "10.1000/Routing.1"}, [Line("https://doi.org/10.2000/other")], ("doi:10.1000/routing.1",)),
        ({"Subject": "J. Routing, 2024. doi:10.1000/routing.1"}, [], ("doi:10.1000/routing.1",)),
        ({}, [Line("J. Routing 12"), Line("DOI: 10.1000/routing.1")], ("doi:10.1000/routing.1",)),
        ({}, [Line("(https://doi.org/10.1000/routing.1)"), STAMP], ("arxiv:2401.00001", "doi:10.1000/routing.1")),
        ({}, [Line("as in arXiv:2401.00001 and"), Line("elsewhere")], ()),
        ({}, [Line("doi:10.1000/a"), Line("doi:10.1000/b")], ()),
        ({}, [Line("https://doi.org/10.1000/3292500."), Line("3330701")], ()),
        ({}, [Line("References"), Line("[1] A. Nobody. doi:10.1000/cited")], ()),
        ({}, [Line("version 10.1000/2 of it")], ()),
    ],
)
def test_identifiers_are_taken_where_they_can_hardly_be_anothers(
    info: dict[str, str], lines: list[Line], found: tuple[str, ...]
) -> None:
    assert ids(info, lines) == found
