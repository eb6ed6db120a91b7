"""Making records for tests."""

from assistant.study import Record, Text, TextKind


def record(
    title: str,
    content: str = "",
    *ids: str,
    kind: TextKind = "abstract",
    author: str = "Ada Lovelace",
    source: str = "test",
) -> Record:
    texts = (Text(kind=kind, content=content),) if content else ()
    return Record(title=title, authors=(author,) if author else (), ids=ids, texts=texts, source=source)


def numbered(number: int) -> Record:
    """One of many records that have nothing in common but their form."""
    return record(f"Study {number}", f"Finding {number} is about subject{number}.", f"doi:10.1000/{number}")
