"""Semantic Scholar: papers of all fields, what they cite and what cites them.

Those that have a key get one request a second each; those that have none share one pool, and are often refused.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from pydantic import JsonValue

from assistant.errors import SourceError
from assistant.sources import Link, Query
from assistant.sources.foreign import understood
from assistant.sources.paging import collected, pages_at_most
from assistant.sources.semantic_scholar_wire import (
    SHOWN,
    Found,
    Linked,
    Paper,
    alias,
    askable,
    known_as,
    narrowings,
    records,
    words,
)
from assistant.study import Record, Study
from assistant.web import Refused, Request, Web

T = TypeVar("T")

INTERVAL = 1.0
"""Seconds between two requests."""
PAGE = 100
DEEPEST = 1000
"""Results of a search after these are not to be had."""
BATCH = 500
"""Papers that can be asked for at once."""


@dataclass(frozen=True)
class SemanticScholar:
    """Searches titles and abstracts."""

    base_url: str = "https://api.semanticscholar.org"
    key: str = field(default="", repr=False)
    web: Web = field(default_factory=Web, repr=False, compare=False)
    name: str = "Semantic Scholar"
    online: bool = True

    async def search(self, query: Query) -> list[Record]:
        return await collected(query, self._pages(query))

    async def links(self, studies: Sequence[Study]) -> list[Link]:
        """Return the references of the studies and what cites them, the studies themselves left out.

        Citing papers are given for the least cited studies, as many as one answer has room for.
        """
        asked = {name: study.key for study in studies for name in known_as(study)}
        papers = await self._batch(list(asked), "citationCount,references.paperId")
        own = [(paper, key) for paper, key in zip(papers, asked.values(), strict=True) if paper]
        keys = {paper.paper_id: key for paper, key in own}
        cited = askable({paper.paper_id: paper.citation_count for paper, _ in own})
        citing = zip(await self._batch(cited, "citations.paperId"), cited, strict=True)
        links = [
            *(_link(key, other, "reference") for paper, key in own for other in paper.references),
            *(_link(keys[name], other, "citation") for paper, name in citing if paper for other in paper.citations),
        ]
        unwanted = {alias(""), *map(alias, keys)}
        return list(dict.fromkeys(link for link in links if link.work not in unwanted))

    async def works(self, names: Sequence[str]) -> list[Record]:
        wanted = dict.fromkeys(name.removeprefix("s2:") for name in names if name.startswith("s2:"))
        return records(paper for paper in await self._batch(list(wanted), SHOWN) if paper)

    async def _pages(self, query: Query) -> AsyncGenerator[list[Record], None]:
        size = PAGE if query.filters else min(query.limit, PAGE)
        starts = range(0, min(DEEPEST, size * pages_at_most(query, size)), size)
        for narrowing in narrowings(query.filters) if words(query.text) else []:
            asked = {"query": words(query.text), "fields": SHOWN, "limit": str(size), **narrowing}
            for start in starts:
                answer = await self._ask("paper/search", Found, asked | {"offset": str(start)})
                if not answer.data and answer.total and not start:
                    raise SourceError(f"{self.name} sent an empty page though it has {answer.total} results")
                yield records(answer.data)
                if answer.next is None:
                    break

    async def _batch(self, ids: Sequence[str], shown: str) -> list[Paper | None]:
        """Return the papers in the order of the ids, None for those that are not known."""
        found: list[Paper | None] = []
        for some in (ids[start : start + BATCH] for start in range(0, len(ids), BATCH)):
            try:
                papers = await self._ask("paper/batch", list[Paper | None], {"fields": shown}, {"ids": [*some]})
            except Refused as refused:
                if b"No valid paper ids given" not in refused.answer.body:
                    raise
                papers = [None] * len(some)  # that is how it says that it knows none of them
            if len(papers) != len(some):
                raise SourceError(f"{self.name} was asked for {len(some)} papers and sent {len(papers)}")
            found += papers
        return found

    async def _ask(self, what: str, form: type[T], asked: Mapping[str, str], content: JsonValue = None) -> T:
        headers = {"x-api-key": self.key} if self.key else {}
        request = Request(f"{self.base_url.rstrip('/')}/graph/v1/{what}", asked, headers, content)
        try:
            return understood(self.name, form, await self.web.json(self.name, request, interval=INTERVAL))
        except Refused as refused:
            if refused.answer.status in (401, 403) and self.key:
                raise SourceError(f"{self.name} refuses the key in SEMANTIC_SCHOLAR_API_KEY; is it right?") from None
            raise


def _link(study: str, work: Linked, kind: Literal["reference", "citation"]) -> Link:
    return Link(study=study, work=alias(work.paper_id), kind=kind)
