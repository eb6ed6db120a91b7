"""The screens of the shell, as they are drawn after each gesture, in a small terminal and in a large one."""

import asyncio
import threading
from types import ModuleType

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from agents.research import concluding, planning
from assistant.events import Event, Paused, Planned, Reported
from tests.tui.app.dumping import dumped, shows
from tests.tui.app.stage import LARGE, SMALL, demo, keep, opened_app, until
from tui.app.screens.confirm import Confirm
from tui.app.screens.difference import DifferenceScreen
from tui.app.screens.help import Help
from tui.app.screens.home import Home
from tui.app.screens.run import RunScreen
from tui.app.screens.runs import Runs
from tui.saved import opened

SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
QUESTION = "How are mixture-of-experts models routed, and how are prompts optimised without gradients?"


def paused() -> list[Event]:
    """A run that waits at its plan."""
    (plan,) = [event.plan for event in demo() if isinstance(event, Planned)]
    before = demo()[:5]
    return [*before, Paused(sequence=before[-1].sequence + 1, run="ccc", plan=plan)]


def some_runs() -> None:
    keep("aaa", QUESTION, "complete", 7_300, demo())
    keep("bbb", "How do language models judge other models?", "open", 190, demo()[:40])
    keep("ccc", "How do deep research agents plan their searches?", "paused", 90_000, paused())
    keep("ddd", "What became of phlogiston?", "failed", 1_000_000)


async def at_home(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: "looking" not in dumped(pilot.app))


async def replayed(pilot: Pilot[None]) -> RunScreen:
    await until(pilot, lambda: isinstance(pilot.app.screen, RunScreen))
    screen = pilot.app.screen
    assert isinstance(screen, RunScreen)
    await until(pilot, lambda: screen._over)
    return screen


@SIZES
async def test_the_first_start_explains_itself(size: tuple[int, int]) -> None:
    async with opened_app(size) as pilot:
        await at_home(pilot)
        await shows(pilot, f"home-first-{size[0]}x{size[1]}")


@SIZES
async def test_home_lists_runs_and_offers_to_go_on(size: tuple[int, int]) -> None:
    some_runs()
    async with opened_app(size) as pilot:
        await at_home(pilot)
        await shows(pilot, f"home-{size[0]}x{size[1]}")


@SIZES
async def test_a_run_is_seen_again_to_its_end(size: tuple[int, int]) -> None:
    async with opened_app(size, replay="demo", speed=0) as pilot:
        await replayed(pilot)
        await shows(pilot, f"run-{size[0]}x{size[1]}")
        await pilot.press("space", "down", "down")
        await shows(pilot, f"run-folded-{size[0]}x{size[1]}")
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, Help))
        await shows(pilot, f"run-help-{size[0]}x{size[1]}")


async def test_a_run_in_the_midst_of_its_work() -> None:
    keep("bbb", QUESTION, "open", 190, demo()[:60])
    async with opened_app(SMALL) as pilot:
        await at_home(pilot)
        await pilot.press("tab", "enter")
        await replayed(pilot)
        await shows(pilot, "run-unfinished-80x24")


@SIZES
async def test_runs_are_marked_and_compared(size: tuple[int, int]) -> None:
    some_runs()
    keep("eee", QUESTION, "partial", 60, [event for event in demo() if event.kind != "reported"])
    async with opened_app(size) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, Runs) and QUESTION[:20] in dumped(pilot.app))
        await pilot.press("down", "down", "space", "down", "space")
        await shows(pilot, f"runs-{size[0]}x{size[1]}")
        await pilot.press("c")
        assert isinstance(pilot.app.screen, Runs), "only reports can be compared"


async def test_two_runs_are_compared() -> None:
    last = demo()[-1]
    assert isinstance(last, Reported)
    fewer = last.report.model_copy(update={"studies": last.report.studies[2:], "claims": last.report.claims[4:]})
    keep("aaa", QUESTION, "complete", 7_300, demo())
    keep("bbb", QUESTION, "complete", 60, [last.model_copy(update={"report": fewer})])
    async with opened_app(SMALL) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: QUESTION[:20] in dumped(pilot.app))
        await pilot.press("space", "down", "space", "c")
        await until(pilot, lambda: isinstance(pilot.app.screen, DifferenceScreen))
        await until(pilot, lambda: "cited" in dumped(pilot.app))
        await shows(pilot, "difference-80x24")


