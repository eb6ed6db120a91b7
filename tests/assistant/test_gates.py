"""Waiting for a turn, on event loops on which time passes in no time."""

import asyncio
import random
import selectors
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.budget import Budget, Caps
from assistant.errors import BudgetSpent
from assistant.experts.gates import Gate, Passed, gate_of, is_own
from assistant.experts.limits import MINUTE, Limits
from assistant.usage import Usage

OWN = "http://127.0.0.1:8080/v1"


class Leaping(selectors.SelectSelector):
    """Does not wait for the next timer: it moves the clock there."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None:
            raise RuntimeError("everybody waits for ever")
        self.now += timeout
        return super().select(0)


class Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.leaping = Leaping()
        super().__init__(self.leaping)

    def time(self) -> float:
        return self.leaping.now


def run(main: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(main)


def gate() -> Gate:
    return Gate(lambda: asyncio.get_running_loop().time())


LIMITS = st.builds(
    Limits, at_once=st.integers(1, 4), rpm=st.none() | st.integers(1, 9), tpm=st.none() | st.integers(10, 300)
)
REQUEST = st.tuples(
    st.integers(0, 20),  # how long after the one before it comes
    st.integers(1, 150),  # tokens that are expected
    st.sampled_from([0, 0.5, 1]),  # share of them that it takes
    st.integers(1, 30),  # seconds that it takes
    st.none() | st.integers(0, 90),  # patience of whoever asks
)


@given(LIMITS, st.lists(REQUEST, max_size=20))
def test_whenever_requests_come_and_are_given_up_no_limit_is_passed_and_all_others_go_in_turn(
    limits: Limits, requests: list[Any]
) -> None:
    async def main() -> None:
        there, loop = gate(), asyncio.get_running_loop()
        passed: list[int] = []
        sent: list[Any] = []
        under_way: set[int] = set()

        async def ask(number: int, tokens: int, share: float, seconds: float) -> None:
            async with there.passed("m", limits, tokens) as turn:
                passed.append(number)
                sent.append(turn.sent)
                under_way.add(number)
                assert len(under_way) <= limits.at_once
                minute = [each.tokens for each in sent if loop.time() < each.at + MINUTE]
                assert limits.rpm is None or len(minute) <= limits.rpm
                assert limits.tpm is None or sum(minute) <= max(limits.tpm, tokens), "what is too large goes alone"
                try:
                    await asyncio.sleep(seconds)
                    turn.sent.tokens = int(share * tokens)
                finally:
                    under_way.remove(number)

        async def patiently(number: int, patience: float | None, *asked: Any) -> None:
            try:
                async with asyncio.timeout(patience):
                    await ask(number, *asked)
            except TimeoutError:
                pass

        async with asyncio.TaskGroup() as group:
            for number, (later, tokens, share, seconds, patience) in enumerate(requests):
                await asyncio.sleep(later)
                group.create_task(patiently(number, patience, tokens, share, seconds))
        assert passed == sorted(passed)
        assert {n for n, request in enumerate(requests) if request[-1] is None} <= set(passed)

    run(main())


CAPS = st.builds(Caps, calls=st.none() | st.integers(0, 15), tokens=st.none() | st.integers(0, 1_500))


@given(LIMITS, CAPS, st.lists(REQUEST, max_size=20))
def test_who_waits_for_the_budget_and_who_waits_for_a_turn_never_wait_for_each_other(
    limits: Limits, caps: Caps, requests: list[Any]
) -> None:
    """If they did, the loop would have nothing left to do."""

    async def main() -> None:
        there, budget = gate(), Budget(caps)
        ends: list[str] = []

        async def ask(tokens: int, share: float, seconds: float) -> None:
            reserved, used = await budget.reserve(Usage(calls=1, prompt_tokens=tokens), "write"), Usage()
            try:
                async with there.passed("m", limits, tokens):
                    used = Usage(calls=1)
                    await asyncio.sleep(seconds)
                    used = Usage(calls=1, prompt_tokens=int(share * tokens))
            finally:
                budget.settle(reserved, used)

        async def ended(patience: float | None, *asked: Any) -> None:
            try:
                async with asyncio.timeout(patience):
                    await ask(*asked)
                ends.append("answered")
            except (TimeoutError, BudgetSpent) as error:
                ends.append(type(error).__name__)

        async with asyncio.TaskGroup() as group:
            for later, tokens, share, seconds, patience in requests:
                await asyncio.sleep(later)
                group.create_task(ended(patience, tokens, share, seconds))
        assert len(ends) == len(requests)
        assert caps.calls is None or budget.spent.calls <= caps.calls
        assert caps.tokens is None or budget.spent.prompt_tokens <= caps.tokens
        if caps == Caps():
            assert "BudgetSpent" not in ends

    run(main())


@given(st.integers(0, 10_000))
def test_cancelling_at_any_moment_loses_no_place(seed: int) -> None:
    """Also in the moment between being let go and going."""
    chance = random.Random(seed)

    async def main() -> None:
        there, limits = gate(), Limits(at_once=2)

        async def ask(number: int) -> None:
            async with there.passed("m", limits, 1):
                await asyncio.sleep(chance.choice([0, 0, 1]))

        asking = [asyncio.create_task(ask(number)) for number in range(12)]
        while any(not task.done() for task in asking[6:]):
            chance.choice(asking).cancel()
            await asyncio.sleep(chance.choice([0, 0, 0.5]))
        await asyncio.gather(*asking, return_exceptions=True)
        async with asyncio.timeout(5), there.passed("m", limits, 1), there.passed("m", limits, 1):
            pass

    run(main())


def test_who_is_let_go_and_does_not_go_takes_nothing_of_the_minute() -> None:
    async def main() -> None:
        there, limits = gate(), Limits(at_once=1, rpm=2)
        async with there.passed("m", limits, 1):
            late = asyncio.create_task(there.passed("m", limits, 1).__aenter__())
            await asyncio.sleep(0)
        late.cancel()  # it was let go this moment, and has not noticed yet
        await asyncio.gather(late, return_exceptions=True)
        async with asyncio.timeout(1), there.passed("m", limits, 1):
            pass

    run(main())


def test_who_waited_is_told_how_long_and_why() -> None:
    async def main() -> None:
        there, limits = gate(), Limits(at_once=1, rpm=2)
        told: list[Passed] = []

        async def ask() -> None:
            async with there.passed("m", limits, 1) as turn:
                told.append(turn)
                await asyncio.sleep(5)

        await asyncio.gather(*(ask() for _ in range(3)))
        assert [(turn.waited, turn.why) for turn in told] == [
            (0, ""),
            (5, "it takes 1 request at a time"),
            (60, "it takes 1 request at a time"),
        ]

    run(main())


def test_a_loop_that_was_broken_off_takes_no_places_with_it_and_its_requests_still_count() -> None:
    there, now, limits = Gate(lambda: now), 0.0, Limits(at_once=1, rpm=2)

    async def broken_off() -> None:
        await there.passed("m", limits, 1).__aenter__()

    async def ask() -> None:
        async with asyncio.timeout(30), there.passed("m", limits, 1):
            pass

    run(broken_off())
    run(ask())
    with pytest.raises(TimeoutError):
        run(ask())


@pytest.mark.parametrize(
    ("api_base", "own"),
    [
        (OWN, True),
        ("http://localhost:11434", True),
        ("http://box.local/v1", True),
        ("http://gateway/v1", True),
        ("http://192.168.1.7:8000", True),
        ("http://[::1]:8000", True),
        ("https://api.example.com/v1", False),
        ("https://8.8.8.8/v1", False),
        ("", False),
        ("http://[", False),
    ],
)
def test_a_server_of_ones_own_is_known_by_its_address(api_base: str, own: bool) -> None:
    assert is_own(api_base) == own


def test_models_share_a_gate_only_on_a_server_of_ones_own() -> None:
    assert gate_of("a", OWN) is gate_of("b", OWN)
    assert gate_of("a", "https://api.example.com/v1") is not gate_of("b", "https://api.example.com/v1")
    assert gate_of("a", "") is gate_of("a", "")
    assert gate_of("a", "") is not gate_of("b", "")
