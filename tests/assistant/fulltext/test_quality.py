"""What is a full text of a work, and what only looks like one."""

import pytest

from assistant.fulltext.article import Article, Piece, joined
from assistant.fulltext.quality import LEAST, LEAST_PAGED, UNPARTED, fault

TITLE = "Balanced Routing of Experts"


def article(*pieces: Piece, title: str = TITLE) -> Article:
    return Article(joined(pieces), title=title)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (article(Piece("x" * LEAST, "Abstract"), Piece("y", "Methods")), ""),
        (article(Piece("x" * (LEAST - 10), "Abstract"), Piece("y", "Methods")), "landing or login page"),
        (article(Piece("x" * LEAST, "Abstract")), "no sections"),
        (article(Piece("x" * UNPARTED)), ""),
        (article(Piece("x" * LEAST_PAGED, "", 1)), ""),
        (article(Piece("x" * (LEAST_PAGED - 1), "", 1)), "landing or login page"),
        (article(Piece("x" * LEAST_PAGED, "", 1), title="Sorting of Apples"), "another work"),
        (article(Piece(f"{TITLE.upper()}\n" + "x" * LEAST_PAGED, "", 1), title=""), ""),
        (article(Piece("Routing of balanced experts\n" + "x" * LEAST_PAGED, "", 1), title=""), "another work"),
        (article(), "0 characters"),
    ],
)
def test_the_length_the_sections_and_the_title_decide(found: Article, words: str) -> None:
    said = fault(found, TITLE)
    assert words in said
    assert bool(said) == bool(words)


def test_without_a_title_none_is_missed() -> None:
    assert fault(article(Piece("x" * LEAST_PAGED, "", 1), title="Sorting of Apples"), "") == ""


def test_most_words_of_a_long_title_are_enough() -> None:
    said = "Balanced α-routing of experts in very deep networks without auxiliary losses"
    found = article(Piece("Balanced routing of experts in very deep networks without\nauxiliary losses", "", 1))
    long = found._replace(text=joined([Piece(f"{found.text.content} " + "x" * LEAST_PAGED, "", 1)]))
    assert fault(long, said) == ""
