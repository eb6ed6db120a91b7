"""The arXiv API on loopback: Atom feeds with paging, and the ways in which the real one fails."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape

from tests.servers.base import Request, Response, Server

Fault = Literal[
    "429", "503", "html", "empty page", "late empty page", "broken xml", "error entry", "hang", "huge", "cut"
]

_FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"
      xmlns:arxiv="http://arxiv.org/schemas/atom">
  <title>arXiv Query: {query}</title>
  <id>http://arxiv.org/api/made-for-tests</id>
  <updated>2026-01-01T00:00:00-05:00</updated>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>{start}</opensearch:startIndex>
  <opensearch:itemsPerPage>{size}</opensearch:itemsPerPage>
{entries}
</feed>
"""

_ENTRY = """  <entry>
    <id>http://arxiv.org/abs/{id}v{version}</id>
    <updated>{year}-02-03T04:05:06Z</updated>
    <published>{year}-01-02T03:04:05Z</published>
    <title>{title}</title>
    <summary>  {abstract}
</summary>
{authors}
    <arxiv:primary_category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
    <link href="http://arxiv.org/abs/{id}v{version}" rel="alternate" type="text/html"/>
    <link title="pdf" href="http://arxiv.org/pdf/{id}v{version}" rel="related" type="application/pdf"/>
{more}
  </entry>"""


@dataclass(frozen=True)
class Paper:
    """One record of the server."""

    id: str
    title: str
    abstract: str
    year: int = 2024
    authors: tuple[str, ...] = ("Ada Lovelace", "Alan Turing")
    version: int = 2
    doi: str = ""
    journal: str = ""


class ArxivServer(Server):
    """Serves papers; `fault` may be switched at any time."""

    def __init__(self, papers: Sequence[Paper] = (), fault: Fault | None = None, hang: float = 30.0) -> None:
        super().__init__(self._answer)
        self.papers = list(papers)
        self.fault = fault
        self.hang = hang

    @property
    def api(self) -> str:
        return f"{self.url}/api/query"

    def _answer(self, request: Request) -> Response:
        if wanted := request.query.get("id_list"):
            found = [paper for paper in self.papers if paper.id in wanted.split(",")]
        else:
            found = search(request.query.get("search_query", ""), self.papers)
        start, size = int(request.query.get("start", 0)), int(request.query.get("max_results", 10))
        page = found[start : start + size]
        match self.fault:
            case "429":
                return Response(429, b"Rate exceeded.", headers={"Retry-After": "7"})
            case "503":
                return Response(503, b"Service Unavailable")
            case "html":
                return Response(200, b"<html><body>Rate exceeded.</body></html>", "text/html")
            case "huge":
                return Response(200, b"<feed>" + b" " * 21_000_000, "application/atom+xml")
            case "hang":
                return Response(200, feed("", found, 0, page), hang=self.hang)
            case "empty page":
                return Response(200, feed("", found, start, []), "application/atom+xml")
            case "late empty page" if start:
                return Response(200, feed("", found, start, []), "application/atom+xml")
            case "error entry":
                return Response(200, _error_feed(), "application/atom+xml")
            case "broken xml":
                return Response(200, feed("", found, start, page)[:-40], "application/atom+xml")
            case "cut":
                return Response(200, feed("", found, start, page), "application/atom+xml", cut=100)
        return Response(200, feed(request.query.get("search_query", ""), found, start, page), "application/atom+xml")


def search(query: str, papers: Sequence[Paper]) -> list[Paper]:
    """Return the papers that the query fits, those that fit more of its OR parts first.

    Reads `all:`, `ti:` and `abs:` terms joined by AND and OR, AND binding tighter, as the API does.
    """
    parts = [[term.strip() for term in part.split(" AND ")] for part in query.split(" OR ")]
    scores = [sum(all(_has(term, paper) for term in part) for part in parts) for paper in papers]
    order = sorted(range(len(papers)), key=lambda index: -scores[index])
    return [papers[index] for index in order if scores[index]]


def feed(query: str, found: Sequence[Paper], start: int, page: Sequence[Paper]) -> bytes:
    entries = "\n".join(map(_entry, page))
    text = _FEED.format(query=escape(query), total=len(found), start=start, size=len(page), entries=entries)
    return text.encode()


def _has(term: str, paper: Paper) -> bool:
    field, _, word = term.strip("()").rpartition(":")
    texts = {"ti": paper.title, "abs": paper.abstract}
    return word.strip('"').lower() in texts.get(field, f"{paper.title} {paper.abstract}").lower()


def _entry(paper: Paper) -> str:
    more = [f"    <arxiv:doi>{paper.doi}</arxiv:doi>"] if paper.doi else []
    more += [f"    <arxiv:journal_ref>{escape(paper.journal)}</arxiv:journal_ref>"] if paper.journal else []
    return _ENTRY.format(
        id=paper.id,
        version=paper.version,
        year=paper.year,
        title=re.sub(" ", "\n  ", escape(paper.title), count=1),
        abstract=escape(paper.abstract),
        authors="\n".join(f"    <author><name>{escape(name)}</name></author>" for name in paper.authors),
        more="\n".join(more),
    )


def _error_feed() -> bytes:
    entry = """  <entry><id>http://arxiv.org/api/errors#incorrect_id_format</id><title>Error</title>
    <summary>malformed query</summary><updated>2026-01-01T00:00:00Z</updated>
    <author><name>arXiv api core</name></author></entry>"""
    return _FEED.format(query="", total=1, start=0, size=1, entries=entry).encode()
