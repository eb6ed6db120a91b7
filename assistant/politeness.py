"""One gate per host for the whole process: requests are spaced, and a host that asks for rest gets it.

Which host may be asked when is a pure matter of clocks (`Host`); waiting for it is done here, for threads and event
loops alike.
"""

import threading
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime

from assistant.errors import SourceError

REST = 60.0
"""Seconds that a host rests after it refused, where it names no time of its own."""
LONGEST_REST = 600.0


class Host:
    """When a host was promised to whom, and until when it rests."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._free = 0.0
        self._rested = 0.0
        self._why = ""

    def turn(self, interval: float) -> float:
        """Take the next turn, in the order of asking, and return the seconds to wait for it.

        Raises:
            SourceError: the host rests; asking again would only prolong it.
        """
        with self._lock:
            now = self._clock()
            if now < self._rested:
                raise SourceError(self._why or f"it asked for a pause; try again in {self._rested - now:.0f} s")
            start = max(now, self._free)
            self._free = start + interval
            return start - now

    def rest(self, retry_after: str | None = None, why: str = "") -> float:
        """Leave the host alone for as long as it says, and return the seconds; `why` is told to those who ask then."""
        seconds = min(rest_seconds(retry_after), LONGEST_REST)
        with self._lock:
            self._rested = max(self._rested, self._clock() + seconds)
            self._why = why
        return seconds


def rest_seconds(retry_after: str | None, now: Callable[[], float] = time.time) -> float:
    """Return the seconds that a Retry-After header asks for, given as a number or as a date."""
    if retry_after is None:
        return REST
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - now())
    except ValueError:
        return REST


_hosts: dict[str, Host] = {}
_hosts_lock = threading.Lock()


def host(name: str) -> Host:
    """Return the one gate of a host."""
    with _hosts_lock:
        return _hosts.setdefault(name, Host())


def forget() -> None:
    """Forget every turn and rest, as a new process would."""
    with _hosts_lock:
        _hosts.clear()
