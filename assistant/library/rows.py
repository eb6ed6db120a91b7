"""Small helpers between Python values and SQLite rows."""

from collections.abc import Sequence


def marks(values: Sequence[object]) -> str:
    """Return `(?, ?, …)` with a mark for each value, for `IN`."""
    return f"({', '.join('?' * len(values))})"


def plain(text: str) -> str:
    """Return the text as SQLite and embedders can take it: lone surrogates, which are no text, are replaced.

    Its length stays, so offsets keep their meaning.
    """
    return text.encode("utf-8", "replace").decode()
