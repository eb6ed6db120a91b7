"""What a run may spend, and what it has spent: a call reserves before it is made and settles after.

However many calls are made at once, caps are passed by no more than the reservation of one call.
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field

from pydantic import Field

from assistant.base import Frozen
from assistant.errors import BudgetSpent
from assistant.usage import Usage

CONCLUDING = frozenset({"write", "repair", "check"})
"""Tasks that turn what was found into the report; a part of every cap is kept for them."""
KEPT = 0.35
"""That part."""


class Caps(Frozen):
    """The most that a run may take; None: as much as it needs."""

    dollars: float | None = Field(default=None, ge=0)
    tokens: int | None = Field(default=None, ge=0)
    """Of prompts and replies together."""
    calls: int | None = Field(default=None, ge=0)
    """Requests to models."""
    seconds: float | None = Field(default=None, ge=0)
    """From the first step to the last, pauses of the whole run left out."""

    @property
    def measured(self) -> bool:
        """Whether it matters how long a reply is."""
        return (self.dollars, self.tokens) != (None, None)


@dataclass
class Budget:
    """The purse of one run; used on one event loop."""

    caps: Caps = field(default_factory=Caps)
    spent: Usage = field(default_factory=Usage)
    """Settled so far, in all sittings of the run."""
    exhausted: str = ""
    """The first refusal in words; empty: everything was granted."""
    _reserved: list[Usage] = field(default_factory=list, init=False, repr=False)
    _settled: asyncio.Event = field(default_factory=asyncio.Event, init=False, repr=False)

    async def reserve(self, expected: Usage, task: str) -> Usage:
        """Set aside what a call may take at most, and return it; wait while calls in flight may yet leave enough.

        Raises:
            BudgetSpent: it does not fit, whatever the calls in flight turn out to take.
        """
        while over := self._over((*self._reserved, expected), task):
            if self._over((expected,), task) or not self._reserved:
                self.exhausted = self.exhausted or over
                raise BudgetSpent(f"the budget of this run does not allow it: {over}")
            self._settled.clear()
            await self._settled.wait()
        self._reserved.append(expected)
        return expected

    def settle(self, reserved: Usage, taken: Usage) -> None:
        """Give back a reservation, and count what was really taken."""
        with suppress(ValueError):
            self._reserved.remove(reserved)
        self.spent += taken
        self._settled.set()

    def _over(self, more: Collection[Usage], task: str) -> str:
        """Return which cap would be passed, in words, or nothing."""
        total = sum(more, self.spent)
        share = 1.0 if task in CONCLUDING else 1.0 - KEPT
        caps = self.caps
        if caps.calls is not None and total.calls > share * caps.calls:
            return f"{caps.calls} calls"
        if caps.tokens is not None and total.prompt_tokens + total.completion_tokens > share * caps.tokens:
            return f"{caps.tokens:,} tokens"
        if caps.dollars is not None and (total.dollars is None or total.dollars > share * caps.dollars):
            return f"${caps.dollars:g}"
        return ""
