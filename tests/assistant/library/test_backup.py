"""Backups and statistics: what is in them, and what may happen meanwhile."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from assistant.embedding import Hashing
from assistant.errors import LibraryError, SetupError
from assistant.library import Library, backup
from assistant.study import Record
from tests.assistant.library.contents import contents
from tests.assistant.library.making import numbered, record


def restored(copy: Path, folder: Path) -> Path:
    """Put a backup where a library is, as the help says."""
    folder.mkdir(exist_ok=True)
    for name in ("library.db-wal", "library.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "library.db").write_bytes(copy.read_bytes())
    return folder


def test_a_restored_backup_is_the_library(tmp_path: Path, shelf: Library) -> None:
    shelf.add([numbered(n) for n in range(20)])
    shelf.remove(shelf.study("10.1000/3").key)
    shelf.back_up(tmp_path / "copy.db")
    folder = restored(tmp_path / "copy.db", tmp_path / "restored")
    assert contents(folder) == contents(tmp_path / "library")
    with Library.open(folder, Hashing()) as library:
        assert [hit.study for hit in library.find("subject7", 3)] == [hit.study for hit in shelf.find("subject7", 3)]
        assert library.check().is_complete


def test_a_restored_backup_does_not_take_a_newer_index_for_its_own(tmp_path: Path) -> None:
    notices: list[str] = []
    with Library.open(tmp_path / "library", Hashing()) as library:
        library.add([numbered(n) for n in range(5)])
        library.back_up(tmp_path / "copy.db")
        library.remove(library.study("10.1000/4").key)
        library.add([numbered(9)])
    restored(tmp_path / "copy.db", tmp_path / "library")
    with Library.open(tmp_path / "library", Hashing(), notices.append) as library:
        assert library.find("subject4", 1)[0].study == library.study("10.1000/4").key
        assert library.check().is_complete
    assert ["has been rebuilt" in notice for notice in notices] == [True]


def test_a_backup_is_one_moment_of_a_library_in_use(tmp_path: Path, shelf: Library) -> None:
    writing = threading.Thread(target=lambda: [shelf.add([numbered(10 * n + i) for i in range(10)]) for n in range(8)])
    writing.start()
    sizes = []
    while writing.is_alive():
        with Library.open(tmp_path / "library", Hashing()) as other:
            other.back_up(tmp_path / "copy.db")
        with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
            sizes.append(copy.execute("SELECT count(*) FROM studies").fetchone()[0])
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    writing.join()
    assert all(size % 10 == 0 for size in sizes)
    assert sizes == sorted(sizes)
    assert {path.name for path in tmp_path.iterdir()} == {"library", "copy.db"}


def test_a_backup_that_fails_leaves_the_old_one(
    tmp_path: Path, shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.back_up(tmp_path / "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    shelf.add([numbered(1)])
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("no space left")))
        with pytest.raises(SetupError, match="no space left"):
            shelf.back_up(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == before
    shelf.back_up(tmp_path / "copy.db")
    assert len(contents(restored(tmp_path / "copy.db", tmp_path / "restored"))["studies"]) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"library", "copy.db", "restored"}


def test_nothing_but_a_backup_is_replaced(tmp_path: Path, shelf: Library) -> None:
    (tmp_path / "thesis.md").write_text("# Thesis")
    (tmp_path / "folder").mkdir()
    for name, words in (
        ("thesis.md", "is no backup"),
        ("folder", "is no backup"),
        ("nowhere/copy.db", "cannot be written"),
        ("library/library.db", "is the library itself"),
    ):
        with pytest.raises(SetupError, match=words):
            shelf.back_up(tmp_path / name)
    assert (tmp_path / "thesis.md").read_text() == "# Thesis"


def test_a_library_that_is_damaged_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_text("no longer a database" * 100)
    with pytest.raises(LibraryError, match="cannot be copied"):
        backup.back_up(tmp_path / "library.db", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_statistics_count_what_is_there(tmp_path: Path, shelf: Library) -> None:
    shelf.add(
        [
            record("Whole", "Its text.", kind="full_text"),
            record("Whole", "Its abstract."),
            record("Told of", "In our words.", kind="summary", source="bundled"),
            Record(title="Dated", year=2024, source="test"),
            Record(title="Dated too", year=2024, source="test"),
            Record(title="Old", year=1999, source="other"),
        ]
    )
    counts = shelf.statistics()
    assert counts.studies == 5
    assert list(counts.years.items()) == [("2024", 2), ("1999", 1), ("", 2)]
    assert counts.texts == {"full_text": 1, "summary": 1, "title only": 3}
    assert list(counts.sources.items()) == [("test", 3), ("bundled", 1), ("other", 1)]
    assert (counts.passages, counts.vectors, counts.unembedded, counts.indexed) == (6, 6, 0, 6)
    assert counts.database_bytes >= (tmp_path / "library/library.db").stat().st_size > 0
    assert counts.index_bytes > 0
    with Library.open(tmp_path / "library", Hashing(64)) as other:
        assert (other.statistics().vectors, other.statistics().unembedded) == (0, 6)
