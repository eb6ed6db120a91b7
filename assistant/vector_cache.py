"""Vectors found by the hash of their text, so that nothing is embedded twice."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.settings import made
from assistant.study import digest

if TYPE_CHECKING:
    from assistant.embedding import Embedder, Vectors


class Cached:
    """An embedder whose vectors are kept in an SQLite file; safe for threads and several processes.

    The file can always be made anew: one that is damaged is, and one that cannot be written is done without. Both are
    noticed.

    Raises:
        SetupError: there can be no folder for the file.
    """

    def __init__(self, inner: "Embedder", path: Path, notice: Callable[[str], None] = lambda _: None) -> None:
        self.id = inner.id
        self._inner = inner
        self._path = path
        self._notice = notice
        self._lock = threading.Lock()
        made(path.parent)
        self._db = self._opened()

    @property
    def dimensions(self) -> int:
        return self._inner.dimensions

    def embed(self, texts: Sequence[str]) -> "Vectors":
        names = [digest(text) for text in texts]
        with self._lock:
            known = self._known(set(names))
            missing = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
            if missing:
                known |= dict(zip(missing, self._inner.embed(list(missing.values())), strict=True))
                self._keep({name: known[name] for name in missing})
        return np.array([known[name] for name in names], dtype=np.float32).reshape(len(texts), self.dimensions)

    def _known(self, names: set[str]) -> "dict[str, Vectors]":
        query = "SELECT hash, vector FROM vectors WHERE embedder = ? AND hash IN (SELECT value FROM json_each(?))"
        found = {}
        with self._dispensable():
            for name, vector in self._db.execute(query, (self.id, json.dumps(list(names)))):
                found[name] = np.frombuffer(vector, dtype=np.float32)
        return found

    def _keep(self, vectors: "dict[str, Vectors]") -> None:
        rows = [(self.id, name, vector.astype(np.float32).tobytes()) for name, vector in vectors.items()]
        with self._dispensable(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)

    def _opened(self) -> sqlite3.Connection:
        try:
            return _connected(self._path)
        except sqlite3.DatabaseError as error:
            return self._reopened(error)

    @contextmanager
    def _dispensable(self) -> Iterator[None]:
        """Do without what the file could not give or take."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            self._db.close()
            self._db = self._reopened(error)

    def _reopened(self, error: sqlite3.DatabaseError) -> sqlite3.Connection:
        """Begin the file anew if it was damaged, and do without if it is no file or may not be written."""
        try:
            if isinstance(error, sqlite3.OperationalError):
                raise error
            for ending in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
            opened = _connected(self._path)
        except (OSError, sqlite3.OperationalError) as failure:
            self._notice(f"Vectors cannot be kept at {self._path} ({failure}); they are made again every time.")
            return _connected(Path(":memory:"))
        self._notice(f"The vectors kept at {self._path} were damaged ({error}); they are made anew.")
        return opened


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors (embedder TEXT, hash TEXT, vector BLOB, PRIMARY KEY (embedder, hash))"
        )
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class Shipped:
    """An embedder that finds the vectors of some texts in a file, if an embedder of its id has made them."""

    def __init__(self, inner: "Embedder", path: Path) -> None:
        self.id = inner.id
        self._inner = inner
        self._path = path

    @property
    def dimensions(self) -> int:
        return self._inner.dimensions

    def embed(self, texts: Sequence[str]) -> "Vectors":
        rows = [self._shipped.get(digest(text)) for text in texts]
        missing = [text for text, row in zip(texts, rows, strict=True) if row is None]
        others = iter(self._inner.embed(missing) if missing else ())
        vectors = [next(others) if row is None else row for row in rows]
        return np.array(vectors, dtype=np.float32).reshape(len(texts), self.dimensions)

    @cached_property
    def _shipped(self) -> "dict[str, Vectors]":
        with np.load(self._path) as file:
            if file["embedder"] != self.id:
                return {}
            return dict(zip(file["hashes"].tolist(), file["vectors"], strict=True))


def ship(embedder: "Embedder", texts: Sequence[str], path: Path) -> None:
    """Write the file that `Shipped` reads; the same texts and embedder give the same bytes."""
    distinct = sorted({digest(text): text for text in texts}.items())
    vectors = embedder.embed([text for _, text in distinct])
    np.savez(path, embedder=embedder.id, hashes=[name for name, _ in distinct], vectors=vectors)
