"""Where pages went that have another address now: for the sitemap, and for web servers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from guidebook.model import Guidebook
from guidebook.model.addresses import record_address
from guidebook.pages.rendering import addresses_before
from guidebook.publishing.site_folder import write_file

NGINX, CADDY = "moved.nginx", "moved.caddy"
_REST = "([A-Za-z0-9/._-]*)"
"""What may follow an old address, such as the poster; nothing that could end a header."""


def moved_addresses(guidebook: Guidebook) -> Iterator[tuple[str, str]]:
    """Yield the old address of every page that has another one now, with the new one."""
    for (kind, former), present in guidebook.present_ids.items():
        yield record_address(kind, former), record_address(kind, present)


def addresses_left(guidebook: Guidebook) -> frozenset[str]:
    """Return every address that only says where its page went, or that it is gone."""
    gone = ((kind, name) for kind, ids in guidebook.retired.items() for name in ids)
    left = (*guidebook.present_ids, *gone)
    return frozenset(page for kind, name in left for page in addresses_before(kind, name))


def files_left(guidebook: Guidebook, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return feeds, cards and calendars again at the addresses under which people took them up."""
    left = {}
    for old, new in moved_addresses(guidebook):
        at = new.lstrip("/")
        for path in [path for path in files if path.startswith(at) and not path.endswith(".html")]:
            left[old.lstrip("/") + path.removeprefix(at)] = files[path]
    return left


def write_maps(guidebook: Guidebook, folder: Path) -> None:
    """Leave for nginx and for Caddy what their `map` needs to lead from old addresses to new."""
    at = urlsplit(guidebook.site.site_url).path.rstrip("/")
    moved = [(at + old, at + new) for old, new in sorted(moved_addresses(guidebook))]
    nginx = "".join(f"~^{old}{_REST}$ {new}$1;\n" for old, new in moved)
    caddy = "".join(f"~^{old}{_REST}$ {new}${{1}}\n" for old, new in moved)
    for name, lines in ((NGINX, nginx), (CADDY, caddy)):
        write_file(folder / name, f"# old address, new address\n{lines}".encode())
