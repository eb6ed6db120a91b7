"""The OpenAlex API on loopback: works, sources and subfields with its parameters, limits, costs and refusals."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from assistant.identity import normalised
from assistant.study import Record
from tests.servers.base import Request, Response
from tests.servers.source_server import SourceServer

PARAMETERS = {"search", "filter", "select", "sort", "page", "per_page", "api_key"}
SELECTABLE = {
    "works": "id,doi,display_name,publication_year,authorships,primary_location,locations,best_oa_location,open_access,"
    "primary_topic,is_retracted,abstract_inverted_index,referenced_works,cited_by_count",
    "sources": "id,display_name",
    "subfields": "id,display_name,field",
}
OTHER_SUBFIELDS = 240
"""As many subfields more than the records are in, so that they fill pages."""

Item = dict[str, Any]


class Refusal(Exception):
    """A request that is not of the API's form."""


class OpenAlexServer(SourceServer):
    """Serves records as works; it knows the key `right`, and without one has credits for as long as `credits` lasts."""

    credits = 1_000

    def respond(self, request: Request) -> Response:
        try:
            return self._respond(request)
        except Refusal as refusal:
            return _json(400, {"error": "Invalid query parameters error.", "message": str(refusal)})

    def number(self, record: Record) -> str:
        return f"W{1001 + self.records.index(record)}"

    def _respond(self, request: Request) -> Response:
        what = request.path.removeprefix("/")
        if what not in SELECTABLE:
            return _json(404, {"error": "Not found"})
        cost = 10 if "search" in request.query or ".search:" in request.query.get("filter", "") else 1
        if request.query.get("api_key", "right") != "right":
            return _json(401, {"error": "Invalid or missing API key", "message": "API key not found"})
        if self.fault == "budget" or self.credits < cost:
            return _spent(0 if self.fault == "budget" else self.credits, cost)
        if self.fault == "error object":
            return _json(200, {"error": "Internal error", "message": "The index is\nnot there."})
        self.credits -= cost
        _require_form(what, request)
        items = {"works": self._works, "sources": self._sources, "subfields": self._subfields}[what](request)
        return self._page(what, request, items)

    def _page(self, what: str, request: Request, items: Sequence[Item | Record]) -> Response:
        size, page = int(request.query.get("per_page", 25)), int(request.query.get("page", 1))
        shown = request.query.get("select", SELECTABLE[what]).split(",")
        there = [work(i, self) if isinstance(i, Record) else i for i in items[size * (page - 1) : size * page]]
        results = [{name: item[name] for name in shown} for item in there]
        if self.fault == "empty page":
            results = []
        meta = {"count": len(items), "db_response_time_ms": 3, "page": page, "per_page": size, "groups_count": None}
        headers = {
            "X-RateLimit-Limit": "1000",
            "X-RateLimit-Remaining": str(self.credits),
            "X-RateLimit-Reset": "11987",
        }
        return _json(200, {"meta": meta, "results": results, "group_by": []}, headers)

    def _works(self, request: Request) -> Sequence[Item | Record]:
        found = [record for record in self.records if _keeps(request.query.get("filter", ""), record, self)]
        if search := request.query.get("search"):
            scores = {record.ids: _score(search, record) for record in found}
            found = sorted((r for r in found if scores[r.ids]), key=lambda record: -scores[record.ids])
        if request.query.get("sort") == "cited_by_count:desc":
            found = sorted(found, key=lambda record: -len(self.citing(record)))
        return found

    def _sources(self, request: Request) -> Sequence[Item | Record]:
        names = sorted({record.venue for record in self.records if record.venue})
        wanted = request.query["search"].split()
        return [_source(name) for name in names if all(word in normalised(name).split() for word in wanted)]

    def _subfields(self, _: Request) -> Sequence[Item | Record]:
        fields = sorted({record.fields[:2] for record in self.records if len(record.fields) > 1})
        others = [("Other things", f"Things {n}") for n in range(OTHER_SUBFIELDS)]
        return [_subfield(*names) for names in (*others, *fields)]


def work(record: Record, server: OpenAlexServer) -> Item:
    """Return a record as a work; whatever it does not say is null, as it is there."""
    arxiv, doi = _named(record, "arxiv:"), _named(record, "doi:")
    best = _location(record.open_texts[0], record.open_texts[0], None) if record.open_texts else None
    primary = _location(record.url or None, None, record.venue) if record.venue or record.url else None
    preprint = [_location(f"http://arxiv.org/abs/{arxiv}", None, "arXiv (Cornell University)")] if arxiv and doi else []
    field, subfield = record.fields[:2] if len(record.fields) > 1 else ("", "")
    return {
        "id": f"https://openalex.org/{server.number(record)}",
        "doi": f"https://doi.org/{_doi(record)}" if _doi(record) else None,
        "display_name": record.title or None,
        "publication_year": record.year,
        "authorships": [_authorship(name) for name in record.authors],
        "primary_location": primary,
        "locations": [*([primary] if primary else []), *preprint],
        "best_oa_location": best,
        "open_access": {"is_oa": bool(best), "oa_status": "gold" if best else "closed", "oa_url": None},
        "primary_topic": {"id": "T1", "display_name": "x", **_topic(field, subfield)} if field else None,
        "is_retracted": bool(record.notices),
        "abstract_inverted_index": inverted(record.texts[0].content) if record.texts else None,
        "referenced_works": [f"https://openalex.org/{server.number(other)}" for other in server.cited(record)],
        "cited_by_count": len(server.citing(record)),
    }


def _named(record: Record, kind: str) -> str:
    return next((name.removeprefix(kind) for name in record.ids if name.startswith(kind)), "")


