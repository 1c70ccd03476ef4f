"""The addresses of the site: every page's place is decided here and nowhere else."""

from __future__ import annotations

SITE_PAGES = ("about", "privacy", "accessibility", "search", "stages", "history", "figures")
"""First parts of addresses that belong to pages which are no records."""

REQUESTS = "/requests"
DESK = "/desk"
HEALTH = "/healthz"
INTAKE = (REQUESTS, DESK, HEALTH)
"""Where the intake answers, at the guide's address or at one of its own; all else is the guide."""

NEW_REQUEST = f"{REQUESTS}/new"
REQUEST_STATUS = f"{REQUESTS}/status"


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
