"""Files: what they say arrives exactly, and what cannot be read is named."""

import asyncio
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import PartialAnswer, SetupError
from assistant.sources import Query
from assistant.sources.files import LARGEST_FILE, Files, parts, read
from assistant.study import Record, Text
from tests.documents import column, encrypted, paper, pdf

BIBTEX = r"""
@string{joe = {Journal of Experts}}
@article{lee,
  title = {Routing in {Gau{\ss}} models},
  author = {M{\"u}ller, Ada and Lee, Grace and others},
  year = 2024,
  journal = joe,
  doi = {10.1000/XYZ},
  eprint = {2401.00001v2},
  url = {https://example.org/100%25},
  abstract = {Routing gains 5\% over 90% of \emph{all} others.},
}
@misc{untitled, year = 2020}
"""
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
WHOLE = TEXT.filter(lambda text: "\0" not in text)
BIBTEX_PIECES = st.sampled_from(
    ["@article{k,", "@string{", "@comment{", "{", "}", "},", "title = {", "author = {A and ", '"', "#", "%", "\\frac",
     "\\'e", "$", "doi = {10.1000/", "year = ", "abstract = {", "\\begin{x}", "\n"]
) | st.text(max_size=4)  # fmt: skip


def only(path: Path) -> Record:
    """The one record of a file that has no faults."""
    (record,), problems = read(path)
    assert problems == []
    return record


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntags: x\n---\nintroduction\n\n# The Title\n\nWords.\n", "The Title"),
        ("\ufeff# The Title\r\n\r\nWords.", "The Title"),
        ("A short line\n\nWords.\n#   ", "A short line"),
        ("Words " * 50, "notes"),
        ("#hashtag\n## Second", "#hashtag"),
    ],
)
def test_prose_is_titled_by_its_heading_or_its_first_line_or_its_file(tmp_path: Path, text: str, title: str) -> None:
    path = tmp_path / "notes.md"
    path.write_bytes(text.encode())
    assert only(path).title == title


