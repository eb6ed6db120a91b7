"""Text in lines of a width: words stay whole where they can, wide characters take their two cells. Pure functions."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from tui.app.drawing import Line, Span

_WORD = re.compile(r"\S+")


def wrapped(spans: Iterable[Span], width: int, first: Line = (), rest: Line = ()) -> list[Line]:
    """Return stretches of text as lines of at most `width` cells.

    Args:
        first: what the first line begins with, such as a mark.
        rest: what the others begin with; as wide as `first`.
    """
    spans = [(text, role) for text, role in spans if text]
    room = max(8, width - sum(cell_len(text) for text, _ in first))
    bounds = list(_bounds("".join(text for text, _ in spans), room))
    return [
        (*(rest if number else first), *_between(spans, start, end)) for number, (start, end) in enumerate(bounds)
    ] or ([first] if first else [])


def _bounds(text: str, width: int) -> Iterator[tuple[int, int]]:
    start = end = 0
    for word in _WORD.finditer(text):
        if end > start and cell_len(text[start : word.end()]) > width:
            yield start, end
            start = word.start()
        while cell_len(text[start : word.end()]) > width:
            stop = _fitting(text, start, width)
            yield start, stop
            start = stop
        end = word.end()
    if end > start:
        yield start, end


def _fitting(text: str, start: int, width: int) -> int:
    """Return where a line ends that breaks in the middle of a word; it holds one character at least."""
    stop = start + 1
    while cell_len(text[start : stop + 1]) <= width:
        stop += 1
    return stop


def _between(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    at = 0
    for text, role in spans:
        if piece := text[max(0, start - at) : max(0, end - at)]:
            yield piece, role
        at += len(text)
