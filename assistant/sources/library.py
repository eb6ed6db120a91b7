"""Libraries as sources: the user's own, and the bundled one that answers while theirs is empty."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from assistant.library import Library
from assistant.sources import Query
from assistant.sources.filters import admits
from assistant.study import Record, Study

_SIFTED = 10
"""How many times as many studies are looked at as are asked for, because some will be left out."""


@dataclass(frozen=True)
class LibrarySource:
    """Answers with what a library holds."""

    opened: Callable[[], Library]
    """Gives the library; called, in a thread, when it is asked for the first time and ever after."""
    name: str = "library"
    online: bool = False
    skip: Callable[[Study], bool] = lambda _: False
    """Which of the library's studies it does not answer with."""

    async def search(self, query: Query) -> list[Record]:
        """Return the library's studies closest to the query, with all their texts."""
        return await asyncio.to_thread(self._search, query)

    def _search(self, query: Query) -> list[Record]:
        library = self.opened()
        hits = library.find(query.text, query.limit * _SIFTED)
        studies = (study for hit in hits if not self.skip(study := library.study(hit.study)))
        records = (study.record(library.texts(study.key)) for study in studies)
        return list(islice((record for record in records if admits(query.filters, record)), query.limit))
