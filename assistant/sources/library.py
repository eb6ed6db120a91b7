"""Libraries as sources: the user's own, and the bundled one that answers while theirs is empty."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from assistant.bundled import is_borrowed
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
    own: bool = False
    """Whether it is the library that runs add to. What came in with one and is none of the user's is no answer."""

    async def search(self, query: Query) -> list[Record]:
        """Return the library's studies closest to the query, with all their texts."""
        return await asyncio.to_thread(self._search, query)

    def _search(self, query: Query) -> list[Record]:
        library = self.opened()
        hits = library.find(query.text, query.limit * _SIFTED)
        studies = (library.study(hit.study) for hit in hits)
        records = (self._record(library, study) for study in studies if not (self.own and is_borrowed(study)))
        return list(islice((record for record in records if admits(query.filters, record)), query.limit))

    def _record(self, library: Library, study: Study) -> Record:
        record = study.record(library.texts(study.key))
        return record.model_copy(update={"held": study.key}) if self.own else record
