"""Locks that hold between processes, and are let go by the system when their holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import IO

from assistant.errors import LibraryError

WAIT = 30.0
"""Seconds to wait for another writer."""

_PAUSE = 0.05


class WriteLock:
    """Held by the one thread, of all threads and processes, that may write; it may be taken again by its holder."""

    def __init__(self, path: Path, wait: float = WAIT) -> None:
        self._path = path
        self._wait = wait
        self._threads = RLock()
        self._depth = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock.

        Raises:
            LibraryError: somebody else held it all the time that we are ready to wait; the message says who.
        """
        if not self._threads.acquire(timeout=self._wait):
            raise self._taken(str(os.getpid()))
        try:
            if self._depth:
                yield
                return
            with _opened(self._path) as file:
                self._depth = 1
                try:
                    self._own(file)
                    yield
                finally:
                    self._depth = 0
        finally:
            self._threads.release()

    def _own(self, file: IO[str]) -> None:
        deadline = time.monotonic() + self._wait
        while not attempt(file, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                file.seek(0)
                raise self._taken(file.read().strip() or "unknown")
            time.sleep(_PAUSE)
        file.seek(0)
        if file.read() != (ours := str(os.getpid())):  # to write a file costs more than to read it
            file.truncate(0)
            file.write(ours)
            file.flush()

    def _taken(self, holder: str) -> LibraryError:
        return LibraryError(
            f"The library is being written by process {holder}, which did not finish within {self._wait:g} s;"
            f" wait for it or end it, then try again."
        )


@contextmanager
def marked(path: Path, alone: bool) -> Iterator[bool]:
    """Show that we are at some work, and give whether we may do it: with `alone`, only if nobody else shows the mark.

    It never waits. Who may not show the mark, because somebody claimed to be alone, does the work unmarked.
    """
    with _opened(path) as file:
        yield attempt(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        raise LibraryError(f"The library cannot be written: {error}.") from error


def attempt(file: IO[str], kind: int) -> bool:
    """Take a lock of the kind (`fcntl.LOCK_EX` or `LOCK_SH`) on the file, and return whether nobody was in the way."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
