"""What was answered before, by the content of the question.

Used inside the model client, so that whoever asks the same thing again, after a crash or in another run, is answered
from here and pays nothing. A reply is kept the moment it arrives, also when it later turns out to be faulty; one that
was asked for afresh takes its place.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from pydantic import JsonValue

from assistant.errors import SetupError
from assistant.settings import made
from assistant.study import digest


def key(**question: object) -> str:
    """Return the name of a JSON-plain question: equal for equal content, whatever the order of its parts."""
    return digest(json.dumps(question, sort_keys=True, ensure_ascii=False))


class Recordings:
    """A content-addressed store of answers in one SQLite file; safe for threads and several processes.

    Raises:
        SetupError: the file is not one of ours, is damaged, or cannot be written; every use of it may find that out.
    """

    def __init__(self, path: Path) -> None:
        made(path.parent)
        self._path = path
        self._lock = threading.Lock()
        with self._in_words():
            self._db = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
        with ExitStack() as on_failure:
            on_failure.callback(self._db.close)
            with self._in_words():
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT) WITHOUT ROWID")
            on_failure.pop_all()

    def get(self, key: str) -> JsonValue:
        """Return the answer, or None if the question was never answered."""
        with self._lock, self._in_words():
            row = self._db.execute("SELECT answer FROM answers WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, key: str, answer: JsonValue, *, replace: bool = False) -> None:
        """Keep an answer; the first one stays, unless this one is to take its place."""
        with self._lock, self._in_words():
            self._db.execute(
                f"INSERT OR {'REPLACE' if replace else 'IGNORE'} INTO answers VALUES (?, ?)", (key, json.dumps(answer))
            )

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise SetupError(
                f"The recordings at {self._path} cannot be used ({error}); move that file away."
            ) from error

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
