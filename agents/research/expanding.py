"""Expand: a second wave along citations, from the best studies of the first to what cites them and what they cite."""

import asyncio
from collections.abc import Collection, Sequence

from agents.journal import Journal
from agents.research.branches import Lead
from agents.research.gathering import leads
from agents.research.recall import CITATIONS
from assistant.errors import SourceError
from assistant.events import Expanded
from assistant.neighbours import ranked
from assistant.sources import CitationSource
from assistant.sources.filters import admitted
from assistant.study import Study
from assistant.workbench import Workbench

SEEDS = 8
"""Studies whose citations are followed: enough to agree on what matters, few enough for one request."""


def can_expand(bench: Workbench) -> bool:
    """Return whether there is anybody who knows citations, and they are wanted."""
    return bool(bench.neighbours) and any(isinstance(source, CitationSource) for source in bench.sources)


async def expand(journal: Journal, relevant: Sequence[str], known: Collection[str]) -> list[Lead]:
    """Return what citations lead to from the relevant studies (keys, best first), those that are known left out."""
    bench = journal.bench
    sources = [source for source in bench.sources if isinstance(source, CitationSource)]
    if not relevant:
        return []
    seeds = await asyncio.to_thread(lambda: [bench.library.study(key) for key in relevant[:SEEDS]])
    found = await asyncio.gather(*(_follow(journal, source, seeds) for source in sources))
    new = [key for key in dict.fromkeys(key for keys in found for key in keys) if key not in known]
    return await asyncio.to_thread(leads, bench.library, new)


async def _follow(journal: Journal, source: CitationSource, seeds: Sequence[Study]) -> list[str]:
    """Follow the citations that one source knows; a failure is told, and the others go on."""
    bench = journal.bench
    try:
        links = await source.links(seeds)
        records = await source.works(ranked(links, bench.neighbours))
    except SourceError as error:
        journal.failed(source.name, CITATIONS, error)
        return []
    studies = await asyncio.to_thread(bench.library.keep, admitted(bench.filters, records))
    keys = tuple(dict.fromkeys(study.key for study in studies))
    seen = tuple(study.key for study in seeds)
    journal.tell(Expanded(source=source.name, seeds=seen, links=len(links), studies=keys))
    return list(keys)
