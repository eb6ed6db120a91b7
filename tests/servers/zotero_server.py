"""The Zotero API, version 3, on loopback: one library with its items, what is attached to them, and its texts."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.servers.base import Request, Response, Server
from tests.servers.faults import Fault, spoilt


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


class ZoteroServer(Server):
    """Serves the items of one library, in their order; `fault` may be switched at any time.

    `key` is asked for if there is one. `texts` are those of attachments, by key; `closed` paths get the fault only.
    """

    def __init__(
        self,
        items: Sequence[Mapping[str, Any]] = (),
        texts: Mapping[str, str] | None = None,
        library: str = "users/123",
        key: str = "",
    ) -> None:
        super().__init__(self._answer)
        self.items = list(items)
        self.texts = dict(texts or {})
        self.library = library
        self.key = key
        self.fault: Fault | None = None
        self.spoilt = "/items"
        """Which paths the fault is about: those with this in them."""
        self.headers: dict[str, str] = {}
        self.hang = 30.0

    def _answer(self, request: Request) -> Response:
        sound = self._sound(request)
        return spoilt(sound, self.fault, self.hang) if self.spoilt in request.path else sound

    def _sound(self, request: Request) -> Response:
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
