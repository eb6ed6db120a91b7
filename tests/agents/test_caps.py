"""Runs whose caps are too small for a model: what costs nothing goes on, and the report says what was done."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from agents import research
from assistant.budget import Budget, Caps
from assistant.events import Called
from assistant.experts.router import Router
from assistant.task import Errand, Expert, In, Out, Result, Task
from assistant.usage import Usage
from assistant.workbench import Workbench
from tests.agents.test_research import QUESTION, RECORDS, SCRIPT, unsound
from tests.fakes import Memory, Scripted, bench

ASKED = Usage(calls=1, prompt_tokens=70, completion_tokens=50)


@dataclass
class Paid(Scripted):
    """An expert whose every answer is paid from the budget."""

    async def perform(self, task: Task[In, Out], given: In, errand: Errand) -> Result[Out]:
        errand.budget.settle(await errand.budget.reserve(ASKED, task.name), ASKED)
        errand.tell(Called(expert=self.name, task=task.name, attempt=1, usage=ASKED))
        return await super().perform(task, given, errand)


@contextmanager
def capped(folder: Path, caps: Caps, *others: Expert) -> Iterator[Workbench]:
    with bench(folder, [Memory(RECORDS)], [Paid(SCRIPT)]) as made:
        router = Router((Paid(SCRIPT), *others)) if others else made.expert
        yield replace(made, budget=Budget(caps), expert=router)


@pytest.mark.parametrize(
    ("caps", "told"),
    [
        (Caps(calls=0), "for 0 calls: 0 calls were made, of 0 tokens."),
        (Caps(calls=3), "for 3 calls: 1 call was made, of 120 tokens."),
        (Caps(tokens=20), "for 20 tokens: 0 calls were made, of 0 tokens."),
    ],
)
async def test_whoever_costs_nothing_does_what_a_cap_forbids(tmp_path: Path, caps: Caps, told: str) -> None:
    with capped(tmp_path, caps) as made:
        report = await research.ask(QUESTION, made)
    assert report.status == "budget"
    assert report.studies
    assert unsound(report) == []
    assert report.missing[0] == f"The models could not be asked everything {told}"


async def test_where_nobody_can_stand_in_the_run_ends_with_what_it_has(tmp_path: Path) -> None:
    with capped(tmp_path, Caps(calls=3), Paid({})) as made:
        report = await research.ask(QUESTION, made)
    assert report.status == "budget"
    assert not report.sections
