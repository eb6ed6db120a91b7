"""Every format holds the report, and nothing of a text from outside acts in it."""

import re

import bibtexparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.estimate import Estimate, StepEstimate, between, error
from assistant.export import FORMATS
from assistant.export.bibtex import bibtex
from assistant.export.markdown import entry, markdown
from assistant.export.prose import address, plain
from assistant.flow import Fate, Flow, Search
from assistant.ledger import Ledger, Row, Searches
from assistant.printable import one_line
from assistant.report import Counts, Removed, Report, Section, Sentence, Status
from assistant.sources.filters import Filters
from assistant.study import Notice
from assistant.trace import Trace
from assistant.usage import Usage
from tests.samples import claim, passage, report, study

LEDGER = Ledger(
    rows=(
        Row(step="read", task="read", expert="a model", usage=Usage(
            calls=2, recorded=1, prompt_tokens=1000, completion_tokens=200, dollars=0.03, seconds=4.0)),
        Row(step="check", task="repair", expert="a model", usage=Usage(recorded=3)),
    ),
    searches=(Searches(source="arXiv", asked=3, recorded=5),),
    seconds=61.0,
)  # fmt: skip
COURSE = Trace(branches=4, backtracks=1, waves=2, queries=5, independent=4, dependent=1, planned=4, fruitful=3)
EXPECTED = Estimate(
    model="a model",
    steps=(
        StepEstimate(
            step="read",
            calls=between(2, 4, 9),
            prompt_tokens=between(500, 2000, 4000),
            dollars=None,
            seconds=between(10, 100, 300),
        ),
    ),
)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_renders_every_status(form: str) -> None:
    for status in ("complete", "partial", "abstained", "budget"):
        text = FORMATS[form](report(status=status))
        assert text.endswith("\n")
    assert FORMATS[form](Report(question="q", status="abstained")) is not None


@pytest.mark.parametrize("facts", [{}, {"run": "r1", "ledger": LEDGER, "trace": COURSE, "estimate": EXPECTED}])
def test_json_reads_back_as_the_same_report(facts: dict[str, object]) -> None:
    made = report(**facts, deviations=error(EXPECTED, LEDGER))
    assert Report.model_validate_json(FORMATS["json"](made)) == made


def test_markdown_shows_what_a_run_took_and_that_what_was_recorded_cost_nothing() -> None:
    text = markdown(report(ledger=LEDGER, trace=COURSE))
    assert "| read | a model | 2 | 1 | 1,200 | \\$0.0300 |" in text
    assert "| check: repair | a model | 0 | 3 | 0 | nothing |" in text
    assert "| in all |  | 2 | 4 | 1,200 | \\$0.0300 |" in text
    assert "Requests to sources: arXiv 3 (5 more recorded)." in text
    assert "What was recorded cost nothing." in text
    assert "Waves: 2. Branches: 4, without result: 1. Queries: 5, resting on earlier finds: 1" in text
    assert "75% of those planned" in text


def test_markdown_says_where_a_price_is_unknown_and_what_is_known_of_the_cost() -> None:
    free = Row(step="write", task="write", expert="other", usage=Usage(calls=1, dollars=None))
    text = markdown(report(ledger=LEDGER.model_copy(update={"rows": (*LEDGER.rows, free)})))
    assert "| write | other | 1 | 0 | 0 | price unknown |" in text
    assert "what is known comes to \\$0.0300" in text


def test_markdown_shows_what_was_expected_and_how_far_off_it_was() -> None:
    text = markdown(report(ledger=LEDGER, estimate=EXPECTED, deviations=error(EXPECTED, LEDGER)))
    assert "Expected were 4 (2 to 9) calls, 2,000 tokens, price unknown and 100 s." in text
    assert "differs from that by: calls +50%." in text


def test_markdown_is_silent_about_costs_that_it_does_not_know() -> None:
    assert "What it took" not in markdown(report())
    assert "Expected" not in markdown(report(estimate=Estimate()))


@pytest.mark.parametrize("status", ["partial", "abstained", "budget"])
def test_a_report_without_a_sentence_says_so_whatever_its_status(status: Status) -> None:
    empty = Report(question="q", status=status, missing=("a source failed",) if status == "partial" else ())
    assert "there is no report" in markdown(empty)
    assert "none gave a sentence" in markdown(empty.model_copy(update={"counts": Counts(relevant=2, read=2)}))
    assert "none of them could be read" in markdown(empty.model_copy(update={"counts": Counts(relevant=2)}))


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


NASTY = st.text(
    st.sampled_from("#-+=*_~`<>[]()!|\\&;:.$%{}\"'@/ \n\t1x\u00e9\u202e\x1b")
    | st.characters(exclude_categories=["Cs"]),
    max_size=12,
) | st.sampled_from(
    [
        "# Heading",
        "1. item",
        "- item",
        "[x](http://evil)",
        "<script>",
        "&lt;b&gt;",
        "[1]: http://evil",
        "---",
        "~~~",
        "> q",
    ]
)
OUTSIDE = st.tuples(NASTY, NASTY).map("x".join)
"""A text that shows something, whatever else is in it."""


