"""HTTP as every source and every download needs it: polite, bounded, and honest about what went wrong.

A request waits its turn at the gate of its host, has a deadline and a size, is answered once, and puts a host that asks
for rest to rest. What is fetched from an address that some record, page or redirect named may lead nowhere but to
public addresses, so that no paper can make this machine call its own network.
"""

import asyncio
import json
import time
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from pydantic import JsonValue

from assistant.connections import Connections, sent
from assistant.errors import SourceError
from assistant.politeness import UNREACHABLE, gate_of, turn
from assistant.redaction import redact
from assistant.routes import hostname, proxy_for, public_address

if TYPE_CHECKING:
    import httpx

AGENT = "research-assistant/0.1"
LARGEST = 20_000_000
"""Bytes of an answer; a search answer has a few hundred thousand."""
REDIRECTS = 5

_RESTING = (429, 503)
_MOVED = (301, 302, 303, 307, 308)
_GZIP = 31
"""How zlib calls the format."""
_KEPT = (307, 308)
"""After these, what was posted is posted again."""


class Answer(NamedTuple):
    """What came back; `status` is 200, or 404 for what does not exist."""

    url: str
    """Where it was found in the end."""
    status: int
    kind: str
    """Its content type in lower case, without parameters."""
    headers: Mapping[str, str]
    body: bytes


class Refused(SourceError):
    """It answered, but with a status that is no answer; what it said is kept for those who know its ways."""

    def __init__(self, message: str, answer: Answer) -> None:
        super().__init__(message)
        self.answer = answer


class Request(NamedTuple):
    """One request as it goes out: a POST where there is a JSON `content`, else a GET."""

    url: str
    params: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    content: JsonValue = None


