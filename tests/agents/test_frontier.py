"""What branches settle is settled once, in their order, and the same after a crash."""

import asyncio
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from agents.research.branches import Allowance, Batch, Branch, Lead, allowance, batch
from agents.runs.frontier import Frontier
from agents.runs.store import RunStore
from assistant.settings import Settings


def leads(names: list[str]) -> list[Lead]:
    return [Lead(study=name, title=name, year=None, text="t") for name in names]


async def test_who_waits_goes_on_when_all_that_is_waited_for_is_kept() -> None:
    frontier = Frontier(RunStore(None), "run")
    waiting = [asyncio.create_task(frontier.all("found", range(2))) for _ in range(3)]
    frontier.keep("found", 1, [])
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    frontier.keep("found", 0, [])
    async with asyncio.timeout(1):
        await asyncio.gather(*waiting)


def test_what_was_kept_first_stays_and_outlives_the_process(tmp_path: Path) -> None:
    with RunStore(tmp_path / "runs.db") as store:
        frontier = Frontier(store, "run")
        assert frontier.keep("batch", 0, ["a"]) == ["a"]
        assert frontier.keep("batch", 0, ["b"]) == ["a"]
    with RunStore(tmp_path / "runs.db") as store:
        store.create("run", "q", Settings(), 0.0)
        again = Frontier(store, "run")
        assert again.keep("batch", 0, ["b"]) == ["a"]
        assert again.parts("batch") == {0: ["a"]}
        store.reset("run")
        assert Frontier(store, "run").get("batch", 0) is None


WANTED = st.lists(st.lists(st.sampled_from("abcdefghijklmnop"), unique=True), min_size=1, max_size=5)


@given(WANTED, st.integers(0, 20), st.integers(0, 10), st.booleans())
def test_no_study_is_read_twice_and_no_more_than_allowed(
    wanted: list[list[str]], studies: int, in_full: int, citations: bool
) -> None:
    kinds = ["search"] * (len(wanted) - 1) + ["citations" if citations and len(wanted) > 1 else "search"]
    wave = [Branch(place=n, kind=kind, text="q") for n, kind in enumerate(kinds)]  # type: ignore[arg-type]
    upto, before = Allowance(studies=studies, in_full=in_full), list[Batch]()
    for branch, names in zip(wave, wanted, strict=True):
        before.append(batch(branch, wave, leads(names), before, upto))
    read = [lead.study for each in before for lead in each.leads]
    assert len(read) == len(set(read)) <= studies
    assert sum(each.in_full for each in before) <= in_full
    assert all(each.in_full <= len(each.leads) for each in before)
    for each, names in zip(before, wanted, strict=True):
        chosen = [lead.study for lead in each.leads]
        assert chosen == [name for name in names if name in chosen], "best first"
    if not citations and all(len(names) >= studies for names in wanted[-1:]):
        others = {name for names in wanted for name in names}
        assert len(read) >= min(studies, len(set(wanted[-1]))) or len(others) <= len(read)


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_wave_leaves_something_for_the_next_one_only_if_there_may_be_one(limit: int, taken: int) -> None:
    taken = min(taken, limit)
    assert allowance(limit, 0, taken, last=True).studies == limit
    assert taken <= allowance(limit, 0, taken, last=False).studies <= limit
