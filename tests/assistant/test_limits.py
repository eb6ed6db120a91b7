"""Limits let requests through in turn, and never more of them than an endpoint allows."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.experts.limits import MINUTE, Gate, Limits, Window

LIMITS = st.builds(Limits, rpm=st.none() | st.integers(1, 5), tpm=st.none() | st.integers(10, 200))


@given(LIMITS, st.lists(st.tuples(st.integers(0, 30), st.integers(1, 150)), max_size=20))
def test_no_minute_has_more_requests_or_tokens_than_allowed(limits: Limits, arrivals: list[tuple[float, int]]) -> None:
    window, now, sent = Window(limits), 0.0, []
    for later, tokens in arrivals:
        now += later
        while (pause := window.wait(now, tokens)) > 0:
            assert pause <= MINUTE
            now += pause
        window.take(now, tokens)
        sent.append((now, tokens))
    for at, _ in sent:
        minute = [tokens for when, tokens in sent if at - MINUTE < when <= at]
        assert limits.rpm is None or len(minute) <= limits.rpm
        assert limits.tpm is None or sum(minute) <= limits.tpm or len(minute) == 1, "what is too large goes alone"


def test_a_request_that_took_less_leaves_more_for_the_next() -> None:
    window = Window(Limits(tpm=100))
    sent = window.take(0.0, 90)
    assert window.wait(1.0, 50) == MINUTE - 1
    sent.tokens = 40
    assert window.wait(1.0, 50) == 0


async def test_requests_pass_in_the_order_of_asking_and_not_too_many_at_once() -> None:
    gate, passed, under_way, most = Gate(Limits(at_once=3)), [], 0, 0

    async def ask(number: int) -> None:
        nonlocal under_way, most
        async with gate.passed(1):
            passed.append(number)
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(ask(number) for number in range(20)))
    assert passed == list(range(20))
    assert most == 3


async def test_who_gives_up_waiting_gives_up_the_turn() -> None:
    gate = Gate(Limits(at_once=1))
    async with gate.passed(1):
        waiting = asyncio.create_task(gate.passed(1).__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with asyncio.timeout(1), gate.passed(1):
        pass
