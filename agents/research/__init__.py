"""Research: a question in, a cited report out.

report = research.run("How are experts routed?")          # synchronous, no set-up
report = await research.ask("How are experts routed?", bench)
async for event in research.stream("How are experts routed?", bench): ...
async for event in research.resume("3f2a", bench): ...    # a run that was killed, stopped, or paused at its plan
"""

import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing

from agents.runs.store import FILE, RunStore, Saved
from assistant.errors import PlanWaits, SetupError
from assistant.events import Event, Paused, Reported
from assistant.plan import Plan
from assistant.printable import one_line
from assistant.report import Report
from assistant.settings import resolve
from assistant.workbench import Workbench, open_workbench

__all__ = ["ask", "resume", "run", "stream"]


def run(question: str, **settings: object) -> Report:
    """Research a question with the user's settings; keyword arguments override them (`offline=True`).

    Raises:
        SetupError: a setting is wrong, or the question is blank.
        SourceError: no source answered.
        PlanWaits: `review` was asked for, and the plan is there.
    """
    from agents.loop import wait_for

    with open_workbench(resolve(settings).settings) as bench:
        return wait_for(ask(question, bench))


async def ask(question: str, bench: Workbench) -> Report:
    """Research a question and return the report; see `stream` for what happens meanwhile."""
    return await last(stream(question, bench))


async def last(events: AsyncGenerator[Event, None]) -> Report:
    """Return the report that a run ends with.

    Raises:
        PlanWaits: it stops at its plan, for a person to edit.
    """
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Reported):
                return event.report
            if isinstance(event, Paused):
                raise PlanWaits(event.run, event.plan)
    raise AssertionError("a run that raises nothing ends with its report")


async def stream(question: str, bench: Workbench) -> AsyncGenerator[Event, None]:
    """Research a question, yielding what happens as it happens; the last event is `Reported`, or `Paused`.

    Closing the iterator leaves the run, which can be gone on with, and returns when its work has ended.
    """
    question = one_line(question.encode(errors="replace").decode())  # bytes that are no text become "?"
    if not any(map(str.isalnum, question)):
        told = f"There is no word in {question[:40]!r}" if question else "The question is blank"
        raise SetupError(f'{told}; ask something, as in: assistant research "How are experts routed?"')
    with _store(bench) as store:
        saved = store.create(uuid.uuid4().hex[:12], question, bench.settings, time.time())
        async with aclosing(_sitting(store, saved, bench)) as events:
            async for event in events:
                yield event


async def resume(run: str, bench: Workbench, plan: Plan | None = None) -> AsyncGenerator[Event, None]:
    """Go on with a run that has not come to its end, by its name or the beginning of it.

    Args:
        plan: for a run that is paused at its plan, what a person made of it; None: it is followed as it is.

    Raises:
        SetupError: there is no such run, it has come to its end, or another process is at work on it.
    """
    from agents.research.planning import reviewed

    with _store(bench) as store:
        saved = store.get(run)
        if saved.status in ("complete", "abstained"):
            raise SetupError(
                f"Run {saved.run} has come to its end; `assistant runs show {saved.run}` shows its report."
            )
        if plan and saved.status != "paused":
            raise SetupError(f"Run {saved.run} does not wait at its plan, so it cannot follow another one.")
        async with aclosing(_sitting(store, saved, bench, plan and reviewed(plan))) as events:
            async for event in events:
                yield event


def _sitting(store: RunStore, saved: Saved, bench: Workbench, plan: Plan | None = None) -> AsyncGenerator[Event, None]:
    """Import LangGraph only when there is something to do."""
    from agents.research.driving import drive

    return drive(store, saved, bench, plan)


def _store(bench: Workbench) -> RunStore:
    return RunStore(bench.runs and bench.runs / FILE)
