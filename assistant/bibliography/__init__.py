"""Bibliographies: reading and writing the formats that reference managers exchange; one file a format, one line here.

What a format cannot hold is left out: BibTeX, RIS and CSL-JSON have a place for one abstract and for no other text,
and none for notices and open addresses; JSON lines hold everything. Names come back as `assistant.names` writes them.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from assistant.bibliography import bibtex, csl, json_lines, ris
from assistant.bibliography.entry import Entry, Fault, flaw
from assistant.study import Record


class Format(NamedTuple):
    """How a format is told, read and written."""

    suffix: str
    read: Callable[[str, str], Iterator[Entry | Fault]]
    """From a text, and the name of the source that its records are said to be from, in the order of the text."""
    write: Callable[[Iterable[Record]], str]
    """To a text that ends with a line break."""


FORMATS: dict[str, Format] = {
    "bibtex": Format(".bib", bibtex.read, bibtex.write),
    "ris": Format(".ris", ris.read, ris.write),
    "csl": Format(".json", csl.read, csl.write),
    "jsonl": Format(".jsonl", json_lines.read, json_lines.write),
}


class Bibliography(NamedTuple):
    """What a text holds, and what of it could not be read."""

    records: list[Record]
    faults: list[Fault]


def read(form: str, text: str, source: str) -> Bibliography:
    """Read a text in a format; what cannot be read is a fault, and the rest arrives.

    Bytes that were not UTF-8 may stand in the text as lone surrogates (`errors="surrogateescape"`); the entries that
    hold them are faults.
    """
    records: list[Record] = []
    faults: list[Fault] = []
    for found in FORMATS[form].read(text.replace("\r\n", "\n").replace("\r", "\n"), source):
        if isinstance(found, Fault):
            faults.append(found)
        elif what := flaw(found.record):
            faults.append(Fault(found.line, what))
        else:
            records.append(found.record)
    return Bibliography(records, faults if records or faults else [Fault(1, "it holds no entry")])


def format_of(suffix: str) -> str | None:
    """Return the format of files with this suffix, None if there is none."""
    return next((name for name, form in FORMATS.items() if form.suffix == suffix.lower()), None)
