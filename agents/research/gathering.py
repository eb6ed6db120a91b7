"""Gather: every query of a branch put to every source; what is found joins the library, and becomes leads."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from agents.journal import Journal
from agents.research.branches import Branch, Lead, lead
from assistant.candidates import Results, candidates
from assistant.errors import PartialAnswer, SourceError
from assistant.events import Queried, Searched
from assistant.library import Library
from assistant.sources import Query, Source
from assistant.sources.recorded import Recorded
from assistant.study import Record

PER_QUERY = 20
"""Records asked of a source for one query."""


class Answer(NamedTuple):
    """What one source has on one query."""

    source: str
    query: str
    records: Sequence[Record]
    recorded: bool


async def gather(journal: Journal, question: str, branch: Branch, wave: Sequence[int]) -> list[Lead]:
    """Return the studies found, each once, the most promising first.

    What this machine holds is looked up before any branch of the wave adds to it, and branches add in their order, so
    that none of them sees what happened to be quicker.
    """
    asked = [(source, query) for query in branch.queries for source in journal.bench.sources]
    near = [pair for pair in asked if not pair[0].online]
    far = [pair for pair in asked if pair[0].online]
    searching = asyncio.gather(*(_search(journal, branch, *pair) for pair in far))
    try:
        held = await asyncio.gather(*(_search(journal, branch, *pair) for pair in near))
        journal.sitting.frontier.keep("looked", branch.place, True)
        await journal.sitting.frontier.all("looked", wave)
        answers = [answer for answer in (*held, *await searching) if answer]
    finally:
        searching.cancel()
    await journal.sitting.frontier.all("found", range(branch.place))
    keys = await asyncio.to_thread(_joined, journal.bench.library, answers)
    for answer, studies in zip(answers, keys, strict=True):
        journal.tell(
            Searched(
                source=answer.source,
                query=answer.query,
                recorded=answer.recorded,
                found=len(answer.records),
                studies=tuple(dict.fromkeys(studies)),
            )
        )
    results = [
        Results(query=answer.query, source=answer.source, studies=studies)
        for answer, studies in zip(answers, keys, strict=True)
    ]
    titles = {
        study: record.title
        for answer, studies in zip(answers, keys, strict=True)
        for record, study in zip(answer.records, studies, strict=True)
    }
    return await asyncio.to_thread(leads, journal.bench.library, candidates(question, results, titles))


def leads(library: Library, keys: Sequence[str]) -> list[Lead]:
    """Return the studies as they are known now."""
    texts = {key: library.texts(key) for key in keys}
    return [lead(library.study(key), texts[key][0].id if texts[key] else "") for key in keys]


async def _search(journal: Journal, branch: Branch, source: Source, query: str) -> Answer | None:
    """Search one source; a failure is told, and the others go on."""
    journal.tell(Queried(source=source.name, query=query, wave=branch.wave))
    asked = Query(text=query, limit=PER_QUERY, filters=journal.bench.filters)
    try:
        if isinstance(source, Recorded):
            answered = await source.answer(asked)
            return Answer(source.name, query, answered.records, answered.recorded)
        return Answer(source.name, query, await source.search(asked), False)
    except PartialAnswer as error:
        journal.failed(source.name, query, error)
        return Answer(source.name, query, error.records, False)
    except SourceError as error:
        journal.failed(source.name, query, error)
        return None


def _joined(library: Library, answers: Sequence[Answer]) -> list[list[str]]:
    """Add all records at once, in the order of the answers, and return the keys of their studies, by answer."""
    studies = iter(library.keep([record for answer in answers for record in answer.records]))
    return [[next(studies).key for _ in answer.records] for answer in answers]
