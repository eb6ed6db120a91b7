"""PLAN: a first look at what this machine holds, then the sub-questions; or none of that for a simple question."""

import asyncio
from collections.abc import Sequence
from itertools import chain, islice, zip_longest

from agents.journal import Journal
from agents.research.gathering import PER_QUERY
from agents.runs.sitting import Sitting
from assistant.errors import PartialAnswer, SetupError, SourceError
from assistant.events import Gauged, Planned
from assistant.gauging import gauge
from assistant.plan import Plan, SubQuestion
from assistant.sources import Query, Source
from assistant.study import Record
from assistant.tasks import PLAN
from assistant.tasks.excerpt import Excerpt
from assistant.tasks.plan import PlanInput
from assistant.words import search_terms

SEEN = 10
"""Studies that the planner is shown."""
OPENING = 700
"""Characters of each."""
PATIENCE = 3.0
"""Seconds that the planner waits for sources; it takes about as long until it can be asked."""


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
    seen = await _first_look(journal, question)
    given = PlanInput(question=question, breadth=journal.bench.breadth, seen=seen)
    made = await journal.perform(PLAN, given)
    first, *others = made.subquestions
    widened = first.model_copy(update={"queries": tuple(dict.fromkeys((question, *first.queries)))})
    return made.model_copy(update={"subquestions": (widened, *others)})


def _only(question: str) -> Plan:
    query = " ".join(search_terms(question)) or question
    return Plan(subquestions=(SubQuestion(text=question, queries=(query,)),))


async def _first_look(journal: Journal, question: str) -> tuple[Excerpt, ...]:
    """Ask every source for the question itself: the model client is still being loaded, so this takes no time.

    The answers are recorded, and are those of the first query of the first branch.
    """
    bench = journal.bench
    looks = [asyncio.create_task(_look(journal, source, question)) for source in bench.sources]
    try:
        await asyncio.wait(looks, timeout=PATIENCE)
    finally:
        for look in looks:
            look.cancel()
        await asyncio.wait(looks)
    found = [look.result() for look in looks if not look.cancelled()]
    studies = {
        record.title.casefold(): record
        for record in chain.from_iterable(zip_longest(*found))
        if record and record.texts
    }
    return tuple(_excerpt(record) for record in islice(studies.values(), SEEN))


async def _look(journal: Journal, source: Source, question: str) -> Sequence[Record]:
    """A plan can be made without a source; gathering asks it again."""
    try:
        return await source.search(Query(text=question, limit=PER_QUERY, filters=journal.bench.filters))
    except PartialAnswer as error:
        return error.records
    except SourceError as error:
        journal.failed(source.name, question, error)
        return ()


def _excerpt(record: Record) -> Excerpt:
    text = record.texts[0]
    return Excerpt(study=record.title, kind=text.kind, text=text.content[:OPENING])
