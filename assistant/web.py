"""HTTP as every source and every download needs it: polite, bounded, and honest about what went wrong.

A request waits its turn at the gate of its host, has a deadline and a size, is made once, and puts a host that asks
for rest to rest. What is fetched from an address that some record, page or redirect named may lead nowhere but to
public addresses, so that no paper can make this machine call its own network.

Every request has a connection of its own: none outlives its event loop, and none that was opened to one host serves
another at the same address.
"""

import asyncio
import json
import socket
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote
from urllib.request import getproxies, proxy_bypass

from pydantic import JsonValue

from assistant.addresses import is_local_name, is_number, is_public
from assistant.errors import SourceError
from assistant.politeness import host
from assistant.redaction import redact

if TYPE_CHECKING:
    import ssl

    import httpx

AGENT = "research-assistant/0.1"
LARGEST = 20_000_000
"""Bytes of an answer; a search answer has a few hundred thousand."""
REDIRECTS = 5

_RESTING = (429, 503)
_MOVED = (301, 302, 303, 307, 308)
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


class Request(NamedTuple):
    """One request as it goes out: a POST where there is a JSON `content`, else a GET."""

    url: str
    params: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    content: JsonValue = None


class Route(NamedTuple):
    """The way to a host."""

    proxy: str | None = None
    address: str | None = None
    """The address to call in place of the name; None leaves it to whoever connects."""


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
            SourceError: no answer in time, a status that is no answer, or more than `largest` bytes.
        """
        import httpx

        try:
            return await self._follow(who, request, interval, largest, public)
        except TimeoutError:
            raise SourceError(f"{who} did not answer within {self.deadline:g} s") from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
            raise SourceError(f"{who}: {_shown(request.url)!r} cannot be asked for ({_shown(str(error))})") from None
        except (httpx.ConnectError, httpx.ProxyError) as error:
            raise SourceError(f"{who} could not be reached ({_reason(error)}); is there a network?") from None
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
            await asyncio.sleep(self._gate(who, request.url, interval))
            began = time.monotonic()
            async with asyncio.timeout(left):
                answer = await self._once(who, request, largest, public)
            if answer.status not in _MOVED:
                return answer
            left -= time.monotonic() - began
            onward = moved(who, request, answer)
            public = public or _name(onward.url) != _name(request.url)
            request = onward
        raise SourceError(f"{who} redirects more than {REDIRECTS} times")

    def _gate(self, who: str, url: str, interval: float) -> float:
        """Take the next turn at the gate of the host; return the seconds to wait for it."""
        try:
            return host(_name(url)).turn(interval if self.interval is None else self.interval)
        except SourceError as error:
            raise SourceError(f"{who}: {error}") from None

    async def _once(self, who: str, request: Request, largest: int, public: bool) -> Answer:
        built = self._built(request, public)
        asked, name = str(built.url), _name(built.url)
        route = await self._route(who, built.url, public)
        if route.address:
            built.extensions["sni_hostname"] = name
            built.url = built.url.copy_with(host=route.address)
        async with _client(who, route.proxy) as client:
            response = await client.send(built, stream=True)
            try:
                _require_answer(who, name, response)
                body = b"" if response.status_code in _MOVED else await _body(who, response, largest)
            finally:
                await response.aclose()
        kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
        return Answer(asked, response.status_code, kind, response.headers, body)

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

    async def _route(self, who: str, url: "httpx.URL", public: bool) -> Route:
        """Return the way to a host.

        Where only public hosts may be reached, the address that was judged is the one that is called: a name may lead
        elsewhere the next time. A proxy resolves names itself, so that behind one only what a name says is judged.

        Raises:
            SourceError: it leads into this machine or its own network.
        """
        name = _name(url)
        proxy = proxy_for(url.scheme, name)
        if not public or name in self.private_hosts:
            return Route(proxy)
        if url.scheme not in ("http", "https") or not name:
            raise SourceError(f"{who}: {_shown(str(url))!r} is no web address")
        if is_local_name(name):
            raise _private(who, name)
        if proxy and not is_number(name):
            return Route(proxy)
        addresses = await _resolved(who, name, url.port or 443)
        if not all(map(is_public, addresses)):
            raise _private(who, name)
        return Route(proxy, addresses[0])


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


def proxy_for(scheme: str, name: str) -> str | None:
    """Return the proxy that the environment names for a host; this machine is asked without one."""
    if name in ("localhost", "127.0.0.1", "::1") or proxy_bypass(name):
        return None
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def _client(who: str, proxy: str | None) -> "httpx.AsyncClient":
    """Return a client for one request; the deadline is kept around it."""
    import httpx

    try:
        return httpx.AsyncClient(verify=_trust(), proxy=proxy, trust_env=False, timeout=None)
    except (ValueError, ImportError) as error:
        raise SourceError(f"{who} is behind a proxy that cannot be used ({_reason(error)})") from None


@cache
def _trust() -> "ssl.SSLContext":
    """Return whom TLS connections trust; reading the certificates takes longer than most requests."""
    import httpx

    return httpx.create_ssl_context()


async def _resolved(who: str, name: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SourceError(f"{who}: the host {name[:200]} cannot be found; is there a network?") from None
    return [str(entry[4][0]) for entry in found]


def _require_answer(who: str, name: str, response: "httpx.Response") -> None:
    status = response.status_code
    if status in _RESTING:
        seconds = host(name).rest(response.headers.get("Retry-After"))
        raise SourceError(f"{who} answered with HTTP status {status}; it is left alone for {seconds:.0f} s")
    if status not in (200, 404, *_MOVED):
        raise SourceError(f"{who} answered with HTTP status {status}")


async def _body(who: str, response: "httpx.Response", largest: int) -> bytes:
    """Return the body, unpacked here: what it unpacks to is counted before it takes up memory."""
    too_large = SourceError(f"{who} sent more than {largest / 1e6:g} MB")
    encoding = response.headers.get("content-encoding", "").strip().lower() or "identity"
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise SourceError(f"{who} sent its answer packed as {_shown(encoding)!r}, which nobody asked for")
    gzip = None if encoding == "identity" else zlib.decompressobj(wbits=31)
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) > largest:
        raise too_large
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += gzip.decompress(chunk, largest + 1 - len(body)) if gzip else chunk
        if len(body) > largest:
            raise too_large
    if gzip and not gzip.eof:
        raise SourceError(f"{who} broke off in the middle of its answer; try again later")
    return bytes(body)


def _name(url: "httpx.URL | str") -> str:
    """Return the host of an address as certificates, gates and settings name it."""
    import httpx

    return httpx.URL(url).raw_host.decode("ascii").rstrip(".").lower()


def _private(who: str, name: str) -> SourceError:
    return SourceError(f"{who}: {name[:200]} is not on the public internet, so nothing is fetched from there")


def _reason(error: Exception) -> str:
    return _shown(str(error)) or type(error).__name__


def _shown(text: str) -> str:
    return redact(text)[:200]
