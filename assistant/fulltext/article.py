"""A document as it was read: a text whose places are known, and what it says of itself."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from assistant.identity import normalised
from assistant.study import Mark, Record, Text

LONGEST_HEADING = 200
"""Characters of a heading that are kept."""

REFERENCES = frozenset(
    "references|bibliography|literature cited|works cited|references and notes|notes and references".split("|")
)
"""Headings, normalised and without their numbers, of what is cited and not said."""

_NUMBER = re.compile(
    r"(?:(?:chapter|section|part|appendix)\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[ivx]{1,5}|[a-z](?:\.\d{1,2}){0,2})[.:)]?\s+",
    re.IGNORECASE,
)


class Piece(NamedTuple):
    """A stretch of a text that stands under one heading and on one page."""

    text: str
    heading: str = ""
    page: int | None = None
    joint: str = "\n\n"
    """What parts it from the piece before."""


class Article(NamedTuple):
    """What was read of a document; all but its text may be unknown."""

    text: Text
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    ids: tuple[str, ...] = ()
    pdf: str = ""
    """The address that it names as that of its PDF."""
    gaps: tuple[str, ...] = ()
    """What of it could not be read, in words."""


def record(article: Article, title: str, source: str, url: str = "") -> Record:
    """Return the record of a work of which nothing is known but this document; `title` is for one without."""
    return Record(
        title=article.title or title,
        authors=article.authors,
        year=article.year,
        venue=article.venue,
        ids=article.ids,
        url=url,
        open_texts=(article.pdf,) if article.pdf else (),
        texts=(article.text,) if article.text.content else (),
        source=source,
    )


def joined(pieces: Iterable[Piece]) -> Text:
    """Return the pieces as one full text, with a mark wherever the heading or the page changes.

    Headings are in the marks alone, so that nobody quotes one as if it were a statement.
    """
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for piece in pieces:
        if not piece.text:
            continue
        joint = piece.joint if parts else ""
        parts += [joint, piece.text]
        mark = Mark(start=length + len(joint), heading=piece.heading[:LONGEST_HEADING], page=piece.page)
        if not marks or (marks[-1].heading, marks[-1].page) != (mark.heading, mark.page):
            marks.append(mark)
        length = mark.start + len(piece.text)
    known = any(mark.heading or mark.page for mark in marks)
    return Text(kind="full_text", content="".join(parts), marks=tuple(marks) if known else ())


def unnumbered(heading: str) -> str:
    """Return a heading without its number: `IV. Results` and `4.1 Results` are `Results`."""
    number = _NUMBER.match(heading)
    return heading[number.end() :] if number else heading


def heads_references(heading: str) -> bool:
    return normalised(unnumbered(heading)) in REFERENCES
