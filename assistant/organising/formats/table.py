"""A hierarchy as CSV: a line for each place of each study, its categories from the top in columns of their own."""

import csv
from io import StringIO

from assistant.organising.formats.building import Builder
from assistant.organising.item import Item
from assistant.organising.organised import Organised
from assistant.printable import one_line

FIXED = ("study", "title", "year", "claim", "url", "contested", "place")
_ACTIVE = tuple("=+-@\t'")
"""A cell that begins so would be computed by a spreadsheet, or is guarded already; an apostrophe guards it."""


def to_csv(given: Organised) -> str:
    """Return the table with a line of headings. A category without studies has a line without a study."""
    tree = given.hierarchy
    depth = max((len(tree.path(category.id)) for category in tree.categories), default=0)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*FIXED, *(f"level {level}" for level in range(1, depth + 1))))
    for category in tree.walk():
        if not tree.held[category.id] and not tree.children.get(category.id):
            writer.writerow(("",) * len(FIXED) + _path(given, category.id))
    for place in tree.places:
        item = given.item[place.study]
        for name in (place.primary, *place.secondary):
            kind = "primary" if name and name == place.primary else "also" if name else "unassigned"
            contested = "yes" if item.contested else ""
            cells = (item.study, item.title, item.year or "", item.claim, item.url, contested, kind)
            writer.writerow((*(_cell(str(cell)) for cell in cells), *_path(given, name)))
    return out.getvalue()


def _path(given: Organised, name: str) -> tuple[str, ...]:
    return tuple(_cell(category.name) for category in given.hierarchy.path(name))


def _cell(text: str) -> str:
    text = one_line(text)
    return f"'{text}" if text.startswith(_ACTIVE) else text


def _read(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_ACTIVE) else text


def from_csv(text: str) -> Organised:
    """Read it back; the order of categories follows that of the lines.

    Raises:
        ValueError: a heading is missing.
    """
    lines = csv.DictReader(StringIO(text))
    names = lines.fieldnames or ()
    if missing := {"study", "title"} - set(names):
        raise ValueError(f"there is no column {', '.join(sorted(missing))}")
    levels = [name for name in names if name.startswith("level ")]
    builder = Builder()
    for line in lines:
        path = [_read(line[level]) for level in levels if line[level]]
        if not line["study"]:
            builder.category(path)
            continue
        year = line.get("year") or ""
        item = Item(
            study=_read(line["study"]),
            title=_read(line["title"]),
            year=int(year) if year.isascii() and year.isdigit() else None,
            claim=_read(line.get("claim") or ""),
            url=_read(line.get("url") or ""),
            contested=line.get("contested") == "yes",
        )
        builder.place(item, path, line.get("place") == "also")
    return builder.built()
