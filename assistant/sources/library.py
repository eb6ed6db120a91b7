"""Libraries as sources: the user's own, and the bundled one that answers while theirs is empty."""

import asyncio
from dataclasses import dataclass

from assistant.library import Library
from assistant.sources import Query
from assistant.study import Record, Study


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
        hits = self.library.find(query.text, query.limit)
        return [self._record(self.library.study(hit.study)) for hit in hits]

    def _record(self, study: Study) -> Record:
        return Record(
            title=study.title,
            authors=study.authors,
            year=study.year,
            venue=study.venue,
            ids=study.ids,
            url=study.url,
            texts=tuple(self.library.texts(study.key)),
            source=study.sources[0] if study.sources else self.name,
        )
