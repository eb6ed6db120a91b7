"""How a person steers a run while it goes on: drop a branch, or end it with what is there. Safe for threads."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Reason = Literal["interrupted", "budget"]


@dataclass
class Control:
    """What was wished for one run so far."""

    dropped: set[int] = field(default_factory=set)
    """Places of the branches that are not wanted any more."""
    stopped: Reason | None = None
    """Why no more is to be searched and read; None: go on."""
    told: str = ""
    """The same in words."""
    _listeners: list[Callable[[], None]] = field(default_factory=list, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def stop(self, reason: Reason = "interrupted", told: str = "it was interrupted") -> None:
        """Search and read no more, and write the report from what is there; the first reason counts."""
        with self._lock:
            if self.stopped is None:
                self.stopped, self.told = reason, told
        self._changed()

    def drop(self, branch: int) -> None:
        """End a branch without reading what it found."""
        with self._lock:
            self.dropped.add(branch)
        self._changed()

    def listen(self, listener: Callable[[], None]) -> None:
        """Have the listener called, from whatever thread, after each wish; at once if there was one."""
        self._listeners.append(listener)
        if self.stopped or self.dropped:
            listener()

    def _changed(self) -> None:
        for listener in tuple(self._listeners):
            listener()
