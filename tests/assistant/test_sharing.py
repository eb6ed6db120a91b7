"""Sharing: what several ask for at once is made once, and given up only when nobody waits."""

import asyncio

from assistant.sharing import Sharing


class Slow:
    """A request that ends when it is let go."""

    def __init__(self) -> None:
        self.made = self.given_up = 0
        self.go = asyncio.Event()

    async def __call__(self) -> int:
        self.made += 1
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        return self.made


async def soon() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_is_asked_for_at_once_is_made_once_and_what_is_asked_for_later_anew() -> None:
    sharing, slow = Sharing(), Slow()
    asked = [asyncio.create_task(sharing.share("a", slow)) for _ in range(3)]
    await soon()
    slow.go.set()
    assert sorted(await asyncio.gather(*asked)) == [(1, False), (1, True), (1, True)]
    assert await sharing.share("a", slow) == (2, False)


async def test_different_requests_are_made_each() -> None:
    sharing, slow = Sharing(), Slow()
    slow.go.set()
    await asyncio.gather(sharing.share("a", slow), sharing.share("b", slow))
    assert slow.made == 2


async def test_the_first_to_ask_may_leave_the_others_waiting() -> None:
    sharing, slow = Sharing(), Slow()
    first, second = (asyncio.create_task(sharing.share("a", slow)) for _ in range(2))
    await soon()
    first.cancel()
    await soon()
    slow.go.set()
    assert await second == (1, True)
    assert first.cancelled()


async def test_what_nobody_waits_for_is_given_up_and_can_be_asked_for_again() -> None:
    sharing, slow = Sharing(), Slow()
    asked = [asyncio.create_task(sharing.share("a", slow)) for _ in range(2)]
    await soon()
    for each in asked:
        each.cancel()
    await soon()
    assert slow.given_up == 1
    slow.go.set()
    assert await sharing.share("a", slow) == (2, False)


async def test_an_error_is_raised_for_all_and_is_over_then() -> None:
    sharing = Sharing()
    errors = iter([ValueError("no"), None])

    async def make() -> str:
        await asyncio.sleep(0)
        if error := next(errors):
            raise error
        return "fine"

    told = await asyncio.gather(*(sharing.share("a", make) for _ in range(2)), return_exceptions=True)
    assert [str(each) for each in told] == ["no", "no"]
    assert await sharing.share("a", make) == ("fine", False)
