"""From the lines of a PDF to prose under headings: pure functions over where the lines stand and how they look.

Words parted at line ends become whole, paragraphs are told by gaps and indents, and the list of references is left out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from assistant.fulltext.article import Piece, heads_references
from assistant.fulltext.headings import continues, heading_of, is_large
from assistant.fulltext.lines import Line, Page, Place, prose

_WORD = r"(?<![^\W\d_])[^\W\d_]++(?:-[^\W\d_]++)*"
_RUN_IN_ABSTRACT = re.compile(r"abstract\s*[—–.:-]+\s*(?=\S)", re.IGNORECASE)
_OPENS = re.compile(r"(?:figure|fig\.|table|algorithm)\s+\d+\s*[.:|]|[•▪◦‣∙]\s", re.IGNORECASE)
"""How a caption or an item of a list begins."""
_UNREADABLE = re.compile(r"[\ufffd\ue000-\uf8ff]|/g\d+|\(cid:\d+\)")
"""What stands for letters that a font does not name."""


class Joint(NamedTuple):
    """How a line follows another: what stands between them, and how many characters the first loses at its end."""

    between: str
    lost: int = 0


def pieces(pages: Sequence[Page]) -> Iterator[Piece]:
    """Yield the prose of the pages, each piece under its heading and on its page."""
    places = prose(pages)
    if places:
        reader = _Reader(_body_size(places), _leading(places), _vocabulary(places))
        for place in places:
            reader.take(place)
        yield from reader.pieces


def illegible(content: str, pages: int) -> str:
    """Return why what was read is no text, empty if it is one: images of pages, or fonts that name no letters."""
    letters = sum(map(str.isalpha, content))
    if letters < 20 * pages:
        return "it holds images of its pages rather than text; make it searchable first (OCR)"
    unreadable = sum(len(found[0]) for found in _UNREADABLE.finditer(content))
    if unreadable > len(content) / 10 or letters < len(content) / 4:
        return "its text cannot be read, since its fonts do not say which letters they draw"
    return ""


def joint(end: str, begin: str, words: frozenset[str]) -> Joint:
    """Return how a line within a paragraph follows another.

    A hyphen at the end goes, unless the compound stands elsewhere in the document and the whole word does not.

    Args:
        end: the first line.
        begin: the second.
        words: words and compounds of the document, in lower case.
    """
    if not re.search(r"[^\W_]-$", end):
        return Joint("" if end.endswith(("–", "—")) else " ")
    left, right = re.search(rf"{_WORD}(?=-$)", end), re.match(r"[^\W\d_]+", begin)
    if left is None or right is None or not begin[0].islower():
        return Joint("")
    whole, compound = (f"{left[0]}{hyphen}{right[0]}".lower() for hyphen in ("", "-"))
    return Joint("") if compound in words and whole not in words else Joint("", lost=1)


def _body_size(places: Sequence[Place]) -> float:
    """Return the size that most characters have."""
    sizes = Counter[float]()
    for place in places:
        sizes[round(place.line.size, 1)] += len(place.line.text)
    return max(sizes, key=sizes.__getitem__)


def _leading(places: Sequence[Place]) -> float:
    """Return the usual distance between a line and the next."""
    steps = [a.line.y - b.line.y for a, b in pairwise(places) if a.page == b.page and a.line.y > b.line.y]
    return median(steps) if steps else 12.0


def _vocabulary(places: Sequence[Place]) -> frozenset[str]:
    """Return the words, compounds with their hyphens, that stand whole within lines."""
    found = (re.findall(rf"{_WORD}(?=[\s.,;:)])", place.line.text) for place in places)
    return frozenset(word.lower() for words in found for word in words)


class _Reader:
    """Takes lines one after another, and makes pieces of them."""

    def __init__(self, body: float, leading: float, words: frozenset[str]) -> None:
        self.pieces: list[Piece] = []
        self._body = body
        self._leading = leading
        self._words = words
        self._heading = ""
        self._started = False
        """Whether the title and the names of the authors, which are large too, have passed."""
        self._skipping = False
        self._before: Place | None = None
        """The line before, if it is prose under the same heading."""
        self._headed: Place | None = None
        """The last line of the heading, as long as nothing stands under it."""

    def take(self, place: Place) -> None:
        if heading := self._heading_at(place):
            self._turn(heading, place)
        elif not self._skipping:
            self._say(place)

    def _heading_at(self, place: Place) -> str:
        above = self._headed
        if above and above.page == place.page and continues(above.line, place.line, self._body):
            return f"{self._heading} {place.line.text}"
        heading = heading_of(place.line, self._body, self._started)
        past_front = self._started or place.page > 1
        return place.line.text if not heading and past_front and is_large(place.line, self._body) else heading

    def _turn(self, heading: str, place: Place) -> None:
        self._heading = heading
        self._headed = place
        self._started = True
        self._before = None
        self._skipping = heads_references(heading)

    def _say(self, place: Place) -> None:
        if opening := _RUN_IN_ABSTRACT.match(place.line.text):
            self._turn("Abstract", place)
            place = place._replace(line=place.line._replace(text=place.line.text[opening.end() :]))
        follows = self._joint(place)
        if follows.lost:
            last = self.pieces[-1]
            self.pieces[-1] = last._replace(text=last.text[: -follows.lost])
        self.pieces.append(Piece(place.line.text, self._heading, place.page, follows.between))
        self._before = place
        self._headed = None

    def _joint(self, place: Place) -> Joint:
        before = self._before
        if before is None or _OPENS.match(place.line.text):
            return Joint("\n\n")
        if before.page == place.page and self._is_paragraph(before.line, place.line):
            return Joint("\n\n")
        return joint(before.line.text, place.line.text, self._words)

    def _is_paragraph(self, before: Line, line: Line) -> bool:
        """Tell whether a line of the same page begins a paragraph; where one goes up to a new column, it does not."""
        indented = line.x - before.x > 0.8 * line.size and before.text[-1] in ".!?:”)"
        step = before.y - line.y
        return step > 0 and (step > 1.4 * self._leading or indented)
