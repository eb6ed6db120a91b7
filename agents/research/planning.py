"""PLAN: a first look at what this machine holds, then the sub-questions."""

import asyncio
from collections.abc import Sequence

from agents.journal import Journal
from assistant.errors import PartialAnswer, SourceError
from assistant.events import Planned
from assistant.plan import Plan
from assistant.sources import Query, Source
from assistant.sources.filters import Filters
from assistant.study import Record
from assistant.tasks import PLAN
from assistant.tasks.excerpt import Excerpt
from assistant.tasks.plan import PlanInput
from assistant.workbench import Workbench

SEEN = 10
"""Studies that the planner is shown."""
OPENING = 700
"""Characters of each."""


async def plan(journal: Journal, question: str) -> Plan:
    """Return the plan for a question, and tell it."""
    seen = await _first_look(journal.bench, question)
    made = await journal.perform(PLAN, PlanInput(question=question, breadth=journal.bench.breadth, seen=seen))
    journal.tell(Planned(plan=made))
    return made


async def _first_look(bench: Workbench, question: str) -> tuple[Excerpt, ...]:
    """Sources on this machine answer at once and cost nothing; the others wait for the plan."""
    near = [source for source in bench.sources if not source.online]
    found = await asyncio.gather(*(_look(source, question, bench.filters) for source in near))
    return tuple(_excerpt(record) for records in found for record in records if record.texts)[:SEEN]


async def _look(source: Source, question: str, filters: Filters) -> Sequence[Record]:
    """A plan can be made without a source; gathering asks it again, and tells if it fails."""
    try:
        return await source.search(Query(text=question, limit=SEEN, filters=filters))
    except PartialAnswer as error:
        return error.records
    except SourceError:
        return ()


def _excerpt(record: Record) -> Excerpt:
    text = record.texts[0]
    return Excerpt(study=record.title, kind=text.kind, text=text.content[:OPENING])
