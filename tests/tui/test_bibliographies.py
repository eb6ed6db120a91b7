"""`assistant library import` and `export`: what goes out comes in again, and mistakes are named."""

from pathlib import Path

import pytest

from assistant.bibliography import FORMATS, read
from assistant.errors import Exit
from tui.cli import BIBLIOGRAPHIES, main

REFERENCES = """@article{lee, title = {Routing of experts}, author = {Lee, Grace and {World Health Organization}},
  year = 2024, journal = {Nature}, doi = {10.1000/abc}, abstract = {Experts route.}, keywords = {routing, experts}}
@misc{turing, title = {On tea}, author = {Turing, Alan}, eprint = {2401.00001}}
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_EMBEDDER", "hashing")


@pytest.fixture
def references(tmp_path: Path) -> Path:
    path = tmp_path / "refs.bib"
    path.write_text(REFERENCES)
    return path


def exported(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(["library", "export", *arguments]) == Exit.COMPLETE
    return capsys.readouterr().out


def test_the_formats_of_the_command_line_are_those_there_are() -> None:
    assert set(BIBLIOGRAPHIES) == set(FORMATS)


@pytest.mark.parametrize("form", BIBLIOGRAPHIES)
def test_what_was_exported_is_imported_as_the_same_studies(
    form: str, references: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["library", "import", str(references)]) == Exit.COMPLETE
    out = tmp_path / f"out{FORMATS[form].suffix}"
    assert exported(capsys, "--output", str(out)) == ""
    whole = exported(capsys, "--format", "jsonl")
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "other"))
    assert main(["library", "import", str(out)]) == Exit.COMPLETE
    assert "2 records read, 2 new studies" in capsys.readouterr().out
    before, after = (read("jsonl", text, "x").records for text in (whole, exported(capsys, "--format", "jsonl")))
    facts = {"title", "authors", "year", "venue", "fields", "texts"}
    assert [record.model_dump(include=facts) for record in after] == [
        record.model_dump(include=facts) for record in before
    ]
    assert [set(record.ids) for record in after] == [set(record.ids) for record in before]


def test_studies_can_be_named_and_bibtex_is_what_people_expect(
    references: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["library", "import", str(references)])
    text = exported(capsys, "2401.00001", "arXiv:2401.00001v2")
    assert text.startswith("@misc{turing")
    assert text.count("title") == 1
    assert exported(capsys, "--format", "ris", "10.1000/abc").startswith("TY  - JOUR")
    assert main(["library", "export", "10.1000/other"]) == Exit.SETUP
    assert "10.1000/other" in capsys.readouterr().err


def test_a_flag_says_the_format_where_a_name_does_not(
    references: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nameless = tmp_path / "download.txt"
    nameless.write_text(REFERENCES)
    assert main(["library", "import", str(nameless)]) == Exit.SETUP
    assert "name its format" in capsys.readouterr().err
    assert main(["library", "import", "--format", "bibtex", str(nameless)]) == Exit.COMPLETE
    assert exported(capsys, "--format", "csl", "--output", str(tmp_path / "out.bib")) == ""
    assert (tmp_path / "out.bib").read_text().startswith("[")


def test_one_bad_entry_is_named_and_the_others_arrive(references: Path, capsys: pytest.CaptureFixture[str]) -> None:
    references.write_text(f"{REFERENCES}@misc{{bad, title = {{Never closed\n")
    assert main(["library", "import", str(references)]) == Exit.PARTIAL
    out, err = capsys.readouterr()
    assert "2 records read, 2 new studies" in out
    assert "refs.bib:4: this entry cannot be read" in err


@pytest.mark.parametrize("path", ["missing.bib", ".", "a" * 300 + ".bib"])
def test_only_files_are_imported(path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["library", "import", str(tmp_path / path)]) == Exit.SETUP
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_an_empty_library_and_a_closed_place_are_said_before_anything_is_written(
    tmp_path: Path, references: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["library", "export"]) == Exit.ABSTAINED
    out, err = capsys.readouterr()
    assert (out, "Your library is empty" in err) == ("", True)
    main(["library", "import", str(references)])
    assert main(["library", "export", "--output", str(tmp_path / "nowhere/out.bib")]) == Exit.SETUP
    assert "nowhere" in capsys.readouterr().err
