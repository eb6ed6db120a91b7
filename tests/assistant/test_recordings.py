"""Recordings: what was recorded stays."""

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
