"""The addresses of the site: every page's place is decided here and nowhere else."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

SITE_PAGES = (
    "about", "privacy", "accessibility", "search", "match", "stages", "history", "figures",
    "changes", "data",
)  # fmt: skip
"""First parts of addresses that belong to pages which are no records."""

REQUESTS = "/requests"
DESK = "/desk"
HEALTH = "/healthz"
INTAKE = (REQUESTS, DESK, HEALTH)
"""Where the intake answers, at the guide's address or at one of its own; all else is the guide."""

SEARCH = "/search/"
"""The guide's complete index; asked for something (`?q=`), where the intake answers too."""
NEW_REQUEST = f"{REQUESTS}/new"
REQUEST_STATUS = f"{REQUESTS}/status"
NEWS = f"{REQUESTS}/news"
"""Where a building's pushes are asked for by mail."""


_HOST = r"[\w-]+(?:\.[\w-]+)*"
_END = r"(?:[/?#](?:[^\s()\[\]]*[^\s()\[\]，。；、：）》”’])?)?"
WEB_PATTERN = rf"^https://{_HOST}\.[\w-]+(?::\d+)?{_END}$"
"""An address elsewhere: its host is all that stands before the path, so nobody is misled by it."""
SITE_PATTERN = rf"^https?://(?:{_HOST}|\[[0-9a-fA-F:]+\])(?::\d+)?/(?:[^\s?#]*/)?$"
"""Where a site of ours begins."""

_PAGE = re.compile(r"/(?:[a-z0-9-]+/)*")


def is_page(address: str) -> bool:
    """Tell whether an address, from the root of the site, has the form of a page of the guide."""
    return _PAGE.fullmatch(address) is not None


def is_of_intake(path: str) -> bool:
    """Tell whether a path from the root is the intake's, and no page of the guide."""
    return any(path == root or path.startswith(f"{root}/") for root in INTAKE)


def record_address(kind: str, record_id: str) -> str:
    """Return the address of a record's page, from the root of the site."""
    return f"/{kind}/{record_id}/"


def list_address(kind: str) -> str:
    """Return the address of the list of a kind."""
    return f"/{kind}/"


def stage_address(stage_id: str) -> str:
    """Return the address of the services of one stage."""
    return f"/stages/{stage_id}/"


def is_loopback(host: str) -> bool:
    """Tell whether only the machine itself gets anywhere by a name, such as `localhost`."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        address = ip_address(name)
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def is_own_machine(host: str) -> bool:
    """Tell whether only this machine can reach who listens on a host; 0.0.0.0 is everybody's."""
    return is_loopback(host) and not _is_everywhere(host)


def _is_everywhere(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def leads_to(address: str, host: str, port: int) -> bool:
    """Tell whether a whole address leads to who listens on a host and a port."""
    parts = urlsplit(address)
    named = parts.hostname or ""
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    here = named == host or (is_loopback(named) and is_loopback(host)) or _is_everywhere(host)
    return here and (parts.port or usual) == port
