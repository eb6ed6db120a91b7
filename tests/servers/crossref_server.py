"""The Crossref REST API on loopback: searching, selecting, filtering by date and by DOI, paging by offset."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Self
from urllib.parse import unquote
from xml.sax.saxutils import escape

from assistant.names import parse
from assistant.study import Record
from tests.servers.base import Request, Response
from tests.servers.source_server import SourceServer

KNOWN = {"query.bibliographic", "query.author", "query.container-title", "filter", "select", "rows", "offset", "mailto"}
FIELDS = set("DOI title author issued container-title abstract link license update-to updated-by relation".split())
"""Those of the fields that may be selected which are used."""


def work(doi: str, title: str = "A work", abstract: str = "", year: int = 2024, **more: Any) -> dict[str, Any]:
    """Return a work as Crossref has it; more of its fields by name, `_` for `-`."""
    facts = {
        "DOI": doi,
        "URL": f"https://doi.org/{doi}",
        "type": "journal-article",
        "title": [title],
        "issued": {"date-parts": [[year, 2, 3]]},
        "publisher": "Test accounts",
        "references-count": 0,
    }
    facts |= {"abstract": f"<jats:title>Abstract</jats:title><jats:p>{abstract}</jats:p>"} if abstract else {}
    return facts | {name.replace("_", "-"): value for name, value in more.items()}


def update(doi: str, kind: str, source: str = "publisher") -> dict[str, Any]:
    when = {"date-parts": [[2025, 1, 2]], "date-time": "2025-01-02T00:00:00Z", "timestamp": 1735776000000}
    return {"DOI": doi, "type": kind, "label": kind.capitalize(), "source": source, "updated": when}


def work_of(record: Record) -> dict[str, Any]:
    """Return a record as a work; an arXiv id as the DOI that arXiv gives it."""
    kind, name = record.ids[0].split(":", 1)
    more: dict[str, Any] = {
        "author": [dict(zip(("family", "given"), parse(person), strict=False)) for person in record.authors],
        "container_title": [escape(record.venue)] if record.venue else [],
    }
    if record.open_texts:
        more["license"] = [{"URL": "http://creativecommons.org/licenses/by/4.0/", "content-version": "vor"}]
        more["link"] = [{"URL": url, "content-type": "application/pdf"} for url in record.open_texts]
    doi = f"10.48550/arXiv.{name}" if kind == "arxiv" else name
    abstract = escape(record.texts[0].content) if record.texts else ""
    return work(doi, escape(record.title), abstract, record.year or 2024, **more)


class CrossrefServer(SourceServer):
    """Serves works."""

    def __init__(self, works: Sequence[Mapping[str, Any]] = (), fault: str | None = None) -> None:
        super().__init__(fault=fault)
        self.works = list(works)

    @classmethod
    def holding(cls, records: Sequence[Record]) -> Self:
        return cls([work_of(record) for record in records])

    def respond(self, request: Request) -> Response:
        if request.path != "/works":
            doi = unquote(request.path.removeprefix("/works/"))
            found = next((each for each in self.works if each["DOI"].lower() == doi.lower()), None)
            return _sent("work", found) if found else Response(404, b"Resource not found.")
        query = request.query
        selected = set(filter(None, query.get("select", "").split(",")))
        if unknown := sorted(query.keys() - KNOWN) + sorted(selected - FIELDS):
            return _refused(f"{unknown[0]} is not allowed")
        rows, offset = int(query.get("rows", 20)), int(query.get("offset", 0))
        if rows > 1000 or offset > 10_000:
            return _refused("rows or offset is too large")
        found_works = search(query, self.works)
        items = [{name: each[name] for name in each if not selected or name in selected} for each in found_works]
        page = items[offset : offset + rows]
        start = {"start-index": offset, "search-terms": query.get("query.bibliographic")}
        return _sent("work-list", {"total-results": len(items), "items": page, "items-per-page": rows, "query": start})


def search(query: Mapping[str, str], works: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the works that the filters let pass, those that hold most of the words first."""
    filters = [part.split(":", 1) for part in query.get("filter", "").split(",") if part]
    passed = [each for each in works if _passes(each, filters)]
    words = query.get("query.bibliographic", "").lower().split()
    scores = [
        sum(word in json.dumps([each.get("title"), each.get("abstract")]).lower() for word in words) for each in passed
    ]
    order = sorted(range(len(passed)), key=lambda index: -scores[index])
    hit = [passed[index] for index in order if scores[index] or not words]
    for name, field in (("query.author", "author"), ("query.container-title", "container-title")):
        wanted = query.get(name, "").lower().split()
        hit = [each for each in hit if not wanted or any(w in json.dumps(each.get(field)).lower() for w in wanted)]
    return hit


def _passes(item: Mapping[str, Any], filters: Sequence[Sequence[str]]) -> bool:
    dois = [value.lower() for name, value in filters if name == "doi"]
    (year, *_), *_ = item["issued"]["date-parts"]
    return all(
        (
            not dois or item["DOI"].lower() in dois,
            all(year >= int(value) for name, value in filters if name == "from-pub-date"),
            all(year <= int(value) for name, value in filters if name == "until-pub-date"),
            all("license" in item for name, _ in filters if name == "has-license"),
        )
    )


def _sent(kind: str, message: object) -> Response:
    body = {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": message}
    return Response(200, json.dumps(body).encode(), "application/json;charset=UTF-8")


def _refused(reason: str) -> Response:
    detail = [{"type": "parameter-not-allowed", "value": "", "message": reason}]
    body = {"status": "failed", "message-type": "validation-failure", "message": detail}
    return Response(400, json.dumps(body).encode(), "application/json")