def test_prose_is_kept_whole_but_for_what_tools_put_before_it(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntags: x\n---\nintroduction\n\n# The Title\n\nWords.\n")
    assert only(path).texts == (Text(kind="full_text", content="introduction\n\n# The Title\n\nWords."),)


def test_a_pdf_is_one_work_with_its_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.PDF"
    path.write_bytes(paper())
    record = only(path)
    assert record.title == "Balanced Routing of Experts"
    assert record.source == "file:a.PDF"
    (text,) = record.texts
    assert text.kind == "full_text"
    assert {mark.page for mark in text.marks} == {1, 2, 3}


def test_a_pdf_without_a_title_has_the_name_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "numbers.pdf"
    path.write_bytes(pdf([column(["a b c d e f g h i j k l m 1 2 3"] * 20)]))
    assert only(path).title == "numbers"


async def test_pdfs_that_cannot_be_read_are_named_once_and_the_others_arrive(tmp_path: Path) -> None:
    files = {"good": paper(), "broken": paper()[:900], "locked": encrypted(paper(), "secret"), "scanned": pdf([[]])}
    for name, content in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(content)
    with pytest.raises(PartialAnswer) as raised:
        await Files(tmp_path).search(Query(text="routing"))
    assert [record.title for record in raised.value.records] == ["Balanced Routing of Experts"]
    told = str(raised.value).split("; ")
    assert [Path(each.split(":")[0]).stem for each in told if "/" in each] == ["broken", "locked", "scanned"]


def test_bibtex_gives_facts_in_plain_letters_and_names_what_it_cannot_use(tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    path.write_text(BIBTEX)
    (record,), problems = read(path)
    assert record.title == "Routing in Gauß models"
    assert record.authors == ("Ada Müller", "Grace Lee")
    assert (record.year, record.venue) == (2024, "Journal of Experts")
    assert record.ids == ("doi:10.1000/xyz", "arxiv:2401.00001")
    assert record.url == "https://example.org/100%25"
    assert record.texts == (Text(kind="abstract", content="Routing gains 5% over 90% of all others."),)
    assert "untitled has no title" in problems[0]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("@misc{bad, title = {Never closed", r"bad\.bib:2: this entry"),
        ("@misc{good, title = {The same key again}}", r"bad\.bib:2: this entry"),
        ("@misc{bad, title = {One}, title = {Two}}", r"bad\.bib:2: this entry"),
        ("@misc{bad, title = {{}}}", r"bad\.bib:2: the entry bad has no title"),
    ],
)
async def test_a_faulty_entry_is_named_and_the_others_arrive(
    tmp_path: Path, entry: str, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "bad.bib"
    path.write_text(f"@misc{{good, title = {{Routing}}}}\n{entry}")
    with pytest.raises(PartialAnswer, match=fault) as raised:
        await Files(path).search(Query(text="routing"))
    assert [record.title for record in raised.value.records] == ["Routing"]
    assert caplog.records == [], "the parser's own words stay off the screen"


def test_a_line_gives_every_fact_that_it_names(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    line = {"title": "T", "authors": ["Ada Lee"], "year": 2024, "venue": "V", "url": "https://example.org/t"}
    names = {"arxiv": "2401.00001v3", "doi": "10.1000/XYZ", "ids": ["openalex:W1", "doi:10.1000/xyz"]}
    texts = {"summary": "S.", "abstract": "A.", "text": "F."}
    path.write_text(json.dumps(line | names | texts))
    record = only(path)
    assert record.model_dump(include=set(line), mode="json") == line
    assert record.ids == ("arxiv:2401.00001", "doi:10.1000/xyz", "openalex:W1")
    assert {text.kind: text.content for text in record.texts} == {"full_text": "F.", "abstract": "A.", "summary": "S."}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("not json", "JSON"),
        ("[1]", "object"),
        ("[" * 100_000, "JSON"),
        ('{"title": "Two", "year": ' + "1" * 5000 + "}", "JSON"),
        (r'{"title": "Two", "abstract": "\ud800"}', "JSON"),
        ('{"title": "Two", "yaer": 2024}', "yaer"),
        ('{"title": "Two", "year": "x"}', "year"),
        ('{"title": " "}', "title"),
        ('{"abstract": "Two"}', "title"),
    ],
    ids=lambda value: value[:32],
)
def test_a_faulty_line_is_named_and_the_others_arrive(tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_text(f'{{"title": "One"}}\n\n{line}\n{{"title": "Three"}}\n')
    found, (problem,) = read(path)
    assert [record.title for record in found] == ["One", "Three"]
    assert problem.startswith(f"{path}:3: ")
    assert fault in problem


def test_folders_are_read_in_order_without_what_is_hidden_or_leads_out(tmp_path: Path) -> None:
    outside, folder = tmp_path / "secret.md", tmp_path / "notes"
    outside.write_text("# Secret")
    for name in ("b.txt", "deep/er/a.md", "a.MARKDOWN", ".hidden.md", ".git/c.md", "image.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"# {name}")
    (folder / "link.md").symlink_to(outside)
    (folder / "deep/round").symlink_to(folder)
    found, problems = read(folder)
    assert [record.title for record in found] == ["a.MARKDOWN", "b.txt", "deep/er/a.md"]
    assert problems == []


@pytest.mark.parametrize("content", [b"\xff\xfe\x00ba", b"M\xfc\x00ller", b"", b" \n ", b"---\na: b\n---\n"])
@pytest.mark.parametrize("kind", ["txt", "bib", "jsonl"])
async def test_what_cannot_be_read_is_named_and_the_rest_is_there(tmp_path: Path, content: bytes, kind: str) -> None:
    (tmp_path / "good.md").write_text("# Routing of experts\n\nTokens are routed.")
    (tmp_path / f"bad.{kind}").write_bytes(content)
    with pytest.raises(PartialAnswer, match=rf"bad\.{kind}") as raised:
        await Files(tmp_path).search(Query(text="routing"))
    assert [record.title for record in raised.value.records] == ["Routing of experts"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "# Die Größe der Modelle\n\nSie nützt."),
        ("a.txt", "Die Größe der Modelle\n\nSie nützt."),
        ("a.bib", "@misc{k, title = {Die Größe der Modelle}}"),
        ("a.ris", "TY  - JOUR\nTI  - Die Größe der Modelle\nER  - "),
        ("a.json", '[{"title": "Die Größe der Modelle"}]'),
    ],
)
def test_texts_of_other_encodings_are_read_and_a_guess_is_told(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode("utf-16"))
    assert only(path).title == "Die Größe der Modelle"
    path.write_bytes(text.encode("cp1252"))
    (record,), (problem,) = read(path)
    assert record.title == "Die Größe der Modelle"
    assert problem.startswith(f"{path}: it is not UTF-8, and was read as Windows-1252")


