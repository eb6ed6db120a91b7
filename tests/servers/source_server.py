"""A scholarly service on loopback, whatever its format: it holds records, and fails in the ways that all of them do."""

from collections.abc import Mapping, Sequence

from assistant.study import Record
from tests.servers.base import Request, Response, Server

FAULTS = ("429", "500", "503", "html", "empty body", "broken", "cut", "huge", "hang")
"""What every service may do in the place of an answer."""


class SourceServer(Server):
    """Answers from records; `fault` may be switched at any time, and begins after `good` more answers."""

    def __init__(
        self, records: Sequence[Record] = (), fault: str | None = None, cites: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        super().__init__(self._answer)
        self.records = list(records)
        self.fault = fault
        self.good = 0
        self.hang = 30.0
        self.cites = dict(cites or {})
        """For the first id of a record those of the records that it cites."""

    def respond(self, request: Request) -> Response:
        """Return what the service answers while nothing is wrong."""
        raise NotImplementedError

    def cited(self, record: Record) -> list[Record]:
        wanted = set(self.cites.get(record.ids[0], ()))
        return [other for other in self.records if other.ids[0] in wanted] if wanted else []

    def citing(self, record: Record) -> list[Record]:
        citing = {name for name, cited in self.cites.items() if record.ids[0] in cited}
        return [other for other in self.records if other.ids[0] in citing] if citing else []

    def _answer(self, request: Request) -> Response:
        response = self.respond(request)
        if self.fault and self.good:
            self.good -= 1
            return response
        return self._failing(response)

    def _failing(self, response: Response) -> Response:
        match self.fault:
            case "429":
                return Response(429, b"Rate exceeded.", headers={"Retry-After": "7"})
            case "500":
                return Response(500, b"Internal Server Error")
            case "503":
                return Response(503, b"Service Unavailable")
            case "html":
                return Response(200, b"<html><body>Rate exceeded.</body></html>", "text/html")
            case "empty body":
                return Response(200, b"", response.kind)
            case "broken":
                return Response(200, response.body[: len(response.body) // 2], response.kind)
            case "cut":
                return Response(200, response.body, response.kind, cut=len(response.body) // 2)
            case "huge":
                return Response(200, b" " * 20_500_000 + response.body, response.kind)
            case "hang":
                return Response(200, response.body, response.kind, hang=self.hang)
        return response
