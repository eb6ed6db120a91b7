"""A run that is killed at any moment goes on as if nothing had happened, and asks nothing twice that was recorded."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant.report import Report
from benchmarks.disturbed import kill, listed, research
from benchmarks.judging import differences, unfounded
from benchmarks.stage import Stage, moments, stage
from tests.agents.small_stage import QUESTION, small_data
from tui.cli import build_parser

pytestmark = pytest.mark.skipif("runs" not in build_parser().format_help(), reason="runs are not kept yet")

OFTEN = 24


class Undisturbed(NamedTuple):
    """A run that nothing happened to, and where."""

    stage: Stage
    home: Path
    report: Report
    seconds: float


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undisturbed]:
    with stage(small_data(tmp_path_factory.mktemp("data")), "dev") as there:
        there.command(research(QUESTION), warm := there.home())
        ended = there.command(research(QUESTION), there.home(warm))
        assert ended.report, ended.err
        yield Undisturbed(there, warm, ended.report, ended.seconds)


@pytest.mark.slow
def test_undisturbed_runs_end_alike(undisturbed: Undisturbed) -> None:
    again = undisturbed.stage.command(research(QUESTION), home := undisturbed.stage.home())
    assert again.report is not None
    assert differences(undisturbed.report, again.report) == []
    assert unfounded(again.report) == []
    assert [(run["status"], run["question"]) for run in listed(undisturbed.stage, home)] == [("complete", QUESTION)]


def killed_at(undisturbed: Undisturbed, share: float) -> None:
    there, after = undisturbed.stage, share * undisturbed.seconds
    killed = kill(there, QUESTION, there.home(undisturbed.home), after, undisturbed.report)
    assert killed.outcome in ("same", "ended", "unborn")
    assert (killed.model_wasted, killed.sources_wasted) == (0, 0)


@pytest.mark.parametrize("share", [0.5])
def test_a_killed_run_goes_on_to_the_same_report(undisturbed: Undisturbed, share: float) -> None:
    killed_at(undisturbed, share)


@pytest.mark.slow
@pytest.mark.parametrize("share", moments(OFTEN, 1.0, seed=1))
def test_a_run_killed_at_any_moment_goes_on_to_the_same_report(undisturbed: Undisturbed, share: float) -> None:
    killed_at(undisturbed, share)
