"""Noticing that an index kills whoever uses it: a torn HNSW file makes Chroma's native part crash, not raise.

Whoever opens or searches the index leaves a locked file meanwhile. The system lets go of the lock of a process that
dies, and by that its file is known; process numbers would not tell, because they are given again.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from uuid import uuid4

from assistant.errors import LibraryError

ENOUGH = 2
"""Deaths after which the index is to blame; one alone may have been somebody closing a window."""

What = Literal["opening", "searching"]


class Trial:
    """The files of one library that show who is at its index, and who died at it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def of(self, what: What) -> Iterator[None]:
        """Leave a file until what is done inside has ended, well or not; only a sudden death leaves it there."""
        mark = self._folder / f"{what}.{uuid4().hex}"
        try:
            file = mark.open("x")
        except OSError as error:
            raise LibraryError(f"The library cannot be written: {error}.") from error
        with file:
            fcntl.flock(file, fcntl.LOCK_SH)
            try:
                yield
            finally:
                mark.unlink(missing_ok=True)

    def deaths(self) -> int:
        """Return how many processes have died at the index, of those that opened it since it last opened well."""
        return len(self._left("opening")) + len(self._left("searching"))

    def opened(self) -> None:
        """Note that it opens well, which says nothing yet of searching all of it."""
        self._forget("opening")

    def renewed(self) -> None:
        """Note that it is another index now."""
        self._forget("opening")
        self._forget("searching")

    def _forget(self, what: What) -> None:
        for mark in self._left(what):
            mark.unlink(missing_ok=True)

    def _left(self, what: What) -> list[Path]:
        return [mark for mark in self._folder.glob(f"{what}.*") if _is_left(mark)]


def _is_left(mark: Path) -> bool:
    """Tell whether the process that left the file is dead."""
    try:
        with mark.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError):
        return False
    return True