def test_lines_of_json_are_utf_8_whoever_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"title": "Größe"}\n{"title": "Good"}'.encode("cp1252"))
    found, problems = read(path)
    assert ([record.title for record in found], problems) == (
        ["Good"], [f"{path}:1: it holds bytes that are not UTF-8"],
    )  # fmt: skip
    assert [part.reading for part in parts(path)] == [(found, problems)]


def test_a_link_that_leads_round_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "b.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    assert read(tmp_path) == ([], [f"{tmp_path / name}: it is no file that can be read" for name in ("a.md", "b.md")])


def test_what_is_too_large_or_no_file_is_named_and_not_opened(tmp_path: Path) -> None:
    (tmp_path / "large.md").touch()
    os.truncate(tmp_path / "large.md", LARGEST_FILE + 1)
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "to-nothing.md").symlink_to(tmp_path / "nothing.md")
    found, problems = read(tmp_path)
    assert found == []
    assert [Path(problem.split(":")[0]).name for problem in problems] == ["large.md", "pipe.md", "to-nothing.md"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_closed_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    found, (problem,) = read(tmp_path)
    (tmp_path / "closed").chmod(0o700)
    assert found == []
    assert "closed: it cannot be read" in problem


async def test_of_many_problems_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("no\n" * 50)
    with pytest.raises(PartialAnswer, match=r"(jsonl:\d: .*){3}\(and 47 more\)"):
        await Files(tmp_path).search(Query(text="routing"))


@pytest.mark.parametrize("name", ["missing.md", "image.png", "a" * 300 + ".md"])
async def test_a_path_that_holds_nothing_readable_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "image.png").write_bytes(b"png")
    with pytest.raises(SetupError, match=name):
        await Files(tmp_path / name).search(Query(text="routing"))


async def test_files_are_read_once_however_many_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.md").write_text("# Routing experts\n\nRouting sends tokens to experts.")
    reads: list[Path] = []
    whole = Path.read_bytes

    def counted(path: Path) -> bytes:
        reads.append(path)
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    source = Files(tmp_path)
    found = await asyncio.gather(*(source.search(Query(text=f"routing {n}")) for n in range(8)))
    assert [len(records) for records in found] == [1] * 8
    assert len(reads) == 1


def test_a_source_is_named_as_its_folder_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes").mkdir()
    monkeypatch.chdir(tmp_path / "notes")
    assert Files(Path()).name == Files(tmp_path / "notes").name == "files:notes"
    assert Files(Path("..")).name == f"files:{tmp_path.name}"
    assert Files(Path("/")).name == "files:/"


async def test_records_that_share_most_words_come_first(tmp_path: Path) -> None:
    lines = [{"title": "Tea"}, {"title": "Routing"}, {"title": "Routing of experts"}]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, lines)))
    found = await Files(tmp_path).search(Query(text="routing experts"))
    assert [record.title for record in found] == ["Routing of experts", "Routing"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WHOLE, st.sampled_from(["txt", "md"]), st.sampled_from(["", "---\ntags: x\n---\n"]))
def test_any_prose_arrives_exactly_or_is_named_as_empty(tmp_path: Path, text: str, kind: str, before: str) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_bytes((before + text).encode())
    found, problems = read(path)
    wanted = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("" if before else "\ufeff").strip()
    assert [content.content for record in found for content in record.texts] == ([wanted] if wanted else [])
    assert all(record.title.strip() for record in found)
    assert bool(found) != bool(problems)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WHOLE.filter(str.strip), WHOLE.filter(bool), st.booleans())
def test_any_line_of_json_arrives_exactly(tmp_path: Path, title: str, abstract: str, ascii_only: bool) -> None:
    path = tmp_path / "a.jsonl"
    line = json.dumps({"title": title, "abstract": abstract}, ensure_ascii=ascii_only)
    path.write_bytes(f"{line}\n{line}".encode())
    found, problems = read(path)
    assert problems == []
    assert [(record.title, record.texts[0].content) for record in found] == [(title, abstract)] * 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(BIBTEX_PIECES, max_size=12).map("".join), st.booleans())
def test_no_bibtex_is_passed_over_in_silence(tmp_path: Path, text: str, inside: bool) -> None:
    path = tmp_path / "a.bib"
    path.write_bytes((f"@article{{k, title = {{T}}, abstract = {{{text}}}}}" if inside else text).encode())
    found, problems = read(path)
    assert found or problems
    assert all(record.title.strip() for record in found)
