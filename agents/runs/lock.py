"""One process at a time works on a run; the system lets go of the lock when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import SetupError
from assistant.library.lock import attempt
from assistant.settings import made


@contextmanager
def locked(folder: Path, run: str) -> Iterator[None]:
    """Hold the run.

    Raises:
        SetupError: another process is at work on it.
    """
    path = made(folder) / f"{run}.lock"
    with path.open("a+", encoding="utf-8") as file:
        if not attempt(file, fcntl.LOCK_EX):
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise SetupError(f"Process {holder} is at work on run {run}; wait for it or end it.")
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def is_locked(folder: Path, run: str) -> bool:
    """Return whether a process is at work on the run."""
    path = folder / f"{run}.lock"
    if not path.exists():
        return False
    with path.open(encoding="utf-8") as file:
        return not attempt(file, fcntl.LOCK_SH)
