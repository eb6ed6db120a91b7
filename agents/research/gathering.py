"""Gather: every query of a sub-question put to every source; what is found joins the library."""

import asyncio
from collections.abc import Sequence

from agents.journal import Journal
from assistant.errors import PartialAnswer, SourceError
from assistant.events import Searched, SourceFailed
from assistant.plan import SubQuestion
from assistant.sources import Query, Source
from assistant.study import Record

PER_QUERY = 20
"""Records asked of a source for one query."""


async def gather(journal: Journal, part: SubQuestion) -> list[str]:
    """Return the keys of the studies found, each once, in the order of queries and sources."""
    asked = [(source, query) for query in part.queries for source in journal.bench.sources]
    found = await asyncio.gather(*(_search(journal, source, query) for source, query in asked))
    return list(dict.fromkeys(key for keys in found for key in keys))


async def _search(journal: Journal, source: Source, query: str) -> list[str]:
    """Search one source; a failure is told, and the others go on."""
    records: Sequence[Record]
    try:
        records = await source.search(Query(text=query, limit=PER_QUERY, filters=journal.bench.filters))
    except PartialAnswer as error:
        journal.tell(SourceFailed(source=source.name, query=query, reason=str(error), partly=True))
        records = error.records
    except SourceError as error:
        journal.tell(SourceFailed(source=source.name, query=query, reason=str(error)))
        return []
    studies = await asyncio.to_thread(journal.bench.library.add, records)
    keys = tuple(dict.fromkeys(study.key for study in studies))
    journal.tell(Searched(source=source.name, query=query, found=len(records), studies=keys))
    return list(keys)
