"""Who receives a request: the departments of its service, the council of its building."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from guidebook.model import Building, Department, Guidebook, Need, Service
from intake.cases.form_values import FormValues
from intake.cases.roles import SECOND_CHIEF, STAFF, SUPERVISOR
from intake.cases.service_request import ServiceRequest, Support

IsEmpty = Callable[[str], bool]
"""Tells whether nobody has an account at a post, which is written `second_chief:BUILDING`."""


@dataclass(frozen=True)
class Routing:
    """Who receives a request."""

    lead_department: Department
    supporting_departments: tuple[Department, ...]
    council: Building | None
    """The building or park whose second chief (第二楼长) it concerns; nobody is told."""


def route(values: FormValues, guidebook: Guidebook) -> Routing:
    """Settle who receives a request: by its service, else by the need that it joins.

    Without either, the owner of 「不清楚／其他」 does.
    """
    about = _about(values, guidebook)
    lead = (about and about.lead_department) or guidebook.form.other.department
    supporting = tuple(n for n in about.supporting_departments if n != lead) if about else ()
    return Routing(
        lead_department=guidebook.departments[lead],
        supporting_departments=tuple(guidebook.departments[name] for name in supporting),
        council=second_chief_of(values, guidebook),
    )


def names_a_lead(values: FormValues, guidebook: Guidebook) -> bool:
    """Tell whether the lead is known from what was sent; else the desk has yet to find it."""
    about = _about(values, guidebook)
    return bool(about and about.lead_department)


def _about(values: FormValues, guidebook: Guidebook) -> Service | Need | None:
    return guidebook.services.get(values.service) or guidebook.needs.get(values.need)


def second_chief_of(values: FormValues, guidebook: Guidebook) -> Building | None:
    """Return the building or park whose second chief a request is for, None where there is none."""
    building = guidebook.buildings.get(values.building)
    if building is None or not (guidebook.second_chief and guidebook.has_council(building)):
        return None
    return guidebook.council_building(building)


def deciders_of(values: FormValues, guidebook: Guidebook, is_empty: IsEmpty) -> tuple[str, ...]:
    """Return the roles that settle whose a handed-back request is.

    That is the second chief; the desk where there is none, or nobody at that post; the supervisor
    everywhere.
    """
    building = second_chief_of(values, guidebook)
    if building is None:
        return (STAFF, SUPERVISOR)
    if is_empty(f"{SECOND_CHIEF}:{building.id}"):
        return (STAFF, SECOND_CHIEF, SUPERVISOR)
    return (SECOND_CHIEF, SUPERVISOR)


def last_move(known: ServiceRequest) -> str:
    """Return `assign` of what was given to somebody, `hand_back` of what is to be given again.

    Empty where it was never given.
    """
    moves = (h.event for h in reversed(known.timeline) if h.event in ("assign", "hand_back"))
    return next(moves, "")


def lead_to_be(known: ServiceRequest, guidebook: Guidebook) -> str:
    """Return the id of the department that leads a request once somebody works it.

    What nobody has, not yet or not any more, is led by the department of its matter as corrected.
    """
    if last_move(known) == "assign":
        return known.lead_department
    return route(known.submission.values, guidebook).lead_department.id


def departments_of(known: ServiceRequest, guidebook: Guidebook) -> tuple[str, tuple[Support, ...]]:
    """Return the lead of a request and who supports it, as everybody is told.

    Before it was given to anybody they are those of the matter, which may have been corrected
    since. Empty while nobody has settled whose it is: without a matter, and after a hand-back.
    """
    move, values = last_move(known), known.submission.values
    if move == "assign":
        return known.lead_department, known.supporting
    if move or not names_a_lead(values, guidebook):
        return "", ()
    found = route(values, guidebook)
    return found.lead_department.id, tuple(Support(d.id) for d in found.supporting_departments)


def subdistrict_of(values: FormValues, guidebook: Guidebook) -> str:
    """Return the id of the subdistrict that a request is from, empty where nobody knows."""
    building = guidebook.buildings.get(values.building)
    return str((building.subdistrict if building else values.subdistrict) or "")
