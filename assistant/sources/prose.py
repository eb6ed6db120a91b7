"""A note or another document of prose: its text, and what its front matter (YAML) or its first lines say of it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.bibliography.entry import one_line, year
from assistant.names import canonical
from assistant.study import Record, Text

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^#[ \t]+(\S.*)$", re.MULTILINE)
LONGEST_FIRST_LINE = 120
"""Characters of a first line that can be a title."""


class Front(NamedTuple):
    """What stands above the prose."""

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    fields: tuple[str, ...] = ()
    fault: str = ""
    """Why it cannot be read; empty if it can."""


class Prose(NamedTuple):
    """A document."""

    record: Record | None
    """None if there is no word in it."""
    fault: str
    """Why what it says of itself could not be read; empty if nothing kept it from that."""


def read(text: str, name: str, source: str) -> Prose:
    """Read a document; `name` is its title if it says none."""
    front, body = _parted(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not body:
        return Prose(None, front.fault)
    record = Record(
        title=front.title or _title(body) or name,
        authors=front.authors,
        year=front.year,
        fields=front.fields,
        texts=(Text(kind="full_text", content=body),),
        source=source,
    )
    return Prose(record, front.fault)


def _parted(text: str) -> tuple[Front, str]:
    """Return the front matter and the prose; what stands between two lines of dashes and names nothing is prose."""
    found = _FRONT.match(text)
    front = _front(found[1]) if found else None
    return (front, text[found.end() :].strip()) if found and front else (Front(), text.strip())


def _front(lines: str) -> Front | None:
    import yaml

    try:
        # All values stay as they are written: no dates, no numbers, and nothing that unfolds into more than it is.
        said = yaml.load(lines, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        problem = getattr(error, "problem", "") or "it is nested too deep"
        begins = re.match(r"\s*[\w -]+:(?:\s|$)", lines)
        return (
            Front(fault=f"its front matter is no YAML ({problem}), so it is not asked for title and authors")
            if begins
            else None
        )
    if not isinstance(said, dict):
        return None
    facts = {str(key).lower(): list(_strings(value)) for key, value in said.items()}

    def first(*names: str) -> list[str]:
        return next((facts[name] for name in names if facts.get(name)), [])

    return Front(
        title=" ".join(first("title")[:1]),
        authors=tuple(canonical(author) for value in first("authors", "author") for author in _people(value)),
        year=year(*first("year"), *first("date")),
        fields=tuple(dict.fromkeys(tag for value in first("tags", "keywords") for tag in _tags(value))),
    )


def _strings(value: object) -> Iterator[str]:
    """Yield what a value says: itself, the values of a list, or the names of those that have one."""
    for each in value if isinstance(value, list) else [value]:
        said = each.get("name") if isinstance(each, dict) else each
        if isinstance(said, str) and (line := one_line(said)):
            yield line


def _people(value: str) -> list[str]:
    """Return the names in a value; a comma parts people only where each part is a whole name."""
    names = [name.strip() for name in re.split(r"\s+and\s+|;", value)]
    if len(names) == 1 and all(" " in part.strip() for part in value.split(",")):
        names = [part.strip() for part in value.split(",")]
    return [name for name in names if name]


def _tags(value: str) -> list[str]:
    return [tag for part in value.split(",") if (tag := part.strip().lstrip("#"))]


def _title(body: str) -> str:
    """Return the first heading, else the first line if it is short, else nothing."""
    if heading := _HEADING.search(body):
        return heading[1].strip()
    first = body.split("\n", 1)[0].strip()
    return first if len(first) <= LONGEST_FIRST_LINE else ""
