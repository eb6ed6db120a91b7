"""PLAN: a first look at what this machine holds, then the sub-questions; or none of that for a simple question."""

import asyncio
from collections.abc import Sequence
from itertools import chain, islice, zip_longest

from agents.journal import Journal
from agents.research.gathering import PER_QUERY
from agents.runs.sitting import Look, Sitting
from assistant.errors import PartialAnswer, SetupError, SourceError
from assistant.events import Gauged, Planned
from assistant.gauging import Gauge, gauge
from assistant.plan import Plan, SubQuestion
from assistant.sources import Query, Source
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
PATIENCE = 3.0
"""Seconds that the planner waits for sources; it takes about as long until it can be asked."""


async def begin(sitting: Sitting, question: str) -> tuple[bool, Plan]:
    """Return whether the question is answered without a plan, and the plan, and tell them."""
    short = _is_short(Journal(sitting, "gauge"), question)
    journal = Journal(sitting, "plan")
    made = _only(question) if short else await _planned(journal, question)
    journal.tell(Planned(plan=made))
    return short, made


def look_ahead(sitting: Sitting, question: str) -> None:
    """Begin to ask the sources what the planner will want to see, while there is no graph yet that could plan.

    The answers are recorded, and are those of the first query of the first branch.
    """
    if sitting.number == 1 and not _gauged(sitting.bench, question)[0]:
        _begin_to_look(sitting, question)


def _begin_to_look(sitting: Sitting, question: str) -> None:
    query = Query(text=question, limit=PER_QUERY, filters=sitting.bench.filters)
    sitting.looks.extend(asyncio.create_task(_look(source, query)) for source in sitting.bench.sources)


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
    short, found = _gauged(journal.bench, question)
    path = journal.bench.path
    reason = found.reason if path == "auto" else f"the {path} path was asked for"
    journal.tell(Gauged(units=found.units, queries=found.queries, short=short, reason=reason))
    return short


def _gauged(bench: Workbench, question: str) -> tuple[bool, Gauge]:
    found = gauge(question)
    return found.short if bench.path == "auto" else bench.path == "short", found


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
    """Return what the sources that answer soon say to the question itself; a plan can be made without any."""
    looks = journal.sitting.looks
    if not looks:
        _begin_to_look(journal.sitting, question)
    await asyncio.wait(looks, timeout=PATIENCE)
    found: list[Sequence[Record]] = []
    for source, look in zip(journal.bench.sources, looks, strict=True):
        seen, error = look.result() if look.done() else Look()
        found.append(seen)
        if error:
            journal.failed(source.name, question, error)
    studies = {
        record.title.casefold(): record
        for record in chain.from_iterable(zip_longest(*found))
        if record and record.texts
    }
    return tuple(_excerpt(record) for record in islice(studies.values(), SEEN))


async def _look(source: Source, query: Query) -> Look:
    """Gathering asks a source again that fails here."""
    try:
        return Look(await source.search(query))
    except PartialAnswer as error:
        return Look(error.records)
    except SourceError as error:
        return Look((), error)


def _excerpt(record: Record) -> Excerpt:
    text = record.texts[0]
    return Excerpt(study=record.title, kind=text.kind, text=text.content[:OPENING])
