"""A run that tells more than any real one, in the app: `python -m benchmarks.torrent 5000 100000`, in a terminal.

It tells so many events a second until there were so many, and then stays as it is.
"""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator, Iterator

from assistant.control import Control
from assistant.events import Claimed, Event, Fetched, Opened, Queried, Searched, Started
from tui.app.feed import Feed, Origin
from tui.app.main import Assistant, keep_open

BRANCHES = 6
STUDIES = 40
"""Of a branch."""


def events(number: int) -> Iterator[Event]:
    """Yield so many events, numbered: branches, searches in them, and mostly claims."""
    yield Started(sequence=1, run="torrent", question="How much can be told?", expert="extractive", sources=("memory",))
    for sequence in range(2, number + 1):
        yield _event(sequence).model_copy(update={"sequence": sequence, "seconds": sequence / 5000})


def _event(sequence: int) -> Event:
    branch = sequence % BRANCHES
    if sequence < BRANCHES + 2:
        return Opened(branch=branch, wave=1, subquestion=f"What of part {branch}?", queries=(f"part {branch}",))
    query, study = f"query {sequence % 400}", f"study {sequence % STUDIES}"
    match sequence % 5:
        case 0:
            return Queried(branch=branch, source="memory", query=query)
        case 1:
            return Searched(branch=branch, source="memory", query=query, found=20, studies=(study,))
        case 2:
            return Fetched(branch=branch, study=study, url="https://example.org", failures=())
        case _:
            text = (
                f"Claim {sequence} says of {study} what is long enough to be wrapped into a second line of the ticker."
            )
            return Claimed(branch=branch, claim=str(sequence), study=study, label=f"A Title of {study}", text=text,
                           quote=text, subquestion=branch)  # fmt: skip


def torrent(rate: float, number: int) -> Origin:
    """Tell the events at that rate."""

    async def told(_: Control) -> AsyncGenerator[Event, None]:
        began = time.monotonic()
        for place, event in enumerate(events(number)):
            if (ahead := place / rate - (time.monotonic() - began)) > 0.005:
                await asyncio.sleep(ahead)
            yield event
        await asyncio.Event().wait()

    return told


class Torrent(Assistant):
    """The app with that run in it."""

    def __init__(self, rate: float, number: int) -> None:
        super().__init__()
        self._told = torrent(rate, number)

    def on_mount(self) -> None:
        self.call_after_refresh(lambda: self.follow(Feed(self._told, steers=False, saved=False)))


if __name__ == "__main__":
    keep_open(Torrent(float(sys.argv[1]), int(sys.argv[2])))
