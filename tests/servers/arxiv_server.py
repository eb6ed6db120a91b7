"""The arXiv API on loopback: Atom feeds with paging, and the ways in which the real one fails."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from xml.sax.saxutils import escape

from assistant.study import Record
from tests.servers.base import Request, Response
from tests.servers.source_server import SourceServer

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
{categories}
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
    categories: tuple[str, ...] = ("cs.CL",)


class ArxivServer(SourceServer):
    """Serves papers."""

    def __init__(self, papers: Sequence[Paper] = (), fault: str | None = None) -> None:
        super().__init__(fault=fault)
        self.papers = list(papers)

    @classmethod
    def holding(cls, records: Sequence[Record]) -> Self:
        return cls([_paper(record) for record in records])

    @property
    def api(self) -> str:
        return f"{self.url}/api/query"

    def respond(self, request: Request) -> Response:
        if wanted := request.query.get("id_list"):
            found = [paper for paper in self.papers if paper.id in wanted.split(",")]
        else:
            found = search(request.query.get("search_query", ""), self.papers)
        start, size = int(request.query.get("start", 0)), int(request.query.get("max_results", 10))
        page = found[start : start + size]
        match self.fault:
            case "empty page":
                page = []
            case "late empty page" if start:
                page = []
            case "error entry":
                return Response(200, _error_feed(), "application/atom+xml")
        return Response(200, feed(request.query.get("search_query", ""), found, start, page), "application/atom+xml")


def search(query: str, papers: Sequence[Paper]) -> list[Paper]:
    """Return the papers that the query fits, those that fit more of its OR parts first.

    Reads terms in the prefixes of the API, joined by AND and OR and grouped by parentheses, AND binding tighter.
    """
    scores = [_fit(query, paper) for paper in papers]
    order = sorted(range(len(papers)), key=lambda index: -scores[index])
    return [papers[index] for index in order if scores[index]]


def feed(query: str, found: Sequence[Paper], start: int, page: Sequence[Paper]) -> bytes:
    entries = "\n".join(map(_entry, page))
    text = _FEED.format(query=escape(query), total=len(found), start=start, size=len(page), entries=entries)
    return text.encode()


def _fit(query: str, paper: Paper) -> int:
    """Return how many terms fit; 0 if the query does not."""
    if len(parts := _split(query, " OR ")) > 1:
        return sum(_fit(part, paper) for part in parts)
    if len(parts := _split(query, " AND ")) > 1:
        fits = [_fit(part, paper) for part in parts]
        return sum(fits) if all(fits) else 0
    query = query.strip()
    return _fit(query[1:-1], paper) if query.startswith("(") else int(_has(query, paper))


def _split(query: str, operator: str) -> list[str]:
    """Split where the operator stands outside of parentheses."""
    parts = [""]
    for piece in re.split(f"({operator})", query):
        if piece == operator and parts[-1].count("(") == parts[-1].count(")"):
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _has(term: str, paper: Paper) -> bool:
    field, _, value = term.partition(":")
    word = value.strip('"').lower()
    match field:
        case "submittedDate":
            first, last = value.strip("[]").split(" TO ")
            return first <= f"{paper.year}01020304" <= last
        case "cat":
            return any(each.lower() == word or _within_archive(word, each.lower()) for each in paper.categories)
        case "au":
            return any(word in re.findall(r"\w+", author.lower()) for author in paper.authors)
    texts = {"ti": paper.title, "abs": paper.abstract, "jr": paper.journal}
    return word in texts.get(field, f"{paper.title} {paper.abstract}").lower()


def _within_archive(pattern: str, category: str) -> bool:
    return pattern.endswith(".*") and category.startswith(pattern[:-1])


def _paper(record: Record) -> Paper:
    return Paper(
        record.ids[0].removeprefix("arxiv:"),
        record.title,
        record.texts[0].content,
        year=record.year or 2024,
        authors=record.authors,
        doi="10.1000/A",
        journal=record.venue,
        categories=record.fields or ("cs.CL",),
    )


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
        categories=_categories(paper),
        more="\n".join(more),
    )


def _categories(paper: Paper) -> str:
    form = '    <{} term="{}" scheme="http://arxiv.org/schemas/atom"/>'
    return "\n".join(
        (
            form.format("arxiv:primary_category", paper.categories[0]),
            *(form.format("category", c) for c in paper.categories),
        )
    )


def _error_feed() -> bytes:
    entry = """  <entry><id>http://arxiv.org/api/errors#incorrect_id_format</id><title>Error</title>
    <summary>malformed query</summary><updated>2026-01-01T00:00:00Z</updated>
    <author><name>arXiv api core</name></author></entry>"""
    return _FEED.format(query="", total=1, start=0, size=1, entries=entry).encode()
