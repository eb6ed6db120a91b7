"""Waiting for a turn at a server: nobody is refused, and who gives up waiting gives up the turn.

One gate per server for the whole process, so that clients are cheap and runs share what a server allows.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from assistant.addresses import is_local_name, is_public
from assistant.experts.limits import Limits, Sent, Window
from assistant.experts.turns import Line, Ticket


class Passed(NamedTuple):
    """A request that may go out."""

    sent: Sent
    """Its tokens are to be corrected when they are known."""
    waited: float
    """Seconds."""
    why: str
    """What for; empty: it did not have to wait."""


@dataclass(eq=False)
class _Queue:
    """The line of one event loop."""

    line: Line
    clock: Callable[[], float]
    turns: dict[Ticket, asyncio.Future[Sent]] = field(default_factory=dict)
    _look: asyncio.TimerHandle | None = None

    async def turn(self, ticket: Ticket) -> Sent:
        turn: asyncio.Future[Sent] = asyncio.get_running_loop().create_future()
        self.turns[ticket] = turn
        self.line.waiting.append(ticket)
        self.advance()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._withdraw(ticket)
            else:  # it was its turn, but it was given up before it could go
                self.line.window(ticket).drop(turn.result())
                self.line.leave()
            self.advance()
            raise
        finally:
            del self.turns[ticket]

    def leave(self) -> None:
        self.line.leave()
        self.advance()

    def advance(self) -> None:
        """Let everybody go who may, and look again when more may."""
        for ticket, turn in self.turns.items():
            if turn.cancelled():  # its task has not noticed yet
                self._withdraw(ticket)
        while (next_ := self.line.next(self.clock())).ticket and next_.sent:
            self.turns[next_.ticket].set_result(next_.sent)
        for ticket in self.line.waiting:
            ticket.why = ticket.why or next_.why
        if self._look:
            self._look.cancel()
        loop = asyncio.get_running_loop()
        self._look = None if next_.pause is None else loop.call_later(next_.pause, self.advance)

    def _withdraw(self, ticket: Ticket) -> None:
        if ticket in self.line.waiting:
            self.line.waiting.remove(ticket)


@dataclass
class Gate:
    """Lets the requests to one server through."""

    clock: Callable[[], float] = time.monotonic
    _windows: dict[tuple[str, Limits], Window] = field(default_factory=dict, init=False)
    _queues: WeakKeyDictionary[asyncio.AbstractEventLoop, _Queue] = field(
        default_factory=WeakKeyDictionary, init=False, repr=False
    )
    """A loop that was broken off leaves nothing to those after it but what its requests took of the minute."""

    @asynccontextmanager
    async def passed(self, model: str, limits: Limits, tokens: int) -> AsyncIterator[Passed]:
        """Wait for a turn, and hold a place while the request is under way."""
        queue = self._queues.setdefault(asyncio.get_running_loop(), _Queue(Line(self._windows), self.clock))
        ticket, came = Ticket(model, tokens, limits), self.clock()
        sent = await queue.turn(ticket)
        try:
            yield Passed(sent, self.clock() - came, ticket.why)
        finally:
            queue.leave()


_GATES: dict[str, Gate] = {}


def gate_of(endpoint: str, api_base: str) -> Gate:
    """Return the one gate of this process for an endpoint; the models of a server of one's own share one."""
    return _GATES.setdefault(urlsplit(api_base).netloc if is_own(api_base) else endpoint, Gate())


def is_own(api_base: str) -> bool:
    """Tell whether an address is on this machine or in its own network."""
    try:
        host = urlsplit(api_base).hostname or ""
    except ValueError:
        return False
    try:
        return not is_public(host)
    except ValueError:  # a name, not a number
        return bool(host) and is_local_name(host)
