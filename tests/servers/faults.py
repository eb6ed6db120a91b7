"""The ways in which services that speak JSON fail."""

from typing import Literal

from tests.servers.base import Response

Fault = Literal["429", "503", "500", "html", "broken json", "other json", "hang", "huge", "cut", "redirect"]

TOLD: list[tuple[Fault, str]] = [
    ("429", "429"),
    ("503", "503"),
    ("500", "500"),
    ("html", "no JSON"),
    ("broken json", "no JSON"),
    ("other json", "not its format"),
    ("huge", "20 MB"),
    ("cut", "could not be reached"),
]
"""The words by which a user learns of each, all but those that take time."""


def spoilt(sound: Response, fault: Fault | None, hang: float = 30.0) -> Response:
    """Return what a service sends in place of a sound answer."""
    match fault:
        case "429":
            return Response(429, b"Too many requests", headers={"Retry-After": "7"})
        case "503":
            return Response(503, b"Service Unavailable")
        case "500":
            return Response(500, b"Internal Server Error")
        case "html":
            return Response(200, b"<html><body>Down for maintenance</body></html>", "text/html")
        case "broken json":
            return Response(200, sound.body[:-9], sound.kind, sound.headers)
        case "other json":
            return Response(200, b'{"status": "ok"}', sound.kind)
        case "hang":
            return Response(200, sound.body, sound.kind, sound.headers, hang=hang)
        case "huge":
            return Response(200, b" " * 21_000_000, sound.kind)
        case "cut":
            return Response(200, sound.body, sound.kind, sound.headers, cut=20)
        case "redirect":
            return Response(302, headers={"Location": "http://127.0.0.1:9/elsewhere"})
    return sound
