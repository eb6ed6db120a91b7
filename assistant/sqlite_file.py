"""One SQLite file of the program's own: threads and processes share it, and a crash loses nothing that was written."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import ClassVar, Self

from assistant.errors import SetupError
from assistant.settings import made

_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_FULL}
WRITABLE = "see that its folder can be written, or set ASSISTANT_HOME to one that can"
"""What to do where a sound file `is_unwritable`."""


def is_unwritable(error: sqlite3.Error) -> bool:
    """Return whether nothing is wrong with the file but that it, or its folder, cannot be written."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE  # the lowest byte is the kind of the error


class SqliteFile:
    """The base of what is kept in a file that can be moved away, but not be made anew.

    Raises:
        SetupError: the file is not one of ours, is damaged, or cannot be written; every use of it may find that out.
    """

    what: ClassVar[str]
    """What errors call its content."""

    def __init__(self, path: Path | None) -> None:
        """Open the file, or make it; None: it is kept in memory."""
        self._path = path
        self._lock = threading.RLock()
        if path is not None:
            made(path.parent)
        with self._in_words():
            self._db = sqlite3.connect(path or ":memory:", timeout=30, check_same_thread=False, isolation_level=None)
        with ExitStack() as on_failure:
            on_failure.callback(self._db.close)
            with self._in_words():
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute("PRAGMA synchronous=NORMAL")
                self._lay_out()
            on_failure.pop_all()

    def _lay_out(self) -> None:
        """Make the tables that are not there yet."""
        raise NotImplementedError

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            hint = WRITABLE if is_unwritable(error) else "move that file away"
            raise SetupError(f"The {self.what} at {self._path} cannot be used ({error}); {hint}.") from error

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
