"""The shared loop: what is interrupted has ended when the interruption is passed on."""

import asyncio
import os
import signal
import threading
import time

import pytest

from agents.loop import wait_for


def interrupt(seconds: float) -> None:
    """Press Ctrl-C after a while."""
    threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()


async def result() -> str:
    return await asyncio.to_thread(lambda: "done")


def test_what_work_returns_or_raises_is_passed_on() -> None:
    async def fail() -> None:
        await asyncio.sleep(0)
        raise ZeroDivisionError("of the work")

    assert wait_for(result()) == "done"
    with pytest.raises(ZeroDivisionError, match="of the work"):
        wait_for(fail())


def test_an_interruption_is_passed_on_when_tasks_and_threads_have_ended() -> None:
    ended: list[str] = []

    def in_a_thread() -> None:
        time.sleep(0.6)
        ended.append("thread")

    async def work() -> None:
        try:
            await asyncio.to_thread(in_a_thread)
        finally:
            ended.append("task")

    interrupt(0.2)
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        wait_for(work())
    assert ended == ["task", "thread"]
    assert time.monotonic() - began < 2
    assert wait_for(result()) == "done", "the loop serves the next"


def test_a_second_interruption_does_not_wait() -> None:
    freed = threading.Event()

    async def work() -> None:
        await asyncio.to_thread(freed.wait, 20)

    interrupt(0.2)
    interrupt(0.5)
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        wait_for(work())
    assert time.monotonic() - began < 5
    freed.set()


def test_waiting_for_a_turn_is_interrupted_at_once() -> None:
    from assistant.politeness import turn

    async def work() -> None:
        await turn("interrupted.example", 30)
        await turn("interrupted.example", 30)

    interrupt(0.2)
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        wait_for(work())
    assert time.monotonic() - began < 2
