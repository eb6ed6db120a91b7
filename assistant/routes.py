"""The way to a host: past which proxy, and to which address, judged before it is called."""

import asyncio
import socket
from typing import TYPE_CHECKING
from urllib.request import getproxies, proxy_bypass

from assistant.addresses import is_local_name, is_number, is_public
from assistant.errors import SourceError
from assistant.redaction import redact

if TYPE_CHECKING:
    import httpx


def hostname(url: "httpx.URL | str") -> str:
    """Return the host of an address as certificates, gates and settings name it."""
    import httpx

    return httpx.URL(url).raw_host.decode("ascii").rstrip(".").lower()


def proxy_for(scheme: str, name: str) -> str | None:
    """Return the proxy that the environment names for a host; this machine is asked without one."""
    if name in ("localhost", "127.0.0.1", "::1") or proxy_bypass(name):
        return None
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


async def public_address(who: str, url: "httpx.URL", proxy: str | None) -> str | None:
    """Return the address to call in place of a host that must be public, None where the proxy resolves its name.

    Behind a proxy, only what a name says of itself can be judged.

    Raises:
        SourceError: it leads into this machine or its own network, or cannot be found.
    """
    name = hostname(url)
    if url.scheme not in ("http", "https") or not name:
        raise SourceError(f"{who}: {redact(str(url))[:200]!r} is no web address")
    if is_local_name(name):
        raise _private(who, name)
    if proxy and not is_number(name):
        return None
    addresses = await _resolved(who, name, url.port or 443)
    if not all(map(is_public, addresses)):
        raise _private(who, name)
    return addresses[0]


async def _resolved(who: str, name: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SourceError(f"{who}: the host {name[:200]} cannot be found; is there a network?") from None
    return [str(entry[4][0]) for entry in found]


def _private(who: str, name: str) -> SourceError:
    return SourceError(
        f"{who}: {name[:200]} is not on the public internet, so nothing is fetched from there"
        " unless private_hosts names it"
    )
