"""Passages that wait for their vectors: who embeds them, when, and how many at a time.

Who adds studies embeds them, and shows a mark meanwhile, so that nobody else does. What was left, because the adding
was interrupted or another embedder is in use, is done by the next search if it is little, else when it is asked for.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import numpy as np

from assistant.embedding import Embedder
from assistant.library import vectors
from assistant.library.database import Database
from assistant.library.indexing import Indexing
from assistant.library.lock import WriteLock, marked
from assistant.library.progress import Step, Told
from assistant.library.vectors import Vectors

FEW = 200
"""The largest number of passages that a search embeds before it answers: about six seconds."""

_CHUNK = 1024
"""Passages that are put in order of their length, and indexed together."""

_SLICE = 16
"""Passages embedded between two commits: what is lost when the process is killed."""

_PAUSE = 0.5
"""Seconds between two looks at how far another process has come."""


class Pending:
    """The passages of one library that have no vector of one embedder yet."""

    def __init__(
        self,
        mark: Path,
        indexing: Indexing,
        database: Database,
        lock: WriteLock,
        embedder: Embedder,
        notice: Callable[[str], None],
    ) -> None:
        self._mark = mark
        self._indexing = indexing
        self._database = database
        self._lock = lock
        self._embedder = embedder
        self._notice = notice
        self._own_writes = count(1)
        self._last_own = 0
        self._seen: tuple[int, int] | None = None
        self._warned = False

    def nearest(self, vector: Vectors, limit: int) -> dict[int, float]:
        """Return what `Indexing.nearest` does, after what is little has been embedded."""
        self.ready()
        return self._indexing.nearest(vector, limit)

    def ready(self) -> None:
        """Bring passages, vectors and index together, if something happened since the last time."""
        writes = (self._database.foreign_writes(), self._last_own)
        if writes == self._seen and self._indexing.is_sound:
            return
        if self._embed_few():
            self._indexing.synchronise()
            self._seen = writes
        else:  # who embeds also indexes; two would only keep opening what the other wrote
            self._indexing.refresh()
            self._seen = None

    def look_again(self) -> None:
        """Let the next search see whether anything waits, which our own writes do not tell it."""
        self._last_own = next(self._own_writes)

    @contextmanager
    def adding(self) -> Iterator[None]:
        """Show others meanwhile that what is added inside will be embedded by us."""
        self.look_again()  # so that the next search finishes what is interrupted here
        with marked(self._mark, alone=False):
            yield

    def embed(self, records: Sequence[int]) -> None:
        """Embed what has no vector yet of the studies of these records, and index whatever waits for it."""
        with self._database.reading() as connection:
            missing = vectors.unembedded_of(connection, self._embedder.id, records)
        for _ in self._kept(missing):
            pass
        if self._indexing.is_behind():
            self._indexing.synchronise()

    def embed_all(self, told: Told, at_a_time: int = _SLICE) -> None:
        """Embed and index all that waits for it; while another process is at it, wait for that one."""
        if any(self._backlog()):
            self._indexing.synchronise(told)
        done = 0
        while missing := self._backlog().unembedded:
            with marked(self._mark, alone=True) as may:
                for number in self._worked_off(at_a_time) if may else ():
                    done += number
                    told(Step("embedding", done, "passages", min(1.0, done / missing)))
            if not may:
                told(Step("embedding", done, "passages", done / (done + missing)))
                time.sleep(_PAUSE)

    def _backlog(self) -> vectors.Backlog:
        with self._database.reading() as connection:
            return vectors.backlog(connection, self._embedder.id)

    def _embed_few(self) -> bool:
        """Embed what has no vector yet, unless it is much; return False if another process is at it."""
        missing = self._backlog().unembedded
        if not missing:
            return True
        with marked(self._mark, alone=True) as may:
            if may and missing > FEW:
                self._warn(missing)
            elif may:
                self._notice(f"{missing} passages of the library are being embedded with {self._embedder.id}.")
                for _ in self._worked_off():
                    pass
        return may

    def _warn(self, missing: int) -> None:
        if not self._warned:
            self._warned = True
            self._notice(
                f"{missing} passages of the library are not embedded yet, so only their words are searched;"
                " `assistant library add` goes on with it."
            )

    def _worked_off(self, at_a_time: int = _SLICE) -> Iterator[int]:
        """Embed all passages that have no vector, in the order of their rows, and yield how many at a time."""
        after = 0
        while True:
            with self._database.reading() as connection:
                found = vectors.unembedded(connection, self._embedder.id, after, _CHUNK)
            if not found:
                return
            yield from self._kept(found, at_a_time)
            self._indexing.synchronise()
            after = found[-1][0]

    def _kept(self, passages: Sequence[tuple[int, str]], at_a_time: int = _SLICE) -> Iterator[int]:
        """Make and keep a vector for each of the passages, and yield how many at a time."""
        by_length = sorted(passages, key=lambda passage: len(passage[1]))
        for start in range(0, len(by_length), at_a_time):
            rows, texts = zip(*by_length[start : start + at_a_time], strict=True)
            made = np.asarray(self._embedder.embed(texts), np.float32)
            with self._lock.held(), self._database.writing() as connection:
                vectors.keep(connection, self._embedder.id, rows, made)
            yield len(rows)
