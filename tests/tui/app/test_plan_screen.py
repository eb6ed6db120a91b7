"""A plan is edited, estimated and started by keys alone, and nothing is lost by going back."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from agents.research.planning import reviewed
from assistant.errors import SetupError
from assistant.estimate import Estimate, Scale, estimate
from assistant.plan import Plan
from tests.tui.app import reports
from tests.tui.app.dumping import dumped, shows
from tests.tui.app.hosting import SIZES, Host, settled, typed
from tui.app.planning import History
from tui.app.screens.plan import PlanScreen, Reviewed


def expected(plan: Plan) -> Estimate:
    planned = tuple(len(part.queries) for part in plan.subquestions)
    scale = Scale(breadth=4, depth=2, max_studies=32, full_texts=8, models=("own/qwen",), online=2, planned=planned)
    return estimate(scale, lambda _, prompt, completion: prompt * 1e-6 + completion * 4e-6)


@asynccontextmanager
async def opened(
    plan: Plan | History = reports.PLAN, size: str = "120x40", expect: Callable[[Plan], Estimate] = expected
) -> AsyncIterator[tuple[Pilot[None], list[Reviewed | None]]]:
    left: list[Reviewed | None] = []
    app = Host()
    async with app.run_test(size=SIZES[size], notifications=True) as pilot:
        app.push_screen(PlanScreen(reports.QUESTION, plan, expect), left.append)
        await settled(pilot)
        yield pilot, left


@pytest.mark.parametrize("size", SIZES)
async def test_a_plan_is_shown_with_its_estimate(size: str) -> None:
    async with opened(size=size) as (pilot, _):
        await shows(pilot, f"plan-{size}")
        await pilot.press("down", "d", "down", "down", "e")
        await settled(pilot)
        await shows(pilot, f"plan-editing-{size}")


async def test_the_figures_take_the_place_of_the_plan_where_there_is_no_room_beside_it() -> None:
    async with opened(size="80x24") as (pilot, _):
        await pilot.press("v")
        await settled(pilot)
        await shows(pilot, "plan-figures-80x24")


async def test_edits_by_keys_make_the_plan_that_is_started() -> None:
    async with opened() as (pilot, left):
        await pilot.press("down", "e")
        await typed(pilot, "load of experts")
        await pilot.press("a")
        await typed(pilot, "busy experts")
        await pilot.press("K", "s")
        await typed(pilot, "Which routers are there?")
        await pilot.press("J", "home", "down", "down", "down", "delete", "enter")
        await settled(pilot)
    (made,) = left
    assert made is not None
    assert made.starts
    assert reviewed(made.plan) == made.plan
    assert [part.text for part in made.plan.subquestions] == [
        "How are experts balanced?", "What does balance cost in quality and in time?", "Which routers are there?",
    ]  # fmt: skip
    assert made.plan.subquestions[0].queries == ("busy experts", "load of experts")
    assert made.plan.subquestions[2].queries == ("routers",)


async def test_all_can_be_undone_and_done_again() -> None:
    async with opened() as (pilot, left):
        await pilot.press("d", "down", "J", "t")
        await typed(pilot, "milliseconds")
        edited = pilot.app.screen
        assert isinstance(edited, PlanScreen)
        await pilot.press("u", "u", "u", "u")
        assert edited._history.now.draft.plan == reports.PLAN
        await pilot.press("U", "U", "U", "u", "u", "u", "enter")
        await settled(pilot)
    assert left[0] is not None
    assert left[0].plan == reports.PLAN


async def test_going_back_keeps_what_was_edited() -> None:
    async with opened() as (pilot, left):
        await pilot.press("down", "d", "escape")
        await settled(pilot)
    (kept,) = left
    assert kept is not None
    assert not kept.starts
    async with opened(kept.history) as (pilot, again):
        await pilot.press("u", "enter")
        await settled(pilot)
    assert again[0] is not None
    assert again[0].plan == reports.PLAN


async def test_what_would_break_the_plan_is_refused_where_it_is_asked_for() -> None:
    async with opened() as (pilot, left):
        await pilot.press("end", "d")
        await settled(pilot)
        assert "A sub-question needs a query" in dumped(pilot.app)
        await pilot.press("home", "e")
        await typed(pilot, "What does balance cost in quality and in time?")
        assert "is there" in dumped(pilot.app)
        await pilot.press("escape", "enter")
        await settled(pilot)
    assert left[0] is not None
    assert left[0].plan == reports.PLAN


async def test_the_estimate_follows_the_plan() -> None:
    async with opened() as (pilot, _):
        before = dumped(pilot.app)
        await pilot.press("d")
        await settled(pilot)
        assert figures(before) > figures(dumped(pilot.app))


async def test_an_estimate_that_cannot_be_had_keeps_nobody_from_starting() -> None:
    def fails(_: Plan) -> Estimate:
        raise SetupError("The models file models.yaml cannot be read.")

    async with opened(expect=fails) as (pilot, left):
        assert "models.yaml cannot be read" in " ".join(dumped(pilot.app).split())
        await pilot.press("enter")
        await settled(pilot)
    assert left[0] is not None
    assert left[0].starts


def figures(screen: str) -> int:
    """Return the tokens that are expected in all."""
    (line,) = (line for line in screen.splitlines() if "in all" in line)
    return int(line.partition("in all")[2].split()[1].replace(",", ""))
