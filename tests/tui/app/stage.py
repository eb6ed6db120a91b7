"""What tests of the app start from: the demonstration run, saved runs, and an app to press keys in."""

import time
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import cache

from textual.pilot import Pilot

from agents.runs.store import RunStatus
from agents.runs.story import told
from assistant.events import Event, Reported
from assistant.settings import Settings
from tui.app.main import DEMO, Assistant
from tui.app.reduce import reduce
from tui.app.state import RunView
from tui.saved import opened

NOW = 1_800_000_000.0
SMALL, LARGE = (80, 24), (120, 40)
PATIENCE = 10.0


@cache
def demo() -> tuple[Event, ...]:
    """What happened in the demonstration run."""
    return tuple(told(DEMO))


def seen(events: Iterable[Event], view: RunView | None = None) -> RunView:
    """Return what is shown after the events."""
    view = view or RunView()
    for event in events:
        view = reduce(view, event)
    return view


def keep(run: str, question: str, status: RunStatus, ago: float, events: Iterable[Event] = ()) -> None:
    """Save a run in the home of the test; a report among the events is its report."""
    with opened() as store:
        store.create(run, question, Settings(offline=True), NOW - ago)
        for event in events:
            store.append(run, event)
        report = next((event.report for event in events if isinstance(event, Reported)), None)
        store.end(run, status, 12.0, report)


@asynccontextmanager
async def opened_app(size: tuple[int, int] = SMALL, **options: object) -> AsyncGenerator[Pilot[None], None]:
    """Open the app, offline, at a time of day that stands still."""
    app = Assistant({"offline": True}, now=lambda: NOW, **options)  # type: ignore[arg-type]
    async with app.run_test(size=size, notifications=True) as pilot:
        yield pilot


async def until(pilot: Pilot[None], happened: Callable[[], object]) -> None:
    """Wait for something to be so on the screen."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, f"it did not happen; {pilot.app.screen} is shown"
        await pilot.pause(0.05)
    await pilot.pause()
