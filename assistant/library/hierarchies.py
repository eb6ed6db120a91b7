"""Hierarchies in the library: each is its log. Every function is called inside one transaction."""

import time
from collections.abc import Iterable, Sequence
from sqlite3 import Connection

from assistant.base import Frozen
from assistant.errors import SetupError
from assistant.organising.history import ENTRY, Logged, Made


class Listed(Frozen):
    """A hierarchy that is kept."""

    name: str
    topic: str
    entries: int
    """Length of its log."""
    changed: float
    """When something was last added to its log, in seconds since 1970."""


def append(connection: Connection, name: str, entries: Iterable[Logged]) -> None:
    """Add to the log of a hierarchy; the first entry of all is that it was made."""
    now = time.time()
    connection.executemany(
        "INSERT INTO hierarchy_log (hierarchy, body, at) VALUES (?, ?, ?)",
        [(name, ENTRY.dump_json(entry).decode(), now) for entry in entries],
    )


def log(connection: Connection, name: str, until: float | None = None) -> list[Logged]:
    """Return the log of a hierarchy, as it was at a time if one is given.

    Raises:
        SetupError: there is no hierarchy of that name, or there was none then.
    """
    found = connection.execute(
        "SELECT body FROM hierarchy_log WHERE hierarchy = ? AND (? IS NULL OR at <= ?) ORDER BY id",
        (name, until, until),
    )
    entries = [ENTRY.validate_json(body) for (body,) in found]
    if not entries:
        kept = ", ".join(each.name for each in listed(connection)) or "none is kept yet"
        then = "" if until is None else " of that time"
        raise SetupError(f"There is no hierarchy {name!r}{then}; these are kept: {kept}.")
    return entries


def listed(connection: Connection) -> Sequence[Listed]:
    """Return the hierarchies that are kept, the one that changed last first."""
    found = connection.execute(
        "SELECT hierarchy, count(*), max(at), min(id) FROM hierarchy_log GROUP BY hierarchy ORDER BY max(id) DESC"
    ).fetchall()
    made = []
    for name, entries, changed, first in found:
        (body,) = connection.execute("SELECT body FROM hierarchy_log WHERE id = ?", (first,)).fetchone()
        entry = ENTRY.validate_json(body)
        topic = entry.hierarchy.topic if isinstance(entry, Made) else ""
        made.append(Listed(name=name, topic=topic, entries=entries, changed=changed))
    return made


def forget(connection: Connection, name: str) -> None:
    connection.execute("DELETE FROM hierarchy_log WHERE hierarchy = ?", (name,))
