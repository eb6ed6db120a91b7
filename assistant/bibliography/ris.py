"""RIS, through `rispy`, reference by reference, so that a broken one costs no other."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.bibliography.entry import Entry, Fault, abstract, identifiers, kind, one_line, year
from assistant.identity import link
from assistant.names import Name, canonical, parse
from assistant.study import Record, Text

_BEGINS = re.compile(r"TY  ?-")
_ENDS = re.compile(r"ER  ?-")
_NUMBER = re.compile(r"\d+\.?")
_KINDS = {"article": "JOUR", "conference": "CPAPER", "other": "GEN"}

Tags = Mapping[str, Sequence[str]]
"""The values of each tag of a reference, in their order; a line without a tag is a value of the tag before it."""


def read(text: str, source: str) -> Iterator[Entry | Fault]:
    """Read references; one whose end is missing is told, and what there is of it arrives."""
    for line, lines in _references(text):
        if not _BEGINS.match(lines[0]):
            yield Fault(line, "this stands outside of any reference (TY to ER)")
            continue
        if not _ENDS.match(lines[-1]):
            yield Fault(line, "this reference has no end (ER), so some of it may be missing")
        yield Entry(line, _record(_tags(lines), source))


def write(records: Iterable[Record]) -> str:
    """Return a reference for each record, in their order."""
    import rispy

    class Writer(rispy.RisWriter):  # type: ignore[misc]  # the package has no types
        def set_header(self, count: int) -> str:
            return ""  # numbers between references are no part of the format

    text: str = rispy.dumps([_facts(record) for record in records], implementation=Writer, **_mapping())
    return text or "\n"


def _references(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of each reference, and those between references, with the number of the first."""
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if lines and _BEGINS.match(line):
            yield number - len(lines), lines
            lines = []
        if lines or not (line.isspace() or line == "" or _NUMBER.fullmatch(line.strip())):
            lines.append(line)
        if lines and _ENDS.match(line):
            yield number + 1 - len(lines), lines
            lines = []
    while lines and not lines[-1].strip():
        lines.pop()
    if lines:
        yield number + 1 - len(lines), lines


def _facts(record: Record) -> dict[str, object]:
    """Return what is known of a record, each tag with its values."""
    dois = [alias.removeprefix("doi:") for alias in record.ids if alias.startswith("doi:")]
    known: dict[str, Sequence[str]] = {
        "ti": [record.title],
        "au": [_written(parse(author)) for author in record.authors],
        "py": [str(record.year or "")],
        "t2" if kind(record) == "conference" else "jo": [record.venue],
        "do": dois[:1],
        "an": [alias for alias in record.ids if alias != f"doi:{dois[0] if dois else ''}"],
        "ur": [record.url or link(record.ids)],
        "kw": record.fields,
        "ab": [abstract(record)],
    }
    lines = {tag: [line for value in values if (line := one_line(value))] for tag, values in known.items()}
    return {"ty": _KINDS[kind(record)], **lines}


def _written(name: Name) -> str:
    """Return `Family, Given, Suffix`; an institution that could be taken for a person ends with a comma."""
    if not name.given and parse(name.family) != name:
        return f"{name.family},"
    return ", ".join(part for part in name if part)


def _tags(lines: Sequence[str]) -> Tags:
    import rispy

    body = [*(line for line in lines if not _ENDS.match(line)), "ER  - "]
    found: list[dict[str, list[str]]] = rispy.loads("\n".join(body), skip_unknown_tags=True, **_mapping())
    return {tag.upper(): values for tag, values in found[0].items()} if found else {}


def _mapping() -> dict[str, object]:
    """Return how `rispy` is told to keep the tags as they are, each with a list of values, addresses whole."""
    from rispy.config import TAG_KEY_MAPPING

    tags = {tag: tag.lower() for tag in TAG_KEY_MAPPING}
    return {"mapping": tags, "list_tags": [*tags.keys() - {"TY", "ER", "UK"}], "delimiter_tags_mapping": {}}


def _record(tags: Tags, source: str) -> Record:
    def joined(*names: str) -> str:
        """Return the first of the tags that says anything, its lines as one."""
        return next((text for name in names if (text := one_line(" ".join(tags.get(name, ()))))), "")

    url = next((place for value in tags.get("UR", ()) if (place := one_line(value))), "")
    content = joined("AB", "N2")
    numbers = [*tags.get("DO", ()), *tags.get("AN", ()), url, *tags.get("M3", ())]
    others = (name for name in tags.get("AN", ()) if re.fullmatch(r"[a-z0-9]+:\S+", name))
    return Record(
        title=joined("TI", "T1", "CT"),
        authors=tuple(canonical(name) for name in (*tags.get("AU", ()), *tags.get("A1", ())) if name.strip()),
        year=year(joined("PY"), joined("Y1"), joined("DA")),
        venue=joined("JO", "JF", "T2", "JA", "J2"),
        ids=tuple(dict.fromkeys((*identifiers(numbers), *others))),
        url=url,
        fields=tuple(word for value in tags.get("KW", ()) if (word := one_line(value))),
        texts=(Text(kind="abstract", content=content),) if content else (),
        source=source,
    )
