"""OpenAlex: works of all fields, what they cite and what cites them.

Since February 2026 every request is paid from a daily budget: a hundred searches without a key, a thousand with a free
one; a filtered list costs a tenth of a search. A spent budget comes as HTTP status 429 and is told as what it is.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from assistant.errors import SourceError
from assistant.identity import identifier, normalised
from assistant.politeness import gate_of
from assistant.sources import Link, Query
from assistant.sources.filters import Filters, any_within
from assistant.sources.foreign import understood
from assistant.sources.openalex_wire import (
    SHOWN,
    Entities,
    Work,
    Works,
    alias,
    bylines,
    doi,
    known_as,
    number,
    phrasings,
    records,
    spent,
    years,
)
from assistant.sources.paging import collected, pages_at_most
from assistant.study import Record, Study
from assistant.web import Refused, Request, Web

T = TypeVar("T")

INTERVAL = 0.1
"""Seconds between two requests; a hundred a second would be allowed."""
PAGE = 100
"""The largest page, and the largest number of values that one filter takes."""
DOIS = 40
"""DOIs in one filter: an address may have 4,094 bytes."""
CITING = 200
"""Citing works that are looked at."""


@dataclass(frozen=True)
class OpenAlex:
    """Searches titles, abstracts, and the full texts that OpenAlex has."""

    base_url: str = "https://api.openalex.org"
    key: str = field(default="", repr=False)
    web: Web = field(default_factory=Web, repr=False, compare=False)
    name: str = "OpenAlex"
    online: bool = True
    _filters: dict[tuple[str, ...], str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Those that names were looked up for, since each look-up is paid."""

    async def search(self, query: Query) -> list[Record]:
        """Return what holds all words of the query, then what holds some of them that stand together.

        Of the venues that a name fits, the hundred that OpenAlex ranks first are searched.
        """
        return await collected(query, self._pages(query))

    async def links(self, studies: Sequence[Study]) -> list[Link]:
        """Return the references of the studies and what cites them, the studies themselves left out.

        Of the citing works the most cited are taken, half of them from those that cite the less cited half of the
        studies: one famous study would leave no room for the others.
        """
        own = await self._own(studies)
        keys = {work.id: key for work, key in own}
        links = [
            Link(study=key, work=alias(cited), kind="reference")
            for work, key in own
            for cited in work.referenced_works
            if cited not in keys
        ]
        links += [
            Link(study=keys[cited], work=alias(work.id), kind="citation")
            for work in await self._citing([work for work, _ in own])
            for cited in work.referenced_works
            if cited in keys and work.id not in keys
        ]
        return list(dict.fromkeys(links))

    async def works(self, names: Sequence[str]) -> list[Record]:
        wanted = list(dict.fromkeys(name for name in names if name.startswith("openalex:")))
        found: dict[str, Record] = {}
        for some in _chunks(wanted, PAGE):
            for work in await self._listed("openalex", [number(name) for name in some], SHOWN):
                found |= {alias(work.id): record for record in records([work])}
        return [found[name] for name in wanted if name in found]

    async def _pages(self, query: Query) -> AsyncGenerator[list[Record], None]:
        narrowing = await self._narrowing(query.filters)
        if narrowing is None:
            return
        size = PAGE if query.filters else min(query.limit, PAGE)
        for words in phrasings(query.text):
            asked = {"search": words, "select": SHOWN, "per_page": str(size), **narrowing}
            for page in range(1, pages_at_most(query, size) + 1):
                answer = await self._ask("works", Works, asked | {"page": str(page)})
                if not answer.results and answer.meta.count > size * (page - 1):
                    raise SourceError(f"{self.name} sent an empty page though it has {answer.meta.count} results")
                yield records(answer.results)
                if answer.meta.count <= size * page:
                    break

    async def _narrowing(self, filters: Filters) -> dict[str, str] | None:
        """Return the parameter that applies the filters; None if nothing here can fulfil them."""
        parts = [*years(filters), *(["open_access.is_oa:true"] if filters.open_access else [])]
        if filters.authors:
            signed = bylines(filters.authors)
            parts.append(signed and f"raw_author_name.search:{signed}")
        if filters.venues:
            parts.append(await self._looked_up("venues", filters.venues))
        if filters.fields:
            parts.append(await self._looked_up("fields", filters.fields))
        if not all(parts):
            return None
        return {"filter": ",".join(parts)} if parts else {}

    async def _looked_up(self, kind: Literal["venues", "fields"], names: tuple[str, ...]) -> str:
        """Return the filter for venues or fields with such names, which are known by id only; empty: there are none."""
        if (kind, *names) not in self._filters:
            ids = await (self._venues(names) if kind == "venues" else self._subfields(names))
            entity = "primary_location.source.id" if kind == "venues" else "primary_topic.subfield.id"
            self._filters[kind, *names] = f"{entity}:{'|'.join(ids[:PAGE])}" if ids else ""
        return self._filters[kind, *names]

    async def _venues(self, names: Sequence[str]) -> list[str]:
        found: dict[str, None] = {}
        for name in filter(None, map(normalised, names)):
            asked = {"search": name, "select": "id,display_name", "per_page": str(PAGE)}
            answer = await self._ask("sources", Entities, asked)
            found |= {number(venue.id): None for venue in answer.results if any_within([name], [venue.display_name])}
        return list(found)

    async def _subfields(self, names: Sequence[str]) -> list[str]:
        """Return the subfields that have such a name or belong to a field that has; there are some 250 of them."""
        found: list[str] = []
        for page in range(1, 4):
            asked = {"select": "id,display_name,field", "per_page": str(PAGE), "page": str(page)}
            answer = await self._ask("subfields", Entities, asked)
            found += [number(s.id) for s in answer.results if any_within(names, [s.display_name, s.field.display_name])]
            if answer.meta.count <= PAGE * page:
                break
        return found

    async def _own(self, studies: Sequence[Study]) -> list[tuple[Work, str]]:
        """Return the works that the studies are here, each with the key of its study."""
        keys = {name: study.key for study in studies for name in known_as(study)}
        numbers = [number(name) for name in keys if name.startswith("openalex:")]
        dois = [doi(name) for name in keys if not name.startswith("openalex:")]
        asked = [("openalex", some) for some in _chunks(numbers, PAGE)]
        asked += [("doi", some) for some in _chunks(dois, DOIS)]
        shown = "id,doi,referenced_works,cited_by_count"
        listed = await asyncio.gather(*(self._listed(by, some, shown) for by, some in asked))
        found: dict[str, tuple[Work, str]] = {}
        for works in listed:
            for work in works:
                if key := keys.get(alias(work.id)) or keys.get(identifier(work.doi) or ""):
                    found[work.id] = (work, key)
        return list(found.values())

    async def _citing(self, works: Sequence[Work]) -> list[Work]:
        ordered = [number(work.id) for work in sorted(works, key=lambda work: (work.cited_by_count, work.id))]
        groups = list(_chunks(ordered, min(PAGE, -(-len(ordered) // 2))))
        size = min(PAGE, CITING // max(1, len(groups)))
        listed = await asyncio.gather(
            *(self._listed("cites", some, "id,referenced_works", size, sort="cited_by_count:desc") for some in groups)
        )
        return [work for works in listed for work in works]

    async def _listed(
        self, by: str, values: Sequence[str], shown: str, size: int = PAGE, **more: str
    ) -> tuple[Work, ...]:
        asked = {"filter": f"{by}:{'|'.join(values)}", "select": shown, "per_page": str(size), **more}
        return (await self._ask("works", Works, asked)).results

    async def _ask(self, what: str, form: type[T], asked: Mapping[str, str]) -> T:
        params = {**asked, "api_key": self.key} if self.key else asked
        request = Request(f"{self.base_url.rstrip('/')}/{what}", params)
        try:
            return understood(self.name, form, await self.web.json(self.name, request, interval=INTERVAL))
        except Refused as refused:
            raise self._explained(refused) from None

    def _explained(self, refused: Refused) -> SourceError:
        answer = refused.answer
        if answer.status == 401:
            return SourceError(f"{self.name} refuses the key in OPENALEX_API_KEY; is it right?")
        if answer.status != 429 or not spent(answer.headers):
            return refused
        if self.key:
            why = "the budget of your key for today is used up; it is renewed at midnight UTC"
        else:
            why = (
                "its free budget for today is used up; set OPENALEX_API_KEY (a key is free, and has ten times as much)"
            )
        gate_of(answer.url).rest(answer.headers.get("Retry-After"), why)
        return SourceError(f"{self.name}: {why}")


def _chunks(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (values[start : start + size] for start in range(0, len(values), max(1, size)))
