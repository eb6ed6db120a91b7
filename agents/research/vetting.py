"""Vet: whether what is about to be cited was retracted, corrected or superseded, as Crossref knows it."""

import asyncio
from collections.abc import Sequence

from agents.journal import Journal
from assistant.errors import SourceError
from assistant.events import Vetted
from assistant.study import Record, Study


async def vet(journal: Journal, studies: Sequence[str]) -> None:
    """Look the studies up, keep what was announced about them in the library, and tell which they are."""
    library, crossref = journal.bench.library, journal.bench.notices
    held = await asyncio.to_thread(lambda: [library.study(key) for key in studies])
    dois = {doi: study for study in held for doi in _dois(study)}
    failed = ""
    if dois and crossref is not None:
        try:
            notices = await crossref.notices(list(dois))
        except SourceError as error:
            failed = str(error)
        else:
            records = [
                Record(title=dois[doi].title, ids=(f"doi:{doi}",), notices=found, source=crossref.name)
                for doi, found in notices.items()
                if found
            ]
            await asyncio.to_thread(library.keep, records)
    flagged = await asyncio.to_thread(lambda: [key for key in studies if library.study(key).notices])
    nameless = [study.key for study in held if not _dois(study)] if crossref else []
    told = Vetted(studies=tuple(studies), flagged=tuple(flagged), nameless=tuple(nameless), failed=failed)
    journal.tell(told)


def _dois(study: Study) -> list[str]:
    return [name.removeprefix("doi:") for name in study.ids if name.startswith("doi:")]
