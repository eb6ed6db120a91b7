"""One gate per host for the whole process: requests are spaced, and a host that asks for rest gets it.

Which host may be asked when is a pure matter of clocks (`Host`); `turn` waits for it.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from assistant.errors import SourceError

REST = 60.0
"""Seconds that a host rests after it refused, where it names no time of its own."""
LONGEST_REST = 600.0
UNREACHABLE = 30.0
"""Seconds that a host is left alone when no connection could be made: there may be no network at all."""

_LOOK = 0.25
"""Seconds between two looks, while waiting for a turn, at whether the host was put to rest."""


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
            self._require_awake(now)
            start = max(now, self._free)
            self._free = start + interval
            return start - now

    def require_awake(self) -> None:
        """Raise if the host rests, as `turn` does: it may have been put to rest while a turn was waited for."""
        with self._lock:
            self._require_awake(self._clock())

    def _require_awake(self, now: float) -> None:
        if now < self._rested:
            raise SourceError(self._why or f"it asked for a pause; try again in {self._rested - now:.0f} s")

    def rest(self, retry_after: str | None = None, why: str = "") -> float:
        """Leave the host alone for as long as it says, and return the seconds; `why` is told to those who ask then."""
        seconds = min(rest_seconds(retry_after), LONGEST_REST)
        with self._lock:
            if (end := self._clock() + seconds) >= self._rested:
                self._rested, self._why = end, why
            self._free = 0.0  # whoever waits for a turn will not take it
        return seconds


async def turn(url: str, interval: float) -> None:
    """Wait for the next turn at the gate of an address; no thread waits with it.

    Raises:
        SourceError: the host rests, or was put to rest before it was our turn.
    """
    for pause in _pauses(url, interval):
        await asyncio.sleep(pause)


def turn_in_thread(url: str, interval: float) -> None:
    """Wait as `turn` does, in a thread of one's own, for clients that know no other way.

    Raises:
        SourceError: the host rests, or was put to rest before it was our turn.
    """
    for pause in _pauses(url, interval):
        time.sleep(pause)


def _pauses(url: str, interval: float) -> Iterator[float]:
    """Yield the seconds to sleep until it is our turn, little by little: the host may be put to rest meanwhile."""
    gate = gate_of(url)
    due = time.monotonic() + gate.turn(interval)
    while (left := due - time.monotonic()) > 0:
        yield min(left, _LOOK)
        gate.require_awake()
    gate.require_awake()


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


def gate_of(url: str) -> Host:
    """Return the one gate of the host that an address is on; another port is another service."""
    try:
        place = urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:  # it will not be asked either: it is no address
        place = ""
    with _hosts_lock:
        return _hosts.setdefault(place, Host())


def forget() -> None:
    """Forget every turn and rest, as a new process would."""
    with _hosts_lock:
        _hosts.clear()
