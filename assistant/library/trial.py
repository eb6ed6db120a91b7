"""Noticing that an index kills whoever opens it: a torn HNSW file makes Chroma's native part crash, not raise."""

import os
from pathlib import Path

ENOUGH = 2
"""Deaths after which the index is to blame; one alone may have been somebody closing a window."""


class Trial:
    """Leaves a file in the folder while an index is tried out; those of dead processes are counted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deaths(self) -> int:
        """Return how many processes have died while trying since it last worked."""
        return sum(not _alive(int(mark.suffix[1:])) for mark in self._marks())

    def begin(self) -> None:
        self._own().touch()

    def survived(self) -> None:
        """Take our own mark away: whether it works or not, it did not kill us."""
        self._own().unlink(missing_ok=True)

    def passed(self) -> None:
        """Note that it works: the marks of the dead are taken away too."""
        self.survived()
        for mark in self._marks():
            if not _alive(int(mark.suffix[1:])):
                mark.unlink(missing_ok=True)

    def _own(self) -> Path:
        return self._folder / f"opening.{os.getpid()}"

    def _marks(self) -> list[Path]:
        return [mark for mark in self._folder.glob("opening.*") if mark.suffix[1:].isdigit()]


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
