"""The small stores: what was recorded stays, and no study is read twice."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SetupError
from assistant.frontier import Frontier
from assistant.recordings import Recordings, key


def test_the_first_answer_to_a_question_stays(tmp_path: Path) -> None:
    name = key(model="m", messages=["hello"])
    with Recordings(tmp_path / "r.db") as recordings:
        assert recordings.get(name) is None
        recordings.put(name, "one")
        recordings.put(name, "two")
    with Recordings(tmp_path / "r.db") as recordings:
        assert recordings.get(name) == "one"


def test_questions_are_equal_by_content_not_by_order() -> None:
    assert key(a=1, b=[2]) == key(b=[2], a=1)
    assert key(a=1, b=[2]) != key(a=1, b=[3])


def test_a_file_that_is_no_recording_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    path.write_bytes(b"something else entirely, and long enough to be noticed" * 40)
    with pytest.raises(SetupError, match="cannot be used"):
        Recordings(path)
    assert path.read_bytes().startswith(b"something else")


STUDIES = st.lists(st.sampled_from("abcdefgh"), max_size=8)


@given(st.lists(STUDIES, min_size=1, max_size=4), st.integers(0, 5))
def test_no_study_is_in_two_batches_and_a_batch_never_changes(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[list[str]], limit: int
) -> None:
    with Frontier(tmp_path_factory.mktemp("frontier") / "f.db") as frontier:
        batches = [frontier.take("run", branch, studies, limit) for branch, studies in enumerate(wanted)]
        taken = [study for batch in batches for study in batch]
        assert len(taken) == len(set(taken))
        assert all(len(batch) <= limit for batch in batches)
        assert [frontier.take("run", branch, list("hgfedcba"), 9) for branch in range(len(wanted))] == batches


def test_runs_do_not_share_a_frontier(tmp_path: Path) -> None:
    with Frontier(tmp_path / "f.db") as frontier:
        assert frontier.take("one", 0, ["a"], 3) == frontier.take("two", 0, ["a"], 3) == ["a"]
