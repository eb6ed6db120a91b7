"""What a command writes to: only what can be shown goes out, in UTF-8, and a stream that fails does so in words.

stdout is the answer, so it is an error if it cannot be written. stderr is talk: what nobody can hear is left unsaid.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import TextIOBase, TextIOWrapper
from typing import TextIO, cast

from assistant.errors import OutputError
from assistant.printable import printable


class Screen(TextIOBase):
    """A stream for people to read; None: it was closed before we began."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._passed(lambda stream: stream.write(printable(text)))
        return len(text)

    def flush(self) -> None:
        if self._stream is not None:
            self._passed(lambda stream: stream.flush())

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def drop(self) -> None:
        """Let nothing go out any more: Python would complain of what is left when it closes the stream."""
        if self._stream is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def _passed(self, action: Callable[[TextIO], object]) -> None:
        raise NotImplementedError


class Answer(Screen):
    """stdout.

    Raises:
        OutputError: it cannot be written.
        BrokenPipeError: whoever read it has gone.
    """

    def _passed(self, action: Callable[[TextIO], object]) -> None:
        if self._stream is None:
            raise OutputError("Nothing can be written to stdout (it is closed).")
        try:
            action(self._stream)
        except BrokenPipeError:
            self.drop()
            raise
        except OSError as error:
            self.drop()
            raise OutputError(f"Nothing can be written to stdout ({error.strerror}).") from error


class Talk(Screen):
    """stderr."""

    def write(self, text: str) -> int:
        if not text.startswith("\r"):
            return super().write(text)
        self._passed(lambda stream: stream.write(text))  # a bar of ours, drawn over the one before
        return len(text)

    def _passed(self, action: Callable[[TextIO], object]) -> None:
        if self._stream is None:
            return
        try:
            action(self._stream)
        except OSError:  # there is nobody left to tell
            self.drop()
            self._stream = None


@contextmanager
def screens() -> Iterator[None]:
    """Have both streams of the process be screens."""
    _reserve()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # In another encoding a quote could not be shown, or not as it is.
            stream.reconfigure(encoding="utf-8", errors="replace")
    answer, talk = Answer(sys.stdout), Talk(sys.stderr)
    with redirect_stdout(cast(TextIO, answer)), redirect_stderr(cast(TextIO, talk)):
        yield


def _reserve() -> None:
    """Open whichever standard stream is closed: the next file would take its number, and what is printed with it."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
