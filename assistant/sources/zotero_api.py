"""Asking Zotero through `pyzotero`, with what it lacks: deadlines, bounds, a gate that all share, and honest errors.

`pyzotero` bounds neither the time nor the size of an answer, takes a refusal (429) for an answer, and sleeps for as
long as a server says, even when the program ends. What it sends therefore goes through a client of ours, which turns
refusals into errors before `pyzotero` sees them.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import JsonValue

from assistant.errors import SourceError
from assistant.politeness import gate_of, turn_in_thread
from assistant.sources.foreign import understood
from assistant.sources.zotero_wire import FullText, Item

if TYPE_CHECKING:
    import httpx

PAGE = 100
"""Items that Zotero gives at a time at most."""
LARGEST = 20_000_000
"""Bytes of an answer."""

T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """Which library, where, and how it may be asked."""

    kind: str
    """`user` or `group`."""
    number: str
    url: str
    key: str
    interval: float
    """Seconds between two requests."""
    deadline: float
    """Seconds for a request, once it is its turn."""

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def local(self) -> bool:
        return self.host in ("127.0.0.1", "localhost", "::1")


class Api:
    """A library as long as it is open. Every method raises SourceError: it did not answer, or not in its format."""

    def __init__(self, place: Place) -> None:
        from pyzotero.zotero import Zotero

        self._place = place
        self._zotero = Zotero(place.number, place.kind, place.key or None)
        self._zotero.client.close()
        self._zotero.client = _client(place)
        self._zotero.endpoint = place.url

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zotero.client.close()

    def page(self, word: str, start: int) -> tuple[list[Item], int]:
        """Return items that hold the word in their fields or attachments, from one on, and how many there are."""
        found = self._asked(partial(self._zotero.top, q=word, qmode="everything", limit=PAGE, start=start))
        total = self._zotero.request.headers.get("Total-Results", "")
        return understood("Zotero", list[Item], found), int(total) if total.isdecimal() else 0

    def children(self, key: str) -> list[Item]:
        """Return what is attached to an item."""
        return understood("Zotero", list[Item], self._asked(partial(self._zotero.children, key)))

    def full_text(self, key: str) -> str:
        """Return what Zotero read in an attachment; nothing, if it has not read it."""
        missing: dict[str, JsonValue] = {}
        found = self._asked(partial(self._zotero.fulltext_item, key), missing)
        return understood("Zotero", FullText, found).content.strip()

    def _asked(self, call: Callable[[], T], missing: T | None = None) -> T:
        """Return what a call of `pyzotero` does, its errors in our words; for what is not there, `missing` if given."""
        import httpx
        from pyzotero import zotero_errors

        try:
            return call()
        except zotero_errors.UserNotAuthorisedError:
            raise self._closed() from None
        except zotero_errors.ResourceNotFoundError:
            if missing is not None:
                return missing
            raise SourceError(f"Zotero has no library {self._place.kind}s/{self._place.number}") from None
        except zotero_errors.PyZoteroError as error:
            status = re.search(r"Code: (\d+)", str(error))
            raise SourceError(f"Zotero answered with HTTP status {status[1] if status else '(none)'}") from None
        except (httpx.TimeoutException, TimeoutError):
            raise SourceError(f"Zotero did not answer within {self._place.deadline:g} s") from None
        except httpx.HTTPError as error:
            hint = "does it run, and is there a network?" if self._place.local else "is there a network?"
            raise SourceError(f"Zotero could not be reached ({type(error).__name__}); {hint}") from None
        except (ValueError, LookupError, TypeError, AttributeError):
            raise SourceError("Zotero sent something that is no JSON; try again later") from None

    def _closed(self) -> SourceError:
        if self._place.local:
            where = "its settings, under Advanced, allow other applications on this computer to communicate with it"
            return SourceError(f"Zotero lets nobody in until {where}")
        library = f"{self._place.kind}s/{self._place.number}"
        return SourceError(f"Zotero does not open {library}: is ZOTERO_API_KEY set to a key that may read it?")


def _client(place: Place) -> "httpx.Client":
    """Return a client that waits its turn, keeps the deadline and the size, follows nothing, and answers refusals."""
    import httpx

    gate = gate_of(place.url)

    class Client(httpx.Client):
        def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
            _await_turn(place)
            end = time.monotonic() + place.deadline
            request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), place.deadline)
            response = super().send(request, **options | {"stream": True, "follow_redirects": False})
            try:
                if response.status_code in (429, 503):
                    seconds = gate.rest(response.headers.get("Retry-After"))
                    status = response.status_code
                    raise SourceError(
                        f"Zotero answered with HTTP status {status}; it is left alone for {seconds:.0f} s"
                    )
                body = _bounded(response, end)
            finally:
                response.close()
            if pause := response.headers.get("Backoff"):
                gate.rest(pause)
            kept = {name: response.headers.get(name, "") for name in ("Content-Type", "Total-Results")}
            return httpx.Response(response.status_code, headers=kept, content=body, request=request)

    return Client(trust_env=not place.local)


def _await_turn(place: Place) -> None:
    try:
        turn_in_thread(place.url, place.interval)
    except SourceError as error:
        raise SourceError(f"Zotero: {error}") from None


def _bounded(response: "httpx.Response", end: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes(65_536):
        body += chunk
        if len(body) > LARGEST:
            raise SourceError(f"Zotero sent more than {LARGEST // 1_000_000} MB")
        if time.monotonic() > end:
            raise TimeoutError
    return bytes(body)
