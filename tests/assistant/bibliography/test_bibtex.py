"""BibTeX as people and programs write it, sound and spoilt."""

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.bibliography import bibtex, read
from assistant.bibliography.entry import one_line
from assistant.bibliography.keys import distinct
from assistant.bibliography.latex import latex_of, text_of
from assistant.study import Record
from tests.assistant.bibliography.making import PROSE

SOUND = "@article{k700,\n  title = {Title 700},\n  author = {Lee, Grace},\n  year = {2024}\n}\n"


def only(text: str) -> Record:
    (record,), faults = read("bibtex", text, "x")
    assert faults == []
    return record


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (SOUND.replace("700}", "700"), "cannot be read"),
        (SOUND.rstrip()[:-1] + "\n", "cannot be read"),
        (SOUND.replace("k700,", "k700"), "Expected comma after entry key"),
        (SOUND.replace("k700,", ""), "cannot be read"),
        (SOUND.replace("700},", "700}"), "comma missing after title"),
        (SOUND.replace("title =", "title"), "Expected a `=`"),
        (SOUND.replace("{Title 700}", '"Title 700'), "cannot be read"),
        (SOUND.replace("{Title 700}", "Title 700"), "comma missing after title"),
        (SOUND.replace("year =", "title ="), "Duplicate field keys"),
        (SOUND.replace("{k700", "(k700"), "cannot be read"),
        (SOUND.replace("{k700", " k700"), "@article is no entry without a brace"),
        (SOUND.replace("title", "tilte"), "the entry k700 has no title"),
        (SOUND.replace("Title 700", r"\frac \begin{x} \footnote"), "cannot be read"),
        (SOUND.replace("Title 700", "x" * 1_000_000), "1,000,000 characters"),
        (SOUND.replace("Title 700", "Title\0"), "null byte"),
        (SOUND.replace("k700", "k1"), "cannot be read"),
    ],
)
def test_of_a_thousand_entries_one_is_spoilt_and_the_others_arrive(spoilt: str, words: str) -> None:
    sound = [SOUND.replace("700", str(number)) for number in range(1, 1001)]
    before, after = "".join(sound[:699]), "".join(sound[700:])
    began = time.monotonic()
    found, (fault, *more) = read("bibtex", before + spoilt + after, "x")
    assert [record.title for record in found] == [f"Title {number}" for number in range(1, 1001) if number != 700]
    assert (fault.line, more) == (before.count("\n") + 1, [])
    assert words in fault.what
    assert time.monotonic() - began < 5


def test_an_entry_that_is_closed_too_early_arrives_as_far_as_it_goes_and_the_rest_is_told() -> None:
    found, (fault,) = read("bibtex", SOUND.replace("700}", "700}}") + SOUND.replace("700", "701"), "x")
    assert [(record.title, record.year) for record in found] == [("Title 700", None), ("Title 701", 2024)]
    assert (fault.line, "closed too early" in fault.what) == (2, True)


def test_comments_between_entries_are_no_faults() -> None:
    text = f'A bibliography, by ada@example.org\n% more\n{SOUND}@comment{{x = y}}\n@preamble{{"x"}}\nThe end: a = 1.\n'
    assert only(text).title == "Title 700"


@pytest.mark.parametrize(
    ("value", "venue"),
    [
        ("joe", "Journal of Experts"),
        ("JOE", "Journal of Experts"),
        ('joe # { and } # "Others"', "Journal of Experts and Others"),
        ('"Acta " # joe # {, {B}}', "Acta Journal of Experts, B"),
        ("unknown", "unknown"),
        ("12", "12"),
    ],
)
def test_strings_are_put_in_and_joined(value: str, venue: str) -> None:
    assert only(f"@string{{joe = {{Journal of Experts}}}}\n@misc{{k, title={{T}}, journal = {value}}}").venue == venue


@pytest.mark.parametrize(
    ("author", "names"),
    [
        (r"M{\"u}ller, Ada and Lee, Grace and others", ("Ada Müller", "Grace Lee")),
        ("Ada Lovelace AND Ludwig van Beethoven", ("Ada Lovelace", "Ludwig van Beethoven")),
        ("King, Jr., Martin Luther", ("King, Martin Luther, Jr.",)),
        ("{World Health Organization} and Lee, G.", ("World Health Organization", "G. Lee")),
        ("{Barnes and Noble, Inc.}", ("{Barnes and Noble, Inc.}",)),
        ("{Médecins Sans Frontières}", ("{Médecins Sans Frontières}",)),
        ("{Garc\\'ia M\\'arquez}, Gabriel", ("García Márquez, Gabriel",)),
        ("Lee,\n   Grace\n  and\n  Turing, Alan", ("Grace Lee", "Alan Turing")),
        (r"Lee, Ann and \'Eluard, Paul", ("Ann Lee", "Paul Éluard")),
        ("Donald~E. Knuth", ("Donald E. Knuth",)),
        ("", ()),
    ],
)
def test_names_are_read_as_bibtex_reads_them(author: str, names: tuple[str, ...]) -> None:
    assert only(f"@misc{{k, title = {{T}}, author = {{{author}}}}}").authors == names


