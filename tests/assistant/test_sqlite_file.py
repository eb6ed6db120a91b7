"""What the program's own files say when they cannot be used."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.sqlite_file import is_unwritable


def test_a_file_that_cannot_be_written_is_told_from_one_that_is_damaged(tmp_path: Path) -> None:
    sound, damaged = tmp_path / "sound.db", tmp_path / "damaged.db"
    with closing(sqlite3.connect(sound)) as connection:
        connection.execute("CREATE TABLE notes (text)")
    damaged.write_bytes(b"Dear diary, " * 400)
    for where, unwritable in ((sound, True), (damaged, False), (tmp_path / "none" / "here.db", True)):
        with (
            pytest.raises(sqlite3.DatabaseError) as met,
            closing(sqlite3.connect(f"{where.as_uri()}?mode=ro", uri=True)) as connection,
        ):
            connection.execute("CREATE TABLE others (text)")
        assert is_unwritable(met.value) == unwritable, where
