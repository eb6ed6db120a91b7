"""Driving a run: one sitting at a time, from its beginning or from where it was left.

LangGraph keeps which steps are done, the runs database what they found and told, the recordings what was answered.
So a run can be killed anywhere; whoever goes on with it repeats at most the steps that were at work, and those from
what was recorded.
"""

import asyncio
import importlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from typing import Any, NamedTuple

from agents.research import planning
from agents.research.state import start
from agents.runs import history, lock
from agents.runs.checkpoints import FILE as CHECKPOINTS
from agents.runs.checkpoints import checkpoints
from agents.runs.frontier import Frontier
from agents.runs.sitting import Recorder, Sitting
from agents.runs.store import RunStore, Saved
from assistant.budget import Budget
from assistant.collecting import uncollected
from assistant.errors import AssistantError
from assistant.events import Event, Paused, Reported, Resumed, Started, Stopping
from assistant.plan import Plan
from assistant.report import Report
from assistant.sources.recorded import Horizon, RecordedNotices, recorded
from assistant.workbench import Workbench

LOOK = 0.5
"""Seconds between two looks at what other processes wish for a run."""


class Outcome(NamedTuple):
    """What a sitting came to: a report, or a plan that waits for a person."""

    report: Report | None
    plan: Plan | None = None


async def drive(store: RunStore, saved: Saved, bench: Workbench, plan: Plan | None) -> AsyncGenerator[Event, None]:
    """Go through one sitting of a run, yielding what happens; the last event is `Reported` or `Paused`.

    Args:
        plan: what a person made of the plan at which the run is paused; None: it is followed as it is.

    Raises:
        SetupError: another process is at work on the run.
    """
    with lock.locked(bench.runs / "locks", saved.run) if bench.runs else nullcontext():
        told: asyncio.Queue[Event | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        if saved.status == "failed":  # what failed is to be tried again
            store.reset(saved.run)
        number = store.sit(saved.run)
        # Whoever hands a plan over has looked at it: the run must take it where it waits, and not go past.
        bench = replace(bench, review=True) if plan else bench

        def heard(event: Event) -> None:
            loop.call_soon_threadsafe(told.put_nowait, event)

        recorder = Recorder(store, saved.run, saved.seconds, heard)
        sitting = _sitting(store, saved, bench, recorder, number)
        recorder.tell(_opening(saved, sitting))
        work = asyncio.create_task(_sit(store, saved, sitting, plan))
        work.add_done_callback(lambda _: told.put_nowait(None))
        try:
            while (event := await told.get()) is not None:
                bench.tell(event)
                yield event
            await work
        finally:
            work.cancel()
            await asyncio.wait([work])


def _sitting(store: RunStore, saved: Saved, bench: Workbench, recorder: Recorder, number: int) -> Sitting:
    settings = bench.settings
    horizon = Horizon(saved.run, saved.began, settings.freshness, settings.offline, settings.fresh)
    held = bench.recordings
    frontier = Frontier(store, saved.run)
    notes = frontier.keep("notes", 0, list(bench.notes))
    equipped = replace(
        bench,
        notes=tuple(map(str, notes)) if isinstance(notes, list) else (),
        sources=tuple(recorded(source, held, horizon) for source in bench.sources) if held else bench.sources,
        notices=RecordedNotices(bench.notices, held, horizon) if held and bench.notices else bench.notices,
        budget=Budget(bench.budget.caps, history.spent(recorder.events)),
    )
    return Sitting(saved.run, number, saved.began if settings.fresh else None, equipped, frontier, recorder)


async def _sit(store: RunStore, saved: Saved, sitting: Sitting, plan: Plan | None) -> None:
    """Do the work of the sitting, and leave nothing running."""
    async with sitting.bench.web.connections.kept():
        try:
            await _worked(store, saved, sitting, plan)
        finally:
            await sitting.spare.end()


async def _worked(store: RunStore, saved: Saved, sitting: Sitting, plan: Plan | None) -> None:
    """Do the work of the sitting, and enter how it ended."""
    recorder = sitting.recorder
    try:
        outcome = await _outcome(store, saved, sitting, plan)
    except AssistantError:
        store.end(saved.run, "failed", recorder.elapsed)
        raise
    except BaseException:  # it stays open: what is done is kept, and it can be gone on with
        store.end(saved.run, "open", recorder.elapsed)
        raise
    if outcome.plan:
        recorder.tell(Paused(run=saved.run, plan=outcome.plan))
        store.end(saved.run, "paused", recorder.elapsed)
    if outcome.report:
        recorder.tell(Reported(report=outcome.report))
        store.end(saved.run, outcome.report.status, recorder.elapsed, outcome.report)


def _opening(saved: Saved, sitting: Sitting) -> Event:
    if sitting.number > 1:
        return Resumed(sitting=sitting.number)
    bench = sitting.bench
    kept = " (as recorded)" if bench.settings.offline else ""  # nobody outside this machine is asked
    names = tuple(f"{source.name}{kept if source.online else ''}" for source in bench.sources)
    return Started(run=saved.run, question=saved.question, expert=bench.expert.name, sources=names)


async def _outcome(store: RunStore, saved: Saved, sitting: Sitting, plan: Plan | None) -> Outcome:
    planning.look_ahead(sitting, saved.question)
    try:
        await asyncio.to_thread(_load)
        return await _supervised(store, saved, sitting, plan)
    finally:
        for look in sitting.looks:
            look.cancel()
        await asyncio.gather(*sitting.looks, return_exceptions=True)


def _load() -> None:
    """Import what takes part of a second, while events are told and the sources are looked at."""
    with uncollected():
        importlib.import_module("langsmith")
        importlib.import_module("langgraph.checkpoint.sqlite.aio")
        importlib.import_module("agents.research.graph")


async def _supervised(store: RunStore, saved: Saved, sitting: Sitting, plan: Plan | None) -> Outcome:
    from langsmith import tracing_context

    folder = sitting.bench.runs
    # A global LANGSMITH_TRACING=true would send questions and sources to a third party.
    with tracing_context(enabled=False):
        async with checkpoints(folder and folder / CHECKPOINTS) as saver:
            if saved.status == "failed":
                await saver.adelete_thread(saved.run)
            work = asyncio.create_task(_work(saver, saved, sitting, plan))
            async with _steered(sitting, work):
                while not (await asyncio.wait([work], timeout=LOOK))[0]:
                    _grant(store, saved, sitting)
            if not work.cancelled():
                return work.result()
            return Outcome(await _concluded(saved, sitting))


def _grant(store: RunStore, saved: Saved, sitting: Sitting) -> None:
    """Do what was wished from another process."""
    for branch in store.wishes(saved.run):
        if branch is None:
            sitting.control.stop()
        else:
            sitting.control.drop(branch)


@asynccontextmanager
async def _steered(sitting: Sitting, work: "asyncio.Task[Outcome]") -> AsyncIterator[None]:
    """Heed wishes meanwhile: a stop, for whatever reason, cancels the work."""
    loop = asyncio.get_running_loop()
    control, budget = sitting.control, sitting.bench.budget

    def heed() -> None:
        sitting.heed()
        if control.stopped:
            work.cancel()

    def wished() -> None:
        loop.call_soon_threadsafe(heed)

    control.listen(wished)
    timer = None
    if (seconds := budget.caps.seconds) is not None:
        left = max(0.0, seconds - sitting.recorder.before)
        timer = loop.call_later(left, control.stop, "budget", f"{seconds / 60:g} minutes")
    try:
        yield
    finally:
        if timer:
            timer.cancel()
        work.cancel()
        await asyncio.wait([work])


async def _work(saver: Any, saved: Saved, sitting: Sitting, plan: Plan | None) -> Outcome:
    """Go on where the checkpoints say, and return what it came to."""
    from langgraph.types import Command

    from agents.research.graph import research_graph

    graph = research_graph(saver)
    config: Any = {"configurable": {"thread_id": saved.run}}
    state = await graph.aget_state(config)
    given: Any = start(saved.question) if state.created_at is None else None
    if waiting := [interrupt.value for task in state.tasks for interrupt in task.interrupts]:
        given = Command(resume=plan.model_dump(mode="json") if plan else waiting[0])
    if state.created_at is None or state.next:
        found = await graph.ainvoke(given, config, context=sitting, durability="sync")
        if asked := found.get("__interrupt__"):
            return Outcome(None, Plan.model_validate(asked[0].value))
    return Outcome(_last_report(sitting))


async def _concluded(saved: Saved, sitting: Sitting) -> Report:
    """Return a report on what was found until the run was stopped."""
    from agents.research.graph import concluding_graph

    control = sitting.control
    assert control.stopped
    sitting.tell(Stopping(reason=control.stopped, told=control.told))
    plan, findings = history.found(sitting.recorder.events)
    state = start(saved.question) | {"plan": plan.model_dump(mode="json"), "findings": findings}
    await concluding_graph().ainvoke(state, context=sitting)
    return _last_report(sitting)


def _last_report(sitting: Sitting) -> Report:
    reports = sitting.frontier.parts("report")
    return Report.model_validate(reports[max(reports)])
