"""Laws of adding much: however it is cut, stopped or overtaken, the library holds the same."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.embedding import Hashing, Vectors
from assistant.errors import SetupError
from assistant.importing import import_files
from assistant.library import Library, pending
from assistant.library.database import connect
from assistant.library.lock import marked
from assistant.library.portions import Portion
from assistant.library.progress import Step
from assistant.library.writing import put_records
from assistant.study import Record
from tests.assistant.library.contents import contents, groups
from tests.assistant.library.making import numbered, record

ROOT = Path(__file__).parents[3]

WORDS = st.sampled_from(["Cats", "Dogs", "Birds", ""])
NAMES = st.lists(st.sampled_from(["doi:10.1000/1", "doi:10.1000/2", "arxiv:2101.00001", "pmid:1"]), max_size=2)
ODD = st.builds(
    lambda title, ids, content: record(title, content, *ids),
    WORDS,
    NAMES,
    st.sampled_from(["", "They sleep.", "They bark and they sing."]),
)
CUTS = st.lists(st.integers(0, 12), max_size=4)

IMPORT = """
import sys
from pathlib import Path
from assistant.embedding import Hashing
from assistant.importing import import_files
from assistant.library import Library
def told(step): print(step.doing, step.done, flush=True)
with Library.open(Path(sys.argv[1]), Hashing(64)) as library:
    import_files(library, [Path(sys.argv[2])], told)
