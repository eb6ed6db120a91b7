"""PLAN: a first look at what this machine holds, then the sub-questions; or none of that for a simple question."""

import asyncio
from collections.abc import Sequence

from agents.journal import Journal
from agents.runs.sitting import Sitting
from assistant.errors import PartialAnswer, SetupError, SourceError
from assistant.events import Gauged, Planned
from assistant.gauging import gauge
from assistant.plan import Plan, SubQuestion
from assistant.sources import Query, Source
from assistant.sources.filters import Filters
from assistant.study import Record
from assistant.tasks import PLAN
from assistant.tasks.excerpt import Excerpt
from assistant.tasks.plan import PlanInput
from assistant.words import search_terms
from assistant.workbench import Workbench

SEEN = 10
"""Studies that the planner is shown."""
OPENING = 700
"""Characters of each."""


async def begin(sitting: Sitting, question: str) -> tuple[bool, Plan]:
    """Return whether the question is answered without a plan, and the plan, and tell them."""
    short = _is_short(Journal(sitting, "gauge"), question)
    journal = Journal(sitting, "plan")
    made = _only(question) if short else await _planned(journal, question)
    journal.tell(Planned(plan=made))
    return short, made


def reviewed(plan: Plan) -> Plan:
    """Return a plan that a person has edited.

    Raises:
        SetupError: something is wrong with it.
    """
    given = PlanInput(question="", breadth=max(1, len(plan.subquestions)))
    if found := PLAN.faults(given, plan):
        raise SetupError(f"This plan cannot be followed: {'; '.join(found)}.")
    return plan


def _is_short(journal: Journal, question: str) -> bool:
    found = gauge(question)
    path = journal.bench.path
    short = found.short if path == "auto" else path == "short"
    reason = found.reason if path == "auto" else f"the {path} path was asked for"
    journal.tell(Gauged(units=found.units, queries=found.queries, short=short, reason=reason))
    return short


async def _planned(journal: Journal, question: str) -> Plan:
    seen = await _first_look(journal.bench, question)
    return await journal.perform(PLAN, PlanInput(question=question, breadth=journal.bench.breadth, seen=seen))


def _only(question: str) -> Plan:
    query = " ".join(search_terms(question)) or question
    return Plan(subquestions=(SubQuestion(text=question, queries=(query,)),))


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
