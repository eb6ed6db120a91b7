"""How many requests a model gets at a time and a minute; who comes too early waits in turn, and nobody is refused.

When how many may go is a pure matter of a window of one minute (`Window`); `Gate` waits for it. litellm's own limits
refuse at once what they do not let through, so they are not used.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from assistant.base import Frozen

MINUTE = 60.0


class Limits(Frozen):
    """What one endpoint allows; None: as much as it is asked for."""

    at_once: int = 16
    """Requests under way."""
    rpm: int | None = None
    """Requests in any minute."""
    tpm: int | None = None
    """Tokens in any minute, of prompts and replies together."""


@dataclass
class Sent:
    """A request that went out, and the tokens that it took, or is expected to take."""

    at: float
    tokens: int


@dataclass
class Window:
    """The requests of the last minute."""

    limits: Limits
    _sent: deque[Sent] = field(default_factory=deque, init=False)

    def wait(self, now: float, tokens: int) -> float:
        """Return the seconds until a request may go; one that is larger than a minute's tokens goes alone."""
        while self._sent and self._sent[0].at <= now - MINUTE:
            self._sent.popleft()
        requests, taken, pause = len(self._sent), sum(sent.tokens for sent in self._sent), 0.0
        for sent in self._sent:
            if not self._full(requests, taken, tokens):
                break
            pause, requests, taken = sent.at + MINUTE - now, requests - 1, taken - sent.tokens
        return pause

    def take(self, now: float, tokens: int) -> Sent:
        """Enter a request that goes out; its tokens may be corrected when they are known."""
        sent = Sent(now, tokens)
        self._sent.append(sent)
        return sent

    def _full(self, requests: int, taken: int, tokens: int) -> bool:
        rpm, tpm = self.limits.rpm, self.limits.tpm
        return (rpm is not None and requests >= rpm) or (tpm is not None and taken > 0 and taken + tokens > tpm)


@dataclass
class Gate:
    """Lets the requests to one endpoint through, first come first served."""

    limits: Limits
    clock: Callable[[], float] = time.monotonic
    _window: Window = field(init=False)
    _loops: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[asyncio.Lock, asyncio.Semaphore]] = field(
        default_factory=WeakKeyDictionary, init=False, repr=False
    )

    def __post_init__(self) -> None:
        self._window = Window(self.limits)

    @asynccontextmanager
    async def passed(self, tokens: int) -> AsyncIterator[Sent]:
        """Wait for a turn, and hold a place while the request is under way."""
        order, places = self._loops.setdefault(
            asyncio.get_running_loop(), (asyncio.Lock(), asyncio.Semaphore(self.limits.at_once))
        )
        async with order:  # whoever is first waits for both; the others wait behind
            await places.acquire()
            try:
                await self._due(tokens)
                sent = self._window.take(self.clock(), tokens)
            except BaseException:
                places.release()
                raise
        try:
            yield sent
        finally:
            places.release()

    async def _due(self, tokens: int) -> None:
        """Wait until the minute allows it; requests under way may turn out smaller meanwhile, or larger."""
        pause = self._window.wait(self.clock(), tokens)
        if pause > 0:
            await asyncio.sleep(pause)
            await self._due(tokens)


_GATES: dict[str, Gate] = {}


def gate_of(endpoint: str, limits: Limits) -> Gate:
    """Return the one gate of this process for an endpoint, by its content."""
    return _GATES.setdefault(f"{endpoint} {limits.model_dump_json()}", Gate(limits))
