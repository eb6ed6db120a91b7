"""The end of a run: from its claims to sections, and from sections to the report."""

import asyncio
from collections.abc import Sequence
from typing import Any

from agents.research import outlining, reporting, writing
from agents.research.outlining import Outlined
from agents.research.reporting import Ending
from agents.research.writing import Drafted
from agents.runs.history import lasting
from agents.runs.sitting import Sitting
from assistant.budget import Budget
from assistant.estimate import error
from assistant.expectation import expectation
from assistant.ledger import ledger
from assistant.plan import Plan
from assistant.report import Report
from assistant.trace import trace


async def outline(sitting: Sitting, plan: Plan, findings: Sequence[tuple[str, int]]) -> list[Outlined]:
    """Return the sections that there are claims for; from now on there is nothing left to be compared in a hurry."""
    sitting.spare.use(sitting.bench.library)
    in_parts = sitting.bench.settings.asks_models
    return await asyncio.to_thread(outlining.outline, sitting.bench.library, plan, findings, in_parts)


async def section(sitting: Sitting, question: str, outlined: dict[str, Any]) -> int:
    """Keep the section, written and checked, as a `draft`, and return its name."""
    section = Outlined.model_validate(outlined)
    drafted = await writing.draft(sitting, question, section)
    sitting.frontier.keep("draft", section.name, drafted.model_dump(mode="json"))
    return section.name


async def report(sitting: Sitting, question: str, plan: Plan, outlined: Sequence[dict[str, Any]]) -> None:
    """Keep the `report` of this sitting."""
    names = [Outlined.model_validate(section).name for section in outlined]
    drafts = [Drafted.model_validate(sitting.frontier.get("draft", name)) for name in names]
    made = await asyncio.to_thread(_report, sitting, question, plan, drafts)
    sitting.frontier.keep("report", sitting.number, made.model_dump(mode="json"))


def _report(sitting: Sitting, question: str, plan: Plan, drafts: Sequence[Drafted]) -> Report:
    """Return the report with what it took; prices may have to be looked up, which takes a while."""
    bench, events = sitting.bench, sitting.recorder.events
    story = lasting(events)
    made = reporting.assemble(
        bench.library, question, plan, drafts, story, bench.notes, bench.filters, _ending(sitting)
    )
    taken, expected = ledger(events), expectation(question, bench.settings)
    return made.model_copy(
        update={
            "run": sitting.run,
            "ledger": taken,
            "trace": trace(story),
            "estimate": expected,
            "deviations": error(expected, taken),
        }
    )


def _ending(sitting: Sitting) -> Ending:
    control, budget = sitting.control, sitting.bench.budget
    if control.stopped == "interrupted":
        return Ending("partial", (f"Not everything was searched and read: {control.told}.",))
    if budget.exhausted:
        return Ending("budget", (_refused(budget),))
    if control.stopped:
        return Ending("budget", (f"Not everything was searched and read: the time was up ({control.told}).",))
    return Ending()


def _refused(budget: Budget) -> str:
    spent = budget.spent
    calls = "1 call was" if spent.calls == 1 else f"{spent.calls} calls were"
    tokens = spent.prompt_tokens + spent.completion_tokens
    return f"The models could not be asked everything for {budget.exhausted}: {calls} made, of {tokens:,} tokens."
