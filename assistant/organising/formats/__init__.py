"""Hierarchies in the formats that people hand on: one file a format, one line here."""

from collections.abc import Callable

from assistant.errors import SetupError
from assistant.organising.formats.html import html
from assistant.organising.formats.json import from_json, to_json
from assistant.organising.formats.markdown import from_markdown, to_markdown
from assistant.organising.formats.mermaid import mermaid
from assistant.organising.formats.opml import from_opml, to_opml
from assistant.organising.formats.table import from_csv, to_csv
from assistant.organising.organised import Organised

WRITERS: dict[str, Callable[[Organised], str]] = {
    "md": to_markdown,
    "json": to_json,
    "opml": to_opml,
    "csv": to_csv,
    "mermaid": mermaid,
    "html": html,
}

READERS: dict[str, Callable[[str], Organised]] = {
    "md": from_markdown,
    "json": from_json,
    "opml": from_opml,
    "csv": from_csv,
}


def read(text: str, format_: str) -> Organised:
    """Return the hierarchy that a text in one of these formats holds.

    Raises:
        SetupError: there is no such format, or the text is not in it.
    """
    if format_ not in READERS:
        raise SetupError(f"A hierarchy cannot be read from {format_!r}; name one of {', '.join(READERS)}.")
    try:
        return READERS[format_](text)
    except ValueError as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SetupError(f"This is no hierarchy in the format {format_}: {reason}.") from error
