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


def departments_of(known: ServiceRequest) -> tuple[str, tuple[Support, ...]]:
    """Return the lead of a request and who supports it, as everybody is told.

    Empty while nobody has it: before it was given to somebody, and after a hand-back.
    """
    return (known.lead_department, known.supporting) if last_move(known) == "assign" else ("", ())


def departments_to_be(known: ServiceRequest, guidebook: Guidebook) -> tuple[str, tuple[str, ...]]:
    """Return the ids of who leads and who supports a request once somebody works it.

    Where nobody has it, not yet or not any more, its matter as corrected says who leads.
    """
    move, found = last_move(known), route(known.submission.values, guidebook)
    lead = known.lead_department if move == "assign" else found.lead_department.id
    supporting = tuple(department.id for department in found.supporting_departments)
    return lead, known.supporting_departments if move else supporting


def subdistrict_of(values: FormValues, guidebook: Guidebook) -> str:
    """Return the id of the subdistrict that a request is from, empty where nobody knows."""
    building = guidebook.buildings.get(values.building)
    return str((building.subdistrict if building else values.subdistrict) or "")
