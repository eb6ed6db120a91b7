"""Research: a question in, a cited report out.

report = research.run("How are experts routed?")          # synchronous, no set-up
report = await research.ask("How are experts routed?", bench)
async for event in research.stream("How are experts routed?", bench): ...
"""

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from assistant.errors import SetupError
from assistant.events import Event, Reported, Started
from assistant.printable import one_line
from assistant.report import Report
from assistant.settings import resolve
from assistant.workbench import Workbench, open_workbench

__all__ = ["ask", "run", "stream"]


def run(question: str, **settings: object) -> Report:
    """Research a question with the user's settings; keyword arguments override them (`offline=True`).

    Raises:
        SetupError: a setting is wrong, or the question is blank.
        SourceError: no source answered.
    """
    from agents.loop import wait_for

    with open_workbench(resolve(settings).settings) as bench:
        return wait_for(ask(question, bench))


async def ask(question: str, bench: Workbench) -> Report:
    """Research a question and return the report; see `stream` for what happens meanwhile."""
    async with aclosing(stream(question, bench)) as events:
        async for event in events:
            if isinstance(event, Reported):
                return event.report
    raise AssertionError("a run that raises nothing ends with its report")


async def stream(question: str, bench: Workbench) -> AsyncGenerator[Event, None]:
    """Research a question, yielding what happens as it happens; the last event is `Reported`.

    Closing the iterator cancels the run, and returns when it has ended.
    """
    question = one_line(question.encode(errors="replace").decode())  # bytes that are no text become "?"
    if not any(map(str.isalnum, question)):
        told = f"There is no word in {question[:40]!r}" if question else "The question is blank"
        raise SetupError(f'{told}; ask something, as in: assistant research "How are experts routed?"')
    began = time.monotonic()
    sequence = 0
    async with aclosing(_happenings(question, bench)) as events:
        async for event in events:
            sequence += 1
            event = event.model_copy(update={"sequence": sequence, "seconds": round(time.monotonic() - began, 3)})
            bench.tell(event)
            yield event


async def _happenings(question: str, bench: Workbench) -> AsyncGenerator[Event, None]:
    name = uuid.uuid4().hex[:12]
    yield Started(
        run=name, question=question, expert=bench.expert.name, sources=tuple(source.name for source in bench.sources)
    )
    told: asyncio.Queue[Event | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(event: Event) -> None:
        loop.call_soon_threadsafe(told.put_nowait, event)

    prepared = loop.run_in_executor(None, bench.prepare)
    # Whoever needs what could not be prepared meets the error itself.
    prepared.add_done_callback(lambda done: done.cancelled() or done.exception())
    work = asyncio.create_task(_work(question, replace(bench, tell=tell)))
    work.add_done_callback(lambda _: told.put_nowait(None))
    try:
        while (event := await told.get()) is not None:
            yield event
        yield Reported(report=await work)
    finally:
        work.cancel()
        await asyncio.wait([work])


async def _work(question: str, bench: Workbench) -> Report:
    from langsmith import tracing_context

    from agents.research.graph import graph

    # A global LANGSMITH_TRACING=true would send questions and sources to a third party.
    with tracing_context(enabled=False):
        state = await graph().ainvoke(
            {
                "question": question,
                "plan": {},
                "relevant": [],
                "batches": [],
                "in_full": [],
                "findings": [],
                "outline": [],
                "drafts": [],
                "story": [],
                "report": {},
            },
            context=bench,
        )
    return Report.model_validate(state["report"])
