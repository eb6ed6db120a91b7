"""A run as the app follows it: whatever it comes from, its events are reduced in a thread of their own.

A run that is asked for, one that is gone on with and one that is seen again differ in their origin only. Screens look
at `view` as often as they draw, so however fast events come, a frame costs the same, and no event is kept.
"""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.control import Control
from assistant.errors import AssistantError
from assistant.events import Event
from assistant.plan import Plan
from assistant.redaction import redact
from assistant.settings import Settings
from tui.app.reduce import reduce
from tui.app.state import Limits, RunView

if TYPE_CHECKING:
    from assistant.workbench import Workbench

Origin = Callable[[Control], AsyncGenerator[Event, None]]
"""Where the events of a run come from; the control steers it."""

BREATH = 64
"""Events after which others on the same loop get their turn."""


def asked(question: str, settings: Settings) -> Origin:
    """A run that begins now."""
    from agents import research

    return lambda control: _at_work(settings, control, lambda bench: research.stream(question, bench))


def gone_on(run: str, settings: Settings, plan: Plan | None = None) -> Origin:
    """A run that goes on where it was left: what happened before, and then what happens."""
    from agents import research

    async def events(control: Control) -> AsyncGenerator[Event, None]:
        async with aclosing(past(run)(control)) as before:
            async for event in before:
                yield event
        work = _at_work(settings, control, lambda bench: research.resume(run, bench, plan))
        async with aclosing(work) as after:
            async for event in after:
                yield event

    return events


def past(run: str) -> Origin:
    """What happened in a saved run, at once."""
    from tui.saved import opened

    async def events(_: Control) -> AsyncGenerator[Event, None]:
        with opened() as store:
            for event in store.events(run):
                yield event

    return events


def replayed(run: str, speed: float) -> Origin:
    """A saved run seen again, so many times as fast as it was; 0: at once."""
    return paced(past(run), speed)


def played(path: Path, speed: float) -> Origin:
    """A run in a file of JSON lines."""
    from agents.runs.story import told

    async def events(_: Control) -> AsyncGenerator[Event, None]:
        for event in told(path):
            yield event

    return paced(events, speed)


def paced(origin: Origin, speed: float) -> Origin:
    """Give events the distances that they had, divided by the speed; a stop ends them."""

    async def events(control: Control) -> AsyncGenerator[Event, None]:
        before = 0.0
        async with aclosing(origin(control)) as given:
            async for event in given:
                left = max(0.0, event.seconds - before) / speed if speed else 0.0
                while left > 0 and not control.stopped:
                    await asyncio.sleep(min(left, 0.1))
                    left -= 0.1
                if control.stopped:
                    return
                before = event.seconds
                yield event

    return events


async def _at_work(
    settings: Settings, control: Control, begin: "Callable[[Workbench], AsyncGenerator[Event, None]]"
) -> AsyncGenerator[Event, None]:
    from dataclasses import replace

    from assistant.workbench import open_workbench

    with open_workbench(settings) as bench:
        async with aclosing(begin(replace(bench, control=control))) as events:
            async for event in events:
                yield event


class Feed:
    """One run that is followed."""

    def __init__(
        self,
        origin: Origin,
        *,
        steers: bool = True,
        saved: bool = True,
        limits: Limits | None = None,
        speed: float = 1,
    ) -> None:
        """Follow a run from `origin`.

        Args:
            steers: whether it is at work, so that it can be steered, rather than seen again.
            saved: whether it is among the saved runs of this machine, so that it can be gone on with.
            limits: what it may take at most.
            speed: how fast its clock runs.
        """
        self._origin = origin
        self.steers = steers
        self.saved = saved
        self.limits = limits or Limits()
        self.control = Control()
        self.view = RunView()
        """How it stands; a new value whenever something happened."""
        self.error = ""
        """Why it ended without a report, in words."""
        self.left = False
        """Whether it was left; it can be gone on with."""
        self.told = False
        """Whether a person was told that it ended."""
        self._speed = speed
        self._heard = time.monotonic()
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._follow, name="feed", daemon=True)
        self._ended = threading.Event()

    @property
    def started(self) -> bool:
        return self._thread.ident is not None

    def start(self) -> "Feed":
        self._heard = time.monotonic()
        self._thread.start()
        return self

    @property
    def live(self) -> bool:
        """Whether there is more to come."""
        return not self._ended.is_set()

    @property
    def at_work(self) -> bool:
        """Whether something would be cut short if it were left now."""
        return self.steers and self.live and self.view.report is None

    @property
    def elapsed(self) -> float:
        """Seconds of the run, by its own clock, which goes on between events."""
        since = (time.monotonic() - self._heard) * self._speed if self.live else 0.0
        return self.view.seconds + since

    def leave(self) -> None:
        """Stop following; a run that is at work is left where it is, and can be gone on with."""
        self.left = True
        if self._loop and self._task and self.live:
            self._loop.call_soon_threadsafe(self._task.cancel)

    def join(self, seconds: float | None = None) -> bool:
        """Wait until there is nothing more to come, and return whether that is so."""
        return self._ended.wait(seconds)

    def _follow(self) -> None:
        from agents.loop import wait_for

        try:
            wait_for(self._take())
        except AssistantError as error:
            self.error = redact(str(error))
        except asyncio.CancelledError:
            self.left = True
        except Exception as error:  # noqa: BLE001  the app stays, and says where the account of the fault is
            from tui.guard import kept

            self.error = (
                f"This is a fault of the program ({type(error).__name__}); please report it with {kept(error)}."
            )
        finally:
            self._ended.set()

    async def _take(self) -> None:
        self._task, self._loop = asyncio.current_task(), asyncio.get_running_loop()
        if self.left:
            return
        taken = 0
        async with aclosing(self._origin(self.control)) as events:
            async for event in events:
                self.view = reduce(self.view, event)
                self._heard = time.monotonic()
                taken += 1
                if taken % BREATH == 0:
                    await asyncio.sleep(0)


def names(feeds: Iterable[Feed]) -> dict[str, Feed]:
    """Return the feeds by the runs that they follow, once these are known."""
    return {feed.view.run: feed for feed in feeds if feed.view.run}
