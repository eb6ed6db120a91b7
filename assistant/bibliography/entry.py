"""What every format has to say of a reference: an entry, or what is wrong with one."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from assistant.identity import identifier
from assistant.study import Record

LONGEST_TITLE = 5_000
"""Characters; a longer one is no title, but a file gone wrong."""

_NOT_UTF8 = re.compile(r"[\ud800-\udfff]")
_CONFERENCE = re.compile(r"\b(?:proceedings|proc|conference|symposium|workshop)\b", re.IGNORECASE)
_BREAKS = re.compile(r"[\x01-\x20\x7f-\x9f\u2028\u2029]+")
_NUMBER = re.compile(r"\s*(?:pmid:?|pmc(?:id)?:?\s*(?:pmc)?)?\s*(\d{1,9})\s*", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")

Kind = Literal["article", "conference", "other"]


class Entry(NamedTuple):
    """A reference, and the line of the text on which it begins."""

    line: int
    record: Record


class Fault(NamedTuple):
    """Something that could not be read, and the line on which it begins."""

    line: int
    what: str


def flaw(record: Record) -> str | None:
    """Return why a record cannot be used, None if it can."""
    if not record.title.strip():
        return "it has no title"
    if len(record.title) > LONGEST_TITLE:
        return f"its title has {len(record.title):,} characters, which no title has"
    return next((what for text in _strings(record) if (what := damage(text))), None)


def damage(text: str) -> str | None:
    """Return what makes a text no text, None if it is one."""
    if "\0" in text:
        return "it holds a null byte"
    return "it holds bytes that are not UTF-8" if _NOT_UTF8.search(text) else None


def identifiers(names: Iterable[str]) -> tuple[str, ...]:
    """Return the aliases that the names name, each once."""
    return tuple(dict.fromkeys(alias for name in names if (alias := identifier(name))))


def medical(pmid: str, pmcid: str) -> tuple[str, ...]:
    """Return the aliases that numbers of PubMed and PubMed Central make; what is no number (`n/a`) makes none."""
    found = (("pmid:", _NUMBER.fullmatch(pmid)), ("pmcid:pmc", _NUMBER.fullmatch(pmcid)))
    return tuple(f"{kind}{number[1]}" for kind, number in found if number)


def abstract(record: Record) -> str:
    """Return the best abstract of a record; empty if it has none."""
    return next((text.content for text in record.texts if text.kind == "abstract"), "")


def kind(record: Record) -> Kind:
    """Return what sort of reference a record makes, as far as its venue tells."""
    if not record.venue:
        return "other"
    return "conference" if _CONFERENCE.search(record.venue) else "article"


def year(*texts: str) -> int | None:
    """Return the first year that stands in the first of the dates that holds one."""
    return next((int(found[0]) for text in texts if (found := _YEAR.search(text))), None)


def one_line(text: str) -> str:
    """Return a text on one line: breaks and control characters, in any number, become one space; but see `damage`."""
    return _BREAKS.sub(" ", text).strip(" ")


def _strings(record: Record) -> Iterator[str]:
    yield from (record.title, record.venue, record.url)
    yield from (*record.authors, *record.ids, *record.fields)
    yield from (text.content for text in record.texts)
