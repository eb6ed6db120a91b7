"""Outlines that models write in prose, read whatever their style: the fallback where a typed answer cannot be had.

Roots begin with “Aspect 1”, a dash, a letter, a number or nothing; what stands under them with dotted numbers, dashes,
or both; and numbers of studies stand behind, as in “(Claims 0, 3–7)”. A line's level follows from the lines before it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.base import Frozen
from assistant.organising.hierarchy import Category, Hierarchy, Place


class Entry(Frozen):
    """A category as it was written."""

    title: str
    numbers: tuple[int, ...] = ()
    """Of the studies that are named behind it, in order, each once."""
    terms: tuple[str, ...] = ()
    children: tuple["Entry", ...] = ()

    def walk(self) -> Iterator["Entry"]:
        yield self
        for child in self.children:
            yield from child.walk()


class Outline(Frozen):
    """What could be read of a text."""

    roots: tuple[Entry, ...] = ()
    ignored: tuple[str, ...] = ()
    """Lines that are no part of an outline, such as talk around it."""


class _Line(NamedTuple):
    style: str
    """`heading`, `aspect`, `letter`, `number`, `bullet` or `bare`."""
    indent: int
    parts: int
    """Of its dotted number; 0: it has none."""
    text: str


_MARKER = re.compile(r"^\W*response\s*2\W*$", re.IGNORECASE | re.MULTILINE)
_TURN = re.compile(r"\s*(?:human|user|assistant|h|a)\s*:", re.IGNORECASE)
_BULLET = re.compile(r"[-*+•–—]\s+")
_HEADING = re.compile(r"(#{1,6})\s+(?:\d+(?:\.\d+)*[.:)]?\s+)?")
_ASPECT = re.compile(r"(?:\*\*)?(?:aspect|category|theme|root)\s*\d+\s*[:.)–-]*\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\(?(\d+(?:\.\d+)*)(?:[.):]|\s+-)?(?=\s|\*)\s*")
_LETTER = re.compile(r"\(?[A-Za-z][.)]\s+")
_CLAIMS = re.compile(
    r"[(\[]?\s*\b(?:claims?|stud(?:y|ies)|papers?)\b\s*(?:nos?\.?|numbers?)?[:#]?\s*(\d[^()\[\]]*)[)\]]?", re.IGNORECASE
)
_BARE_NUMBERS = re.compile(r"[(\[]\s*(\d+(?:\s*(?:,|;|and|&|-|–|to)\s*\d+)*)\s*[)\]]\s*$")
_RANGE = re.compile(r"(\d+)\s*(?:-|–|—|\bto\b|\bthrough\b)\s*(\d+)|(\d+)")
_NOTE = re.compile(r"[(\[]\s*no (?:relevant )?(?:claims?|studies)[^)\]]*[)\]]", re.IGNORECASE)
_LIST = re.compile(r"\s*\(([^()]*,[^()]*)\)\s*$")
_CITED = re.compile(r"\s*\((?:[Ff]rom|[Ss]upported by|[Ee]ntities)[^()]*\)\s*$")
_WIDEST = 1_000
"""A longer range is a slip of the pen."""


def parse(text: str) -> Outline:
    """Return the outline that a text holds: all of it, or what follows “[Response 2]”. Any text can be given."""
    lines, ignored = _lines(text)
    if not lines:
        return Outline(ignored=tuple(ignored))
    levels = _levels(lines)
    root_style = lines[0].style
    kept: list[tuple[int, Entry]] = []
    for position, (line, level) in enumerate(zip(lines, levels, strict=True)):
        entry = _entry(line.text, level)
        below = position + 1 < len(lines) and levels[position + 1] > level
        prose = line.style == "bare" and (root_style != "bare" or not below) and not entry.numbers
        if prose or not entry.title:
            ignored.append(line.text)
        else:
            kept.append((level, entry))
    return Outline(roots=_nested(kept), ignored=tuple(ignored))


def numbers(text: str) -> tuple[int, ...]:
    """Return the numbers that a list such as “0, 3–7 and 9” names, in order, each once; a range holds both its ends."""
    found: list[int] = []
    for first, last, single in _RANGE.findall(text):
        if single:
            found.append(int(single))
        elif int(first) <= int(last) < int(first) + _WIDEST:
            found += range(int(first), int(last) + 1)
        else:
            found += (int(first), int(last))
    return tuple(dict.fromkeys(found))


def hierarchy(topic: str, roots: Sequence[Entry], studies: Sequence[str], first: int = 0) -> Hierarchy:
    """Return the outline as a hierarchy of the studies that its numbers name, counted from `first`.

    A study stands in the lowest of the categories that name it, first of all in the lowest one, or the first of
    several; numbers without a study are passed over.
    """
    categories: list[Category] = []
    named: dict[int, list[tuple[int, str]]] = {}

    def add(entry: Entry, parent: str, depth: int) -> None:
        name = str(len(categories) + 1)
        categories.append(Category(id=name, name=entry.title, parent=parent, terms=entry.terms))
        below = {number for child in entry.children for each in child.walk() for number in each.numbers}
        for number in entry.numbers:
            if number not in below:
                named.setdefault(number, []).append((-depth, name))
        for child in entry.children:
            add(child, name, depth + 1)

    for root in roots:
        add(root, "", 1)
    places = []
    for number, study in enumerate(studies, first):
        where = [name for _, name in sorted(named.get(number, ()), key=lambda found: found[0])]
        places.append(Place(study=study, primary=where[0] if where else "", secondary=tuple(where[1:])))
    return Hierarchy(topic=topic, categories=tuple(categories), places=tuple(places))


def _lines(text: str) -> tuple[list[_Line], list[str]]:
    if marker := _MARKER.search(text):
        text = text[marker.end() :]
    found: list[_Line] = []
    for raw in _joined(text.expandtabs(4).splitlines()):
        if found and _TURN.match(raw):
            return found, [rest for rest in text[text.index(raw.strip()) :].splitlines() if rest.strip()]
        if raw.strip(" -*#•"):
            found.append(_line(raw))
    start = next((at for at, line in enumerate(found) if line.style != "bare" or _CLAIMS.search(line.text)), 0)
    if start and found[start].style in ("bullet", "number") and start == 1 and not found[0].text.endswith((":", ".")):
        start = 0  # a root without a mark, with what is under it
    return found[start:], [line.text for line in found[:start]]


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines, those of a list of numbers that was broken joined."""
    whole = ""
    for line in lines:
        if whole.count("(") > whole.count(")") and re.match(r"\s*\d+\s*[,)–-]", line):
            whole = f"{whole.rstrip()} {line.strip()}"
            continue
        yield whole
        whole = line
    yield whole