@dataclass(frozen=True)
class Web:
    """The one way out of this machine, apart from models; shared by all that need it."""

    deadline: float = 20.0
    """Seconds that one request with its redirects may take, apart from waiting for its turns."""
    interval: float | None = None
    """Seconds between two requests to a host; None leaves them to what each caller asks for."""
    contact: str = ""
    """An e-mail address that services may write to; sent in the user agent, but not to addresses from outside."""
    private_hosts: frozenset[str] = frozenset()
    """Hosts on private addresses that downloads may go to all the same."""
    connections: Connections = field(default_factory=Connections, repr=False, compare=False)
    """Kept from one request to the next while a run lasts."""

    async def get(
        self,
        who: str,
        request: Request,
        *,
        interval: float = 0.0,
        largest: int = LARGEST,
        public: bool = False,
    ) -> Answer:
        """Return the answer to one request.

        Args:
            who: what the errors call the other side.
            interval: seconds between two requests that its host asks for.
            largest: bytes of the answer, unpacked, that are taken.
            public: whether only public addresses may be reached, as for every address that came from outside.

        Raises:
            Refused: a status that is no answer.
            SourceError: no answer in time, or more than `largest` bytes.
        """
        import httpx

        try:
            return await self._follow(who, request, interval, largest, public)
        except TimeoutError:
            raise SourceError(f"{who} did not answer within {self.deadline:g} s") from None
        except (httpx.LocalProtocolError, UnicodeEncodeError):  # neither is repeated: it shows what it is about
            raise SourceError(f"{who} cannot be asked; is there a line break or an odd letter in its key?") from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
            raise SourceError(f"{who}: {_shown(request.url)!r} cannot be asked for ({_shown(str(error))})") from None
        except (httpx.HTTPError, zlib.error) as error:
            raise SourceError(f"{who} broke off or garbled its answer ({_reason(error)}); try again later") from None

    async def json(self, who: str, request: Request, *, interval: float = 0.0) -> JsonValue:
        """Return the answer as JSON; None for what does not exist.

        Raises:
            SourceError: as `get`, or the answer is no JSON.
        """
        answer = await self.get(who, request, interval=interval)
        if answer.status == 404:
            return None
        try:
            found: JsonValue = json.loads(answer.body)
        except (ValueError, RecursionError):
            shown = " ".join(answer.body[:300].decode("utf-8", "replace").split())
            raise SourceError(f"{who} sent something that is no JSON ({shown[:80]!r}); try again later") from None
        return found

    async def _follow(self, who: str, request: Request, interval: float, largest: int, public: bool) -> Answer:
        left = self.deadline
        for _ in range(REDIRECTS + 1):
            await self._turn(who, request.url, interval)
            began = time.monotonic()
            async with asyncio.timeout(left):
                answer = await self._once(who, request, largest, public)
            if answer.status not in _MOVED:
                return answer
            left -= time.monotonic() - began
            onward = moved(who, request, answer)
            public = public or hostname(onward.url) != hostname(request.url)
            request = onward
        raise SourceError(f"{who} redirects more than {REDIRECTS} times")

    async def _turn(self, who: str, url: str, interval: float) -> None:
        """Wait for the next turn at the gate of the host."""
        try:
            await turn(url, interval if self.interval is None else self.interval)
        except SourceError as error:
            raise SourceError(f"{who}: {error}") from None

    async def _once(self, who: str, request: Request, largest: int, public: bool) -> Answer:
        built = self._built(request, public)
        asked, name = str(built.url), hostname(built.url)
        if not 0 < (built.url.port or 80) < 65_536:
            raise SourceError(f"{who}: {_shown(asked)!r} cannot be asked for (there is no such port)")
        proxy = proxy_for(built.url.scheme, name)
        if public and name not in self.private_hosts and (address := await public_address(who, built.url, proxy)):
            # The address that was judged is the one that is called: a name may lead elsewhere the next time.
            built.extensions["sni_hostname"] = name
            built.url = built.url.copy_with(host=address)
        async with _client(who, self.connections, name, proxy) as client:
            response = await _begun(who, request.url, client, built)
            try:
                consequence = _put_to_rest(request.url, response)
                body = b"" if response.status_code in _MOVED else await _body(who, response, largest)
            finally:
                await response.aclose()
        kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
        answer = Answer(asked, response.status_code, kind, response.headers, body)
        if answer.status not in (200, 404, *_MOVED):
            raise Refused(f"{who} answered with HTTP status {answer.status}{consequence}", answer)
        return answer

    def _built(self, request: Request, public: bool) -> "httpx.Request":
        import httpx

        told = self.contact and not public
        agent = f"{AGENT} (mailto:{quote(self.contact, safe='@')})" if told else AGENT
        return httpx.Request(
            "GET" if request.content is None else "POST",
            request.url,
            params=dict(request.params) or None,
            headers={"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "gzip"} | dict(request.headers),
            json=request.content,
        )


def moved(who: str, request: Request, answer: Answer) -> Request:
    """Return the request that a redirect asks for; headers, which may hold keys, go to the same host only.

    Raises:
        SourceError: it redirects to nowhere.
    """
    import httpx

    here = httpx.URL(answer.url)
    there = here.join(answer.headers.get("location", ""))
    if there == here:
        raise SourceError(f"{who} redirects to nowhere")
    if (there.scheme, there.netloc) != (here.scheme, here.netloc):
        return Request(str(there))
    return Request(str(there), headers=request.headers, content=request.content if answer.status in _KEPT else None)


@asynccontextmanager
async def _client(
    who: str, connections: Connections, name: str, proxy: str | None
) -> "AsyncIterator[httpx.AsyncClient]":
    async with AsyncExitStack() as stack:
        try:
            client = await stack.enter_async_context(connections.client(name, proxy))
        except (ValueError, ImportError) as error:
            raise SourceError(f"{who} is behind a proxy that cannot be used ({_reason(error)})") from None
        yield client


async def _begun(who: str, url: str, client: "httpx.AsyncClient", request: "httpx.Request") -> "httpx.Response":
    """Return the response as it begins; a host that cannot be reached is left alone for a while."""
    import httpx

    try:
        return await sent(client, request)
    except (httpx.ConnectError, httpx.ProxyError) as error:
        gate_of(url).rest(f"{UNREACHABLE}", "no connection could be made a moment ago; is there a network?")
        raise SourceError(f"{who} could not be reached ({_reason(error)}); is there a network?") from None


def _put_to_rest(url: str, response: "httpx.Response") -> str:
    """Leave a host alone that asks for it, and return that in words."""
    if response.status_code not in _RESTING:
        return ""
    seconds = gate_of(url).rest(response.headers.get("Retry-After"))
    return f"; it is left alone for {seconds:.0f} s"


async def _body(who: str, response: "httpx.Response", largest: int) -> bytes:
    """Return the body, unpacked here: what it unpacks to is counted before it takes up memory."""
    too_large = SourceError(f"{who} sent more than {largest / 1e6:g} MB")
    encoding = response.headers.get("content-encoding", "").strip().lower() or "identity"
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise SourceError(f"{who} sent its answer packed as {_shown(encoding)!r}, which nobody asked for")
    gzip = None if encoding == "identity" else zlib.decompressobj(wbits=_GZIP)
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) > largest:
        raise too_large
    body = bytearray()
    async for chunk in response.aiter_raw():
        while chunk:
            if gzip and gzip.eof:  # a file may be packed in several parts, one behind the other
                gzip = zlib.decompressobj(wbits=_GZIP)
            body += gzip.decompress(chunk, largest + 1 - len(body)) if gzip else chunk
            if len(body) > largest:
                raise too_large
            chunk = gzip.unused_data.lstrip(b"\0") if gzip else b""
    if gzip and not gzip.eof:
        raise SourceError(f"{who} broke off in the middle of its answer; try again later")
    return bytes(body)


def _reason(error: Exception) -> str:
    return _shown(str(error)) or type(error).__name__


def _shown(text: str) -> str:
    return redact(text)[:200]
