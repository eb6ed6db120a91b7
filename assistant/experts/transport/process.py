"""The process that talks to models, as seen from the one that researches: started ahead, and again if it ends."""

import asyncio
import atexit
import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple, cast

from assistant.experts.transport.wire import (
    Ask,
    Cancel,
    Environment,
    Failed,
    Heard,
    Order,
    Piece,
    Reason,
    Said,
    Sent,
    Word,
)

_ROOT = Path(__file__).parents[3]
_ENDED = Failed(reason="passing", message="the process that talks to models has ended")


class Failure(Exception):
    """There is no answer."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.message)
        self.reason: Reason = failed.reason
        self.retry_after = failed.retry_after


class _Waiting(NamedTuple):
    """Who waits for an answer."""

    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Heard]"
    tell: Callable[[Sent | Piece], None]

    def hear(self, said: Said) -> None:
        with suppress(RuntimeError):  # its loop was closed; nobody waits any more
            self.loop.call_soon_threadsafe(self._take, said)

    def _take(self, said: Said) -> None:
        if self.answer.done():
            return
        match said:
            case Sent() | Piece():
                self.tell(said)
            case Heard():
                self.answer.set_result(said)
            case Failed():
                self.answer.set_exception(Failure(said))


class _Child:
    """One such process, from its start to its end; safe for threads."""

    def __init__(self) -> None:
        self.environment = dict(os.environ)
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "assistant.experts.transport.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment | {"PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C is for us: it ends when we do
        )
        self._orders = cast(IO[bytes], self._process.stdin)
        self._words = cast(IO[bytes], self._process.stdout)
        self._lock = threading.Lock()
        self._waiting: dict[int, _Waiting] = {}
        self._over: Failed | None = None
        self._listener = threading.Thread(target=self._hear, name="models", daemon=True)
        self._listener.start()

    @property
    def is_over(self) -> bool:
        return self._over is not None

    def send(self, order: Order) -> None:
        with self._lock, suppress(OSError, ValueError):  # that it has ended is told to all who wait
            self._orders.write(order.model_dump_json().encode() + b"\n")
            self._orders.flush()

    def wait_for(self, id_: int, waiting: _Waiting) -> None:
        self._waiting[id_] = waiting
        if self._over:
            waiting.hear(self._over)

    def forget(self, id_: int) -> None:
        self._waiting.pop(id_, None)

    def end(self) -> None:
        with self._lock, suppress(OSError):
            self._orders.close()
        self._listener.join()

    def _hear(self) -> None:
        over = _ENDED
        try:
            for line in self._words:
                word = Word.model_validate_json(line)
                if (waiting := self._waiting.get(word.id)) is not None:
                    waiting.hear(word.said)
                elif not word.id and isinstance(word.said, Failed):
                    over = word.said
        finally:
            self._over = over
            for waiting in list(self._waiting.values()):
                waiting.hear(over)
            self._words.close()
            with self._lock, suppress(OSError):
                self._orders.close()
            self._process.wait()


class Process:
    """Who is asked; it is started with the first request, or ahead of it."""

    def __init__(self) -> None:
        self._child: _Child | None = None
        self._lock = threading.Lock()
        self._ids = itertools.count(1)

    def start(self) -> None:
        """See to it that the process is there, without waiting until it is ready."""
        with suppress(Failure):  # whoever asks meets it again
            self._present()

    async def ask(self, ask: Ask, tell: Callable[[Sent | Piece], None] = lambda _: None) -> Heard:
        """Return the answer to a request; who gives up waiting for it withdraws it.

        Args:
            tell: told when it is sent, and each piece of an answer that comes in pieces.

        Raises:
            Failure: there is none.
        """
        child, id_ = self._present(), next(self._ids)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Heard] = loop.create_future()
        child.wait_for(id_, _Waiting(loop, answer, tell))
        try:
            child.send(ask.model_copy(update={"id": id_}))
            return await answer
        except asyncio.CancelledError:
            child.send(Cancel(id=id_))
            raise
        finally:
            child.forget(id_)

    def end(self) -> None:
        """End the process; whatever is under way comes to nothing."""
        with self._lock:
            if self._child:
                self._child.end()
            self._child = None

    def _present(self) -> _Child:
        with self._lock:
            if self._child is None or self._child.is_over:
                try:
                    self._child = _Child()
                except OSError as error:
                    told = f"no process could be started to ask models ({error})"
                    raise Failure(Failed(reason="other", message=told)) from None
            elif self._child.environment != os.environ:
                self._child.environment = dict(os.environ)
                self._child.send(Environment(variables=self._child.environment))
            return self._child


PROCESS = Process()
"""Of this process: one is enough for all its runs."""
atexit.register(PROCESS.end)
