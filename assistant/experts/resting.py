"""Models that are down are left alone for a while, so that a run does not wait for them anew at every step.

One failure says little about a model that has answered before: services falter. Several in a row, none of them helped
by sending the request again, say that it is down.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

REST = 60.0
"""Seconds, at most, that a model is left alone after it did not answer."""
FIRST = 5.0
"""Seconds of the first rest of a model that has answered before; each rest after it is twice as long."""
IN_A_ROW = 3
"""Failures without an answer in between, from which a model that has answered before counts as down."""
FOR_GOOD = float("inf")
"""As long as the process lives: what is wrong is not mended by waiting."""


@dataclass
class _Known:
    answered: bool = False
    failures: int = 0
    rest: float = FIRST
    """Seconds of the next one, if it has answered before."""
    until: float = 0.0
    why: str = ""


@dataclass
class Rests:
    """Who rests, until when and why; safe for threads."""

    clock: Callable[[], float] = time.monotonic
    _known: dict[str, _Known] = field(default_factory=dict, init=False, repr=False)

    def begin(self, name: str, why: str, seconds: float = REST) -> None:
        """Have somebody rest who asked for it, or is of no use; a rest that lasts longer goes on as it is."""
        known, until = self._of(name), self.clock() + seconds
        if until > known.until:
            known.until, known.why = until, why

    def failed(self, name: str, why: str) -> None:
        """Note that a request came to nothing, however often it was sent; a model that seems to be down rests.

        What fails during a rest was under way when it began, and says nothing new.
        """
        known = self._of(name)
        if self.why(name):
            return
        known.failures += 1
        if not known.answered:
            self.begin(name, why)
        elif known.failures >= IN_A_ROW:
            self.begin(name, why, known.rest)
            known.rest = min(REST, 2 * known.rest)

    def answered(self, name: str) -> None:
        """Note that an answer came, which ends any rest."""
        self._known[name] = _Known(answered=True)

    def why(self, name: str) -> str:
        """Return why somebody rests; empty: they do not."""
        known = self._of(name)
        return known.why if self.clock() < known.until else ""

    def forget(self) -> None:
        """Forget everything, as a new process would."""
        self._known.clear()

    def _of(self, name: str) -> _Known:
        return self._known.setdefault(name, _Known())


RESTS = Rests()
"""Of this process: a model that is down is down for every run."""
