"""Keeping the vector index in step with the database, whoever wrote last, and mending it when it is not.

The protocol, under the write lock: commit vectors as not indexed, write the index, mark them indexed. Killed in
between, the next one who comes does the rest again, which is harmless because entries are replaced by id. Every write
of the index also changes the `writer` in the database, by which others see that what they have open is out of date.
"""

import os
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection
from uuid import uuid4

import numpy as np

from assistant.embedding import Embedder
from assistant.errors import LibraryError
from assistant.library import vectors
from assistant.library.database import Database
from assistant.library.index import Index
from assistant.library.lock import WriteLock
from assistant.library.progress import Step, Told, silent
from assistant.library.stores import IN_FOLDER, BrokenIndex, Store
from assistant.library.trial import ENOUGH, Trial
from assistant.library.vectors import Vectors

SMALL = 20_000
"""The largest number of passages for which a broken index is rebuilt without being asked: about ten seconds."""

_CHUNK = 1000
"""Vectors written between two commits."""

_NEAR_ENOUGH = 0.999
"""A vector's cosine with itself, as the index computes it."""

_SAMPLES = 3
"""Vectors looked up to see whether the index works; it is approximate, so one that it misses proves nothing."""

Notice = Callable[[str], None]


class Indexing:
    """The index of one library for one embedder."""

    def __init__(
        self, folder: Path, store: Store, database: Database, lock: WriteLock, embedder: Embedder, notice: Notice
    ) -> None:
        self._database = database
        self._lock = lock
        self._embedder = embedder
        self._notice = notice
        self._index = Index(store, embedder)
        self._me = f"{os.getpid()} {uuid4().hex}"
        self._writes = 0
        self._seen_writer: str | None = None
        self._sound = False
        self._trial = Trial(folder)

    @property
    def folder(self) -> Path | None:
        """Where its files are; None if a server keeps it."""
        return self._index.store.folder

    @property
    def is_sound(self) -> bool:
        """Whether it is open and has been seen to agree with the database."""
        return self._sound

    def is_behind(self) -> bool:
        """Tell whether the index still has to learn or to forget something."""
        with self._database.reading() as connection:
            return vectors.is_index_behind(connection, self._embedder.id)

    def nearest(self, vector: Vectors, limit: int) -> dict[int, float]:
        """Return the cosines of the passages nearest to the vector, nearest first.

        Raises:
            LibraryError: the index cannot be used, and is too large to be rebuilt without being asked.
        """
        try:
            return self._search(vector, limit)
        except BrokenIndex as error:
            self._mend(str(error))
        try:
            return self._search(vector, limit)
        except BrokenIndex as error:
            raise LibraryError(f"The vector index of the library fails even when it is new: {error}.") from error

    def synchronise(self, told: Told = silent) -> None:
        """Write what is pending; afterwards the index is open, as it is now, and agrees with the database."""
        try:
            self._open()
            if not self.is_behind() and (self._sound or not self._disagreement()):
                self._trust()
            else:
                self._write(told)
        except BrokenIndex as error:
            self._mend(str(error))

    def refresh(self) -> None:
        """Open it as it is now, while somebody else is writing it."""
        try:
            self._open()
        except BrokenIndex as error:
            self._mend(str(error))

    def close(self) -> None:
        self._index.close()

    def problems(self) -> tuple[int, list[str]]:
        """Return the number of entries in the index, and how it is damaged, in words.

        What it still has to learn is no damage, nor that another process is writing it meanwhile.
        """
        try:
            self._open()
            wrong = "" if self.is_behind() else self._disagreement()
            words = f"The index does not agree with the database: {wrong}; rebuild it."
            return len(self._index), [words] if wrong and self._is_as_opened() else []
        except BrokenIndex as error:
            return 0, [f"The index cannot be used ({error}); rebuild it."]

    def rebuild(self, told: Told = silent) -> None:
        """Throw the index of every embedder away, and build that of this one again.

        Raises:
            LibraryError: it does not work then either, or another process is writing and does not finish.
        """
        try:
            with self._lock.held():
                self._index.renew()
                self._trial.renewed()
                with self._database.writing() as connection:
                    vectors.forget_index(connection)
                    self._sign(connection)
            self._write(told)
        except BrokenIndex as error:
            raise LibraryError(f"The vector index of the library cannot be rebuilt: {error}.") from error

    def _search(self, vector: Vectors, limit: int) -> dict[int, float]:
        with self._trial.of("searching"):
            return self._index.nearest(vector, limit)

    def _unindexed(self) -> int:
        with self._database.reading() as connection:
            return vectors.waiting(connection, self._embedder.id)

    def _is_as_opened(self) -> bool:
        """Tell whether nobody else has written the index since it was opened."""
        with self._database.reading() as connection:
            return vectors.writer(connection) == self._seen_writer

    def _open(self) -> None:
        """Open the index unless it is open and nobody else has written it since."""
        with self._database.reading() as connection:
            writer, place = vectors.writer(connection), vectors.place(connection)
        if writer == self._seen_writer and self._index.is_open:
            return
        if writer and (place or IN_FOLDER) != self._index.store.place:
            raise BrokenIndex(f"it is {place or IN_FOLDER}, not {self._index.store.place}")
        if self._trial.deaths() >= ENOUGH:
            raise BrokenIndex("several processes have died while they opened or searched it")
        with self._trial.of("opening"):
            self._index.open()
            for vector in self._sample():  # a torn file kills at the first search, if not before
                self._index.nearest(vector, 1)
        self._seen_writer = writer
        self._sound = False

    def _trust(self) -> None:
        self._sound = True
        self._trial.opened()

    def _write(self, told: Told) -> None:
        """Bring all that is pending into the index, letting others write in between, and see that it is right then."""
        total = max(1, self._unindexed())
        done = 0
        while self.is_behind():
            with self._lock.held():
                done += self._write_some()
            told(Step("indexing", done, "vectors", min(1.0, done / total)))
        with self._lock.held():
            self._open()
            if wrong := self._disagreement():
                raise BrokenIndex(wrong)
            self._trust()

    def _write_some(self) -> int:
        own, size = self._embedder.id, self._embedder.dimensions
        with self._database.reading() as connection:
            rows, found = vectors.unindexed(connection, own, size, _CHUNK)
            gone = vectors.stale(connection, own, _CHUNK)
        # Signed before and after: who opens the index while it is written must open it again.
        self._open_as_writer()
        self._index.drop(gone)
        self._index.put(rows, found)
        with self._database.writing() as connection:
            vectors.mark_indexed(connection, own, rows)
            vectors.forget_stale(connection, own, gone)
            self._sign(connection)
        return len(rows)

    def _open_as_writer(self) -> None:
        with self._database.writing() as connection:
            if not vectors.writer(connection).startswith(self._me):
                self._seen_writer = None
        self._open()
        with self._database.writing() as connection:
            self._sign(connection)

    def _sign(self, connection: Connection) -> None:
        self._writes += 1
        self._seen_writer = f"{self._me} {self._writes}"
        vectors.sign(connection, self._seen_writer, self._index.store.place)

    def _disagreement(self) -> str:
        """Return what is wrong with an index that should be complete, or nothing: it counts and finds as it should."""
        with self._database.reading() as connection:
            expected = vectors.count(connection, self._embedder.id) - vectors.waiting(connection, self._embedder.id)
        if (held := len(self._index)) != expected:
            return f"it holds {held} entries instead of {expected}"
        sample = self._sample()
        if len(sample) and not any(self._finds(vector) for vector in sample):
            return "it does not find what it holds"
        return ""

    def _sample(self) -> Vectors:
        with self._database.reading() as connection:
            return vectors.sample(connection, self._embedder.id, self._embedder.dimensions, _SAMPLES)

    def _finds(self, vector: Vectors) -> bool:
        return not np.any(vector) or max(self._index.nearest(vector, 1).values(), default=0.0) >= _NEAR_ENOUGH

    def _mend(self, reason: str) -> None:
        with self._database.reading() as connection:
            number = vectors.count(connection, self._embedder.id)
        if number > SMALL:
            raise LibraryError(
                f"The vector index of the library cannot be used ({reason}); run `assistant library check --rebuild`."
            )
        self._notice(f"The vector index of the library has been rebuilt from its database ({reason}).")
        self.rebuild()
