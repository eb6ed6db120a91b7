"""One gate per host."""

import asyncio
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SourceError
from assistant.politeness import LONGEST_REST, REST, Host, forget, gate_of, rest_seconds, turn


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.floats(0, 5), max_size=10), st.floats(0, 4))
def test_turns_are_at_least_an_interval_apart(pauses: list[float], interval: float) -> None:
    clock = Clock()
    gate = Host(clock)
    turns = []
    for pause in pauses:
        clock.now += pause
        turns.append(clock.now + gate.turn(interval))
    assert all(later - earlier >= interval - 1e-9 for earlier, later in pairwise(turns))


def test_a_host_that_rests_is_not_asked() -> None:
    clock = Clock()
    gate = Host(clock)
    assert gate.rest("30") == 30
    with pytest.raises(SourceError, match="30 s"):
        gate.turn(0)
    clock.now += 31
    assert gate.turn(0) == 0


def test_a_reason_is_told_for_as_long_as_it_is_the_reason() -> None:
    gate = Host(Clock())
    gate.rest("30", "its budget is spent")
    with pytest.raises(SourceError, match=r"^its budget is spent$"):
        gate.turn(0)
    gate.rest("30")
    with pytest.raises(SourceError, match="30 s"):
        gate.turn(0)


async def test_who_waits_while_the_host_is_put_to_rest_does_not_ask_it() -> None:
    forget()
    await turn("https://example.org/api", 0.05)
    waiting = asyncio.create_task(turn("https://example.org/api", 0.05))
    await asyncio.sleep(0)
    gate_of("https://example.org/").rest("30")
    with pytest.raises(SourceError, match="30 s"):
        await waiting


async def test_no_thread_waits_for_a_turn() -> None:
    forget()
    async with asyncio.timeout(5):
        turns = [asyncio.create_task(turn("https://example.org/api", 0.005)) for _ in range(40)]
        assert await asyncio.to_thread(lambda: "threads are free") == "threads are free"
        assert sum(task.done() for task in turns) < 40
        await asyncio.gather(*turns)


def test_a_rest_is_never_shortened_nor_endless() -> None:
    gate = Host(Clock())
    assert gate.rest("100000") == LONGEST_REST
    gate.rest("1")
    with pytest.raises(SourceError, match="600 s"):
        gate.turn(0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("-3", 0),
        (None, REST),
        ("soon", REST),
        (format_datetime(datetime.fromtimestamp(1050, UTC)), 50),
    ],
)
def test_retry_after_is_read_in_both_its_forms(header: str | None, seconds: float) -> None:
    assert rest_seconds(header, now=lambda: 1000.0) == seconds


def test_a_host_has_one_gate_in_the_whole_process() -> None:
    assert gate_of("https://example.org/a") is gate_of("http://me:key@EXAMPLE.org/b?c")
    assert gate_of("https://example.org") is not gate_of("https://example.com")
    assert gate_of("http://127.0.0.1:1") is not gate_of("http://127.0.0.1:2")


async def test_who_waits_long_leaves_soon_after_the_host_was_put_to_rest() -> None:
    forget()
    await turn("https://example.org", 60)
    waiting = asyncio.create_task(turn("https://example.org", 60))
    await asyncio.sleep(0)
    gate_of("https://example.org").rest("30", "it is down")
    async with asyncio.timeout(5):
        with pytest.raises(SourceError, match="it is down"):
            await waiting