def nasty(text: str) -> Report:
    """A report in which this text stands wherever a text from outside can stand."""
    made = claim()
    notice = Notice(kind="retraction", by=f"doi:10.1000/{text}", source=text)
    cited = study(title=text, authors=(text, text), venue=text, ids=(f"doi:10.1/{text}",), notices=(notice,))
    return report(
        question=text,
        sections=(
            Section(
                heading=text,
                sentences=(
                    Sentence(text=text, claims=(made.id,)),
                    Sentence(text=text, claims=(made.id,)),
                    Sentence(text=text, claims=(made.id,), opens_paragraph=True),
                ),
            ),
        ),
        passages=(passage().model_copy(update={"section": text}),),
        studies=(cited,),
        removed=(Removed(text=text, faults=(text,)),),
        ledger=Ledger(
            rows=(Row(step="read", task=text, expert=text, usage=Usage(calls=1, dollars=None)),),
            searches=(Searches(source=text, asked=1),),
        ),
        missing=(text,),
        notes=(text,),
        flow=Flow(
            searches=(Search(source=text, query=text, found=1), Search(source=text, query=text, failed=text)),
            fates=(Fate(study="k9", title=text, stage="excluded", reason=text),),
        ),
    )


def structure(text: str) -> list[str]:
    """Return what a Markdown reader makes of a document: the kinds of its parts in order, texts joined."""
    parts = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    kinds = [f"{each.type} {each.tag}" for part in parts for each in (part, *(part.children or ()))]
    return [kind for kind, before in zip(kinds, ["", *kinds], strict=False) if kind != before or kind != "text "]


@given(OUTSIDE)
def test_text_from_outside_acts_nowhere_in_markdown(text: str) -> None:
    assert structure(markdown(nasty(text))) == structure(markdown(nasty("x")))


@given(OUTSIDE)
def test_text_from_outside_is_shown_as_it_is(text: str) -> None:
    heading, paragraph = (MarkdownIt("commonmark").parse(f"{block}{plain(text)}")[1] for block in ("# ", ""))
    for inline in (heading, paragraph):
        assert "".join(child.content for child in inline.children or ()) == one_line(text)


@given(st.text(min_size=1, max_size=30))
def test_an_address_ends_where_its_brackets_do(text: str) -> None:
    (paragraph,) = [
        part for part in MarkdownIt("commonmark").parse(f"<{address(f'https://h/{text}')}>") if part.children
    ]
    assert [child.type for child in paragraph.children or ()] == ["link_open", "text", "link_close"]


@given(OUTSIDE, OUTSIDE)
def test_bibtex_of_anything_is_one_entry_whose_braces_close(text: str, other: str) -> None:
    made = study(title=text, authors=(text, other), venue=other, url=f"https://h/{text}", ids=(f"doi:10.1/{other}",))
    written = bibtex(report(studies=(made,)))
    read = bibtexparser.parse_string(written)
    assert not read.failed_blocks
    assert len(read.entries) == 1
    assert written.count("{") == written.count("}")
    facts = {field.key: str(field.value) for field in read.entries[0].fields}
    assert len(re.split(r" and (?![^{]*})", facts["author"])) == 2
    assert not re.search(r"[\\{}\s]", facts["doi"] + facts["url"])


def test_identifiers_and_addresses_that_are_in_use_stay_as_they_are() -> None:
    doi = "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o"
    text = bibtex(report(studies=(study(ids=(f"doi:{doi}", "arxiv:2401.00001")),)))
    assert f"doi = {{{doi}}}" in text
    assert "eprint = {2401.00001}" in text
    plainly = "https://example.org/a_b?x=1&y=%20#part"
    assert address(plainly) == plainly


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_bibtex_of_any_title_is_one_parsable_entry(title: str, authors: list[str]) -> None:
    made = report(
        studies=(study(title=title, authors=tuple(authors)), study("k2", title=title, authors=tuple(authors)))
    )
    read = bibtexparser.parse_string(bibtex(made))
    assert not read.failed_blocks
    assert len({entry.key for entry in read.entries}) == 2


SEARCH = Search(source="arXiv", query="q")
EXCLUDED = Fate(study="k1", title="T", stage="excluded", reason="far from the question")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, "Nothing was searched, so there is no report."),
        ({"flow": Flow(searches=(SEARCH,))}, "The searches found nothing, so there is no report."),
        (
            {"flow": Flow(searches=(SEARCH,)), "filters": Filters(since=2030, authors=("A. Smith",))},
            "The searches found nothing among studies of 2030 or later, by A. Smith, so there is no report.",
        ),
        (
            {
                "flow": Flow(searches=(SEARCH,), fates=(EXCLUDED.model_copy(update={"reason": ""}),)),
                "counts": Counts(found=1, distinct=1),
            },
            "Studies that were found: 1; none of them was judged.",
        ),
        (
            {"flow": Flow(searches=(SEARCH,), fates=(EXCLUDED,)), "counts": Counts(found=1, distinct=1)},
            "Nothing that could be judged is about this question, so there is no report on it.",
        ),
    ],
)
def test_a_report_without_sections_gives_the_true_reason(facts: dict[str, object], why: str) -> None:
    text = markdown(Report.model_validate({"question": "q", "status": "abstained"} | facts))
    assert f"\n\n{why}" in text
