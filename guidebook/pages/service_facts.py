"""What stands beside a service at a glance: how long it takes, what it costs, who does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guidebook.model import (
    Department,
    Document,
    Guidebook,
    Limit,
    Measures,
    Service,
    Unannounced,
)

FURTHER = (
    "audience", "scope", "special_procedures", "online_depth", "in_service_centre",
    "intermediaries", "annual_check", "quota", "validity", "level", "authority", "authority_kind",
    "delegated_by", "basic_code", "implementation_code",
)  # fmt: skip
"""Elements of the wider table that stand in no section of their own."""


@dataclass(frozen=True)
class ServiceFacts:
    """The facts of a service that come from several places, ready to be worded."""

    limits: tuple[tuple[str, Limit], ...]
    """The promised limit before the statutory one, as far as they are known."""
    lead: Department
    supporting: tuple[Department, ...]
    contact_days: int
    """Working days within which whoever sends a request for the service is contacted."""
    answer_days: int
    """Working days within which such a request is answered."""
    median_days: float | None
    """Working days that it took; None where it is not counted or withheld."""
    counted: Measures | None
    """What was counted of its requests; None where it is not published."""
    phone: str | None


def service_facts(guidebook: Guidebook, service: Service) -> ServiceFacts:
    """Gather the facts of a service."""
    limits = (("promised", service.promised_limit), ("statutory", service.statutory_limit))
    deadlines = guidebook.form.deadlines
    contact = service.phone_contact
    counted = guidebook.figures.of_service(service.id)
    return ServiceFacts(
        limits=tuple((name, limit) for name, limit in limits if limit),
        lead=guidebook.departments[service.lead_department],
        supporting=tuple(guidebook.departments[d] for d in service.supporting_departments),
        contact_days=deadlines.first_contact,
        answer_days=getattr(deadlines.answer, service.request_kind),
        median_days=_median_days(counted),
        counted=counted,
        phone=contact.phone if contact else None,
    )


def _median_days(counted: Measures | None) -> float | None:
    return counted.median_days if counted and isinstance(counted.median_days, float) else None


def further_elements(service: Service) -> tuple[tuple[str, Any], ...]:
    """Return name and value of every further element that is known; the standard's own words."""
    known = ((name, getattr(service, name)) for name in FURTHER)
    return tuple(
        (Service.model_fields[name].title or name, value)
        for name, value in known
        if value not in (None, ())
    )


_SAID = {
    "必要": "", "非必要": "用到才带", "容缺后补": "可以后补",
    "不需盖章": "", "需盖章": "盖章", "需签字": "签字", "需签字并盖章": "签字盖章",
    "均可": "纸质或电子都行",
    "申请人自备": "", "其他": "", "政府部门核发": "由政府部门核发",
}  # fmt: skip
"""The standard's words → how people say it; nothing where it is what everybody expects."""


def paper_in_words(document: Document) -> str:
    """Say how many of a paper are needed and in what form, as far as that is known."""
    standard = (document.stamp, document.form, document.necessity, document.source)
    said = [_how_many(document), *(_SAID.get(str(word), str(word)) for word in standard if word)]
    return "，".join(filter(None, said))


def _how_many(document: Document) -> str:
    """Say how many originals and photocopies; where the number is unknown, which of the two."""
    counted = (("原件", document.originals), ("复印件", document.photocopies))
    known = [(name, number) for name, number in counted if not isinstance(number, Unannounced)]
    said = [f"{name} {number} 份" for name, number in known if number]
    if said or not known:
        return "，".join(said)
    others = [name for name, number in counted if isinstance(number, Unannounced)]
    return "".join(others) or "不用交原件和复印件"
