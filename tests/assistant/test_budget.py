"""A budget is never passed, however many calls are made at once."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.budget import KEPT, Budget, Caps
from assistant.errors import BudgetSpent
from assistant.usage import Usage

CALL = st.tuples(st.integers(1, 500), st.integers(1, 500), st.floats(0, 1), st.sampled_from(["read", "write"]))
CAPS = st.builds(
    Caps,
    calls=st.none() | st.integers(0, 12),
    tokens=st.none() | st.integers(0, 4_000),
    dollars=st.none() | st.floats(0, 0.02),
)


def usage(prompt: int, completion: int) -> Usage:
    return Usage(calls=1, prompt_tokens=prompt, completion_tokens=completion, dollars=(prompt + completion) * 1e-6)


@given(CAPS, st.lists(CALL, max_size=20))
def test_calls_that_take_no_more_than_they_reserve_never_pass_a_cap(caps: Caps, calls: list[Any]) -> None:
    budget = Budget(caps)

    async def call(prompt: int, completion: int, part: float, task: str) -> bool:
        try:
            reserved = await budget.reserve(usage(prompt, completion), task)
        except BudgetSpent:
            return False
        await asyncio.sleep(0)
        budget.settle(reserved, usage(prompt, int(part * completion)))
        return True

    async def all_at_once() -> list[bool]:
        async with asyncio.timeout(5):
            return await asyncio.gather(*(call(*each) for each in calls))

    granted = asyncio.run(all_at_once())
    spent = budget.spent
    assert spent.calls == sum(granted)
    assert caps.calls is None or spent.calls <= caps.calls
    assert caps.tokens is None or spent.prompt_tokens + spent.completion_tokens <= caps.tokens
    assert caps.dollars is None or (spent.dollars or 0) <= caps.dollars
    assert bool(budget.exhausted) == (not all(granted))


@given(CAPS, st.lists(st.tuples(CALL, st.sampled_from(["answered", "failed", "given up"])), max_size=20), st.randoms())
def test_what_fails_or_is_given_up_gives_its_reservation_back_whenever_that_is(
    caps: Caps, calls: list[Any], chance: Any
) -> None:
    budget = Budget(caps)

    async def call(each: Any, end: str) -> None:
        prompt, completion, part, task = each
        reserved, used = await budget.reserve(usage(prompt, completion), task), Usage()
        try:
            await asyncio.sleep(0)
            used = Usage(calls=1) if end == "failed" else usage(prompt, int(part * completion))
        finally:
            budget.settle(reserved, used)

    async def all_at_once() -> None:
        asking = [asyncio.create_task(call(each, end)) for each, end in calls]
        giving_up = [task for task, (_, end) in zip(asking, calls, strict=True) if end == "given up"]
        chance.shuffle(giving_up)
        for task in giving_up:
            await asyncio.sleep(0)
            task.cancel()
        async with asyncio.timeout(5):
            await asyncio.gather(*asking, return_exceptions=True)

    asyncio.run(all_at_once())
    spent = budget.spent
    assert not budget._reserved
    assert caps.calls is None or spent.calls <= caps.calls
    assert caps.tokens is None or spent.prompt_tokens + spent.completion_tokens <= caps.tokens
    assert caps.dollars is None or (spent.dollars or 0) <= caps.dollars


@given(st.lists(st.tuples(CALL, st.floats(1, 3)), max_size=20), st.integers(0, 4_000))
def test_calls_that_take_more_than_they_reserve_pass_a_cap_by_no_more_than_those_under_way(
    calls: list[Any], tokens: int
) -> None:
    """Nothing new is begun once a cap is passed, so one after another the excess is that of a single call."""
    budget, excess = Budget(Caps(tokens=tokens)), 0

    async def one_after_another() -> None:
        nonlocal excess
        for (prompt, completion, _, _), times in calls:
            try:
                reserved = await budget.reserve(usage(prompt, completion), "write")
            except BudgetSpent:
                continue
            budget.settle(reserved, usage(prompt, int(times * completion)))
            excess = max(excess, int(times * completion) - completion)

    asyncio.run(one_after_another())
    assert budget.spent.prompt_tokens + budget.spent.completion_tokens <= tokens + excess


async def test_a_part_is_kept_for_writing() -> None:
    budget = Budget(Caps(calls=10))
    for _ in range(int(10 * (1 - KEPT))):
        budget.settle(await budget.reserve(Usage(calls=1), "read"), Usage(calls=1))
    with pytest.raises(BudgetSpent, match="10 calls"):
        await budget.reserve(Usage(calls=1), "read")
    assert budget.exhausted == "10 calls"
    budget.settle(await budget.reserve(Usage(calls=1), "write"), Usage(calls=1))


async def test_what_fits_only_if_others_take_less_waits_for_them() -> None:
    budget = Budget(Caps(tokens=100))
    first = await budget.reserve(Usage(prompt_tokens=80), "write")
    second = asyncio.create_task(budget.reserve(Usage(prompt_tokens=60), "write"))
    await asyncio.sleep(0)
    assert not second.done()
    budget.settle(first, Usage(prompt_tokens=30))
    assert (await second).prompt_tokens == 60


async def test_an_unknown_price_is_not_taken_for_nothing() -> None:
    with pytest.raises(BudgetSpent):
        await Budget(Caps(dollars=1.0)).reserve(Usage(calls=1, dollars=None), "write")
