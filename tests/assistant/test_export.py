"""Every format holds the report, and nothing of a text from outside acts in it."""

import bibtexparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.export import FORMATS
from assistant.export.bibtex import bibtex
from assistant.export.markdown import entry, markdown
from assistant.report import Report
from tests.samples import passage, report, study


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_renders_every_status(form: str) -> None:
    for status in ("complete", "partial", "abstained", "budget"):
        text = FORMATS[form](report(status=status))
        assert text.endswith("\n")
    assert FORMATS[form](Report(question="q", status="abstained")) is not None


def test_json_reads_back_as_the_same_report() -> None:
    assert Report.model_validate_json(FORMATS["json"](report())) == report()


def test_markdown_shows_number_link_quote_and_kind() -> None:
    text = markdown(report())
    assert "Quality rose by 3.5%. [1]" in text
    assert "<https://arxiv.org/abs/2401.00001>" in text
    assert "> “Quality rose by 3.5%.” — abstract" in text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"kind": "full_text", "section": "3 Results", "page": 7}, "full text, § 3 Results, p. 7"),
        ({"kind": "full_text", "page": 7}, "full text, p. 7"),
        ({"kind": "full_text", "section": "[x](http://evil)"}, r"full text, § \[x\](http://evil)"),
        ({"kind": "full_text"}, "full text"),
        ({"kind": "abstract"}, "abstract"),
        ({"kind": "summary"}, "summary, not the authors’ words"),
    ],
)
def test_markdown_shows_what_a_quote_is_taken_from_and_where_it_stands(facts: dict[str, object], words: str) -> None:
    text = markdown(report(passages=(passage().model_copy(update=facts),)))
    assert f"> “Quality rose by 3.5%.” — {words}\n" in text


def test_a_reference_reads_well_without_authors_and_year() -> None:
    assert entry(study(year=None, ids=())) == "*Balanced Routing*."
    assert entry(study(authors=("Ada Lovelace",), ids=())) == "Ada Lovelace. *Balanced Routing*. 2024."


def test_text_from_outside_cannot_add_a_link_or_a_heading() -> None:
    text = markdown(report(question="x](http://evil) \n# Injected <script>"))
    assert "\n# Injected" not in text
    assert "<script>" not in text


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_bibtex_of_any_title_is_one_parsable_entry(title: str, authors: list[str]) -> None:
    made = report(
        studies=(study(title=title, authors=tuple(authors)), study("k2", title=title, authors=tuple(authors)))
    )
    read = bibtexparser.parse_string(bibtex(made))
    assert not read.failed_blocks
    assert len({entry.key for entry in read.entries}) == 2
