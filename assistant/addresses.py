"""Which hosts are on the public internet: what no name, number, redirect or tunnel may talk a download past.

Pure functions of names and addresses; whoever connects resolves the name first, and calls the address that was judged.
"""

import ipaddress
import socket

_LOCAL = (".localhost", ".local", ".internal")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_TRANSLATED = tuple(map(ipaddress.ip_network, ("::/96", "64:ff9b::/96")))
"""IPv4 addresses in the clothes of IPv6: the compatible ones (RFC 4291, 2.5.5.1), and those of NAT64 (RFC 6052)."""


def is_public(address: str) -> bool:
    """Tell whether an address is on the public internet; an IPv4 address inside an IPv6 one is judged in its place.

    Raises:
        ValueError: it is no address.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = _carried(found)
        if inner is None:
            return found in _GLOBAL_UNICAST and found.is_global
        found = inner
    return found.is_global and not found.is_multicast


def is_local_name(name: str) -> bool:
    """Tell whether a name can only mean this machine or its own network, whoever resolves it."""
    return name.endswith(_LOCAL) or not ("." in name or ":" in name)


def is_number(name: str) -> bool:
    """Tell whether a host is an address, in any of the forms that the system takes (`0x7f.1` is 127.0.0.1)."""
    try:
        socket.inet_aton(name)
    except OSError:
        return ":" in name
    return True


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that packets to this one end up at, if there is one."""
    if any(address in network for network in _TRANSLATED):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