"""


class Listening(Hashing):
    """Keeps what it is asked for, and may be made to stop."""

    def __init__(self, stop_after: int | None = None) -> None:
        super().__init__(64)
        self.asked: list[str] = []
        self._left = stop_after

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise KeyboardInterrupt
        self.asked += texts
        return super().embed(texts)


def portions(records: Sequence[Record], cuts: Sequence[int] = ()) -> Iterator[Portion]:
    bounds = sorted({0, len(records), *(min(cut, len(records)) for cut in cuts)})
    for start, stop in pairwise(bounds):
        yield Portion(records[start:stop], share=stop / len(records))


def put(folder: Path, parts: Iterable[Sequence[Record]]) -> None:
    """Write records as a library does, without an index."""
    with closing(connect(folder / "library.db")) as database:
        for some in parts:
            with database.writing() as connection:
                put_records(connection, some)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(ODD, min_size=1, max_size=12), cuts=CUTS, random=st.randoms(use_true_random=False))
def test_in_any_order_and_however_it_is_cut_the_same_records_are_together(
    tmp_path_factory: pytest.TempPathFactory, records: list[Record], cuts: list[int], random: random.Random
) -> None:
    folders = [tmp_path_factory.mktemp("library") for _ in range(2)]
    put(folders[0], [records])
    put(folders[1], [portion.records for portion in portions(random.sample(records, len(records)), cuts)])
    assert groups(folders[0]) == groups(folders[1])
    for folder in folders:
        found = contents(folder)
        assert not any(found[name] for name in ("unsettled", "unworded", "worded too much"))


@pytest.mark.parametrize("cuts", [[], [7], [1, 2, 3, 40]])
def test_however_it_is_cut_everything_is_the_same(tmp_path: Path, cuts: list[int]) -> None:
    records = [numbered(n % 40) for n in range(60)]
    with Library.open(tmp_path / "one", Hashing(64)) as one, Library.open(tmp_path / "other", Hashing(64)) as other:
        one.add(records)
        assert other.fill(portions(records, cuts)) == 60
        assert one.check() == other.check()
    assert contents(tmp_path / "one") == contents(tmp_path / "other")


def test_readers_see_whole_portions_only(tmp_path: Path) -> None:
    records = [numbered(n) for n in range(50)]
    seen = []

    def watched(reader: Library) -> Iterator[Portion]:
        for portion in portions(records, [10, 20, 35]):
            yield portion
            studies = reader.studies()
            seen.append(len(studies))
            assert all(reader.passages(study.key) for study in studies)

    with Library.open(tmp_path, Hashing(64)) as writer, Library.open(tmp_path, Hashing(64)) as reader:
        writer.fill(watched(reader))
    assert seen == [10, 20, 35, 50]


@pytest.mark.parametrize("embeddings", range(0, 8, 2))
def test_interrupted_and_resumed_is_the_same_as_uninterrupted(tmp_path: Path, embeddings: int) -> None:
    records = [numbered(n) for n in range(400)]
    with Library.open(tmp_path / "whole", Hashing(64)) as library:
        library.fill(portions(records, [150]))
    with Library.open(tmp_path / "broken", Listening(embeddings)) as library, pytest.raises(KeyboardInterrupt):
        library.fill(portions(records, [150]))
    embedder = Listening()
    with Library.open(tmp_path / "broken", embedder) as library:
        library.fill(portions(records, [150]))
        assert library.check().is_complete
    assert contents(tmp_path / "broken") == contents(tmp_path / "whole")
    assert len(embedder.asked) == 400 - embeddings * pending._SLICE, "nothing is embedded twice"


def test_what_others_left_unembedded_is_not_embedded_by_a_small_add(tmp_path: Path) -> None:
    with Library.open(tmp_path, Listening(0)) as library, pytest.raises(KeyboardInterrupt):
        library.fill(portions([numbered(n) for n in range(20)]))
    embedder = Listening()
    with Library.open(tmp_path, embedder) as library:
        library.add([numbered(99)])
        assert embedder.asked == ["Study 99\nFinding 99 is about subject99."]
        library.find("subject5", 1, [library.study("10.1000/5").key])
        assert "Study 5\nFinding 5 is about subject5." in embedder.asked
        assert len(embedder.asked) == 3, "the study that is to be ranked, and the question"


def test_much_that_is_unembedded_is_found_by_its_words_and_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "FEW", 10)
    notices: list[str] = []
    with Library.open(tmp_path, Listening(0)) as library, pytest.raises(KeyboardInterrupt):
        library.fill(portions([numbered(n) for n in range(20)]))
    with Library.open(tmp_path, Hashing(64), notices.append) as library:
        for _ in range(2):
            assert library.study(library.find("subject7", 1)[0].study).title == "Study 7"
        assert notices == [
            "20 passages of the library are not embedded yet, so only their words are searched;"
            " `assistant library add` goes on with it."
        ]
        library.fill([])
        assert library.check().is_complete


def test_what_is_kept_is_embedded_by_the_next_search(shelf: Library) -> None:
    shelf.add([numbered(1)])
    shelf.find("subject1", 1)
    shelf.keep([numbered(2)])
    assert shelf.check().unembedded == 1
    shelf.find("subject2", 1)
    assert shelf.check().unembedded == 0


def test_who_keeps_records_waits_for_a_writer_with_nothing_in_its_hands(shelf: Library) -> None:
    """Else the two wait for each other: one has the lock and wants the database, the other the other way round."""
    writer = shelf._lock
    with ThreadPoolExecutor(1) as threads:
        with writer.held():
            kept = threads.submit(shelf.keep, [numbered(1)])
            while not kept.running():
                time.sleep(0.01)
            time.sleep(0.1)
            read = threading.Thread(target=shelf.studies, daemon=True)
            read.start()
            read.join(5)
            assert not read.is_alive()
        assert [study.title for study in kept.result(5)] == ["Study 1"]


def test_whoever_comes_second_waits_for_the_vectors_of_the_first(tmp_path: Path) -> None:
    steps: list[Step] = []
    with Library.open(tmp_path, Hashing(64)) as library:
        with marked(tmp_path / "embedding.lock", alone=True):
            waiting = threading.Thread(target=library.fill, args=(portions([numbered(1)]), steps.append))
            waiting.start()
            while not any(step.doing == "embedding" for step in steps):
                time.sleep(0.01)
            assert library.check().vectors == 0
        waiting.join()
        assert library.check().is_complete


def test_any_number_of_keys_may_be_given(shelf: Library) -> None:
    # Builds of SQLite differ in how many parameters they allow; the least that any does is this.
    shelf._database._connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)
    keys = [study.key for study in shelf.add([numbered(1), numbered(2)])]
    many = [f"{n:012x}" for n in range(40_000)]
    assert {hit.study for hit in shelf.find("subject1", 5, [*many, *keys])} == set(keys)
    with pytest.raises(SetupError, match="no claim"):
        shelf.claims(many)


STEPS = st.tuples(st.sampled_from(["add", "fill", "remove", "find", "rebuild"]), st.integers(0, 1), st.integers(0, 5))


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=3, max_size=8))
def test_index_and_database_agree_whoever_did_what_in_which_order(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("library")
    held: set[int] = set()
    with Library.open(folder, Hashing(64)) as one, Library.open(folder, Hashing(64)) as other:
        for what, who, number in steps:
            library = (one, other)[who]
            if what == "add":
                library.add([numbered(number)])
                held.add(number)
            elif what == "fill":
                library.fill(portions([numbered(number), numbered(number + 1)], [1]))
                held |= {number, number + 1}
            elif what == "remove" and number in held:
                library.remove(library.study(f"10.1000/{number}").key)
                held.remove(number)
            elif what == "rebuild":
                library.rebuild()
            assert len(library.find("finding", 20)) == len(held)
        for library in (one, other):
            assert library.check().is_complete
            assert {study.title for study in library.studies()} == {f"Study {number}" for number in held}


def _file(folder: Path, number: int) -> Path:
    """Write records of which each third is known under another name too."""
    file = folder / "records.jsonl"
    lines = (
        f'{{"title": "Study {n - n % 3}", "authors": ["Ada Lovelace"], "ids": ["doi:10.1000/{n - n % 3}", "pmid:{n}"],'
        f' "abstract": "Finding {n} is about subject{n}."}}\n'
        for n in range(number)
    )
    file.write_text("".join(lines))
    return file


def _killed(folder: Path, file: Path, steps: int, delay: float) -> None:
    """Import the file in a process of its own that is killed a moment after some steps, unless it is done before."""
    command = [sys.executable, "-c", IMPORT, str(folder), str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for _ in range(steps):
            process.stdout.readline()
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)


def _imported(folder: Path, file: Path) -> None:
    with Library.open(folder, Hashing(64)) as library:
        import_files(library, [file])


def _assert_same(broken: Path, whole: Path) -> None:
    with Library.open(broken, Hashing(64)) as library:
        assert library.check().is_complete
        assert library.find("subject301", 1)
    assert contents(broken) == contents(whole)


def test_an_import_that_is_killed_and_done_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    file = _file(tmp_path, 900)
    _imported(tmp_path / "whole", file)
    for steps in (1, 8):
        _killed(tmp_path / "broken", file, steps, 0.01)
    _imported(tmp_path / "broken", file)
    _assert_same(tmp_path / "broken", tmp_path / "whole")


def test_others_read_while_an_import_is_going_on(tmp_path: Path) -> None:
    file = _file(tmp_path, 900)
    folder = tmp_path / "library"
    with (
        Library.open(folder, Hashing(64)) as one,
        Library.open(folder, Hashing(64)) as other,
        subprocess.Popen(
            [sys.executable, "-c", IMPORT, str(folder), str(file)], cwd=ROOT, stdout=subprocess.PIPE
        ) as run,
    ):
        sizes = [0]
        while run.poll() is None:
            for library in (one, other):
                sizes.append(len(library))
                hits = library.find("subject0 finding", 5)
                assert len(hits) == min(5, len(library)) or sizes[-1] == 0
                assert all(library.passages(hit.study) for hit in hits)
        assert run.returncode == 0
        assert sizes == sorted(sizes)
        assert one.check() == other.check()
        assert one.check().problems == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_an_import_that_is_killed_at_many_moments_loses_and_doubles_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    file = _file(tmp_path, 4000)
    _imported(tmp_path / "whole", file)
    for _ in range(12):
        _killed(tmp_path / "broken", file, chance.randrange(40), chance.uniform(0, 0.2))
        if chance.random() < 0.5:
            with Library.open(tmp_path / "broken", Hashing(64)) as library:
                library.find("subject301", 1)
    _imported(tmp_path / "broken", file)
    _assert_same(tmp_path / "broken", tmp_path / "whole")
