"""Libraries as sources: the user's own, and the bundled one that answers while theirs is empty."""

import asyncio
from dataclasses import dataclass

from assistant.library import Library
from assistant.sources import Query
from assistant.sources.filters import admitted
from assistant.study import Record

_SIFTED = 10
"""How many times as many studies are looked at when filters will leave some out."""


@dataclass(frozen=True)
class LibrarySource:
    """Answers with what a library holds."""

    library: Library
    name: str = "library"
    online: bool = False

    async def search(self, query: Query) -> list[Record]:
        """Return the library's studies closest to the query, with all their texts."""
        return await asyncio.to_thread(self._search, query)

    def _search(self, query: Query) -> list[Record]:
        hits = self.library.find(query.text, query.limit * (_SIFTED if query.filters else 1))
        studies = (self.library.study(hit.study) for hit in hits)
        records = admitted(query.filters, (study.record(self.library.texts(study.key)) for study in studies))
        return records[: query.limit]
