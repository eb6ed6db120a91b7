"""One sitting of a run: from its beginning, or from where it was left, to its end or to where it is left again.

It is what nodes get from LangGraph's runtime (its `context_schema`): the parts that the user laid out, and what the
run itself knows.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from agents.runs.frontier import Frontier
from agents.runs.spare import SpareTime
from agents.runs.store import RunStore
from assistant.control import Control
from assistant.errors import SourceError
from assistant.events import Event
from assistant.study import Record
from assistant.workbench import Workbench

T = TypeVar("T")


class Recorder:
    """Gives events their number and time, keeps them, and passes them on; safe for threads."""

    def __init__(self, store: RunStore, run: str, before: float, heard: Callable[[Event], None]) -> None:
        """Go on after `before` seconds of earlier sittings."""
        self._store = store
        self._run = run
        self.before = before
        self._heard = heard
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._events = list(store.events(run))

    @property
    def elapsed(self) -> float:
        """Seconds of this sitting."""
        return time.monotonic() - self._began

    @property
    def events(self) -> list[Event]:
        """Everything that happened in the run so far, all sittings together."""
        with self._lock:
            return list(self._events)

    def tell(self, event: Event) -> None:
        """Keep what happened before anybody acts on it."""
        with self._lock:
            sequence = self._events[-1].sequence + 1 if self._events else 1
            seconds = round(self.before + self.elapsed, 3)
            event = event.model_copy(update={"sequence": sequence, "seconds": seconds})
            self._store.append(self._run, event)
            self._events.append(event)
        self._heard(event)


class Look(NamedTuple):
    """What a source says to the question itself."""

    records: Sequence[Record] = ()
    error: SourceError | None = None


@dataclass(frozen=True)
class Sitting:
    """What the nodes of a run work with."""

    run: str
    """Name of the run."""
    number: int
    """Which of its sittings it is, from 1."""
    since: float | None
    """From when on recorded replies of models hold; None: whenever they were recorded."""
    bench: Workbench
    frontier: Frontier
    recorder: Recorder
    spare: SpareTime = field(default_factory=SpareTime)
    looks: "list[asyncio.Task[Look]]" = field(default_factory=list, init=False, repr=False)
    """What is asked of each source, in their order, before there is a plan."""
    _dropped: dict[int, asyncio.Event] = field(default_factory=dict, init=False, repr=False)

    @property
    def control(self) -> Control:
        return self.bench.control

    def tell(self, event: Event) -> None:
        self.recorder.tell(event)

    def heed(self) -> None:
        """Have branches end that are not wanted any more; called on the event loop of the run."""
        for branch in self.control.dropped:
            self._dropping(branch).set()

    async def unless_dropped(self, branch: int, work: asyncio.Task[T]) -> T | None:
        """Return what the work comes to; None, with the work cancelled, as soon as its branch is dropped."""
        dropping = asyncio.create_task(self._dropping(branch).wait())
        try:
            await asyncio.wait((work, dropping), return_when=asyncio.FIRST_COMPLETED)
            return await work if work.done() else None
        finally:
            work.cancel()
            dropping.cancel()
            await asyncio.wait((work, dropping))

    def _dropping(self, branch: int) -> asyncio.Event:
        return self._dropped.setdefault(branch, asyncio.Event())
