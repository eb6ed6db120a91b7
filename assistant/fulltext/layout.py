"""From the lines of a PDF's pages to prose: pure functions over where the lines stand and how they look.

Running heads and feet go; words parted at line ends become whole; headings are recognised by their names, their
numbers and their looks, rather missing one than making one up; the list of references is left out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from assistant.fulltext.article import Piece, heads_references
from assistant.identity import normalised


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
    """A line of the prose, cleaned, and the page that it is on, from 1."""

    line: Line
    page: int


MARGIN = 0.12
"""The share of a page, above and below, in which running heads, feet and page numbers stand."""
LARGER = 1.12
"""How much larger than the prose a heading is that nothing else tells."""
LONGEST = 120
"""Characters of a line that can be a heading."""

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "\xa0": " ", "\xad": "-"}
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PAGE_NUMBER = re.compile(r"\W*(?:page\s+)?(?:\d{1,4}|[ivx]{1,5})(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.IGNORECASE)
_NUMBER = r"(?:(?:chapter|section|part|appendix)\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,3}[.:]?|[IVX]{1,5}[.:])\s+(?=[A-Z])"
_NUMBERED = re.compile(_NUMBER, re.IGNORECASE)
_LETTERED = re.compile(r"(?:appendix\s+)?[A-H](?:\.\d{1,2}){0,2}[.:]?\s+(?=[A-Z])", re.IGNORECASE)
_CAPITALS = re.compile(r"[IVX]+\.\s+[A-Z][A-Z ,:&–-]+")
_RUN_IN_ABSTRACT = re.compile(r"(abstract)\s*[—–.:-]+\s*(?=\S)", re.IGNORECASE)
_OPENS = re.compile(r"(?:figure|fig\.|table|algorithm)\s+\d+\s*[.:|]|[•▪◦‣∙]\s", re.IGNORECASE)
"""How a caption or an item of a list begins."""
_LEADERS = re.compile(r"(?:\s*\.){4,}")
_NAMES = frozenset(
    """abstract|summary|introduction|background|motivation|related work|related works|literature review|preliminaries
    |problem statement|problem formulation|method|methods|methodology|materials and methods|methods and materials
    |approach|model|data|dataset|datasets|experimental setup|experiment|experiments|evaluation|results
    |results and discussion|findings|analysis|ablation study|ablations|discussion|limitations|conclusion|conclusions
    |concluding remarks|conclusion and future work|conclusions and future work|discussion and conclusion|future work
    |acknowledgement|acknowledgements|acknowledgment|acknowledgments|appendix|appendices|supplementary material
    |supplementary materials|supplementary information|ethics statement|ethical considerations|broader impact
    |broader impacts|reproducibility statement|data availability|data availability statement|code availability
    |author contributions|competing interests|conflict of interest|funding|online methods""".replace(
        "\n    ", ""
    ).split("|")
)


def pieces(pages: Sequence[Page]) -> Iterator[Piece]:
    """Yield the prose of the pages, each piece under its heading and on its page."""
    places = list(_prose(pages))
    if not places:
        return
    reader = _Reader(_body_size(places), _leading(places), _vocabulary(places))
    for place in places:
        reader.take(place)
    yield from reader.pieces


def illegible(content: str, pages: int) -> str:
    """Return why what was read is no text, empty if it is one: images of pages, or fonts that say no letters."""
    letters = sum(map(str.isalpha, content))
    if letters < 20 * pages:
        return "it holds images of its pages rather than text; make it searchable first (OCR)"
    strange = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in content) + 5 * len(
        re.findall(r"/g\d+|\(cid:", content)
    )
    if strange > len(content) / 10 or letters < len(content) / 4:
        return "its text cannot be read, since its fonts do not say which letters they draw"
    return ""


def _prose(pages: Sequence[Page]) -> Iterator[Place]:
    """Yield the lines of all pages but for those in the margins, across the page, and of a table of contents."""
    upright = [_upright(page) for page in pages]
    running = _running(pages, upright)
    for number, (page, lines) in enumerate(zip(pages, upright, strict=True), 1):
        for line in lines:
            marginal = _in_margin(page, line) and (_PAGE_NUMBER.fullmatch(line.text) or _key(page, line) in running)
            if not (marginal or _LEADERS.search(line.text)):
                yield Place(line, number)


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


def _key(page: Page, line: Line) -> tuple[str, int]:
    """Return what a running head has in common on all its pages: its words but for numbers, and its height."""
    return re.sub(r"\d+", "#", line.text.lower()), round((line.y - page.bottom) / page.height * 50)


def _running(pages: Sequence[Page], upright: Sequence[Sequence[Line]]) -> set[tuple[str, int]]:
    seen = Counter[tuple[str, int]]()
    for page, lines in zip(pages, upright, strict=True):
        seen.update({_key(page, line) for line in lines if _in_margin(page, line)})
    return {key for key, count in seen.items() if count >= max(2, 0.3 * len(pages))}


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
    return frozenset(
        word.lower()
        for place in places
        for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?=[\s.,;:)])", place.line.text)
    )


def heading_of(line: Line, body: float, started: bool) -> str:
    """Return the heading that a line is by its name or its number, empty if it is none.

    A numbered heading is larger, bolder or louder than the prose: `2 Apples were sold` is none. Letters number
    appendices, so that none is looked for before anything has `started`: `A Study of Apples` is a title.
    """
    text = re.sub(r"\b([A-Z]) (?=[A-Z]{2,}\b)", r"\1", line.text)  # small capitals come apart: I NTRODUCTION
    number = _NUMBERED.match(text) or (_LETTERED.match(text) if started else None)
    name = text[number.end() :] if number else text
    if len(text) > LONGEST or not name[:1].isupper() or sum(map(str.isalpha, name)) < 3:
        return ""
    if normalised(name) in _NAMES or heads_references(name):
        return text.rstrip(" .:")
    loud = line.size >= 1.05 * body or (line.bold and line.size >= 0.95 * body) or _CAPITALS.fullmatch(text)
    return text if number and loud and text[-1] not in ".,;:" else ""


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
        self._headed: Place | None = None
        """The last line of the heading, as long as nothing stands under it."""

    def take(self, place: Place) -> None:
        if heading := self._heads(place):
            self._turn(heading, place)
        elif not self._skipping:
            self._say(place)

    def _heads(self, place: Place) -> str:
        line = place.line
        if self._continues_heading(line, place.page):
            return f"{self._heading} {line.text}"
        heading = heading_of(line, self._body, self._started)
        if heading or not (self._started or place.page > 1):
            return heading
        large = line.size >= LARGER * self._body and len(line.text) <= LONGEST
        return (
            line.text
            if large and re.match(r"\W{0,2}[A-Z0-9]", line.text) and re.search(r"[a-z]{3}|[A-Z]{4}", line.text)
            else ""
        )

    def _continues_heading(self, line: Line, page: int) -> bool:
        """Tell whether a line is the second of a heading: just below the first, and large or bold as that is."""
        if self._headed is None or self._headed.page != page:
            return False
        first = self._headed.line
        alike = abs(first.size - line.size) < 0.5 and first.bold == line.bold
        special = line.size >= LARGER * self._body or (line.bold and heading_of(first, self._body, True) != "")
        return (
            alike
            and special
            and 0 < first.y - line.y < 1.6 * first.size
            and not heading_of(line, self._body, self._started)
        )

    def _turn(self, heading: str, place: Place) -> None:
        self._heading = heading
        self._headed = place
        self._started = True
        self._before = None
        self._skipping = heads_references(heading)

    def _say(self, place: Place) -> None:
        line = place.line
        if run_in := _RUN_IN_ABSTRACT.match(line.text):
            self._turn("Abstract", place)
            line = line._replace(text=line.text[run_in.end() :])
        joint, cut = self._joint(line, place.page)
        if cut:
            last = self.pieces[-1]
            self.pieces[-1] = last._replace(text=last.text[:-cut])
        self.pieces.append(Piece(line.text, self._heading, place.page, joint))
        self._before = Place(line, place.page)
        self._headed = None

    def _joint(self, line: Line, page: int) -> tuple[str, int]:
        """Return what parts a line from the one before, and how many characters that one loses at its end."""
        if self._before is None or self._begins_paragraph(line, page):
            return "\n\n", 0
        end = self._before.line.text
        if not re.search(r"[^\W_]-$", end):
            return ("" if end.endswith(("–", "—")) else " "), 0
        if not line.text[:1].islower():
            return "", 0
        left = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?=-$)", end)
        right = re.match(r"[^\W\d_]+", line.text)
        if not (left and right):
            return "", 0
        whole, compound = (f"{left[-1]}{hyphen}{right[0]}".lower() for hyphen in ("", "-"))
        return "", 0 if compound in self._words and whole not in self._words else 1

    def _begins_paragraph(self, line: Line, page: int) -> bool:
        assert self._before is not None
        if _OPENS.match(line.text):
            return True
        before = self._before.line
        step = before.y - line.y
        if page != self._before.page or step <= 0:
            return False
        indented = line.x - before.x > 0.8 * line.size and before.text[-1] in ".!?:”)"
        return step > 1.4 * self._leading or indented
