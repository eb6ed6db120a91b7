"""A copy of a library in one file, made while others read and write it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from assistant.errors import LibraryError, SetupError
from assistant.library import vectors
from assistant.library.database import is_current

_ELSEWHERE = "beside another copy of the library"


def back_up(database: Path, target: Path) -> None:
    """Copy the database as it is at one moment. The file appears when it is whole, in place of an older backup.

    It holds everything but the vector index, which can be built again from it; it is marked so that a library which is
    restored from it never takes an index for its own that it finds beside it.

    Raises:
        SetupError: the target cannot be written, or something else is there.
        LibraryError: the library cannot be read.
    """
    _refuse_what_is_no_backup(database, target)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        temporary.touch()
        _copy(database, temporary)
        temporary.replace(target)
    except OSError as error:
        raise SetupError(f"{target} cannot be written ({error}); name a file in a folder that can.") from error
    except sqlite3.Error as error:
        raise LibraryError(f"The library {database} cannot be copied: {error}.") from error
    finally:
        temporary.unlink(missing_ok=True)


def _refuse_what_is_no_backup(database: Path, target: Path) -> None:
    if not target.exists():
        return
    if target.samefile(database):
        raise SetupError(f"{target} is the library itself; name another file.")
    try:
        is_current(target)
    except LibraryError as error:
        raise SetupError(f"{target} is there already, and is no backup: name another file ({error})") from error


def _copy(database: Path, target: Path) -> None:
    # One step over all pages: a backup in several steps begins again whenever somebody writes in between.
    with (
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        with copy:
            vectors.sign(copy, "backup", _ELSEWHERE)
        (sound,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError(f"the copy is damaged ({sound})")
    with target.open("rb") as file:
        os.fsync(file.fileno())
