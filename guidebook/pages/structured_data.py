"""What pages tell machines about themselves: schema.org as JSON-LD, from the model."""

from __future__ import annotations

from typing import Any

from guidebook.model import Building, Guidebook, Record, Service
from guidebook.model.addresses import list_address, record_address
from guidebook.model.text import plain

CONTEXT = "https://schema.org"


def structured_data(kind: str, record: Record, guidebook: Guidebook) -> list[dict[str, Any]]:
    """Return the JSON-LD of a record's page: its breadcrumbs, and what it is about.

    Only facts that the page shows are told; what is 待公布 is left out.
    """
    base = guidebook.site.site_url.rstrip("/")
    about = [_breadcrumbs(kind, record, guidebook, base)]
    if isinstance(record, Service):
        about.append(_service(record, guidebook, base))
    if isinstance(record, Building):
        about.append(_place(record, base))
    return about


def _breadcrumbs(kind: str, record: Record, guidebook: Guidebook, base: str) -> dict[str, Any]:
    steps = [
        (str(guidebook.site.title), "/"),
        (str(guidebook.wordings[kind].name), list_address(kind)),
        (str(record.name), record_address(kind, record.id)),
    ]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": base + address}
            for n, (name, address) in enumerate(steps, 1)
        ],
    }


def _service(service: Service, guidebook: Guidebook, base: str) -> dict[str, Any]:
    department = guidebook.departments[service.lead_department]
    return {
        "@context": CONTEXT,
        "@type": "GovernmentService",
        "name": str(service.name),
        "description": plain(str(service.summary)),
        "url": base + record_address("services", service.id),
        "serviceOperator": {"@type": "Organization", "name": str(department.name)},
        "areaServed": str(guidebook.site.district),
        **({"alternateName": list(service.aliases)} if service.aliases else {}),
    }


def _place(building: Building, base: str) -> dict[str, Any]:
    names = [*building.other_names, *([building.name_en] if building.name_en else [])]
    return {
        "@context": CONTEXT,
        "@type": "Place",
        "name": str(building.name),
        "url": base + record_address("buildings", building.id),
        **({"address": plain(str(building.address))} if building.address else {}),
        **({"alternateName": names} if names else {}),
    }
