"""HTTP as every source and every download needs it: polite, bounded, and honest about what went wrong.

A request waits its turn at the gate of its host, has a deadline and a size, is made once, and puts a host that asks
for rest to rest. What is fetched from an address that some record or page named is fetched with `public`: it may
lead nowhere but to public addresses, at every redirect anew, so that no paper can make this machine call its own
network.
"""

import asyncio
import ipaddress
import json
import logging
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies
from weakref import WeakKeyDictionary

from pydantic import JsonValue

from assistant.errors import SourceError
from assistant.politeness import host
from assistant.redaction import redact

if TYPE_CHECKING:
    import httpx

AGENT = "research-assistant/0.1"
LARGEST = 20_000_000
"""Bytes of an answer; a search answer has a few hundred thousand."""
REDIRECTS = 5

_RESTING = (429, 503)
_MOVED = (301, 302, 303, 307, 308)


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
    """One request as it goes out; `method` GET unless there is a JSON `content`."""

    url: str
    params: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    content: JsonValue = None


@dataclass
class Web:
    """The one way out of this machine, apart from models; shared by all that need it."""

    deadline: float = 20.0
    """Seconds that one request may take, once it is its turn."""
    interval: float | None = None
    """Seconds between two requests to a host; None leaves them to what each caller asks for."""
    contact: str = ""
    """An e-mail address that services may write to; sent in the user agent."""
    private_hosts: frozenset[str] = frozenset()
    """Hosts on private addresses that downloads may go to all the same."""
    _clients: "WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient]" = field(
        default_factory=WeakKeyDictionary, init=False, repr=False
    )

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
        except httpx.InvalidURL as error:
            raise SourceError(f"{who}: {request.url[:200]!r} is no address ({error})") from None
        except httpx.HTTPError as error:
            reason = redact(str(error)) or type(error).__name__
            raise SourceError(f"{who} could not be reached ({reason[:200]}); is there a network?") from None

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

    async def aclose(self) -> None:
        """Close the connections of the running loop."""
        if client := self._clients.pop(asyncio.get_running_loop(), None):
            await client.aclose()

    async def _follow(self, who: str, request: Request, interval: float, largest: int, public: bool) -> Answer:
        for _ in range(REDIRECTS + 1):
            await asyncio.sleep(self._gate(who, request.url, interval))
            async with asyncio.timeout(self.deadline):
                answer = await self._once(who, request, largest, public)
            if answer.status not in _MOVED:
                return answer
            request = moved(request, answer)
        raise SourceError(f"{who} redirects more than {REDIRECTS} times")

    def _gate(self, who: str, url: str, interval: float) -> float:
        """Take the next turn at the gate of the host; return the seconds to wait for it."""
        try:
            return host(_hostname(url)).turn(interval if self.interval is None else self.interval)
        except SourceError as error:
            raise SourceError(f"{who}: {error}") from None

    async def _once(self, who: str, request: Request, largest: int, public: bool) -> Answer:
        client = self._client()
        built = client.build_request(
            "GET" if request.content is None else "POST",
            request.url,
            params=dict(request.params) or None,
            headers=dict(request.headers),
            json=request.content,
        )
        asked = str(built.url)
        if public and (address := await self._public_address(who, request.url)):
            # The address that was judged is the one that is called: a name may lead elsewhere the next time.
            built.extensions["sni_hostname"] = built.url.host
            built.url = built.url.copy_with(host=address)
        response = await client.send(built, stream=True)
        try:
            consequence = _put_to_rest(request.url, response)
            body = b"" if response.status_code in _MOVED else await _bounded(who, response, largest)
        finally:
            await response.aclose()
        kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
        answer = Answer(asked, response.status_code, kind, response.headers, body)
        if answer.status not in (200, 404, *_MOVED):
            raise Refused(f"{who} answered with HTTP status {answer.status}{consequence}", answer)
        return answer

    async def _public_address(self, who: str, url: str) -> str | None:
        """Return the address to call for a URL, None if it is not for us to say which.

        Behind a proxy, names are resolved by the proxy, so that only addresses that are numbers can be judged here.

        Raises:
            SourceError: it leads into this machine or its own network.
        """
        parts = urlsplit(url)
        name = _hostname(url)
        if parts.scheme not in ("http", "https") or not name:
            raise SourceError(f"{who}: {url[:200]!r} is no web address")
        if name in self.private_hosts:
            return None
        if parts.scheme in getproxies() and not _is_number(name):
            if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
                raise _private(who, name)
            return None
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.deadline):
                found = await loop.getaddrinfo(name, parts.port or 443, type=socket.SOCK_STREAM)
        except OSError:
            raise SourceError(f"{who}: the host {name} cannot be found; is there a network?") from None
        addresses = [str(entry[4][0]) for entry in found]
        if not all(ipaddress.ip_address(address.split("%")[0]).is_global for address in addresses):
            raise _private(who, name)
        return addresses[0]

    def _client(self) -> "httpx.AsyncClient":
        import httpx

        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log addresses, and some hold a key
            agent = f"{AGENT} (mailto:{self.contact})" if self.contact else AGENT
            self._clients[loop] = httpx.AsyncClient(
                headers={"User-Agent": agent},
                timeout=self.deadline,
                follow_redirects=False,
                mounts={"all://127.0.0.1": None, "all://localhost": None},  # no proxy knows this machine's own servers
            )
        return self._clients[loop]


def moved(request: Request, answer: Answer) -> Request:
    """Return the request that a redirect asks for; headers, which may hold keys, go to the same host only.

    Raises:
        SourceError: it redirects to nowhere.
    """
    target = urljoin(answer.url, answer.headers.get("location", ""))
    if not answer.headers.get("location"):
        raise SourceError(f"{_hostname(request.url)} redirects to nowhere")
    same = urlsplit(target)[:2] == urlsplit(request.url)[:2]
    return Request(target, headers=request.headers if same else {}, content=request.content if same else None)


def _put_to_rest(url: str, response: "httpx.Response") -> str:
    """Leave a host alone that asks for it, and return that in words."""
    if response.status_code not in _RESTING:
        return ""
    seconds = host(_hostname(url)).rest(response.headers.get("Retry-After"))
    return f"; it is left alone for {seconds:.0f} s"


async def _bounded(who: str, response: "httpx.Response", largest: int) -> bytes:
    too_large = SourceError(f"{who} sent more than {largest / 1e6:g} MB")
    if int(response.headers.get("content-length", "0") or 0) > largest:
        raise too_large
    body = bytearray()
    async for chunk in response.aiter_bytes(65_536):
        body += chunk
        if len(body) > largest:
            raise too_large
    return bytes(body)


def _hostname(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name.replace(".", "").isdigit() or name.startswith("0x")
    return True


def _private(who: str, name: str) -> SourceError:
    return SourceError(f"{who}: {name} is not on the public internet, so nothing is fetched from there")
