"""The lines of a PDF's pages, cleaned, and those among them that are neither running heads, feet nor contents."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

MARGIN = 0.12
"""The share of a page, above and below, in which running heads, feet and page numbers stand."""

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "\xa0": " ", "\xad": "-"}
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PAGE_NUMBER = re.compile(r"\W*(?:page\s+)?(?:\d{1,4}|[ivx]{1,5})(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.IGNORECASE)
_LEADERS = re.compile(r"(?:\s*\.){4,}")
"""The dots between an entry of a table of contents and its page."""


class Line(NamedTuple):
    """A line as it stands on its page; sizes and places in points, y from the bottom, the angle in degrees."""

    text: str
    size: float = 10.0
    bold: bool = False
    x: float = 0.0
    y: float = 0.0
    angle: int = 0


class Page(NamedTuple):
    bottom: float
    height: float
    lines: list[Line]


class Place(NamedTuple):
    """A line of the prose, and the page that it is on, from 1."""

    line: Line
    page: int


def prose(pages: Sequence[Page]) -> list[Place]:
    """Return the lines of all pages but for those in the margins, across the page, and of a table of contents."""
    upright = [_upright(page) for page in pages]
    running = _running(pages, upright)
    return [
        Place(line, number)
        for number, (page, lines) in enumerate(zip(pages, upright, strict=True), 1)
        for line in lines
        if not (_LEADERS.search(line.text) or (_in_margin(page, line) and _is_furniture(page, line, running)))
    ]


def _upright(page: Page) -> list[Line]:
    """Return the cleaned lines in the direction in which most of the page is written."""
    angles = Counter[int]()
    for line in page.lines:
        angles[line.angle] += len(line.text)
    main = max(angles, key=angles.__getitem__, default=0)
    tidy = (line._replace(text=_tidy(line.text)) for line in page.lines if line.angle == main)
    return [line for line in tidy if line.text]


def _tidy(text: str) -> str:
    return " ".join(_CONTROLS.sub("", text.replace("\t", " ")).translate(_LIGATURES).split())


def _in_margin(page: Page, line: Line) -> bool:
    height = (line.y - page.bottom) / page.height
    return not MARGIN < height < 1 - MARGIN


def _is_furniture(page: Page, line: Line, running: set[tuple[str, int]]) -> bool:
    return _PAGE_NUMBER.fullmatch(line.text) is not None or _key(page, line) in running


def _key(page: Page, line: Line) -> tuple[str, int]:
    """Return what a running head has in common on all its pages: its words but for numbers, and its height."""
    return re.sub(r"\d+", "#", line.text.lower()), round((line.y - page.bottom) / page.height * 50)


def _running(pages: Sequence[Page], upright: Sequence[Sequence[Line]]) -> set[tuple[str, int]]:
    """Return the keys of the lines in margins that stand on a third of the pages, and on more than one."""
    seen = Counter[tuple[str, int]]()
    for page, lines in zip(pages, upright, strict=True):
        seen.update({_key(page, line) for line in lines if _in_margin(page, line)})
    return {key for key, count in seen.items() if count >= max(2, 0.3 * len(pages))}
