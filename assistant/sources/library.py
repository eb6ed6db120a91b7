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

    library: Library
    name: str = "library"
    online: bool = False
    skip: Callable[[Study], bool] = lambda _: False
    """Which of the library's studies it does not answer with."""

    async def search(self, query: Query) -> list[Record]:
        """Return the library's studies closest to the query, with all their texts."""
        return await asyncio.to_thread(self._search, query)

    def _search(self, query: Query) -> list[Record]:
        hits = self.library.find(query.text, query.limit * _SIFTED)
        studies = (study for hit in hits if not self.skip(study := self.library.study(hit.study)))
        return list(islice((r for study in studies if admits(query.filters, r := self._record(study))), query.limit))

    def _record(self, study: Study) -> Record:
        return Record(
            title=study.title,
            authors=study.authors,
            year=study.year,
            venue=study.venue,
            ids=study.ids,
            url=study.url,
            fields=study.fields,
            open_texts=study.open_texts,
            notices=study.notices,
            texts=tuple(self.library.texts(study.key)),
            source=study.sources[0] if study.sources else self.name,
        )
