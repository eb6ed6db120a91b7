"""What holds for every bibliography format: what is written is read again, and one bad entry costs no other."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.bibliography import FORMATS, format_of, read
from assistant.bibliography.entry import LONGEST_TITLE
from assistant.identity import link
from assistant.study import Record
from tests.assistant.bibliography.making import NAMES, PROSE, records, whole_records

FILES = {
    "bibtex": "@article{{k{n},\n  title = {{{title}}}\n}}\n".format,
    "ris": "TY  - JOUR\nTI  - {title}\nER  - \n".format,
    "csl": '{{"title": "{title}"}}'.format,
    "jsonl": '{{"title": "{title}"}}\n'.format,
}
"""An entry with a title in each format, as other programs write it."""
SECOND = {"bibtex": 4, "ris": 4, "csl": 3, "jsonl": 2}
"""The line on which the second of such entries begins."""


def file_of(form: str, titles: list[str]) -> str:
    entries = [FILES[form](n=number, title=title) for number, title in enumerate(titles)]
    return "[\n" + ",\n".join(entries) + "\n]" if form == "csl" else "".join(entries)


@pytest.fixture(params=FORMATS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def round_trip(form: str, given: list[Record]) -> list[Record]:
    found, faults = read(form, FORMATS[form].write(given), "file:x")
    assert faults == []
    return found


def told(form: str, record: Record) -> Record:
    """What a format says of a record: identifiers in no order; an address, if it does not hold everything anyway."""
    url = record.url or (link(record.ids) if form != "jsonl" else "")
    return record.model_copy(update={"ids": tuple(sorted(record.ids)), "url": url})


@settings(max_examples=60)
@given(st.lists(records(), min_size=1, max_size=3), st.sampled_from(sorted(FORMATS)))
def test_a_round_trip_loses_nothing(given: list[Record], form: str) -> None:
    assert [told(form, record) for record in round_trip(form, given)] == [told(form, record) for record in given]


@settings(max_examples=40)
@given(st.lists(whole_records(), min_size=1, max_size=3))
def test_json_lines_lose_nothing_at_all(given: list[Record]) -> None:
    def sorted_texts(record: Record) -> Record:
        return record.model_copy(update={"texts": tuple(sorted(record.texts, key=repr))})

    assert list(map(sorted_texts, round_trip("jsonl", given))) == list(map(sorted_texts, given))


@given(records(PROSE.filter(str.strip)))
def test_csl_keeps_line_breaks_in_abstracts(given: Record) -> None:
    assert round_trip("csl", [given])[0].texts == given.texts


@given(st.lists(NAMES, min_size=1), st.sampled_from(sorted(FORMATS)))
def test_names_come_back_as_they_were(names: list[str], form: str) -> None:
    assert round_trip(form, [Record(title="T", authors=tuple(names), source="file:x")])[0].authors == tuple(names)


def test_what_is_unknown_stays_unknown(form: str) -> None:
    bare = Record(title="Only a title", source="file:x")
    assert round_trip(form, [bare]) == [bare]


def test_a_file_of_nothing_is_told(form: str) -> None:
    assert FORMATS[form].write([]).endswith("\n") or form == "jsonl"
    assert read(form, " \n", "x").faults[0].what == "it holds no entry"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("x" * (LONGEST_TITLE + 1), "characters"),
        ("x" * 1_000_000, "1,000,000 characters"),
        ("Expert\0s", "null byte"),
        (b"M\xfcller".decode("utf-8", "surrogateescape"), "not UTF-8"),
        (" ", "no title"),
    ],
    ids=["long", "1 MB", "null", "latin-1", "blank"],
)
def test_an_entry_that_cannot_be_used_is_told_with_its_line_and_the_rest_arrives(
    form: str, title: str, words: str
) -> None:
    shown = json.dumps(title, ensure_ascii=False)[1:-1] if form in ("csl", "jsonl") else title
    text = file_of(form, ["One", shown, "Three"])
    found, (fault,) = read(form, text, "x")
    assert [record.title for record in found] == ["One", "Three"]
    assert words in fault.what or (form, title, fault.what) == (
        "jsonl",
        " ",
        "title: String should match pattern '\\S'",
    )
    assert fault.line == SECOND[form]


@given(st.text(max_size=60) | PROSE, st.sampled_from(sorted(FORMATS)))
def test_any_text_is_read_or_told(text: str, form: str) -> None:
    found, faults = read(form, text, "x")
    assert found or faults
    assert all(record.title.strip() for record in found)
    assert all(fault.line >= 1 and fault.what for fault in faults)


def test_the_end_of_a_line_is_the_end_of_a_line(form: str) -> None:
    text = file_of(form, ["One", "Two"])
    assert read(form, text.replace("\n", "\r\n"), "x") == read(form, text, "x")


def test_a_suffix_tells_the_format() -> None:
    assert {format_of(form.suffix.upper()) for form in FORMATS.values()} == set(FORMATS)
    assert format_of(".docx") is None


NO_NAMES = [
    ("bibtex", "@misc{{k{n}, title = {{Work {n}}}, doi = {{n/a}}, pmid = {{-}}, pmcid = {{none}}}}"),
    ("csl", '{{"title": "Work {n}", "DOI": "n/a", "PMID": "-", "PMCID": "none"}}'),
    ("jsonl", '{{"title": "Work {n}", "doi": "n/a", "arxiv": "-"}}'),
    ("ris", "TY  - JOUR\nTI  - Work {n}\nDO  - n/a\nER  - "),
]


@pytest.mark.parametrize(("form", "entry"), NO_NAMES, ids=[form for form, _ in NO_NAMES])
def test_what_stands_in_the_place_of_an_identifier_and_is_none_names_no_work(form: str, entry: str) -> None:
    found = read(form, "\n".join(entry.format(n=number) for number in (1, 2)), "x")
    assert [(record.title, record.ids) for record in found.records] == [("Work 1", ()), ("Work 2", ())]


@pytest.mark.parametrize("pmcid", ["PMC123", "pmc123", "123"])
def test_numbers_of_pubmed_are_read_in_any_spelling(pmcid: str) -> None:
    (record,) = read("bibtex", f"@misc{{k, title = {{T}}, pmid = {{ 77 }}, pmcid = {{{pmcid}}}}}", "x").records
    assert record.ids == ("pmid:77", "pmcid:pmc123")
