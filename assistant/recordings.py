"""What was answered before, by the content of the question.

Used inside the model client, so that whoever asks the same thing again, after a crash or in another run, is answered
from here and pays nothing. A reply is kept the moment it arrives, also when it later turns out to be faulty; one that
was asked for afresh takes its place. What was put is there after a crash of the process at any moment.
"""

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from pydantic import JsonValue

from assistant.sqlite_file import SqliteFile
from assistant.study import digest

_FORM = 1
"""Version of the table, as `PRAGMA user_version`; the first one had no times."""
_LONG_AGO = 0.0
"""When answers were recorded of which that is not known."""
_LAST = "\U0010ffff"
"""The character behind all others."""


def key(**question: object) -> str:
    """Return the name of a JSON-plain question: equal for equal content, whatever the order of its parts."""
    return digest(json.dumps(question, sort_keys=True, ensure_ascii=False))


class Recordings(SqliteFile):
    """A content-addressed store of answers in one SQLite file."""

    what = "recordings"

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Open the file, or make it.

        Args:
            clock: says the time, in seconds since the epoch.
        """
        self._clock = clock
        super().__init__(path)

    def get(self, key: str, since: float | None = None) -> JsonValue:
        """Return the answer; None if the question was not answered, or not since then (seconds since the epoch)."""
        earliest = _LONG_AGO if since is None else since
        with self._lock, self._in_words():
            row = self._db.execute(
                "SELECT answer FROM answers WHERE key = ? AND recorded >= ?",
                (key, earliest),
            ).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, key: str, answer: JsonValue, *, replace: bool = False) -> None:
        """Keep an answer with the time; the first one stays, unless this one is to take its place."""
        row = (key, json.dumps(answer), self._clock())
        with self._lock, self._in_words():
            self._db.execute(
                f"INSERT OR {'REPLACE' if replace else 'IGNORE'} INTO answers (key, answer, recorded) VALUES (?, ?, ?)",
                row,
            )

    def forget(self, prefix: str) -> None:
        """Remove the answers whose keys begin with the prefix, such as what only one run could use."""
        with self._lock, self._in_words():
            self._db.execute("DELETE FROM answers WHERE key >= ? AND key < ?", (prefix, prefix + _LAST))

    def _lay_out(self) -> None:
        """Make the table, or give one of an older version what it lacks; one process at a time."""
        if self._form() == _FORM:
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT) WITHOUT ROWID")
            if self._form() < _FORM:
                self._db.execute(f"ALTER TABLE answers ADD COLUMN recorded REAL NOT NULL DEFAULT {_LONG_AGO}")
                self._db.execute(f"PRAGMA user_version = {_FORM}")
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError:
            self._db.execute("ROLLBACK")
            raise

    def _form(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])
