"""Full texts of the best studies, fetched before they are read; where there is none, the abstract serves."""

import asyncio
from collections.abc import Sequence

from agents.journal import Journal
from assistant.events import Fetched
from assistant.fulltext import fetch
from assistant.study import Record, Study, Text

FETCHED = "full text"
"""Name of the source of what is fetched."""


async def obtain(journal: Journal, studies: Sequence[str]) -> None:
    """Bring the full texts of the studies into the library, and tell of each whether it could be had."""
    await asyncio.gather(*(_obtain(journal, key) for key in studies))


async def _obtain(journal: Journal, key: str) -> None:
    bench = journal.bench
    study = await asyncio.to_thread(bench.library.study, key)
    if await asyncio.to_thread(lambda: any(text.kind == "full_text" for text in bench.library.texts(key))):
        return
    found = await fetch(study, bench.web, bench.arxiv_pages)
    if found.text:
        await asyncio.to_thread(bench.library.keep, [_holding(study, found.text)])
    journal.tell(Fetched(study=key, url=found.url, failures=(*found.failures, *found.gaps)))


def _holding(study: Study, text: Text) -> Record:
    """Return what the fetched text adds to what is known: the names of the work lead it to its study."""
    return Record(
        title=study.title, authors=study.authors, year=study.year, ids=study.ids, texts=(text,), source=FETCHED
    )
