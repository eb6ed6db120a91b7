"""Recordings: what was recorded stays, and says how old it is."""

import signal
import sqlite3
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from assistant.errors import SetupError
from assistant.recordings import Recordings, key


def test_the_first_answer_to_a_question_stays(tmp_path: Path) -> None:
    name = key(model="m", messages=["hello"])
    with Recordings(tmp_path / "r.db") as recordings:
        assert recordings.get(name) is None
        recordings.put(name, "one")
        recordings.put(name, "two")
    with Recordings(tmp_path / "r.db") as recordings:
        assert recordings.get(name) == "one"


def test_an_answer_that_was_asked_for_afresh_takes_the_place_of_the_first(tmp_path: Path) -> None:
    with Recordings(tmp_path / "r.db") as recordings:
        for answer in ("one", "two"):
            recordings.put("name", answer, replace=True)
            assert recordings.get("name") == answer


def test_an_answer_holds_only_as_long_as_is_said(tmp_path: Path) -> None:
    with Recordings(tmp_path / "r.db", clock=lambda: 1000.0) as recordings:
        recordings.put("name", "one")
        assert [recordings.get("name", since) for since in (None, 999.0, 1000.0, 1000.5)] == ["one", "one", "one", None]


def test_an_answer_that_is_put_again_keeps_its_time_and_one_in_its_place_has_its_own(tmp_path: Path) -> None:
    ticks = count(1)
    with Recordings(tmp_path / "r.db", clock=lambda: next(ticks)) as recordings:
        recordings.put("name", "one")
        recordings.put("name", "two")
        assert recordings.get("name", since=2) is None
        recordings.put("name", "three", replace=True)
        assert recordings.get("name", since=3) == "three"


def test_what_was_recorded_before_times_were_kept_is_there_and_is_old(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    old = sqlite3.connect(path)
    old.execute("CREATE TABLE answers (key TEXT PRIMARY KEY, answer TEXT) WITHOUT ROWID")
    old.execute("""INSERT INTO answers VALUES ('name', '"one"')""")
    old.commit()
    old.close()
    for _ in range(2):
        with Recordings(path) as recordings:
            assert recordings.get("name") == "one"
            assert recordings.get("name", since=1.0) is None
            recordings.put("other", "two")
            assert recordings.get("other", since=1.0) == "two"


def test_what_belongs_to_one_run_can_be_forgotten(tmp_path: Path) -> None:
    with Recordings(tmp_path / "r.db") as recordings:
        for name in ("run_1/a", "run_1/b", "runs1/a", "run_2/a"):
            recordings.put(name, name)
        recordings.forget("run_1/")
        left = [recordings.get(name) for name in ("run_1/a", "run_1/b", "runs1/a", "run_2/a")]
        assert left == [None, None, "runs1/a", "run_2/a"]


def test_what_was_put_survives_the_process_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path; from assistant.recordings import Recordings\n"
        "recordings = Recordings(Path(sys.argv[1]))\n"
        "for number in range(50): recordings.put(str(number), 'x' * 5000)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = tmp_path / "r.db"
    killed = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with Recordings(path) as recordings:
        assert all(recordings.get(str(number)) == "x" * 5000 for number in range(50))


def test_questions_are_equal_by_content_not_by_order() -> None:
    assert key(a=1, b=[2]) == key(b=[2], a=1)
    assert key(a=1, b=[2]) != key(a=1, b=[3])


def test_a_file_that_is_damaged_later_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    with Recordings(path) as recordings:
        for number in range(200):
            recordings.put(str(number), "x" * 1000)
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"?" * (len(content) - 8192))
    with Recordings(path) as recordings, pytest.raises(SetupError, match="move that file away"):
        [recordings.get(str(number)) for number in range(200)]


def test_a_file_that_is_no_recording_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    path.write_bytes(b"something else entirely, and long enough to be noticed" * 40)
    with pytest.raises(SetupError, match="cannot be used"):
        Recordings(path)
    assert path.read_bytes().startswith(b"something else")
