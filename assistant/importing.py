"""Files and folders into the library: read piece by piece, only what has changed, and taken up again after a stop.

A file is remembered in the transaction that adds its last record, with what of it could not be read. As long as its
size and the time of its last change stay, it is not opened again, and its problems are told again; if only the time
differs, its bytes are hashed, and a faultless file is read only if they differ. A file of which nothing could be read
is not remembered. What a changed file no longer says stays in the library: records are added to what is known of a
study and never taken away, except by removing the study. A file that holds one work, as a note does, and bears the
title that it bore before, gives that study a newer text.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b, file_digest
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from assistant.library import Library
from assistant.library.known_files import KnownFile
from assistant.library.portions import Filling, Portion
from assistant.library.progress import Told, silent
from assistant.sources.files import Reading, obstacle, parts, supported
from assistant.study import Record

_TICK = 50_000_000
"""Nanoseconds: a file that was changed so shortly before it is looked at may change again and bear the same time."""

_MOST = 100
"""The largest number of problems of one file, and of one import, that are kept in words."""


class Imported(NamedTuple):
    """What came of an import."""

    records: int
    """Read from the files, known ones included."""
    studies: int
    """That were not in the library before."""
    files: int
    """That were looked at."""
    unchanged: int
    """Files that were as they had been when they were read before."""
    changed: int
    """Files that had been read before, and said something else then."""
    problems: Sequence[str]
    """What could not be read, in words; of very many, the first."""
    faults: int
    """How many problems there were."""
    passed_over: Mapping[str, int]
    """How many files of each kind that cannot be read were found in folders, by their suffix."""


def import_files(
    library: Library, paths: Sequence[Path], told: Told = silent, looked_up: Sequence[Reading] = ()
) -> Imported:
    """Add what the files, and the supported files under the folders, hold that the library does not know yet.

    What was `looked_up` elsewhere is added with it.

    Raises:
        SetupError: there is nothing at a path, or it is a file of a kind that is not supported; nothing was read.
        LibraryError: another process is writing and does not finish.
    """
    listed = [supported(Path(os.path.abspath(path))) for path in paths]  # noqa: PTH100  a link's own path is kept
    files = list(dict.fromkeys(file for some in listed for file in some.files))
    run = _Import(library.known_files(files))
    for problems in (*(some.problems for some in listed), *(reading.problems for reading in looked_up)):
        run.faults.add(problems)
    passed_over = Counter[str]()
    for some in listed:
        passed_over.update(some.passed_over)
    before = len(library)
    found = [_Piece(reading.records) for reading in looked_up]
    records = library.fill(run.portions(files, found), told)
    return Imported(
        records,
        len(library) - before,
        len(files),
        run.unchanged,
        run.changed,
        run.faults.first,
        run.faults.number,
        passed_over,
    )


class _Piece(NamedTuple):
    """What was read next: records, how many bytes they took, and the file if it is read to its end."""

    records: Sequence[Record] = ()
    size: int = 0
    files: Sequence[KnownFile] = ()


@dataclass
class _Faults:
    """What could not be read: all of it counted, the first of it in words."""

    number: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, problems: Sequence[str]) -> None:
        self.number += len(problems)
        self.first += problems[: _MOST - len(self.first)]

    def told(self, file: Path) -> tuple[str, ...]:
        more = self.number - len(self.first)
        return (*self.first, *([f"{file}: {more} more things could not be read"] if more else []))


@dataclass
class _Import:
    """One pass over the files."""

    known: Mapping[Path, KnownFile]
    unchanged: int = 0
    changed: int = 0
    faults: _Faults = field(default_factory=_Faults)

    def portions(self, files: Sequence[Path], found: Sequence[_Piece]) -> Iterator[Portion]:
        """Yield what is new, portion by portion; a file comes with the last of its records, never before."""
        sizes = {file: (_stamp(file) or _NOTHING).size for file in files if not self._is_as_it_was(file)}
        total, done = max(1, sum(sizes.values())), 0
        filling, finished = Filling(), list[KnownFile]()
        for piece in chain(found, chain.from_iterable(map(self._pieces, sizes))):
            for number, record in enumerate(piece.records, 1):
                filling.put(record)
                if filling.is_full:
                    reached = done + piece.size * number / len(piece.records)
                    yield Portion(filling.records, finished, min(1.0, reached / total))
                    filling, finished = Filling(), []
            done += piece.size
            finished += piece.files
        yield Portion(filling.records, finished)

    def _is_as_it_was(self, file: Path) -> bool:
        was = self.known.get(file)
        if was is None or (was.size, was.modified) != _stamp(file):
            return False
        self.unchanged += 1
        self.faults.add(was.problems)
        return True

    def _pieces(self, file: Path) -> Iterator[_Piece]:
        was, stamp = self.known.get(file), _stamp(file)
        now = _known_file(file, stamp) if stamp else None
        if was and now and was.digest == now.digest and not was.problems:
            self.unchanged += 1
            yield _Piece(size=now.size, files=[now._replace(source=was.source)])
            return
        self.changed += was is not None and (now is None or was.digest != now.digest)
        first: Record | None = None
        number, faults = 0, _Faults()
        for reading, size in parts(file):
            self.faults.add(reading.problems)
            faults.add(reading.problems)
            first = first or next(iter(reading.records), None)
            number += len(reading.records)
            yield _Piece(reading.records, size)
        if now and first and stamp == _stamp(file):
            document = first if number == 1 and not _is_nameless(first, file) else None
            yield _Piece(files=[now._replace(source=first.source, problems=faults.told(file), document=document)])


class _Stamp(NamedTuple):
    """What a file shows of itself without being opened."""

    size: int
    modified: int


_NOTHING = _Stamp(0, 0)


def _is_nameless(record: Record, file: Path) -> bool:
    """Tell whether a PDF says no title: it is called by its file, in whose place another paper may come."""
    return file.suffix.lower() == ".pdf" and record.title == file.stem


def _stamp(file: Path) -> _Stamp | None:
    """Return the stamp of a file that can be read."""
    try:
        state = file.stat()
    except OSError:
        return None
    return None if obstacle(file, piecewise=True) else _Stamp(state.st_size, state.st_mtime_ns)


def _known_file(file: Path, stamp: _Stamp) -> KnownFile | None:
    settled = time.time_ns() - stamp.modified > _TICK
    try:
        with file.open("rb") as stream:
            digest = file_digest(stream, lambda: blake2b(digest_size=16)).hexdigest()
    except OSError:  # reading it will say what is wrong
        return None
    return KnownFile(file, stamp.size, stamp.modified if settled else -1, digest, "")
