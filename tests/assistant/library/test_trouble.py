"""What a library does when something goes wrong: damage, other processes, sudden death."""

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import Hashing
from assistant.errors import LibraryError
from assistant.library import Library, indexing, vectors
from assistant.library.database import MIGRATIONS, Database
from assistant.library.index import Index
from assistant.library.lock import WriteLock
from assistant.library.stores import BrokenIndex, Folder
from assistant.library.trial import Trial
from tests.assistant.library.making import numbered

ROOT = Path(__file__).parents[3]

WRITER = """
import sys
from pathlib import Path
from assistant.embedding import Hashing
from assistant.library import Library
from tests.assistant.library.making import numbered
folder, start, stop, step = Path(sys.argv[1]), *map(int, sys.argv[2:])
with Library.open(folder, Hashing()) as library:
    for number in range(start, stop, step):
        library.add([numbered(n) for n in range(number, number + step)])
        library.find(f"subject{number}", 3)
        print(number, flush=True)
"""


def writer(folder: Path, start: int, stop: int, step: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), str(start), str(stop), str(step)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_opening_meets_neither_chroma_nor_a_model(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from assistant.embedding import Hashing; from assistant.library import Library\n"
        "with Library.open(Path(sys.argv[1]), Hashing()) as library: library.studies()\n"
        "assert not {'chromadb', 'onnxruntime', 'torch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "library")], cwd=ROOT, check=True)


def test_two_processes_that_write_in_turn_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    both = [writer(folder, 0, 60, 10), writer(folder, 40, 100, 10)]
    with Library.open(folder, Hashing()) as library:
        for process in both:
            assert process.stdout
            for line in process.stdout:
                hits = library.find(f"subject{line.strip()}", 3)  # by hashed words, some are near by chance
                assert f"Study {line.strip()}" in {library.study(hit.study).title for hit in hits}
            assert process.wait() == 0
        assert len(library) == 100
        assert library.find("subject77", 1)
        assert library.check().is_complete
        assert library.check().indexed == 100


def test_a_library_heals_after_sudden_death(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    for lines, delay in ((1, 0.0), (2, 0.02)):
        process = writer(folder, 0, 5000, 40)
        assert process.stdout
        for _ in range(lines):
            process.stdout.readline()
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        with Library.open(folder, Hashing()) as library:
            hits = library.find("subject3", 1)
            assert library.study(hits[0].study).title == "Study 3"
            assert library.check().is_complete


@pytest.mark.parametrize("damage", ["vectors", "database", "folder"])
def test_a_damaged_index_is_rebuilt_and_said_so(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "library"
    with Library.open(folder, Hashing()) as library:
        library.add([numbered(n) for n in range(30)])
    _damage(Folder(folder).folder, damage)
    notices: list[str] = []
    with Library.open(folder, Hashing(), notices.append) as library:
        assert library.check().problems
        assert library.study(library.find("subject7", 1)[0].study).title == "Study 7"
        assert library.check().is_complete
    assert ["has been rebuilt" in notice for notice in notices] == [True]


def test_a_large_broken_index_is_rebuilt_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "library"
    with Library.open(folder, Hashing()) as library:
        library.add([numbered(n) for n in range(30)])
    _damage(Folder(folder).folder, "database")
    monkeypatch.setattr(indexing, "SMALL", 10)
    with Library.open(folder, Hashing()) as library:
        with pytest.raises(LibraryError, match="assistant library check --rebuild"):
            library.find("subject7", 1)
        assert library.rebuild().problems == ()
        assert library.find("subject7", 1)


def test_an_index_that_fails_in_the_middle_is_rebuilt(
    shelf: Library, notices: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add([numbered(n) for n in range(5)])
    nearest, calls = Index.nearest, []

    def once(self: Index, *rest: object) -> dict[int, float]:
        calls.append(rest)
        if len(calls) == 1:
            raise BrokenIndex("Failed to apply logs to the hnsw segment writer")
        return nearest(self, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Index, "nearest", once)
    assert len(shelf.find("subject3", 5)) == 5
    assert len(notices) == 1


def test_who_searches_while_the_index_is_rebuilt_finds(
    shelf: Library, notices: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add([numbered(n) for n in range(20)])
    shelf.find("subject7", 1)
    forget, found = vectors.forget_index, []

    def searched_meanwhile(connection: sqlite3.Connection) -> None:
        with ThreadPoolExecutor(1) as threads:
            found.append(threads.submit(shelf._indexing.nearest, np.ones(256, np.float32), 1).result(10))
        forget(connection)

    monkeypatch.setattr(vectors, "forget_index", searched_meanwhile)
    monkeypatch.setattr(indexing, "SMALL", 0)
    shelf.rebuild()
    assert found == [{}]
    assert notices == []
    assert shelf.check().is_complete


def test_an_index_that_kills_those_who_open_it_is_rebuilt_without_opening_it(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Library.open(folder, Hashing()) as library:
        library.add([numbered(n) for n in range(5)])
    assert not list(folder.glob("opening.*"))
    notices: list[str] = []
    for deaths in (1, 2):
        _leave_mark_of_a_dead_process(folder)
        with Library.open(folder, Hashing(), notices.append) as library:
            if deaths == 1:
                assert library.check().is_complete
            else:
                assert library.find("subject3", 1)
    assert ["has been rebuilt" in notice for notice in notices] == [True]
    assert not list(folder.glob("opening.*"))


DIES = """
import os, signal, sys
from pathlib import Path
from assistant.embedding import Hashing
from assistant.library import Library
from assistant.library.index import Index
with Library.open(Path(sys.argv[1]), Hashing()) as library:
    library.find("subject3", 1)
    Index.nearest = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    library.find("subject4", 1)
"""


def test_an_index_that_opens_but_kills_those_who_search_it_is_rebuilt(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Library.open(folder, Hashing()) as library:
        library.add([numbered(n) for n in range(5)])
    for deaths, rebuilt in ((1, []), (1, [True])):
        for _ in range(deaths):
            assert subprocess.run([sys.executable, "-c", DIES, str(folder)], cwd=ROOT).returncode == -signal.SIGKILL
        notices: list[str] = []
        with Library.open(folder, Hashing(), notices.append) as library:
            assert library.find("subject4", 1)
        assert ["has been rebuilt" in notice for notice in notices] == rebuilt
    assert not list(folder.glob("searching.*"))


def test_who_is_at_the_index_is_not_taken_for_dead(tmp_path: Path) -> None:
    ours, theirs = Trial(tmp_path), Trial(tmp_path)
    with ours.of("opening"), theirs.of("searching"):
        assert theirs.deaths() == 0
        theirs.renewed()
        assert len(list(tmp_path.iterdir())) == 2
    with pytest.raises(KeyboardInterrupt), ours.of("opening"):
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


def test_what_waits_is_no_damage_and_hides_none(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Library.open(folder, Hashing()) as library:
        library.add([numbered(n) for n in range(5)])
        library.keep([numbered(n) for n in range(5, 8)])
        health = library.check()
        assert (health.unembedded, health.unindexed, health.problems, health.is_complete) == (3, 0, (), False)
    _damage(Folder(folder).folder, "vectors")
    with Library.open(folder, Hashing()) as library:
        health = library.check()
        assert health.unembedded == 3
        assert "holds 0 entries instead of 5" in health.problems[0]


def test_what_an_interrupted_embedding_left_is_done_at_the_next_search(
    shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add([numbered(1)])
    with monkeypatch.context() as patch:
        patch.setattr(Hashing, "embed", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            shelf.add([numbered(2)])
    assert shelf.check().vectors == 1
    assert len(shelf.find("subject2", 5)) == 2
    assert shelf.check().is_complete


def test_a_library_that_can_only_be_read_is_not_called_broken(tmp_path: Path) -> None:
    Library.open(tmp_path, Hashing()).close()
    file = tmp_path / "library.db"
    with (
        closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, isolation_level=None)) as connection,
        pytest.raises(LibraryError, match=r"cannot be written .*; see that its folder can be written"),
        Database(file, connection).writing() as writing,
    ):
        writing.execute("DELETE FROM studies")


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    file.write_text("Dear diary, " * 100)
    with pytest.raises(LibraryError, match="is not a library"):
        Library.open(tmp_path, Hashing())
    assert file.read_text() == "Dear diary, " * 100
    assert list(tmp_path.iterdir()) == [file]


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "library.db")) as connection:
        connection.execute("CREATE TABLE notes (text)")
    with pytest.raises(LibraryError, match="another program"):
        Library.open(tmp_path, Hashing())


def test_a_library_of_a_newer_version_is_left_as_it_is(tmp_path: Path) -> None:
    Library.open(tmp_path, Hashing()).close()
    with closing(sqlite3.connect(tmp_path / "library.db")) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = (tmp_path / "library.db").read_bytes()
    with pytest.raises(LibraryError, match="newer version"):
        Library.open(tmp_path, Hashing())
    assert (tmp_path / "library.db").read_bytes() == before


def test_a_library_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    with Library.open(tmp_path, Hashing()) as library:
        studies = library.add([numbered(n) for n in range(8)])
        ranked = library.find("subject3", 3)
    with closing(sqlite3.connect(tmp_path / "library.db")) as connection:
        names = connection.execute("SELECT * FROM aliases ORDER BY alias, record").fetchall()
    older = "DROP TABLE stems; DROP TABLE files; DROP INDEX passages_text; DELETE FROM state WHERE name = 'library';"
    with closing(sqlite3.connect(tmp_path / "library.db")) as connection:
        connection.executescript(f"{older} PRAGMA user_version = 2;")
        connection.execute("UPDATE aliases SET alias = 'title:' || alias || '|lovelace' WHERE alias GLOB 'title:*'")
        connection.commit()
    with Library.open(tmp_path, Hashing()) as library:
        assert library.studies() == studies
        assert library.find("subject3", 3) == ranked
        assert library.check().is_complete
    with closing(sqlite3.connect(tmp_path / "library.db")) as connection:
        assert connection.execute("SELECT * FROM aliases ORDER BY alias, record").fetchall() == names


def test_a_file_where_the_folder_should_be_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot be made"):
        Library.open(tmp_path / "file", Hashing())


def test_who_holds_the_lock_is_named(tmp_path: Path) -> None:
    path = tmp_path / "library.lock"
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write("4711")
        file.flush()
        with pytest.raises(LibraryError, match="process 4711"), WriteLock(path, wait=0.1).held():
            pass
    with WriteLock(path, wait=0.1).held():
        assert path.read_text() == str(os.getpid())


def _leave_mark_of_a_dead_process(folder: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    (folder / f"opening.{process.pid}").touch()


def _damage(index: Path, kind: str) -> None:
    if kind == "database":
        (index / "chroma.sqlite3").write_bytes(b"no longer a database" * 100)
    elif kind == "folder":
        for file in sorted(index.rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
    else:
        with closing(sqlite3.connect(index / "chroma.sqlite3")) as connection:
            connection.execute("DELETE FROM embeddings_queue")
            connection.execute("DELETE FROM embeddings")
            connection.commit()