async def test_a_run_is_deleted_when_that_was_meant() -> None:
    some_runs()
    async with opened_app(SMALL) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: QUESTION[:20] in dumped(pilot.app))
        await pilot.press("x")
        await until(pilot, lambda: "for good" in dumped(pilot.app))
        await shows(pilot, "runs-delete-80x24")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, Runs))
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: "Deleted" in dumped(pilot.app))
    with opened() as store:
        assert {saved.run for saved in store.all()} == {"aaa", "ccc", "ddd"}


async def test_earlier_questions_come_back() -> None:
    some_runs()
    async with opened_app() as pilot:
        await at_home(pilot)
        await pilot.press(*"draft", "up")
        box = pilot.app.screen.query_one(Input)
        assert box.value == "How do language models judge other models?"
        await pilot.press("up", "down", "down")
        assert box.value == "draft"


async def test_a_question_to_begin_with_goes_into_the_box() -> None:
    async with opened_app() as pilot:
        await at_home(pilot)
        await pilot.press("tab", "down", "enter")
        box = pilot.app.screen.query_one(Input)
        assert (box.value, box.has_focus) == ("How do language models judge other models?", True)


async def test_a_blank_question_asks_for_one() -> None:
    async with opened_app() as pilot:
        await at_home(pilot)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, Home)
        await until(pilot, lambda: "Ask something" in dumped(pilot.app))


async def test_settings_that_cannot_be_used_are_said_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_BREADTH", "many")
    async with opened_app(LARGE) as pilot:
        await at_home(pilot)
        assert "breadth" in dumped(pilot.app)
        await pilot.press(*"why", "enter")
        await until(pilot, lambda: "Not started" in dumped(pilot.app))
        assert isinstance(pilot.app.screen, Home)


async def test_resizing_keeps_everything_in_sight() -> None:
    async with opened_app(LARGE, replay="demo", speed=0) as pilot:
        await replayed(pilot)
        for size in ((80, 24), (40, 12), (20, 6), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause(0.1)
        await shows(pilot, "run-80x24")


async def test_a_file_that_is_no_run_is_said_in_words(tmp_path: object) -> None:
    from pathlib import Path

    broken = Path(str(tmp_path)) / "broken.jsonl"
    broken.write_text('{"kind": "nonsense"}\n')
    async with opened_app(LARGE, replay=str(broken), speed=0) as pilot:
        await replayed(pilot)
        assert "Line 1" in dumped(pilot.app)


async def test_the_palette_offers_what_the_keys_do() -> None:
    async with opened_app(replay="demo", speed=0) as pilot:
        await replayed(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        await pilot.press(*"contrast", "down", "enter")
        await until(pilot, lambda: pilot.app.theme.startswith("contrast"))


def hold(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, until_: threading.Event) -> None:
    """Have a step of runs wait for something."""
    step = getattr(module, name)

    async def held(*given: object) -> object:
        await asyncio.to_thread(until_.wait)
        return await step(*given)

    monkeypatch.setattr(module, name, held)


async def test_a_run_whose_screen_was_left_says_when_its_plan_waits_and_when_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left = [threading.Event(), threading.Event()]
    hold(monkeypatch, planning, "begin", left[0])
    hold(monkeypatch, concluding, "report", left[1])
    async with opened_app(LARGE) as pilot:
        await at_home(pilot)
        await pilot.press(*"routing", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunScreen))
        await pilot.press("escape")
        left[0].set()
        await until(pilot, lambda: "A plan waits for you" in dumped(pilot.app))
        await until(pilot, lambda: "● waits at plan" in dumped(pilot.app))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "Plan ·" in dumped(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunScreen))
        await pilot.press("escape")
        left[1].set()
        await until(pilot, lambda: "A run has come to its end" in dumped(pilot.app))
        await until(pilot, lambda: "✓ complete" in dumped(pilot.app))