@pytest.mark.parametrize(
    ("field", "ids"),
    [
        (r"doi = {https://doi.org/10.1000/X\_y}", ("doi:10.1000/x_y",)),
        ("eprint = {2401.00001v2}, archiveprefix = {arXiv}", ("arxiv:2401.00001",)),
        ("journal = {arXiv preprint arXiv:2401.00001}", ("arxiv:2401.00001",)),
        ("url = {https://arxiv.org/abs/2401.00001}", ("arxiv:2401.00001",)),
        ("pmid = 123, pmcid = {PMC7}", ("pmid:123", "pmcid:pmc7")),
        ("eprint = {12345}, eprinttype = {pubmed}", ()),
    ],
)
def test_identifiers_are_found_wherever_programs_put_them(field: str, ids: tuple[str, ...]) -> None:
    assert only(f"@misc{{k, title = {{T}}, {field}}}").ids == ids


def test_addresses_are_no_latex() -> None:
    assert (
        only("@misc{k, title={T}, url={https://a.org/~ada/x_1?a=5%25&b=--c#d}}").url
        == "https://a.org/~ada/x_1?a=5%25&b=--c#d"
    )
    assert only(r"@misc{k, title={T}, url={\url{https://a.org/x\_1}}}").url == "https://a.org/x_1"


@pytest.mark.parametrize(
    ("keywords", "fields"),
    [
        ("routing, experts", ("routing", "experts")),
        ("Physics, Multidisciplinary; Optics", ("Physics, Multidisciplinary", "Optics")),
        ("{a, b}, c", ("a, b", "c")),
        (" , ", ()),
    ],
)
def test_keywords_are_taken_apart(keywords: str, fields: tuple[str, ...]) -> None:
    assert only(f"@misc{{k, title={{T}}, keywords={{{keywords}}}}}").fields == fields


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"Routing in {Gau{\ss}} models", "Routing in Gauß models"),
        (r"Gains of 5\% over 90% of \emph{all} others", "Gains of 5% over 90% of all others"),
        (r"A $O(n^{-2})$ bound for \$5", "A $O(n^{-2})$ bound for $5"),
        (r"{\relax Ch}{\'e}bychev, Erd\H{o}s and \v{S}koda", "Chébychev, Erdős and Škoda"),
        (r"\mbox{MoE}, \texttt{code}, \href{https://a.org}{a link}", "MoE, code, a link"),
        ("``quoted'' -- and --- dashed", "“quoted” – and — dashed"),
        ("two\n  lines", "two lines"),
        (r"\LaTeX{} in \TeX", "LaTeX in TeX"),
    ],
)
def test_latex_becomes_text(latex: str, text: str) -> None:
    assert text_of(latex) == text


@settings(max_examples=300)
@given(PROSE)
def test_text_that_was_made_latex_is_read_as_it_was(text: str) -> None:
    latex = latex_of(text)
    assert text_of(latex) == one_line(text)
    assert latex.count("{") == latex.count("}")
    assert not re.search(r"\\[{}]", latex), "BibTeX counts braces also behind a backslash"


@given(st.lists(st.sampled_from(["\\frac", "\\begin{x}", "\\href", "{", "}", "$", "\\(", "\\'", "\\verb|", "\\item",
    "\\input{/etc/passwd}", "&", "%", "\\\\", "[", "a"]), max_size=8).map("".join))  # fmt: skip
def test_latex_that_is_none_is_an_error_of_ours(latex: str) -> None:
    with suppress(ValueError):
        assert isinstance(text_of(latex), str)


def test_entries_say_what_they_are() -> None:
    venues = {"Nature": "@article", "Proceedings of Routing": "@inproceedings", "": "@misc"}
    for venue, kind in venues.items():
        text = bibtex.write([Record(title="T", venue=venue, source="x")])
        assert text.startswith(kind)
        assert ("booktitle" in text) == (kind == "@inproceedings")


def test_many_entries_are_written_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    text = bibtex.write(Record(title="T", source="x") for _ in range(10_001))
    assert text.count("@misc{") == 10_001
    assert caplog.records == []


def test_equal_keys_are_told_apart() -> None:
    assert distinct(["a", "a", "b", "a", "aa"]) == ["a", "aa", "b", "ab", "aaa"]
    keys = distinct(["k"] * 800)
    assert (len(set(keys)), keys[:3], keys[27]) == (800, ["k", "ka", "kb"], "kaa")


def test_a_dollar_without_its_other_one_takes_no_time_however_many_commands_follow() -> None:
    began = time.monotonic()
    assert latex_of("It costs $" + r"\alphabet" * 9) == r"It costs \$" + r"{\textbackslash}alphabet" * 9
    assert time.monotonic() - began < 1
