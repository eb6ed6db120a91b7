"""Whatever a fifth of the replies turns out to be, a run ends complete or says truthfully what is missing."""

from pathlib import Path

import pytest

from assistant.errors import Exit
from benchmarks.disturbed import FAULTY, fault
from benchmarks.endpoint import FAULTS
from benchmarks.stage import stage
from tests.agents.small_stage import QUESTION, small_data

PATIENCE = 6.0
"""Seconds for one reply, more than the longest takes."""


def among_failures(folder: Path, faulty: float, seed: int) -> None:
    data, vectors = small_data(folder / "data"), folder / "vectors"
    with stage(data, "dev", faulty, seed) as there:
        judged = fault(there, QUESTION, vectors, PATIENCE)
    assert judged.wrong == ()
    if not faulty:
        assert judged.code == Exit.COMPLETE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("data", "vectors"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.mark.parametrize(("faulty", "seed"), [(FAULTY, 1)])
def test_a_run_among_failures_ends_truthfully(folder: Path, faulty: float, seed: int) -> None:
    among_failures(folder, faulty, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 2 + 4 * len(FAULTS)))
def test_every_run_among_failures_ends_truthfully(folder: Path, seed: int) -> None:
    among_failures(folder, FAULTY, seed)
