"""The addresses of the site: every page's place is decided here and nowhere else."""

from __future__ import annotations

SITE_PAGES = ("about", "privacy", "accessibility", "search", "stages", "history", "figures")
"""First parts of addresses that belong to pages which are no records."""

NEW_REQUEST = "/requests/new"
REQUEST_STATUS = "/requests/status"


def record_address(kind: str, record_id: str) -> str:
    """Return the address of a record's page, from the root of the site."""
    return f"/{kind}/{record_id}/"


def list_address(kind: str) -> str:
    """Return the address of the list of a kind."""
    return f"/{kind}/"


def stage_address(stage_id: str) -> str:
    """Return the address of the services of one stage."""
    return f"/stages/{stage_id}/"
