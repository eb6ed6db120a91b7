"""Spare time: while models are waited for, what a run has kept gets the vectors that later searches will need."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.library import Library
from assistant.library.progress import Step

AT_A_TIME = 4
"""Passages after which it may leave off: about a fifth of a second, and one core only."""


class Enough(Exception):
    """The run has ended; what is left will be done another time."""


@dataclass
class SpareTime:
    """Work in a thread of its own that can be left off at any moment."""

    _ended: threading.Event = field(default_factory=threading.Event, init=False)
    _work: "asyncio.Task[None] | None" = field(default=None, init=False)

    def use(self, library: Library) -> None:
        """Begin to embed what waits for it, if that is not begun yet."""
        if self._work is None:
            self._work = asyncio.create_task(asyncio.to_thread(self._embed, library.catch_up))

    async def end(self) -> None:
        """Leave off, and return when the thread has; what went wrong there will be met by whoever needs the vectors."""
        self._ended.set()
        if self._work is not None:
            await asyncio.gather(self._work, return_exceptions=True)

    def _embed(self, catch_up: Callable[[Callable[[Step], None], int], None]) -> None:
        def told(_: Step) -> None:
            if self._ended.is_set():
                raise Enough

        try:
            catch_up(told, AT_A_TIME)
        except Enough:
            return
