"""Bring an expert of your own: anything that performs tasks can stand beside the models and the built-in one."""

import asyncio
from dataclasses import dataclass, replace

from agents import research
from assistant.experts.router import Router
from assistant.plan import Plan, SubQuestion
from assistant.settings import resolve
from assistant.task import AnyTask, Errand, In, Out, Result, Task
from assistant.workbench import open_workbench


@dataclass(frozen=True)
class OneQuestion:
    """Plans every question as itself, and leaves the rest to others."""

    name: str = "one-question"

    def able(self, task: AnyTask) -> bool:
        return task.output is Plan

    async def perform(self, task: Task[In, Out], given: In, errand: Errand) -> Result[Out]:
        question = str(getattr(given, "question"))  # noqa: B009  the input's type is known to the task only
        plan = Plan(subquestions=(SubQuestion(text=question, queries=(question,)),))
        return Result(task.output.model_validate(plan.model_dump()), self.name)


async def main() -> None:
    with open_workbench(resolve({"offline": True}).settings) as bench:
        bench = replace(bench, expert=Router((OneQuestion(), bench.expert)))
        report = await research.ask("How are prompts optimised without gradients?", bench)
        print(*report.notes, sep="\n")


asyncio.run(main())
