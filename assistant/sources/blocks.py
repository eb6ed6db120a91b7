"""Reading a file of lines in blocks, so that one of any size takes little memory."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

BLOCK = 1_000_000
"""Bytes of lines that are read together."""

LONGEST_LINE = 20_000_000
"""Bytes; a line that is not shorter is passed over."""

_MARK = b"\xef\xbb\xbf"
"""What some editors write before UTF-8."""


class Block(NamedTuple):
    """Lines that follow each other in a file."""

    first: int
    """The number of the first of them, from 1."""
    content: bytes | None
    """Whole lines; None in place of one that is too long."""
    size: int
    """The bytes of the file that it stands for."""


def blocks(file: Path) -> Iterator[Block]:
    """Yield the blocks of a file, which together stand for all of it."""
    with file.open("rb") as stream:
        first = 1
        while lines := _next(stream):
            cut = lines.pop() if _is_cut(lines[-1]) else b""
            content = b"".join(lines)
            yield Block(first, content.removeprefix(_MARK) if first == 1 else content, len(content))
            first += len(lines)
            if cut:
                yield Block(first, None, len(cut) + _passed_over(stream))
                first += 1


def _next(stream: IO[bytes]) -> list[bytes]:
    """Read lines until they are a block; one that is too long is cut and ends it."""
    lines: list[bytes] = []
    size = 0
    while size < BLOCK and (line := stream.readline(LONGEST_LINE)):
        lines.append(line)
        size += len(line)
        if _is_cut(line):
            break
    return lines


def _is_cut(line: bytes) -> bool:
    return len(line) == LONGEST_LINE and not line.endswith(b"\n")


def _passed_over(stream: IO[bytes]) -> int:
    """Go to the end of the line, and return how far that was."""
    size = 0
    while piece := stream.readline(LONGEST_LINE):
        size += len(piece)
        if piece.endswith(b"\n"):
            break
    return size
