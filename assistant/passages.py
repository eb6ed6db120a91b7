"""Cutting texts: sentences, and passages made of whole sentences.

Pure functions over spans, so that every cut is an exact slice of the text it came from.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.study import Passage, Text

PASSAGE_CHARS = 1200
"""About what the default embedding model reads (256 word pieces); a longer sentence is cut at a space."""

_BREAK = re.compile(r"(?:[.!?]['\")\]’”]*(?=\s)|\n\s*\n)\s*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|resp|approx|al|etc|fig|figs|eq|eqs|sec|ref|refs|no|vol|pp|dr|prof|mr|mrs|ms|st|ca)"
    r"|\b[A-Z](?:\.[A-Z])*)\.$",
    re.IGNORECASE,
)


class Span(NamedTuple):
    """A half-open range of characters."""

    start: int
    end: int


def sentences(text: str) -> list[Span]:
    """Return the spans of the text's sentences, without the white space around them."""
    return [_stripped(text, span) for span in _tiles(text) if text[span.start : span.end].strip()]


def cut(study: str, text: Text, size: int = PASSAGE_CHARS) -> list[Passage]:
    """Return passages that cover the text exactly, end at sentence ends, and hold at most `size` characters."""
    return [
        Passage(study=study, kind=text.kind, text=text.id, start=start, end=end, content=text.content[start:end])
        for start, end in _packed(text.content, size)
    ]


def _tiles(text: str) -> Iterator[Span]:
    """Yield contiguous spans, each a sentence with the white space that follows it."""
    start = 0
    for match in _BREAK.finditer(text):
        if not _ends_sentence(text, start, match):
            continue
        yield Span(start, match.end())
        start = match.end()
    if start < len(text):
        yield Span(start, len(text))


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    if match[0].isspace():
        return True
    follows = text[match.end() : match.end() + 1]
    head = text[start : match.start() + 1]
    return not follows.islower() and not (match[0][0] == "." and _ABBREVIATION.search(head))


def _packed(text: str, size: int) -> Iterator[Span]:
    start = end = 0
    for tile in _tiles(text):
        for piece in _bounded(text, tile, size):
            if piece.end - start > size:
                yield Span(start, end)
                start = piece.start
            end = piece.end
    if end > start:
        yield Span(start, end)


def _bounded(text: str, tile: Span, size: int) -> Iterator[Span]:
    start, end = tile
    while end - start > size:
        space = text.rfind(" ", start + 1, start + size)
        middle = space + 1 if space > start else start + size
        yield Span(start, middle)
        start = middle
    yield Span(start, end)


def _stripped(text: str, span: Span) -> Span:
    inner = text[span.start : span.end]
    start = span.start + len(inner) - len(inner.lstrip())
    return Span(start, start + len(inner.strip()))
