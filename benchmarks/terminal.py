"""A terminal that a program draws on, seen from outside: what it writes, and when."""

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

_PLACE = re.compile(rb"\x1b\[(\d+);\d+H")


class Terminal:
    """A process with a terminal of its own, 24 lines of 80 characters."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.began = time.monotonic()
        self.pid, self._number = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), {**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"})
        fcntl.ioctl(self._number, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._seen = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | TracebackType | BaseException | None) -> None:
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self._number)

    def press(self, keys: bytes) -> None:
        os.write(self._number, keys)

    def drawn(self, text: bytes, seconds: float = 20.0) -> float:
        """Wait until a text is drawn, and return when that was, since the start of the process."""
        self._until(lambda: text in self._seen, seconds, text)
        return time.monotonic() - self.began

    def drawn_on(self, row: int, colour: bytes, seconds: float = 5.0) -> None:
        """Wait until something of that colour (as in an SGR sequence) is drawn on a row, from 1."""
        self._until(lambda: row in rows_of(self._seen, colour), seconds, colour)

    def forget(self) -> None:
        """Take what was drawn until now as seen."""
        while select.select([self._number], [], [], 0)[0]:
            self._seen = os.read(self._number, 65536)
        self._seen = b""

    def wait(self, seconds: float) -> None:
        """Let time pass, and take what is drawn."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if select.select([self._number], [], [], left)[0]:
                os.read(self._number, 65536)

    @property
    def megabytes(self) -> float:
        """Memory that the process has now (Linux)."""
        (kilobytes,) = re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text())
        return int(kilobytes) / 1024

    def _until(self, happened: object, seconds: float, what: bytes) -> None:
        assert callable(happened)
        until = time.monotonic() + seconds
        while not happened():
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{what!r} was not drawn within {seconds:g} s")
            if select.select([self._number], [], [], left)[0]:
                self._seen += os.read(self._number, 65536)


def rows_of(drawn: bytes, colour: bytes) -> set[int]:
    """Return the rows on which something of a colour is drawn."""
    pieces = _PLACE.split(drawn)
    return {int(row) for row, text in zip(pieces[1::2], pieces[2::2], strict=True) if colour in text}
