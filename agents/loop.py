"""One event loop for every synchronous call, whether or not the caller runs one of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


def wait_for(work: Coroutine[Any, Any, T], interrupted: Callable[[], None] | None = None) -> T:
    """Run a coroutine on the loop that all synchronous calls share, and return what it returns.

    A first interruption is told to `interrupted`, if that is given, and the work goes on to the end that it makes of
    it. Any other interruption of the caller cancels the work and waits until it has ended, threads included, so that
    what it uses can be put away; one more does not wait. Model clients keep connections that belong to a loop, so a
    loop per call would leave them behind.
    """
    shared = _shared()
    task = asyncio.run_coroutine_threadsafe(_begun(work), shared.loop).result()
    ended = threading.Event()
    shared.loop.call_soon_threadsafe(task.add_done_callback, lambda _: ended.set())
    try:
        _wait(ended, interrupted)
    except BaseException:
        shared.loop.call_soon_threadsafe(task.cancel)
        ended.wait()
        wait(shared.threads.running)
        raise
    return task.result()


def _wait(ended: threading.Event, interrupted: Callable[[], None] | None) -> None:
    try:
        ended.wait()
    except KeyboardInterrupt:
        if interrupted is None:
            raise
        interrupted()
        ended.wait()


class Threads(ThreadPoolExecutor):
    """A pool that knows what it is at: a thread goes on when the task that waits for it is cancelled."""

    def __init__(self) -> None:
        super().__init__(thread_name_prefix="agents")
        self._running: set[Future[Any]] = set()

    @property
    def running(self) -> frozenset[Future[Any]]:
        return frozenset(self._running)

    def submit(self, function: Callable[..., T], /, *arguments: Any, **options: Any) -> Future[T]:
        future = super().submit(function, *arguments, **options)
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        return future


class Shared(NamedTuple):
    loop: asyncio.AbstractEventLoop
    threads: Threads


@cache
def _shared() -> Shared:
    made = Shared(asyncio.new_event_loop(), Threads())
    made.loop.set_default_executor(made.threads)
    threading.Thread(target=made.loop.run_forever, name="agents", daemon=True).start()
    return made


async def _begun(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    return asyncio.create_task(work)
