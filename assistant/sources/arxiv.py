"""arXiv: its feeds read by the `arxiv` package, but fetched like everything else, and with honest errors."""

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from assistant.errors import SourceError
from assistant.identity import identifier, normalised, surname
from assistant.sources import Query
from assistant.sources.filters import Filters
from assistant.sources.paging import SIFTED, collected, pages_at_most
from assistant.study import Record, Text
from assistant.web import Request, Web
from assistant.words import search_terms

INTERVAL = 3.0
"""Seconds between two requests, as the terms of use ask."""
PAGE = 100
_CATEGORY = re.compile(r"([a-z]+(?:-[a-z]+)*)(?:\.([a-z]+(?:-[a-z]+)*))?", re.IGNORECASE)


class Page(NamedTuple):
    """One page of results, and how many there are on all pages."""

    records: list[Record]
    total: int


@dataclass(frozen=True)
class Arxiv:
    """Searches titles and abstracts."""

    base_url: str = "https://export.arxiv.org/api/query"
    web: Web = field(default_factory=Web, repr=False, compare=False)
    name: str = "arXiv"
    online: bool = True

    async def search(self, query: Query) -> list[Record]:
        asked = conjunction(terms(query.text), query.filters)
        return await collected(query, self._pages(asked, query)) if asked else []

    async def record(self, name: str) -> Record | None:
        """Return the record of a paper by its id, without `arxiv:`; None if arXiv does not have it.

        Raises:
            SourceError: it did not answer, or answered with something that is not its format.
        """
        page = await self._page({"id_list": name, "max_results": "1"})
        return next(iter(page.records), None)

    async def _pages(self, asked: str, query: Query) -> AsyncGenerator[list[Record], None]:
        size = min(PAGE, query.limit * (SIFTED if query.filters else 1))
        for number in range(pages_at_most(query, size)):
            start = number * size
            page = await self._page({"search_query": asked, "start": str(start), "max_results": str(size)})
            yield page.records
            if start + size >= page.total:
                return

    async def _page(self, asked: Mapping[str, str]) -> Page:
        answer = await self.web.get(self.name, Request(self.base_url, asked), interval=INTERVAL)
        return await asyncio.to_thread(_read, answer.body)


def terms(text: str) -> str:
    """Return a query in arXiv's language that asks for any of the content words of a text; operators in it are words.

    arXiv ranks what holds more of them higher. Asking for all of them finds nothing as soon as one is unusual.
    """
    words = [word for word in search_terms(re.sub(r"[\"():]", " ", text)) if word != "andnot"]
    return " OR ".join(f"all:{word}" for word in words)


def conjunction(words: str, filters: Filters) -> str:
    """Return the query that also asks for what the filters want; empty if nothing in arXiv can be what is asked for.

    Authors are asked for by family name, and fields by category: `cs.CL`, or `cs` for all its parts.
    """
    wanted = [
        (filters.authors, [f'au:"{name}"' for name in map(surname, filters.authors) if name]),
        (filters.fields, [f"cat:{form}" for name in filters.fields for form in _categories(name)]),
        (filters.venues, [f'jr:"{name}"' for name in map(normalised, filters.venues) if name]),
    ]
    if not words or any(names and not terms for names, terms in wanted):
        return ""
    parts = [f"({' OR '.join(terms)})" for _, terms in wanted if terms]
    if filters.since or filters.until:
        parts.append(f"submittedDate:[{filters.since or 1991}01010000 TO {filters.until or 2100}12312359]")
    return " AND ".join([f"({words})", *parts]) if parts else words


def _categories(name: str) -> list[str]:
    """Return the categories that a name can mean: `cs.CL` itself, all of `cs`, none for what is no category."""
    if not (found := _CATEGORY.fullmatch(name)):
        return []
    archive, part = found[1].lower(), found[2]
    if not part:
        return [archive, f"{archive}.*"]
    return [f"{archive}.{part.upper() if len(part) == 2 else part.lower()}"]


def _read(body: bytes) -> Page:
    """Return what a feed holds.

    The package's own client has no deadline and no gate, and takes a page of HTML for an empty result, so that only
    its reading of feeds is of use here.
    """
    from arxiv import _feed

    total = _total(body)
    try:
        return Page([_record(result) for result in _feed.parse(body).results], total)
    except (ValueError, AttributeError, TypeError) as error:
        raise SourceError(f"arXiv sent something that cannot be read ({error})") from None


def _total(body: bytes) -> int:
    """Return how many results a feed says there are; refuse what is none, or an error in the place of one."""
    from lxml import etree

    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise _no_feed(body) from None
    if etree.QName(root).localname != "feed":
        raise _no_feed(body)
    entries = root.findall("{*}entry")
    for entry in entries:
        if "/api/errors" in (entry.findtext("{*}id") or ""):
            raise SourceError(f"arXiv refused the query: {(entry.findtext('{*}summary') or '').strip()[:200]}")
    try:
        total, start = (int(root.findtext(f"{{*}}{name}") or 0) for name in ("totalResults", "startIndex"))
    except ValueError as error:
        raise SourceError(f"arXiv sent something that cannot be read ({error})") from None
    if not entries and total > start:
        raise SourceError(f"arXiv sent an empty page though it has {total} results; try again later")
    return total


def _no_feed(body: bytes) -> SourceError:
    shown = " ".join(re.sub(r"<[^>]*>", " ", body[:300].decode("utf-8", "replace")).split())
    return SourceError(f"arXiv sent something that is no feed ({shown[:80]!r}); try again later")


def _record(result: Any) -> Record:
    address = "https://arxiv.org/abs/" + re.sub(r"v\d+$", "", result.get_short_id())
    ids = [identifier(address), identifier(f"doi:{result.doi}") if result.doi else None]
    abstract = " ".join(result.summary.split())
    return Record(
        title=" ".join(result.title.split()),
        authors=tuple(author.name for author in result.authors),
        year=result.published.year if result.published else None,
        venue=" ".join((result.journal_ref or "").split()),
        ids=tuple(alias for alias in ids if alias),
        url=address,
        fields=tuple(result.categories),
        open_texts=(address.replace("/abs/", "/pdf/"),),
        texts=(Text(kind="abstract", content=abstract),) if abstract else (),
        source="arXiv",
    )
