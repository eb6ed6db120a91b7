"""`assistant library add`: files and names of works side by side, and a sentence for whatever is neither."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import politeness
from assistant.errors import Exit
from tests.documents import encrypted, paper
from tests.servers.arxiv_server import ArxivServer, Paper
from tests.servers.paper_server import TITLE, PaperServer, document, latexml, page
from tui.cli import main


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    with ArxivServer([Paper("2401.00001", TITLE, "The abstract says little.")]) as made:
        yield made


@pytest.fixture
def server(arxiv: ArxivServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[PaperServer]:
    politeness.forget()
    with PaperServer() as made:
        for name, value in {
            "ARXIV_URL": arxiv.api,
            "ARXIV_PAGES_URL": made.url,
            "PRIVATE_HOSTS": "127.0.0.1",
            "SOURCE_INTERVAL": "0",
            "SOURCE_TIMEOUT": "2",
            "EMBEDDER": "hashing",
        }.items():
            monkeypatch.setenv(f"ASSISTANT_{name}", value)
        yield made


def shown(capsys: pytest.CaptureFixture[str], name: str) -> str:
    assert main(["library", "show", name]) == Exit.COMPLETE
    return capsys.readouterr().out


def test_an_arxiv_id_is_added_with_its_abstract(server: PaperServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["library", "add", "arXiv:2401.00001"]) == Exit.COMPLETE
    assert "1 record read, 1 new study" in capsys.readouterr().out
    assert "The abstract says little." in shown(capsys, "2401.00001")
    assert server.requests == []


def test_its_full_text_is_fetched_when_asked_for(server: PaperServer, capsys: pytest.CaptureFixture[str]) -> None:
    server.pages = {"/html/2401.00001": page(latexml())}
    assert main(["library", "add", "2401.00001", "--full-text"]) == Exit.COMPLETE
    out = shown(capsys, "2401.00001")
    assert "full text:" in out
    assert "The abstract says little." in out
    assert "the busiest expert took 1.2 times the mean load" in out


def test_a_full_text_that_is_not_there_is_told_and_the_rest_arrives(
    server: PaperServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["library", "add", "2401.00001", "--full-text"]) == Exit.PARTIAL
    assert f"No full text of '{TITLE}': {server.url}/html/2401.00001: it does not exist" in capsys.readouterr().err
    assert "The abstract says little." in shown(capsys, "2401.00001")


def test_files_folders_and_names_arrive_together_and_what_fails_is_told(
    server: PaperServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.pages = {"/a": document(paper("Sorting of Many Apples"))}
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers/good.pdf").write_bytes(paper("Drying of Some Pears"))
    (tmp_path / "papers/locked.pdf").write_bytes(encrypted(paper(), "secret"))
    given = [str(tmp_path / "papers"), f"{server.url}/a", f"{server.url}/none", "2401.00001"]
    assert main(["library", "add", *given]) == Exit.PARTIAL
    out, err = capsys.readouterr()
    assert "3 records read, 3 new studies" in out
    assert "locked.pdf: it is encrypted" in err
    assert f"{server.url}/none: it does not exist there" in err


@pytest.mark.parametrize("name", ["nowhere/at/all.md", "routing experts", "ftp://example.org/a.pdf", "a" * 5000])
def test_what_is_neither_is_one_sentence_and_nothing_is_asked(
    server: PaperServer, arxiv: ArxivServer, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["library", "add", "2401.00001", name]) == Exit.SETUP
    out, err = capsys.readouterr()
    assert out == ""
    assert "is neither a file or folder here, nor a DOI, an arXiv id or a web address." in err
    assert len(err.strip().splitlines()) == 1
    assert arxiv.requests == []


def test_offline_no_name_is_looked_up(
    server: PaperServer, arxiv: ArxivServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_OFFLINE", "true")
    assert main(["library", "add", "2401.00001"]) == Exit.SETUP
    assert "Offline, '2401.00001' cannot be looked up" in capsys.readouterr().err
    assert arxiv.requests == []


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_path_is_no_folder(blank: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "note.md").write_text("# Note\n\nWords.")
    monkeypatch.chdir(tmp_path)
    assert main(["library", "add", blank]) == Exit.SETUP
    assert main(["library", "search", "words"]) == Exit.ABSTAINED
