"""A PDF is read by a process of its own: its pages and sections are known, and no file takes this one down."""

import subprocess
import time
from typing import Any

import pytest

from assistant.errors import SourceError
from assistant.fulltext import pdf
from assistant.fulltext.pdf import Limits
from assistant.passages import cut
from tests.documents import Run, assembled, column, encrypted, mapped, paper
from tests.documents import pdf as made


def test_a_paper_is_read_with_its_title_pages_and_sections() -> None:
    article = pdf.read(paper())
    assert article.title == "Balanced Routing of Experts"
    assert article.gaps == ()
    found = [(passage.section, passage.page) for passage in cut("k", article.text, 2000)]
    assert found == [("", 1), ("Abstract", 1), ("2 Methods", 2), ("3 Results", 3)]
    assert all(words not in article.text.content for words in ("Journal of Routing", "only cited", "References"))
    assert article.text.content.count("3.5 points") == 12


def test_letters_beyond_ascii_and_brackets_arrive() -> None:
    text = r"“Größe” — naïve (x) \ done"
    assert text in pdf.read(made([column([text] * 5)])).text.content


def test_words_set_apart_by_their_places_are_apart() -> None:
    runs = [Run("Balanced", x=72), Run("routing", x=130), Run("works well for experts.", x=72, y=388)]
    assert pdf.read(made([runs])).text.content == "Balanced routing works well for experts."


def test_what_arxiv_stamps_along_the_side_names_the_work_and_is_no_prose() -> None:
    stamp = Run("arXiv:2401.00001v2 [cs.CL] 3 Feb 2024", 20, x=30, y=250, upwards=True)
    article = pdf.read(made([[stamp, *column(["Experts are balanced by a bias on their scores."] * 5)]]))
    assert article.ids == ("arxiv:2401.00001",)
    assert "arXiv" not in article.text.content


def test_a_document_that_forbids_but_opens_is_read() -> None:
    assert "3.5 points" in pdf.read(encrypted(paper(), "")).text.content


def test_halves_of_letters_that_a_font_or_a_fact_names_do_not_cost_the_document() -> None:
    prose = b"BT /R 10 Tf 72 400 Td (Let ~| be experts, and let ~ be one that a bias on its scores balances.) Tj ET"
    document = mapped(assembled([prose]), {"7e": "D835", "7c": "DC65"})
    assert pdf.read(document).text.content.startswith("Let 𝑥 be experts, and let \ufffd be one")


def test_a_page_that_cannot_be_read_is_told_and_the_others_arrive() -> None:
    prose = b"BT /R 10 Tf 72 400 Td (Experts are balanced by a bias on their scores.) Tj ET"
    article = pdf.read(assembled([prose, bytes(60_000_000), prose]))
    assert article.text.content.count("Experts are balanced") == 2
    assert [mark.page for mark in article.text.marks] == [1, 3]
    assert len(article.gaps) == 1
    assert article.gaps[0].startswith("page 2 cannot be read")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no PDF"),
        (b"<html>" + b" " * 2000 + b"%PDF-1.7", "no PDF"),
        (b"%PDF-1.7\nnothing more", "broken"),
        (paper()[:900], "broken"),
        (assembled([b"BT ET"], kids=0), "no pages"),
        (encrypted(paper(), "secret"), "encrypted"),
        (made([[], [Run("3")]]), "images of its pages"),
    ],
    ids=["empty", "html", "nothing", "cut off", "no pages", "encrypted", "images"],
)
def test_what_cannot_be_read_is_named(data: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        pdf.read(data)


@pytest.mark.parametrize(
    ("data", "limits", "words"),
    [
        (assembled([bytes(60_000_000)]), Limits(), "page 1 cannot be read .*decompressing"),
        (assembled([b"BT ET"], kids=600), Limits(), "600 pages, more than the 500"),
        (assembled([b"BT ET"], kids=200_000), Limits(), "unpacks to more"),
        (paper(), Limits(characters=1000), "more than the 1,000 characters"),
        (assembled([b"BT (x) Tj ET\n" * 200_000]), Limits(seconds=1), "longer than 1 s"),
        (assembled([b"(" + b"x" * 20_000_000 + b") Tj"]), Limits(memory=120_000_000), "120 MB of memory"),
    ],
    ids=["packed zeros", "pages", "page tree", "characters", "operators", "memory"],
)
def test_a_bomb_does_not_go_off(data: bytes, limits: Limits, words: str) -> None:
    assert len(data) < 2_000_000
    began = time.monotonic()
    with pytest.raises(SourceError, match=words):
        pdf.read(data, limits)
    assert time.monotonic() - began < 20


def test_a_line_without_end_takes_no_longer_than_its_words() -> None:
    began = time.monotonic()
    article = pdf.read(assembled([b"BT /R 1 Tf 72 400 Td (" + b"a" * 1_000_000 + b" b-) Tj ET"]))
    assert article.text.content.count("a") == 1_000_000
    assert time.monotonic() - began < 10


def test_the_reader_of_a_strangers_file_sees_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    run = subprocess.run

    def watched(*arguments: Any, **options: Any) -> Any:
        seen.append(options["env"])
        return run(*arguments, **options)

    monkeypatch.setenv("SOME_API_KEY", "swordfish")
    monkeypatch.setattr(subprocess, "run", watched)
    pdf.read(paper())
    assert len(seen) == 1
    assert "swordfish" not in str(seen)
