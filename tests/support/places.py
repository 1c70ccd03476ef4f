"""Which pages a browser looks at, whatever stands in `guides/` today."""

from __future__ import annotations

from guidebook.model import KINDS, Guidebook
from guidebook.model.addresses import NEW_REQUEST, record_address, stage_address
from guidebook.search.bodies import body_of

LISTS = (
    "/",
    "/buildings/",
    "/services/",
    "/chapters/",
    "/subdistricts/",
    "/departments/",
    "/needs/",
    "/venues/",
    "/glossary/",
    "/history/",
    "/figures/",
    "/changes/",
    "/data/",
    "/search/",
    "/about/",
    "/privacy/",
    "/accessibility/",
    "/requests/new",
    "/requests/status",
    "/no/such/page/",
)
PLACES = (*LISTS, *KINDS, "stage", "poster", "form")
"""Pages that are always there, and the one with the most text of each kind of page."""


def address_of(place: str, guidebook: Guidebook) -> str:
    """Return the address of one of PLACES."""
    if place == "stage":
        return stage_address(guidebook.site.stages[0].id)
    if place == "poster":
        return record_address("buildings", longest("buildings", guidebook)) + "poster/"
    if place == "form":
        return f"{NEW_REQUEST}?service={longest('services', guidebook)}"
    return record_address(place, longest(place, guidebook)) if place in KINDS else place


def longest(kind: str, guidebook: Guidebook) -> str:
    """Return the id of the record of a kind that has the most text."""
    records = guidebook.records[kind].values()
    return max(records, key=lambda record: len(body_of(record).text)).id
