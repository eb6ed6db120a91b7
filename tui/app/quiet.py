"""Keeping the screen to ourselves: while the app runs, whatever libraries write goes to a file.

Warnings, log handlers and native code write to the file descriptors of the process, whatever Python's streams are; so
these are turned away, and the app draws on a copy of the terminal that nobody else knows.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LARGEST = 1_000_000
"""Bytes after which the file is begun anew."""


@contextmanager
def quiet(log: Path) -> Iterator[None]:
    """Have stdout and stderr of the process go to `log`, and Textual draw on the terminal all the same."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        if log.stat().st_size > LARGEST:
            log.unlink()
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    before = sys.__stdout__, sys.__stderr__
    terminal = open(os.dup(1), "w", encoding="utf-8", errors="replace")  # noqa: PTH123, SIM115
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.dup2(file, 1)
        os.dup2(file, 2)
        sys.__stdout__ = sys.__stderr__ = terminal  # type: ignore[misc]
        yield
    finally:
        with suppress(OSError, ValueError):
            terminal.flush()
        sys.__stdout__, sys.__stderr__ = before  # type: ignore[misc]
        for number, descriptor in zip((1, 2), kept, strict=True):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.close(file)
        with suppress(OSError, ValueError):
            terminal.close()
