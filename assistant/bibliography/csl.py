"""CSL-JSON: a list of items, as citation processors take them and reference managers export them."""

import json
import re
from collections.abc import Iterable, Iterator
from json import JSONDecoder
from typing import Any

from pydantic import ConfigDict, Field, ValidationError

from assistant.bibliography.entry import Entry, Fault, abstract, identifiers, kind, medical, one_line, year
from assistant.identity import link
from assistant.names import Name, parse, written
from assistant.sources.foreign import Foreign
from assistant.study import Record, Text

_KINDS = {"article": "article-journal", "conference": "paper-conference", "other": "article"}
_GAP = re.compile(r"[\s,]*")


class _Part(Foreign):
    model_config = ConfigDict(coerce_numbers_to_str=True)


class _Author(_Part):
    family: str = ""
    given: str = ""
    suffix: str = ""
    literal: str = ""
    dropping: str = Field(default="", alias="dropping-particle")
    non_dropping: str = Field(default="", alias="non-dropping-particle")

    @property
    def name(self) -> Name:
        family = " ".join(part for part in (self.dropping, self.non_dropping, self.family) if part)
        return Name(family or self.literal, self.given, self.suffix)


class _Date(_Part):
    parts: list[list[int | str | None]] = Field(default=[], alias="date-parts")
    raw: str = ""
    literal: str = ""

    @property
    def year(self) -> int | None:
        return year(str(self.parts[0][0]) if self.parts and self.parts[0] else "", self.raw, self.literal)


class _Custom(_Part):
    ids: tuple[str, ...] = ()


class _Item(_Part):
    title: str = ""
    author: tuple[_Author, ...] = ()
    issued: _Date = _Date()
    venue: str = Field(default="", alias="container-title")
    doi: str = Field(default="", alias="DOI")
    url: str = Field(default="", alias="URL")
    pmid: str = Field(default="", alias="PMID")
    pmcid: str = Field(default="", alias="PMCID")
    number: str = ""
    abstract: str = ""
    keyword: str = ""
    categories: tuple[str, ...] = ()
    custom: _Custom = _Custom()


def read(text: str, source: str) -> Iterator[Entry | Fault]:
    """Read items one by one; after a mistake in the JSON nothing can be told apart, but what is before it arrives."""
    for line, value in _values(text):
        if isinstance(value, Fault):
            yield value
            continue
        try:
            yield Entry(line, _record(_Item.model_validate(value), source))
        except ValidationError as error:
            detail = error.errors()[0]
            place = ".".join(map(str, detail["loc"])) or "the item"
            yield Fault(line, f"{place}: {detail['msg']}")


def write(records: Iterable[Record]) -> str:
    """Return an item for each record, in their order."""
    items = [_item(number, record) for number, record in enumerate(records, 1)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _values(text: str) -> Iterator[tuple[int, Any]]:
    """Yield the values of the list, each with the line on which it begins; a single value is a list of one."""
    decoder, end = JSONDecoder(), len(text)
    at = _skip(text, 0)
    listed = text.startswith("[", at)
    at, line = _skip(text, at + 1) if listed else at, 1
    counted = 0
    while at < end and not (listed and text[at] == "]"):
        line += text.count("\n", counted, at)
        counted = at
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            reason = str(error).split(":")[0] if isinstance(error, ValueError) else "it is nested too deeply"
            yield line, Fault(line, f"from here on this is no JSON ({reason})")
            return
        inside = value.get("items") if isinstance(value, dict) else None
        yield from ((line, each) for each in (inside if isinstance(inside, list) else [value]))
        at = _skip(text, at)
    if listed and at >= end:
        yield line, Fault(line, "the list that begins the file does not end")


def _skip(text: str, at: int) -> int:
    found = _GAP.match(text, at)
    return found.end() if found else at


def _record(item: _Item, source: str) -> Record:
    known = identifiers((item.doi, item.number, item.url, item.venue))
    separator = ";" if ";" in item.keyword else ","
    words = (word.strip() for word in item.keyword.split(separator))
    return Record(
        title=one_line(item.title),
        authors=tuple(written(author.name) for author in item.author if any(author.name)),
        year=item.issued.year,
        venue=item.venue,
        ids=tuple(dict.fromkeys((*known, *medical(item.pmid, item.pmcid), *item.custom.ids))),
        url=item.url,
        fields=tuple(dict.fromkeys(word for word in (*item.categories, *words) if word)),
        texts=(Text(kind="abstract", content=item.abstract),) if item.abstract.strip() else (),
        source=source,
    )


def _item(number: int, record: Record) -> dict[str, object]:
    names = dict(reversed([alias.split(":", 1) for alias in record.ids]))
    facts: dict[str, object] = {
        "id": record.ids[0] if record.ids else str(number),
        "type": _KINDS[kind(record)],
        "title": record.title,
        "author": [_author(parse(author)) for author in record.authors],
        "issued": {"date-parts": [[record.year]]} if record.year is not None else None,
        "container-title": record.venue,
        "DOI": names.get("doi"),
        "number": f"arXiv:{names['arxiv']}" if "arxiv" in names else None,
        "URL": record.url or link(record.ids),
        "PMID": names.get("pmid"),
        "PMCID": names.get("pmcid", "").upper(),
        "categories": list(record.fields),
        "abstract": abstract(record),
        "custom": {"ids": list(record.ids)} if record.ids else None,
    }
    return {name: value for name, value in facts.items() if value}


def _author(name: Name) -> dict[str, str]:
    if not (name.given or name.suffix):
        return {"literal": name.family}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}
