"""Whose request goes next to a server. Pure decisions; `gates` waits for them.

Requests for one model go first come first served. A server of one's own that serves several models holds one of them
ready, and to change it takes long: requests for that model go before others, but not for ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.experts.limits import Limits, Sent, Window

IN_A_ROW = 16
"""Requests for the model that is loaded, at most, which go in a row while another model's wait."""


@dataclass(eq=False)
class Ticket:
    """A request that waits for its turn."""

    model: str
    tokens: int
    limits: Limits
    why: str = ""
    """What it waited for first, in words; empty: it did not have to wait."""


class Turn(NamedTuple):
    """Who goes now; if nobody does, why, and after how many seconds to look again (None: when somebody leaves)."""

    ticket: Ticket | None = None
    sent: Sent | None = None
    why: str = ""
    pause: float | None = None


@dataclass
class Line:
    """Those who wait for one server, in the order of their coming, and how many are being served."""

    windows: dict[tuple[str, Limits], Window] = field(default_factory=dict)
    """The last minute of each model."""
    waiting: list[Ticket] = field(default_factory=list)
    under_way: int = 0
    _loaded: str = field(default="", init=False)
    _row: int = field(default=0, init=False)

    def window(self, ticket: Ticket) -> Window:
        return self.windows.setdefault((ticket.model, ticket.limits), Window(ticket.limits))

    def next(self, now: float) -> Turn:
        """Let one request go if one may; who goes is under way until `leave`.

        Who has to wait for the next minute is overtaken by other models; who has to wait for a place is not, for it
        might never see as many free as it needs.
        """
        blocked = Turn()
        for ticket in self._preferred():
            limits = ticket.limits
            if pause := self.window(ticket).wait(now, ticket.tokens):
                if blocked.pause is None or pause < blocked.pause:
                    blocked = Turn(why=_a_minute(limits), pause=pause)
            elif self.under_way >= limits.at_once:
                return Turn(why=f"it takes {_counted(limits.at_once, 'request')} at a time", pause=blocked.pause)
            else:
                return Turn(ticket, self._go(ticket, now))
        return blocked

    def leave(self) -> None:
        """Somebody has been served."""
        self.under_way -= 1

    def _go(self, ticket: Ticket, now: float) -> Sent:
        self.waiting.remove(ticket)
        self.under_way += 1
        others = any(other.model != ticket.model for other in self.waiting)
        row = self._row if ticket.model == self._loaded else 0
        self._loaded, self._row = ticket.model, row + 1 if others else 0
        return self.window(ticket).take(now, ticket.tokens)

    def _preferred(self) -> Iterator[Ticket]:
        """Yield the first request for each model, those that should go first before others."""
        first: dict[str, Ticket] = {}
        for ticket in self.waiting:
            first.setdefault(ticket.model, ticket)
        loaded = first.pop(self._loaded, None)
        if loaded and self._row < IN_A_ROW:
            yield loaded
        yield from first.values()
        if loaded and self._row >= IN_A_ROW:
            yield loaded


def _a_minute(limits: Limits) -> str:
    allowed = [] if limits.rpm is None else [_counted(limits.rpm, "request")]
    allowed += [] if limits.tpm is None else [_counted(limits.tpm, "token")]
    return f"it takes {' and '.join(allowed)} a minute"


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
