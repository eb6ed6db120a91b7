"""What the branches of a run know of each other: who found what, and who reads it.

Whatever decides what a model is asked is settled in the order of the branches and kept before it is used, so it is
the same however fast each branch was, and the same again when a killed run goes on. A branch waits only for those
before it, and they have the first turns at every source, so the first ones read while the others still search.
"""

import asyncio
from collections.abc import Iterable

from pydantic import JsonValue

from agents.runs.store import RunStore


class Frontier:
    """The parts that the steps of one run leave for each other; used on one event loop."""

    def __init__(self, store: RunStore, run: str) -> None:
        self._store = store
        self._run = run
        self._kept = store.kept(run)
        self._changed = asyncio.Event()

    def get(self, part: str, place: int) -> JsonValue:
        """Return what was kept, or None."""
        return self._kept.get((part, place))

    def parts(self, part: str) -> dict[int, JsonValue]:
        """Return what was kept under one name, by place, in the order of places."""
        return {place: self._kept[name, place] for name, place in sorted(self._kept) if name == part}

    def keep(self, part: str, place: int, value: JsonValue) -> JsonValue:
        """Keep a value unless there is one already, and return the one that is kept."""
        if (part, place) not in self._kept:
            self._store.keep(self._run, part, place, value)
            self._kept[part, place] = value
            self._changed.set()
        return self._kept[part, place]

    async def all(self, part: str, places: Iterable[int]) -> None:
        """Wait until something is kept at each of the places."""
        wanted = [(part, place) for place in places]
        while not all(key in self._kept for key in wanted):
            self._changed.clear()
            await self._changed.wait()