def _line(raw: str) -> _Line:
    text = raw.strip()
    indent = len(raw) - len(raw.lstrip())
    if heading := _HEADING.match(text):
        return _Line("heading", len(heading[1]) - 10, 0, _unmarked(text[heading.end() :]))
    if bullet := _BULLET.match(text):
        text = text[bullet.end() :]
    text = _unmarked(text)
    if aspect := _ASPECT.match(text):
        return _Line("aspect", indent, 0, text[aspect.end() :])
    if number := _NUMBER.match(text):
        return _Line("number", indent, number[1].count(".") + 1, text[number.end() :])
    if bullet:
        return _Line("bullet", indent, 0, text)
    if letter := _LETTER.match(text):
        return _Line("letter", indent, 0, text[letter.end() :])
    return _Line("bare", indent, 0, text)


def _unmarked(text: str) -> str:
    return text.replace("**", "").replace("__", "").strip()


def _levels(lines: Sequence[_Line]) -> list[int]:
    """Return the level of each line, 0 for roots.

    A line belongs beside the last one of its style, indentation and length of number, if that is still open; or else
    under the last open one that is less indented, or has a shorter number, or is of another style and as far out.
    """
    open_: list[_Line] = []
    levels = []
    for line in lines:
        while open_ and not _above(open_[-1], line, open_):
            open_.pop()
        levels.append(len(open_))
        open_.append(line)
    return levels


def _above(upper: _Line, line: _Line, open_: Sequence[_Line]) -> bool:
    """Return whether `line` may stand under `upper`, the lowest of the open lines."""
    if line.style == open_[0].style and line.indent <= open_[0].indent and line.parts == open_[0].parts:
        return False
    if upper.style == line.style == "number" and upper.parts != line.parts:
        return upper.parts < line.parts
    if any(beside.style == line.style and _level(beside, line) for beside in open_[:-1]):
        return upper.indent < line.indent and not _level(upper, line)
    if upper.style == line.style:
        return upper.indent < line.indent
    return upper.indent <= line.indent


def _level(one: _Line, other: _Line) -> bool:
    return one.indent == other.indent and one.parts == other.parts


def _entry(text: str, level: int) -> Entry:
    named: list[int] = []
    for found in _CLAIMS.finditer(text):
        named += numbers(found[1])
    title = _CLAIMS.sub(" ", text)
    if not named and (bare := _BARE_NUMBERS.search(title)):
        named, title = list(numbers(bare[1])), title[: bare.start()]
    title = _CITED.sub("", _NOTE.sub("", title))
    terms: tuple[str, ...] = ()
    if level == 0 and (listed := _LIST.search(title)):
        terms = tuple(term.strip() for term in listed[1].split(",") if term.strip())
        title = title[: listed.start()]
    return Entry(title=" ".join(title.split()).strip(" :-–,"), numbers=tuple(dict.fromkeys(named)), terms=terms)


def _nested(lines: Sequence[tuple[int, Entry]]) -> tuple[Entry, ...]:
    """Return the entries, each with those of deeper levels that follow it as its children."""
    roots: list[Entry] = []
    position = 0
    while position < len(lines):
        level, entry = lines[position]
        end = position + 1
        while end < len(lines) and lines[end][0] > level:
            end += 1
        roots.append(entry.model_copy(update={"children": _nested(lines[position + 1 : end])}))
        position = end
    return tuple(roots)
