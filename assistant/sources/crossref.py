"""Crossref: what publishers register for their DOIs, and what they and Retraction Watch announce about works later."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from pydantic import Field, JsonValue, ValidationError

from assistant.errors import SourceError
from assistant.identity import identifier
from assistant.names import parse
from assistant.sources import Query
from assistant.sources.crossref_wire import Work, announced, records
from assistant.sources.filters import Filters
from assistant.sources.foreign import Foreign, understood
from assistant.sources.paging import collected, pages_at_most
from assistant.study import Notice, Record
from assistant.web import Request, Web
from assistant.words import search_terms

PAGE = 100
"""Works asked for at a time, of a thousand that are allowed: with abstracts, a hundred are half a megabyte."""
MOST_DOIS = 100
"""DOIs asked for in one request."""
LONGEST_FILTER = 6_000
"""Characters of them; a longer address is refused by some servers on the way."""
PUBLIC, POLITE = 1.0, 0.34
"""Seconds between two requests: one list a second is allowed, three for those who say who they are."""

_RECORD = "DOI,title,author,issued,container-title,abstract,link,license,update-to,updated-by,relation"
_NOTICES = "DOI,title,update-to,updated-by,relation"


class _List(Foreign):
    total: int = Field(alias="total-results")
    items: tuple[JsonValue, ...]


class _Works(Foreign):
    message: _List


class _Single(Foreign):
    message: Work


@dataclass(frozen=True)
class Crossref:
    """Searches titles, authors and journals; abstracts come with the works whose publishers register them.

    It does not say which field a work belongs to, so that nothing of it fulfils a filter for fields.
    """

    base_url: str = "https://api.crossref.org"
    web: Web = field(default_factory=Web, repr=False, compare=False)
    name: str = "Crossref"
    online: bool = True

    async def search(self, query: Query) -> list[Record]:
        words = search_terms(query.text)
        return await collected(query, self._pages(words, query)) if words and not query.filters.fields else []

    async def record(self, name: str) -> Record | None:
        """Return the record of a work by its DOI, None if Crossref does not have it.

        Raises:
            SourceError: it did not answer, or answered with something that is not its format.
        """
        return next(iter(records(await self._work(name))), None)

    async def notices(self, dois: Sequence[str]) -> dict[str, tuple[Notice, ...]]:
        """Return what was announced about each of the DOIs that Crossref knows, a hundred in one request.

        The keys are the DOIs as they were given. What Crossref does not know is not in the answer; what it knows
        nothing against has no notices.

        Raises:
            SourceError: it did not answer, or answered with something that is not its format.
        """
        aliases = ((doi, identifier(f"doi:{doi.removeprefix('doi:')}")) for doi in dois)
        named = {doi: alias for doi, alias in aliases if alias and alias.startswith("doi:")}
        works: list[Work] = []
        for batch in _batches(alias.removeprefix("doi:") for alias in dict.fromkeys(named.values())):
            works += await (self._work(batch[0]) if "," in batch[0] else self._works(batch))
        known = announced(works)
        there = {work.alias for work in works}
        return {doi: known.get(alias, ()) for doi, alias in named.items() if alias in there}

    async def _pages(self, words: Sequence[str], query: Query) -> AsyncGenerator[list[Record], None]:
        asked = {"query.bibliographic": " ".join(words), "select": _RECORD, **_conditions(query.filters)}
        rows = PAGE if query.filters else min(query.limit, PAGE)
        for page in range(pages_at_most(query, rows)):
            total, works = await self._list(asked | {"rows": str(rows), "offset": str(page * rows)})
            found, unread = _sorted(works)
            yield records(found)
            if unread:
                raise SourceError(f"{self.name} sent {unread} records that cannot be read")
            if (page + 1) * rows >= total or not works:
                return

    async def _works(self, dois: Sequence[str]) -> list[Work]:
        wanted = ",".join(f"doi:{doi}" for doi in dois)
        _, works = await self._list({"filter": wanted, "select": _NOTICES, "rows": str(len(dois))})
        found, unread = _sorted(works)
        if unread:
            raise SourceError(f"{self.name} sent {unread} records that cannot be read")
        return found

    async def _work(self, doi: str) -> list[Work]:
        answer = await self._ask(f"works/{quote(doi, safe='')}", {})
        return [understood(self.name, _Single, answer).message] if answer is not None else []

    async def _list(self, params: Mapping[str, str]) -> tuple[int, tuple[JsonValue, ...]]:
        """Return how many works there are, and some of them."""
        message = understood(self.name, _Works, await self._ask("works", params)).message
        return message.total, message.items

    async def _ask(self, path: str, params: Mapping[str, str]) -> JsonValue:
        contact = self.web.contact
        request = Request(f"{self.base_url.rstrip('/')}/{path}", {**params, **({"mailto": contact} if contact else {})})
        return await self.web.json(self.name, request, interval=POLITE if contact else PUBLIC)


def _sorted(works: Iterable[JsonValue]) -> tuple[list[Work], int]:
    """Return the works that can be read, and how many cannot: of so many publishers, one may send anything."""
    found: list[Work] = []
    unread = 0
    for work in works:
        try:
            found.append(Work.model_validate(work))
        except ValidationError:
            unread += 1
    return found, unread


def _conditions(filters: Filters) -> dict[str, str]:
    """Return the filters as far as Crossref has them; venues and family names are asked for by their words."""
    dates = [
        f"from-pub-date:{filters.since}" if filters.since else "",
        f"until-pub-date:{filters.until}" if filters.until else "",
        "has-license:true" if filters.open_access else "",
    ]
    wanted = {
        "filter": ",".join(filter(None, dates)),
        "query.container-title": " ".join(filters.venues),
        "query.author": " ".join(parse(author).family for author in filters.authors),
    }
    return {name: value for name, value in wanted.items() if value}


def _batches(dois: Iterable[str]) -> Iterator[list[str]]:
    """Yield the DOIs in lists that one request can hold; one with a comma, which would end it there, by itself."""
    batch: list[str] = []
    size = 0
    for doi in sorted(dois, key=lambda doi: "," in doi):
        length = len(quote(f",doi:{doi}", safe=""))
        if batch and (len(batch) == MOST_DOIS or size + length > LONGEST_FILTER or "," in doi):
            yield batch
            batch, size = [], 0
        batch.append(doi)
        size += length
    if batch:
        yield batch
