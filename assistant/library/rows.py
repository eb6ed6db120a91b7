"""Small helpers between Python values and SQLite rows."""

import json
from collections.abc import Collection

AMONG = "IN (SELECT value FROM json_each(?))"
"""Takes one `packed` parameter, however many values that holds: SQLite allows 32,766 marks, and a library more keys."""


def packed(values: Collection[int] | Collection[str]) -> str:
    """Return the values as the parameter of `AMONG`."""
    return json.dumps(list(values))


def plain(text: str) -> str:
    """Return the text as SQLite and embedders can take it: lone surrogates, which are no text, are replaced.

    Its length stays, so offsets keep their meaning.
    """
    return text.encode("utf-8", "replace").decode()
