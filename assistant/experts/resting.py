"""Models that failed and are left alone for a while, so that a run does not wait for them anew at every step."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

REST = 60.0
"""Seconds that a model is left alone after it did not answer."""
FOR_GOOD = float("inf")
"""As long as the process lives: what is wrong is not mended by waiting."""


@dataclass
class Rests:
    """Who rests, until when and why; safe for threads."""

    clock: Callable[[], float] = time.monotonic
    _resting: dict[str, tuple[float, str]] = field(default_factory=dict, init=False, repr=False)

    def begin(self, name: str, why: str, seconds: float = REST) -> None:
        self._resting[name] = (self.clock() + seconds, why)

    def end(self, name: str) -> None:
        self._resting.pop(name, None)

    def why(self, name: str) -> str:
        """Return why somebody rests; empty: they do not."""
        until, why = self._resting.get(name, (0.0, ""))
        return why if self.clock() < until else ""

    def forget(self) -> None:
        """Forget every rest, as a new process would."""
        self._resting.clear()


RESTS = Rests()
"""Of this process: a model that is down is down for every run."""
