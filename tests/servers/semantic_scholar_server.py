"""The Semantic Scholar Academic Graph on loopback: search and batch with their parameters, limits and refusals."""

import json
import re
from collections.abc import Sequence
from hashlib import sha1
from typing import Any

from assistant.study import Record
from tests.servers.base import Request, Response
from tests.servers.source_server import SourceServer

FIELDS = (
    "paperId,externalIds,url,title,abstract,venue,year,authors,fieldsOfStudy,s2FieldsOfStudy,openAccessPdf,"
    "citationCount,references,citations"
).split(",")
PARAMETERS = {"query", "fields", "limit", "offset", "year", "venue", "fieldsOfStudy", "openAccessPdf"}

Item = dict[str, Any]


class Refusal(Exception):
    """A request that is not of the API's form."""


class SemanticScholarServer(SourceServer):
    """Serves records as papers; it knows the key `right`, and gives `citations` citations in one answer."""

    citations = 9_999

    def respond(self, request: Request) -> Response:
        if request.headers.get("x-api-key", "right") != "right":
            return _json(403, {"message": "Forbidden"})
        if self.fault == "error object":
            return _json(200, {"error": "Internal error", "message": "The index is\nnot there."})
        try:
            _require_form(request)
            return self._search(request) if request.path.endswith("/paper/search") else self._batch(request)
        except Refusal as refusal:
            return _json(400, {"error": str(refusal)})

    def paper(self, record: Record) -> Item:
        """Return a record as a paper; whatever it does not say is null, as it is there."""
        arxiv = next((name.removeprefix("arxiv:") for name in record.ids if name.startswith("arxiv:")), None)
        doi = next((name.removeprefix("doi:") for name in record.ids if name.startswith("doi:")), None)
        external = {"ArXiv": arxiv, "DOI": doi and doi.upper(), "CorpusId": 228087117}
        cited, citing = self.cited(record), self.citing(record)
        return {
            "paperId": paper_id(record),
            "externalIds": {name: value for name, value in external.items() if value},
            "url": f"https://www.semanticscholar.org/paper/{paper_id(record)}",
            "title": record.title or None,
            "abstract": record.texts[0].content if record.texts else None,
            "venue": record.venue,
            "year": record.year,
            "authors": [{"authorId": None, "name": name} for name in record.authors],
            "fieldsOfStudy": None,
            "s2FieldsOfStudy": [{"category": name, "source": "s2-fos-model"} for name in record.fields] or None,
            "openAccessPdf": {"url": record.open_texts[0] if record.open_texts else "", "status": None},
            "citationCount": len(citing),
            "references": [*({"paperId": paper_id(other)} for other in cited), {"paperId": None}],
            "citations": [{"paperId": paper_id(other)} for other in citing],
        }

    def _search(self, request: Request) -> Response:
        words = request.query["query"].casefold().split()
        scores = [_score(words, record) if _keeps(request, record) else 0 for record in self.records]
        order = sorted(range(len(scores)), key=lambda index: -scores[index])
        found = [self.records[index] for index in order if scores[index]]
        start, size = int(request.query.get("offset", 0)), int(request.query.get("limit", 100))
        page = [] if self.fault == "empty page" else found[start : start + size]
        more = {"next": start + size} if start + size < len(found) else {}
        data = [_shown(self.paper(record), request) for record in page]
        return _json(200, {"total": len(found), "offset": start, **more, "data": data})

    def _batch(self, request: Request) -> Response:
        ids = json.loads(request.body)["ids"]
        if not 0 < len(ids) <= 500:
            raise Refusal("Number of ids must be between 1 and 500")
        found = [next((record for record in self.records if _is(name, record)), None) for name in ids]
        if not any(found):
            raise Refusal("No valid paper ids given")
        papers = [_shown(self.paper(record), request) if record else None for record in found]
        room = self.citations
        for paper in papers:
            if paper and "citations" in paper:
                paper["citations"] = paper["citations"] if len(paper["citations"]) <= room else []
                room -= len(paper["citations"])
        return _json(200, papers)


def paper_id(record: Record) -> str:
    return sha1(record.title.encode(), usedforsecurity=False).hexdigest()


def _require_form(request: Request) -> None:
    if unknown := request.query.keys() - PARAMETERS:
        raise Refusal(f"Unrecognized or unsupported parameter: {sorted(unknown)}")
    if unknown := {name.split(".")[0] for name in request.query.get("fields", "title").split(",")} - set(FIELDS):
        raise Refusal(f"Unrecognized or unsupported fields: {sorted(unknown)}")
    if int(request.query.get("limit", 100)) > 100:
        raise Refusal("Page limit must be <= 100")
    if int(request.query.get("offset", 0)) + int(request.query.get("limit", 100)) > 1000:
        raise Refusal("Requested data for this limit and/or offset is not available")
    if request.path.endswith("/paper/search") and not request.query.get("query", "").strip():
        raise Refusal("Missing required parameter: query")


def _score(words: Sequence[str], record: Record) -> int:
    """Return how many words stand in the record; one with a hyphen never does."""
    text = " ".join((record.title, *(text.content for text in record.texts))).casefold()
    return len(set(words) & set(re.findall(r"\w+", text)))


def _keeps(request: Request, record: Record) -> bool:
    asked = request.query
    first, _, last = asked.get("year", "-").partition("-")
    return all(
        (
            "year" not in asked or (record.year is not None and int(first or 0) <= record.year <= int(last or 9999)),
            "venue" not in asked or record.venue in asked["venue"].split(","),
            "fieldsOfStudy" not in asked or not set(asked["fieldsOfStudy"].split(",")).isdisjoint(record.fields),
            "openAccessPdf" not in asked or bool(record.open_texts),
        )
    )


def _shown(paper: Item, request: Request) -> Item:
    names = {name.split(".")[0] for name in request.query.get("fields", "title").split(",")} | {"paperId"}
    return {name: paper[name] for name in paper if name in names}


def _is(name: str, record: Record) -> bool:
    if name.startswith(("DOI:", "ARXIV:")):
        return name.casefold() in record.ids
    return name == paper_id(record)


def _json(status: int, value: object) -> Response:
    return Response(status, json.dumps(value).encode(), "application/json")
