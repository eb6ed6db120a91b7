"""Europe PMC, which covers PubMed, PubMed Central and the preprints of the life sciences."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from pydantic import Field, JsonValue

from assistant.errors import SourceError
from assistant.names import parse
from assistant.redaction import redact
from assistant.sources import Query
from assistant.sources.europe_pmc_wire import sorted_records
from assistant.sources.filters import Filters
from assistant.sources.foreign import Foreign, understood
from assistant.sources.paging import collected, pages_at_most
from assistant.study import Record
from assistant.web import Request, Web
from assistant.words import search_terms

PAGE = 100
"""Works asked for at a time, of a thousand that are allowed: in full, a hundred are a megabyte."""
INTERVAL = 0.1
"""Seconds between two requests; ten a second are allowed."""


class _Results(Foreign):
    result: tuple[JsonValue, ...] = ()


class _Answer(Foreign):
    hits: int = Field(alias="hitCount")
    cursor: str = Field(default="", alias="nextCursorMark")
    results: _Results = Field(alias="resultList")


@dataclass(frozen=True)
class EuropePmc:
    """Searches titles and abstracts; whatever holds more of the words comes first."""

    base_url: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    web: Web = field(default_factory=Web, repr=False, compare=False)
    name: str = "Europe PMC"
    online: bool = True

    async def search(self, query: Query) -> list[Record]:
        words = search_terms(query.text)
        return await collected(query, self._pages(asking(words, query.filters), query)) if words else []

    async def _pages(self, asked: str, query: Query) -> AsyncGenerator[list[Record], None]:
        size = PAGE if query.filters else min(query.limit, PAGE)
        cursor = "*"
        for page in range(pages_at_most(query, size)):
            answer = await self._page(asked, size, cursor)
            found, unread = sorted_records(answer.results.result)
            yield found
            if unread:
                raise SourceError(f"{self.name} sent {unread} records that cannot be read")
            if answer.cursor in ("", cursor) or (page + 1) * size >= answer.hits:
                return
            cursor = answer.cursor

    async def _page(self, asked: str, size: int, cursor: str) -> _Answer:
        params = {"query": asked, "resultType": "core", "format": "json", "pageSize": str(size), "cursorMark": cursor}
        request = Request(f"{self.base_url.rstrip('/')}/search", params)
        answer = await self.web.json(self.name, request, interval=INTERVAL)
        if isinstance(answer, dict) and (refusal := answer.get("errMsg")):
            raise SourceError(f"{self.name} refused the query: {redact(str(refusal))[:200]}")
        return understood(self.name, _Answer, answer)


def asking(words: list[str], filters: Filters) -> str:
    """Return a query in Europe PMC's language that asks for any of the words; what a user says is quoted everywhere."""
    any_word = " OR ".join(f"TITLE_ABS:{_quoted(word)}" for word in words)
    parts = [
        any_word,
        f"PUB_YEAR:[{filters.since or 1000} TO {filters.until or 3000}]" if filters.since or filters.until else "",
        " OR ".join(f"JOURNAL:{_quoted(venue)}" for venue in filters.venues),
        " OR ".join(f"AUTH:{_quoted(parse(author).family)}" for author in filters.authors),
        " OR ".join(f"KW:{_quoted(field)}" for field in filters.fields),
        "OPEN_ACCESS:y" if filters.open_access else "",
    ]
    return " AND ".join(f"({part})" for part in parts if part)


def _quoted(words: str) -> str:
    bare = " ".join(words.replace('"', " ").replace("\\", " ").split())
    return f'"{bare}"'
