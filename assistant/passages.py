"""Cutting texts: sentences, and passages made of whole sentences.

Pure functions over spans, so that every cut is an exact slice of the text it came from.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypedDict

from assistant.study import Mark, Passage, Text

PASSAGE_CHARS = 1200
"""About what the default embedding model reads (256 word pieces); a longer sentence is cut at a space."""

_CLOSING = "'\")]’”»」』）】"
_ENDS, _WIDE_ENDS = ".!?؟۔।॥", "。！？｡"
"""What ends a sentence where white space follows, and what ends it whatever follows."""
_HEADING = r"^#{1,6}[ \t].*$"
_BREAK = re.compile(
    rf"(?:[{_ENDS}][{re.escape(_CLOSING)}]*(?=\s)|[{_WIDE_ENDS}]+[{re.escape(_CLOSING)}]*"
    rf"|\n\s*\n|{_HEADING}|\n(?={_HEADING}))\s*",
    re.MULTILINE,
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|resp|approx|al|etc|fig|figs|eq|eqs|sec|ref|refs|no|vol|pp|dr|prof|mr|mrs|ms|st|ca)"
    r"|\b[A-Z](?:\.[A-Z])*)\.$",
    re.IGNORECASE,
)

LONGEST = 8
"""Characters of the longest abbreviation with its stop."""


class Span(NamedTuple):
    """A half-open range of characters."""

    start: int
    end: int


def sentences(text: str) -> list[Span]:
    """Return the spans of the text's sentences, without the white space around them."""
    return [_stripped(text, span) for span in _tiles(text) if text[span.start : span.end].strip()]


def is_whole(sentence: str, last: bool) -> bool:
    """Tell whether a sentence is one, and neither a heading nor broken off; the last of a text may lack its full stop.

    Args:
        last: whether the text ends right after it.
    """
    ended = sentence.rstrip(_CLOSING).endswith((*_ENDS, *_WIDE_ENDS))
    return (ended or last) and any(map(str.isalpha, sentence)) and not re.match(_HEADING, sentence)


def cut(study: str, text: Text, size: int = PASSAGE_CHARS) -> list[Passage]:
    """Return passages that cover the text exactly, end at sentence ends, and hold at most `size` characters.

    None goes on past the beginning of a section, and all its sentences begin on its page, so that whatever is quoted
    from it is found where it says.
    """
    name = text.id
    return [
        Passage(
            study=study,
            kind=text.kind,
            text=name,
            start=start,
            end=end,
            content=text.content[start:end],
            **place(text.marks, start),
        )
        for stretch in _stretches(text)
        for start, end in _packed(text, stretch, size)
    ]


class Place(TypedDict):
    """Where in a work something stands."""

    section: str
    page: int | None


def place(marks: Sequence[Mark], at: int) -> Place:
    """Return the heading and the page that hold at an offset."""
    index = bisect_right(marks, at, key=lambda mark: mark.start) - 1
    return Place(section=marks[index].heading, page=marks[index].page) if index >= 0 else Place(section="", page=None)


def _stretches(text: Text) -> list[Span]:
    """Return the spans under one heading each, which together are the whole text."""
    starts = [0]
    heading = ""
    for mark in text.marks:
        if mark.heading != heading and starts[-1] < mark.start < len(text.content):
            starts.append(mark.start)
        heading = mark.heading
    return [Span(*pair) for pair in pairwise([*starts, len(text.content)])]


def _tiles(text: str, first: int = 0, last: int | None = None) -> Iterator[Span]:
    """Yield contiguous spans, each a sentence with the white space that follows it."""
    start, stop = first, len(text) if last is None else last
    for match in _BREAK.finditer(text, start, stop):
        if not _ends_sentence(text, match):
            continue
        yield Span(start, match.end())
        start = match.end()
    if start < stop:
        yield Span(start, stop)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if match[0].isspace() or match[0][0] in f"#{_WIDE_ENDS}":
        return True
    follows = text[match.end() : match.end() + 1]
    stop = match.start() + 1
    return not follows.islower() and not (match[0][0] == "." and _ABBREVIATION.search(text, stop - LONGEST, stop))


def _packed(text: Text, stretch: Span, size: int) -> Iterator[Span]:
    start = end = stretch.start
    page = place(text.marks, start)["page"]
    for tile in _tiles(text.content, *stretch):
        for piece in _bounded(text.content, tile, size):
            if piece.end - start > size or place(text.marks, piece.start)["page"] != page:
                yield Span(start, end)
                start = piece.start
                page = place(text.marks, start)["page"]
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
