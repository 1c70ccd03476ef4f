"""The link of an invitation, at the intake's own address."""

from __future__ import annotations

from urllib.parse import urljoin

from guidebook.model import Site
from guidebook.model.addresses import DESK


def invitation_link(secret: str, site: Site) -> str:
    """Return the whole address that signs in whoever opens it and presses the button."""
    return urljoin(site.intake_url or site.site_url, f"{DESK}/in/{secret}")
