"""The Europe PMC REST API on loopback: its query language as far as it is used, paging by cursor, its refusals."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Self
from xml.sax.saxutils import escape

from assistant.names import parse
from assistant.study import Record
from tests.servers.base import Request, Response
from tests.servers.source_server import SourceServer

_TERM = re.compile(r'(TITLE_ABS|JOURNAL|AUTH|KW):"([^"\\]*)"')
_YEARS = re.compile(r"PUB_YEAR:\[(\d+) TO (\d+)\]")


def result(number: int, title: str, abstract: str = "", year: int = 2024, **more: Any) -> dict[str, Any]:
    """Return a work as Europe PMC has it in full; more of its fields by name."""
    facts = {
        "id": str(number),
        "source": "MED",
        "pmid": str(number),
        "title": f"{escape(title)}.",
        "authorString": "Lee A.",
        "authorList": {"author": [{"fullName": "Lee A", "firstName": "Ada", "lastName": "Lee", "initials": "A"}]},
        "journalInfo": {
            "journal": {"title": "Journal of Experts", "isoabbreviation": "J Exp"},
            "yearOfPublication": year,
        },
        "pubYear": str(year),
        "abstractText": escape(abstract),
        "pubTypeList": {"pubType": ["Journal Article"]},
        "isOpenAccess": "N",
        "citedByCount": 0,
    }
    return facts | more


def result_of(number: int, record: Record) -> dict[str, Any]:
    """Return a record as a preprint; an arXiv id as the DOI that arXiv gives it."""
    more: dict[str, Any] = {
        "id": f"PPR{number}",
        "source": "PPR",
        "pmid": None,
        "doi": f"10.48550/arXiv.{record.ids[0].removeprefix('arxiv:')}",
        "authorList": {"author": [_person(name) for name in record.authors]},
        "journalInfo": {"journal": {"title": record.venue or None}},
        "keywordList": {"keyword": list(record.fields)},
    }
    if record.open_texts:
        places = [{"availabilityCode": "OA", "documentStyle": "pdf", "url": url} for url in record.open_texts]
        more |= {"isOpenAccess": "Y", "fullTextUrlList": {"fullTextUrl": places}}
    abstract = record.texts[0].content if record.texts else ""
    return result(number, record.title, abstract, record.year or 2024, **more)


def _person(author: str) -> dict[str, str]:
    name = parse(author)
    initials = "".join(word[0] for word in name.given.split())
    facts = {"lastName": name.family, "firstName": name.given, "initials": initials}
    return facts | {"fullName": f"{name.family} {initials}"}


class EuropePmcServer(SourceServer):
    """Serves works."""

    def __init__(self, works: Sequence[Mapping[str, Any]] = (), fault: str | None = None) -> None:
        super().__init__(fault=fault)
        self.works = list(works)

    @classmethod
    def holding(cls, records: Sequence[Record]) -> Self:
        return cls([result_of(number, record) for number, record in enumerate(records, 1)])

    def respond(self, request: Request) -> Response:
        query = request.query
        size, cursor = int(query.get("pageSize", 25)), query.get("cursorMark", "*")
        parts = parsed(query.get("query", ""))
        if request.path != "/search" or query.get("format") != "json" or size > 1000 or parts is None:
            refusal = {"version": "6.9", "errCode": 400, "errMsg": "The query could not be understood"}
            return Response(200, json.dumps(refusal).encode(), "application/json")
        found = [each for each in self.works if all(any(_holds(term, each) for term in part) for part in parts)]
        found.sort(key=lambda each: -sum(_holds(term, each) for term in parts[0]))
        start = 0 if cursor == "*" else int(cursor.removeprefix("AoI"))
        page = found[start : start + size]
        body = {
            "version": "6.9",
            "hitCount": len(found),
            "nextCursorMark": f"AoI{start + len(page)}" if page else cursor,
            "request": {"queryString": query["query"], "resultType": query.get("resultType"), "pageSize": size},
            "resultList": {"result": page},
        }
        return Response(200, json.dumps(body).encode(), "application/json;charset=UTF-8")


def parsed(query: str) -> list[list[tuple[str, ...]]] | None:
    """Return the alternatives of each part that must hold, None for anything but quoted terms in fields."""
    if not (query.startswith("(") and query.endswith(")")):
        return None
    parts = []
    for part in query[1:-1].split(") AND ("):
        if years := _YEARS.fullmatch(part):
            parts.append([("PUB_YEAR", *years.groups())])
        elif part == "OPEN_ACCESS:y":
            parts.append([("OPEN_ACCESS", "Y")])
        elif _TERM.sub("", part).replace(" OR ", ""):
            return None
        else:
            parts.append([(field, words) for field, words in _TERM.findall(part)])
    return parts


def _holds(term: tuple[str, ...], item: Mapping[str, Any]) -> bool:
    field, *values = term
    match field:
        case "PUB_YEAR":
            return int(values[0]) <= int(item["pubYear"]) <= int(values[1])
        case "OPEN_ACCESS":
            return bool(item["isOpenAccess"] == "Y")
        case "AUTH":
            return values[0].lower() in json.dumps(item["authorList"]).lower()
        case "JOURNAL":
            return values[0].lower() in json.dumps(item["journalInfo"]).lower()
        case "KW":
            return values[0].lower() in json.dumps([item.get("meshHeadingList"), item.get("keywordList")]).lower()
    return values[0].lower() in f"{item['title']} {item['abstractText']}".lower()
