"""Crossref: what publishers register for their DOIs, and what they and Retraction Watch announce about works later."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from pydantic import Field, JsonValue, ValidationError

from assistant.base import Foreign
from assistant.errors import SourceError
from assistant.identity import identifier
from assistant.sources import Query
from assistant.sources.crossref_works import Work, announced, records
from assistant.sources.filters import Filters
from assistant.sources.paging import Page, collected
from assistant.study import Notice, Record
from assistant.web import Request, Web
from assistant.words import search_terms

PAGE = 100
"""Works asked for at a time, of a thousand that are allowed: with abstracts, a hundred are half a megabyte."""
SIFTED = 5
"""Pages looked through at most when filters leave works out that Crossref cannot leave out itself."""
DEEPEST = 10_000
"""How far into its results Crossref lets one go by offset."""
MOST_DOIS = 100
"""DOIs asked for in one request."""
LONGEST_FILTER = 6_000
"""Characters of them; a longer address is refused by some servers on the way."""

_RECORD = "DOI,title,author,issued,container-title,abstract,link,license,update-to,updated-by,relation"
_NOTICES = "DOI,title,update-to,updated-by,relation"

M = TypeVar("M", bound=Foreign)


class _Message(Foreign):
    total: int = Field(default=0, alias="total-results")
    items: tuple[JsonValue, ...]


class _Works(Foreign):
    message: _Message


class _Single(Foreign):
    message: dict[str, JsonValue]


@dataclass(frozen=True)
class Crossref:
    """Searches titles, authors and journals; abstracts come with the works whose publishers register them."""

    web: Web
    base_url: str = "https://api.crossref.org"
    name: str = "Crossref"
    online: bool = True

    async def search(self, query: Query) -> list[Record]:
        words = search_terms(query.text)
        if not words:
            return []
        if query.filters.fields:
            raise SourceError("Crossref does not say which field a work belongs to, so it cannot be asked for one")
        return await collected(self.name, self._pages(words, query), query)

    async def _pages(self, words: list[str], query: Query) -> AsyncGenerator[Page, None]:
        asked = {"query.bibliographic": " ".join(words), "select": _RECORD, **_conditions(query.filters)}
        rows = PAGE if query.filters else min(query.limit, PAGE)
        for offset in range(0, SIFTED * PAGE if query.filters else DEEPEST, rows):
            total, works, unread = await self._page(asked | {"rows": str(rows), "offset": str(offset)})
            yield Page(records(works), unread)
            if offset + rows >= total or not (works or unread):
                return

    async def notices(self, dois: Iterable[str]) -> dict[str, tuple[Notice, ...]]:
        """Return what was announced about each of the DOIs that Crossref knows, a hundred in one request.

        The keys are the DOIs as they were given. What Crossref does not know is not in the answer; what it knows
        nothing against has no notices.

        Raises:
            SourceError: it did not answer, or answered with something that is not its format.
        """
        aliases = ((doi, identifier(f"doi:{doi.removeprefix('doi:')}")) for doi in dois)
        named = {doi: alias for doi, alias in aliases if alias and alias.startswith("doi:")}
        works: list[Work] = []
        for batch in _batches([alias.removeprefix("doi:") for alias in dict.fromkeys(named.values())]):
            works += await self._works(batch)
        known = announced(works)
        there = {work.alias for work in works}
        return {doi: known.get(alias, ()) for doi, alias in named.items() if alias in there}

    async def _works(self, dois: Sequence[str]) -> list[Work]:
        if "," in dois[0]:
            answer = await self._ask(f"works/{quote(dois[0], safe='')}", {})
            return [] if answer is None else [_parsed(Work, _parsed(_Single, answer).message)]
        wanted = ",".join(f"doi:{doi}" for doi in dois)
        _, works, unread = await self._page({"filter": wanted, "select": _NOTICES, "rows": str(len(dois))})
        if unread:
            raise SourceError(f"Crossref sent {unread} records that cannot be read")
        return works

    async def _page(self, params: Mapping[str, str]) -> tuple[int, list[Work], int]:
        """Return how many works there are, those of one page, and how many of these could not be read."""
        message = _parsed(_Works, await self._ask("works", params)).message
        works = []
        for item in message.items:
            try:
                works.append(Work.model_validate(item))
            except ValidationError:
                continue
        return message.total, works, len(message.items) - len(works)

    async def _ask(self, path: str, params: Mapping[str, str]) -> JsonValue:
        polite = {"mailto": self.web.contact} if self.web.contact else {}
        # As Crossref asks: one list a second, three for those who say who they are.
        interval = 0.34 if polite else 1.0
        return await self.web.json(
            "Crossref", Request(f"{self.base_url}/{path}", {**params, **polite}), interval=interval
        )


def _parsed(model: type[M], answer: JsonValue) -> M:
    try:
        return model.model_validate(answer)
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise SourceError(f"Crossref sent something that is not its format ({place or 'no object'})") from None


def _conditions(filters: Filters) -> dict[str, str]:
    """Return the filters as far as Crossref has them; names and venues are asked for by their words."""
    dates = [
        f"from-pub-date:{filters.since}" if filters.since else "",
        f"until-pub-date:{filters.until}" if filters.until else "",
        "has-license:true" if filters.open_access else "",
    ]
    wanted = {
        "filter": ",".join(filter(None, dates)),
        "query.container-title": " ".join(filters.venues),
        "query.author": " ".join(filters.authors),
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
