"""Europe PMC, which covers PubMed, PubMed Central and the preprints of the life sciences."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from pydantic import Field, JsonValue, ValidationError

from assistant.base import Foreign
from assistant.errors import SourceError
from assistant.identity import normalised
from assistant.names import parse
from assistant.sources import Query
from assistant.sources.europe_pmc_works import read
from assistant.sources.filters import Filters
from assistant.sources.paging import Page, collected
from assistant.study import Record
from assistant.web import Request, Web
from assistant.words import search_terms

PAGE = 100
"""Works asked for at a time, of a thousand that are allowed: in full, a hundred are a megabyte."""
SIFTED = 5
"""Pages looked through at most when filters leave works out that Europe PMC lets pass."""


class _Results(Foreign):
    result: tuple[JsonValue, ...] = ()


class _Answer(Foreign):
    hits: int = Field(alias="hitCount")
    cursor: str = Field(default="", alias="nextCursorMark")
    results: _Results = Field(alias="resultList")


class _Refusal(Foreign):
    message: str = Field(alias="errMsg")


@dataclass(frozen=True)
class EuropePmc:
    """Searches titles and abstracts; whatever holds more of the words comes first."""

    web: Web
    base_url: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    name: str = "Europe PMC"
    online: bool = True

    async def search(self, query: Query) -> list[Record]:
        words = search_terms(query.text)
        if not words:
            return []
        return await collected(self.name, self._pages(asking(words, query.filters), query), query)

    async def _pages(self, asked: str, query: Query) -> AsyncGenerator[Page, None]:
        rows = PAGE if query.filters else min(query.limit, PAGE)
        cursor, seen = "*", 0
        while not (query.filters and seen >= SIFTED * PAGE):
            answer = await self._page(asked, rows, cursor)
            yield read(answer.results.result)
            seen += rows
            if answer.cursor in ("", cursor) or not answer.results.result or seen >= answer.hits:
                return
            cursor = answer.cursor

    async def _page(self, asked: str, rows: int, cursor: str) -> _Answer:
        params = {
            "query": asked,
            "resultType": "core",
            "format": "json",
            "pageSize": str(rows),
            "cursorMark": cursor,
        }
        answer = await self.web.json("Europe PMC", Request(f"{self.base_url}/search", params), interval=0.1)
        try:
            return _Answer.model_validate(answer)
        except ValidationError as error:
            raise _refused(answer, error) from None


def asking(words: list[str], filters: Filters) -> str:
    """Return a query in Europe PMC's language that asks for any of the words; what a user says is quoted everywhere."""
    any_word = " OR ".join(f"TITLE_ABS:{_quoted(word)}" for word in words)
    parts = [
        any_word,
        f"PUB_YEAR:[{filters.since or 1000} TO {filters.until or 3000}]" if filters.since or filters.until else "",
        " OR ".join(f"JOURNAL:{_quoted(venue)}" for venue in filters.venues),
        " OR ".join(f"AUTH:{_quoted(_indexed(author))}" for author in filters.authors),
        " OR ".join(f"KW:{_quoted(field)}" for field in filters.fields),
        "OPEN_ACCESS:y" if filters.open_access else "",
    ]
    return " AND ".join(f"({part})" for part in parts if part)


def _quoted(words: str) -> str:
    bare = " ".join(words.replace('"', " ").replace("\\", " ").split())
    return f'"{bare}"'


def _indexed(author: str) -> str:
    """Return a name as PubMed indexes it, `Lovelace A`; the initial tells few apart, but the name alone tells fewer."""
    name = parse(author)
    return f"{name.family} {normalised(name.given)[:1].upper()}".strip()


def _refused(answer: JsonValue, error: ValidationError) -> SourceError:
    try:
        return SourceError(f"Europe PMC refused the query: {_Refusal.model_validate(answer).message[:200]}")
    except ValidationError:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        return SourceError(f"Europe PMC sent something that is not its format ({place or 'no object'})")
