"""The Zotero API, version 3, on loopback: one library with its items, what is attached to them, and its texts."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Self

from assistant.names import parse
from assistant.study import Record
from tests.servers.base import Request, Response
from tests.servers.source_server import SourceServer


def item(key: str, title: str, abstract: str = "", **more: Any) -> dict[str, Any]:
    """Return an item as Zotero has it; more of its data by name."""
    data = {
        "key": key,
        "version": 1,
        "itemType": "preprint",
        "title": title,
        "creators": [{"creatorType": "author", "firstName": "Ada", "lastName": "Lee"}],
        "abstractNote": abstract,
        "date": "2024-02-03",
        "DOI": "",
        "url": "",
        "extra": "",
        "tags": [],
    }
    facts = {"key": key, "version": 1, "library": {"type": "user", "id": 123, "name": "Ada"}, "links": {}}
    return facts | {"meta": {"numChildren": 0}, "data": data | more}


def attachment(key: str, parent: str, kind: str = "application/pdf") -> dict[str, Any]:
    made = item(key, "Full Text PDF", itemType="attachment", parentItem=parent, contentType=kind)
    return made | {"meta": {}}


def item_of(key: str, record: Record) -> dict[str, Any]:
    """Return a record as an item."""
    people = [parse(author) for author in record.authors]
    more: dict[str, Any] = {
        "archiveID": record.ids[0],
        "creators": [{"creatorType": "author", "firstName": each.given, "lastName": each.family} for each in people],
        "publicationTitle": record.venue,
        "date": str(record.year or ""),
        "tags": [{"tag": name} for name in record.fields],
    }
    return item(key, record.title, record.texts[0].content if record.texts else "", **more)


class ZoteroServer(SourceServer):
    """Serves the items of one library, in their order; faults are about paths with `spoilt` in them."""

    def __init__(self, items: Sequence[Mapping[str, Any]] = (), library: str = "users/123", key: str = "") -> None:
        super().__init__()
        self.items = list(items)
        self.texts: dict[str, str] = {}
        """Those of attachments, by key."""
        self.library = library
        self.key = key
        """Asked for if there is one."""
        self.spoilt = "/items"
        self.headers: dict[str, str] = {}
        self.moved = ""
        """Where it says that it is now."""

    @classmethod
    def holding(cls, records: Sequence[Record]) -> Self:
        return cls([item_of(f"KEY{number}", record) for number, record in enumerate(records)])

    def respond(self, request: Request) -> Response:
        if self.moved:
            return Response(302, headers={"Location": self.moved})
        if request.headers.get("Zotero-API-Version") != "3":
            return Response(400, b"Another version was asked for")
        if self.key and request.headers.get("Authorization") != f"Bearer {self.key}":
            return Response(403, b"Forbidden")
        if not request.path.startswith(f"/{self.library}/items/"):
            return Response(404, b"Not found")
        match request.path.removeprefix(f"/{self.library}/items/").split("/"):
            case ["top"]:
                return self._page(request.query)
            case [key, "children"]:
                return self._list([each for each in self.items if each["data"].get("parentItem") == key])
            case [key, "fulltext"] if key in self.texts:
                body = {"content": self.texts[key], "indexedPages": 3, "totalPages": 3}
                return Response(200, json.dumps(body).encode(), "application/json")
        return Response(404, b"Not found")

    def _answer(self, request: Request) -> Response:
        return super()._answer(request) if self.spoilt in request.path else self.respond(request)

    def _page(self, query: Mapping[str, str]) -> Response:
        start, limit = int(query.get("start", 0)), int(query.get("limit", 25))
        if limit > 100:
            return Response(400, b"Limit too large")
        words = query.get("q", "").lower()
        tops = [each for each in self.items if "parentItem" not in each["data"]]
        found = [each for each in tops if words in self._searched(each, query.get("qmode", "")).lower()]
        return self._list(found, start, limit)

    def _list(self, found: Sequence[Mapping[str, Any]], start: int = 0, limit: int = 100) -> Response:
        headers = {"Total-Results": str(len(found)), "Last-Modified-Version": "7", "Zotero-API-Version": "3"}
        if start + limit < len(found):
            headers["Link"] = f'<{self.url}/{self.library}/items/top?start={start + limit}>; rel="next"'
        body = json.dumps(found[start : start + limit]).encode()
        return Response(200, body, "application/json", headers | self.headers)

    def _searched(self, entry: Mapping[str, Any], mode: str) -> str:
        """Return what a search looks through: titles, creators and dates, or everything."""
        data = entry["data"]
        if mode != "everything":
            return json.dumps([data["title"], data["creators"], data["date"]])
        children = [each["key"] for each in self.items if each["data"].get("parentItem") == entry["key"]]
        return json.dumps([data, [self.texts.get(key, "") for key in children]])
