"""HTTP clients: one per host, with its connections, as long as a run keeps them; else one for each request.

Clients are apart by the host's name and never by its address alone, so that no connection that was opened to one host
serves another at the same address. None outlives its event loop.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

    import httpx

HOSTS = 32
"""Hosts whose connections are kept; there is a limit to how many files and sockets a process may have open."""
IDLE = 30.0
"""Seconds that a connection is kept without being used."""


@dataclass
class _Kept:
    users: int = 0
    clients: "dict[tuple[str, str | None], httpx.AsyncClient]" = field(default_factory=dict)
    """By the name of the host and the proxy."""


class Connections:
    """The clients of whoever asks, by event loop."""

    def __init__(self) -> None:
        self._kept: dict[asyncio.AbstractEventLoop, _Kept] = {}

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Keep connections open meanwhile; where several keep them at once, until the last of them ends."""
        loop = asyncio.get_running_loop()
        kept = self._kept.setdefault(loop, _Kept())
        kept.users += 1
        try:
            yield
        finally:
            kept.users -= 1
            if not kept.users:
                del self._kept[loop]
                async with AsyncExitStack() as stack:
                    for client in kept.clients.values():
                        stack.push_async_callback(client.aclose)

    @asynccontextmanager
    async def client(self, name: str, proxy: str | None) -> "AsyncIterator[httpx.AsyncClient]":
        """Give the client for a host: a kept one, or one that is closed at the end.

        Raises:
            ValueError, ImportError: the proxy cannot be used.
        """
        kept = self._kept.get(asyncio.get_running_loop())
        if kept is None or ((name, proxy) not in kept.clients and len(kept.clients) >= HOSTS):
            async with _client(proxy) as client:
                yield client
        else:
            if (name, proxy) not in kept.clients:
                kept.clients[name, proxy] = _client(proxy)
            yield kept.clients[name, proxy]


async def sent(client: "httpx.AsyncClient", request: "httpx.Request") -> "httpx.Response":
    """Send a request that only reads, and return the response with its body still to come.

    A kept connection may have been closed by the other side just now. What was sent into it is sent again, through
    the next one; a failure of a new connection is one.
    """
    import httpx

    connected = False

    async def trace(event: str, _: object) -> None:
        nonlocal connected
        connected = connected or ".connect_tcp." in event

    request.extensions["trace"] = trace
    while True:
        try:
            return await client.send(request, stream=True)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            if connected:
                raise


def _client(proxy: str | None) -> "httpx.AsyncClient":
    """Return a client without limits of its own; whoever sends has a deadline, and waits at the gate of the host."""
    import httpx

    logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log addresses, and some hold a key
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=4, keepalive_expiry=IDLE)
    return httpx.AsyncClient(verify=_trust(), proxy=proxy, trust_env=False, timeout=None, limits=limits)


@cache
def _trust() -> "ssl.SSLContext":
    """Return whom TLS connections trust; reading the certificates takes longer than most requests."""
    import httpx

    return httpx.create_ssl_context()
