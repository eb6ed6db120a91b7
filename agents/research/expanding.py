"""Expand: a second wave along citations, from the best studies of the first to what cites them and what they cite."""

import asyncio
from collections.abc import Sequence

from agents.journal import Journal
from agents.research.recall import CITATIONS
from assistant.errors import SourceError
from assistant.events import Expanded, SourceFailed
from assistant.neighbours import ranked
from assistant.sources import CitationSource
from assistant.sources.filters import admitted
from assistant.study import Study

SEEDS = 8
"""Studies whose citations are followed: enough to agree on what matters, few enough for one request."""


async def expand(journal: Journal, relevant: Sequence[str], known: Sequence[str]) -> list[str]:
    """Return the keys of studies that citations lead to from the relevant ones, those that are known left out."""
    bench = journal.bench
    sources = [source for source in bench.sources if isinstance(source, CitationSource)]
    if not (sources and relevant and bench.neighbours):
        return []
    seeds = await asyncio.to_thread(lambda: [bench.library.study(key) for key in relevant[:SEEDS]])
    found = await asyncio.gather(*(_follow(journal, source, seeds) for source in sources))
    return [key for key in dict.fromkeys(key for keys in found for key in keys) if key not in set(known)]


async def _follow(journal: Journal, source: CitationSource, seeds: Sequence[Study]) -> list[str]:
    """Follow the citations that one source knows; a failure is told, and the others go on."""
    bench = journal.bench
    try:
        links = await source.links(seeds)
        records = await source.works(ranked(links, bench.neighbours))
    except SourceError as error:
        journal.tell(SourceFailed(source=source.name, query=CITATIONS, reason=str(error)))
        return []
    studies = await asyncio.to_thread(bench.library.add, admitted(bench.filters, records))
    keys = tuple(dict.fromkeys(study.key for study in studies))
    seen = tuple(study.key for study in seeds)
    journal.tell(Expanded(source=source.name, seeds=seen, links=len(links), studies=keys))
    return list(keys)
