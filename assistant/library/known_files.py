"""The files that a library has read to their end, by which it knows what has changed. Called inside a transaction."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple

from assistant.study import Record


class KnownFile(NamedTuple):
    """A file as it was when it was read."""

    path: Path
    """Absolute."""
    size: int
    """In bytes."""
    modified: int
    """When, in nanoseconds."""
    digest: str
    """The hash of its bytes."""
    source: str
    """What its records name as their source; empty if it held none."""
    problems: tuple[str, ...] = ()
    """What of it could not be read, in words."""
    document: Record | None = None
    """The one work that it holds, when it is remembered; None if it holds others, or its name is all that says what."""


def known(connection: Connection, paths: Iterable[Path]) -> dict[Path, KnownFile]:
    """Return those of the files that have been read."""
    query = "SELECT size, modified, digest, source, problems FROM files WHERE path = ?"
    files = {}
    for path in paths:
        for size, modified, digest, source, problems in connection.execute(query, (os.fsencode(path),)):
            files[path] = KnownFile(path, size, modified, digest, source, tuple(json.loads(problems)))
    return files


def remember(connection: Connection, file: KnownFile, record: int | None) -> None:
    """Remember the file, with the row of the record that it holds if it holds but one."""
    path, *rest, problems, _ = file
    connection.execute(
        "INSERT OR REPLACE INTO files (path, size, modified, digest, source, problems, record)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (os.fsencode(path), *rest, json.dumps(problems), record),
    )


def record_of(connection: Connection, path: Path) -> int | None:
    """Return the row of the record that the file held alone when it was read."""
    found = connection.execute("SELECT record FROM files WHERE path = ?", (os.fsencode(path),)).fetchone()
    return int(found[0]) if found and found[0] is not None else None
