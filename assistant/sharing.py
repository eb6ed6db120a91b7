"""Making a request once that several ask for at the same time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass
class _Shared:
    """A request under way."""

    made: asyncio.Task[Any]
    waiting: int = 0
    """How many wait for it."""


@dataclass
class Sharing:
    """The requests under way, by key and event loop; what has ended is forgotten."""

    _under_way: dict[tuple[asyncio.AbstractEventLoop, str], _Shared] = field(default_factory=dict, init=False)

    async def share(self, key: str, make: Callable[[], Awaitable[T]]) -> tuple[T, bool]:
        """Return what the request gives, and whether it was made already for somebody else.

        Whoever stops waiting leaves the others their request; it is given up when nobody waits any more. An error of
        it is raised for all.
        """
        place = (asyncio.get_running_loop(), key)
        joined = place in self._under_way
        if not joined:
            self._under_way[place] = _Shared(asyncio.ensure_future(make()))
        shared = self._under_way[place]
        shared.waiting += 1
        try:
            return await asyncio.shield(shared.made), joined
        finally:
            shared.waiting -= 1
            if not shared.waiting:
                shared.made.cancel()
            if self._under_way.get(place) is shared and (shared.made.done() or not shared.waiting):
                del self._under_way[place]
