"""How far long work has come, on stderr: a bar that moves on a terminal, and elsewhere a line now and then."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

from assistant.library.progress import Step

REDRAW = 0.1
"""Seconds between two drawings on a terminal."""

REPEAT = 5.0
"""Seconds between two lines elsewhere."""

_WIDTH = 24
_CLEAR = "\x1b[K"


class Bar:
    """Told of steps, it shows the first of each kind at once, and others as often as a reader can use them."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream or sys.stderr
        self._clock = clock
        self._moves = self._stream.isatty()
        self._step: Step | None = None
        self._shown: Step | None = None
        self._began = self._last = 0.0

    def __call__(self, step: Step) -> None:
        now = self._clock()
        if self._step is None or step.doing != self._step.doing:
            self.close()
            self._began = now
            self._show(step, now)
        elif now - self._last >= (REDRAW if self._moves else REPEAT):
            self._show(step, now)
        self._step = step

    def close(self) -> None:
        """Show how the work stands that was told of last, and go to the next line."""
        if self._step is not None and self._step is not self._shown:
            self._show(self._step, self._clock())
        if self._step is not None and self._moves:
            print(file=self._stream, flush=True)
        self._step = None

    def _show(self, step: Step, now: float) -> None:
        self._shown, self._last = step, now
        words = line(step, now - self._began)
        if self._moves:
            print(f"\r{_drawn(step.share)} {words}{_CLEAR}", end="", file=self._stream, flush=True)
        else:
            print(words, file=self._stream, flush=True)


def line(step: Step, seconds: float) -> str:
    """Return a step in words, with the rate since the work began and the time that is left at that rate."""
    words = f"{step.doing}: {step.share:4.0%}, {step.done:,} {step.things}"
    if not step.done or seconds <= 0:
        return words
    words += f", {step.done / seconds:,.0f} a second"
    return words + (f", {_duration(seconds * (1 - step.share) / step.share)} left" if 0 < step.share < 1 else "")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _drawn(share: float) -> str:
    filled = round(_WIDTH * share)
    return f"[{'#' * filled}{'.' * (_WIDTH - filled)}]"
