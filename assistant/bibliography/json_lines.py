"""JSON lines: a work on each line, with everything that is known of it."""

from collections.abc import Iterable, Iterator

from pydantic import Field, ValidationError

from assistant.base import Frozen
from assistant.bibliography.entry import Entry, Fault, damage, identifiers
from assistant.identity import identifier
from assistant.study import Notice, Record, Text, TextKind


class Line(Frozen):
    """One line of a file; only the title is needed."""

    title: str = Field(pattern=r"\S")
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    ids: tuple[str, ...] = ()
    arxiv: str = ""
    doi: str = ""
    url: str = ""
    fields: tuple[str, ...] = ()
    open_texts: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    text: str = ""
    """The full text."""
    abstract: str = ""
    summary: str = ""
    texts: tuple[Text, ...] = ()
    """Texts with sections and pages, and further texts of a kind."""


_PLACES: dict[TextKind, str] = {"full_text": "text", "abstract": "abstract", "summary": "summary"}
_SHARED = Line.model_fields.keys() & Record.model_fields.keys() - {"texts"}


def read(text: str, source: str) -> Iterator[Entry | Fault]:
    """Read lines; blank ones are passed over."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if what := damage(line):
            yield Fault(number, what)
            continue
        try:
            yield Entry(number, _record(Line.model_validate_json(line), source))
        except ValidationError as error:
            detail = error.errors()[0]
            place = ".".join(map(str, detail["loc"])) or "the line"
            yield Fault(number, f"{place}: {detail['msg']}")


def write(records: Iterable[Record]) -> str:
    """Return a line for each record, in their order."""
    return "".join(_line(record).model_dump_json(exclude_defaults=True) + "\n" for record in records)


def _record(line: Line, source: str) -> Record:
    known = identifiers((f"arxiv:{line.arxiv}", f"doi:{line.doi}"))
    placed = {kind: getattr(line, place) for kind, place in _PLACES.items()}
    texts = (Text(kind=kind, content=content) for kind, content in placed.items() if content)
    return Record(
        title=line.title,
        authors=line.authors,
        year=line.year,
        venue=line.venue,
        ids=tuple(dict.fromkeys((*known, *(identifier(name) or name for name in line.ids if name)))),
        url=line.url,
        fields=line.fields,
        open_texts=line.open_texts,
        notices=line.notices,
        texts=(*texts, *line.texts),
        source=source,
    )


def _line(record: Record) -> Line:
    """Return a record as a line; of each kind, the first text stands in the place of its own if it has no sections."""
    facts: dict[str, object] = {name: getattr(record, name) for name in _SHARED}
    others: list[Text] = []
    for text in record.texts:
        if text.marks or _PLACES[text.kind] in facts:
            others.append(text)
        else:
            facts[_PLACES[text.kind]] = text.content
    return Line.model_validate(facts | {"texts": tuple(others)})