def _doi(record: Record) -> str:
    """Return its DOI, or the one that arXiv registers for it."""
    arxiv = _named(record, "arxiv:")
    return _named(record, "doi:") or (f"10.48550/arXiv.{arxiv}" if arxiv else "")


def inverted(text: str) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(text.split()):
        index.setdefault(word, []).append(place)
    return index


def _require_form(what: str, request: Request) -> None:
    if len(urlencode(request.query)) > 4_000:
        raise Refusal("Your request URL is over the 4094-byte limit.")
    if unknown := request.query.keys() - PARAMETERS:
        raise Refusal(f"{sorted(unknown)[0]} is not a valid parameter.")
    if int(request.query.get("per_page", 25)) not in range(1, 101):
        raise Refusal("per-page parameter must be between 1 and 100.")
    if unknown := set(request.query.get("select", "id").split(",")) - set(SELECTABLE[what].split(",")):
        raise Refusal(f"{sorted(unknown)[0]} is not a valid select field.")
    search = request.query.get("search", "x")
    if re.search(r"[|*?~\"]|(?:^|\s)!", search) or not search.strip() or len(search) > 1500:
        raise Refusal(f"The search parameter does not support this. Problem value: {search}")


def _score(search: str, record: Record) -> int:
    """Return how many words of the search fit, 0 if none of its groups, joined by OR, fits as a whole."""
    groups = [re.findall(r"[\w-]+", group) for group in search.split(" OR ")]
    there = _stems(" ".join((record.title, *(text.content for text in record.texts))))
    fitting = [set(map(_stem, group)) for group in groups if set(map(_stem, group)) <= there]
    return len(set().union(*fitting))


@lru_cache(2_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in re.findall(r"[\w-]+", text.casefold()))


def _stem(word: str) -> str:
    return word.removesuffix("s")


def _keeps(narrowing: str, record: Record, server: OpenAlexServer) -> bool:
    for clause in filter(None, narrowing.split(",")):
        name, colon, value = clause.partition(":")
        if not colon or name not in FILTERS:
            raise Refusal(f"{name} is not a valid field.")
        if value.count("|") > 99:
            raise Refusal(f"Maximum number of values exceeded for {name}. Decrease values to 100 or below.")
        if not FILTERS[name](value, record, server):
            return False
    return True


def _in_years(value: str, record: Record, _: OpenAlexServer) -> bool:
    if record.year is None:
        return False
    if value[0] in "<>":
        return record.year < int(value[1:]) if value[0] == "<" else record.year > int(value[1:])
    first, last = value.split("-")
    return int(first) <= record.year <= int(last)


def _signed(value: str, record: Record, _: OpenAlexServer) -> bool:
    """Phrases with a slop of two, joined by OR, each within one byline."""
    phrases = [re.fullmatch(r'"([\w ]+)"~2', phrase) for phrase in value.split(" OR ")]
    if not all(phrases):
        raise Refusal(f"This is no search for names: {value}")
    return any(_near(p[1].split(), author.casefold()) for p in phrases if p for author in record.authors)


def _near(wanted: Sequence[str], byline: str) -> bool:
    words = re.findall(r"\w+", byline)
    return set(wanted) <= set(words) and len(words) <= len(wanted) + 2


def _is_one_of(
    named: Callable[[Record, OpenAlexServer], Iterable[str]],
) -> Callable[[str, Record, OpenAlexServer], bool]:
    def keeps(value: str, record: Record, server: OpenAlexServer) -> bool:
        return not set(value.lower().split("|")).isdisjoint(name.lower() for name in named(record, server))

    return keeps


FILTERS: dict[str, Callable[[str, Record, OpenAlexServer], bool]] = {
    "publication_year": _in_years,
    "open_access.is_oa": lambda value, record, _: bool(record.open_texts) == (value == "true"),
    "raw_author_name.search": _signed,
    "primary_location.source.id": _is_one_of(lambda record, _: [_id("S", record.venue)]),
    "primary_topic.subfield.id": _is_one_of(lambda record, _: [_id("", name) for name in record.fields[1:2]]),
    "openalex": _is_one_of(lambda record, server: [server.number(record)]),
    "doi": _is_one_of(lambda record, _: [_doi(record)]),
    "cites": _is_one_of(lambda record, server: [server.number(other) for other in server.cited(record)]),
}


def _authorship(name: str) -> Item:
    return {"author_position": "middle", "author": {"id": None, "display_name": name}, "raw_author_name": name}


def _location(page: str | None, file: str | None, venue: str | None) -> Item:
    source = _source(venue) if venue else None
    return {"is_oa": bool(file), "landing_page_url": page, "pdf_url": file, "source": source, "version": None}


def _source(name: str) -> Item:
    return {"id": f"https://openalex.org/{_id('S', name)}", "display_name": name}


def _subfield(field: str, subfield: str) -> Item:
    return {"id": f"https://openalex.org/subfields/{_id('', subfield)}", "display_name": subfield} | _topic(field, "")


def _topic(field: str, subfield: str) -> Item:
    named = {"field": {"id": "https://openalex.org/fields/17", "display_name": field}}
    return named | ({"subfield": _subfield(field, subfield)} if subfield else {})


def _id(kind: str, name: str) -> str:
    return f"{kind}{int.from_bytes(name.encode()) % 1_000_003}"


def _spent(left: int, cost: int) -> Response:
    headers = {
        "Retry-After": "57539",
        "X-RateLimit-Limit": "1000",
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Credits-Required": str(cost),
    }
    message = f"Insufficient budget. This request costs $0.001 but you only have ${left}. Resets at midnight UTC."
    return _json(429, {"error": "Rate limit exceeded", "message": message, "retryAfter": 57505}, headers)


def _json(status: int, value: object, headers: dict[str, str] | None = None) -> Response:
    return Response(status, json.dumps(value).encode(), "application/json", headers or {})
