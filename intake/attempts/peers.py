"""Who is counted as one: an IPv4 address, or an IPv6 network of the size that one customer gets."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, IPv6Network, ip_address

CUSTOMER = 64
"""Bits of an IPv6 network that belongs to one line (RFC 6177): its addresses are free to take."""

UNKNOWN = "unknown"

_WITH_PORT = re.compile(r"(?:\[(?P<v6>[^\[\]]+)\]|(?P<v4>[0-9.]+))(?::[0-9]{1,5})?")
"""An address as some proxies tell it: each connection has another port."""


def peer_of(address: str | None) -> str:
    """Return who an address belongs to; all that are none are one."""
    told = _WITH_PORT.fullmatch(address or "")
    try:
        found = ip_address((told and (told["v6"] or told["v4"])) or address or "")
    except ValueError:
        return UNKNOWN
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), CUSTOMER), strict=False))
