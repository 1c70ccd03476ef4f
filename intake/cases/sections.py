"""How urgent a request is for the office: the sections of the desk's list and of the digest."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from guidebook.model.form import Grade, Status
from intake.cases.due import OVER, due_of
from intake.cases.service_request import ServiceRequest, Support

BAD_GRADES = (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)


class Section(StrEnum):
    """A part of the list, the most urgent first."""

    OVERDUE = "overdue"
    TODAY = "today"
    NEW = "new"
    WAITING = "waiting"
    AGAIN = "again"
    REST = "rest"


def section_of(known: ServiceRequest, today: date) -> Section | None:
    """Return where a request stands in the list; None where nobody has to do anything."""
    if is_past(known):
        return None
    if known.status in OVER:
        return Section.AGAIN
    due = due_of(known)
    if due and due < today:
        return Section.OVERDUE
    if due == today:
        return Section.TODAY
    if known.status == Status.SUBMITTED:
        return Section.NEW
    if known.status == Status.AWAITING_APPLICANT:
        return Section.WAITING
    return Section.AGAIN if known.reopened or is_complaint_open(known) else Section.REST


def section_of_share(share: Support, known: ServiceRequest, today: date) -> Section | None:
    """Return where a request stands for who only supports its lead; None where nothing is owed.

    That is before it is assigned, once the share is done, and when the request is over.
    """
    if share.due is None or share.done or known.status in OVER:
        return None
    if known.status == Status.AWAITING_APPLICANT:
        return Section.WAITING
    if share.due <= today:
        return Section.OVERDUE if share.due < today else Section.TODAY
    return Section.REST


def is_past(known: ServiceRequest) -> bool:
    """Tell whether nobody has to do anything for a request, until something more happens to it."""
    return known.status in OVER and not is_complaint_open(known)


def is_complaint_open(known: ServiceRequest) -> bool:
    """Tell whether a company was not content and nobody of the office has noted anything since.

    What the supervisor notes to press for it leaves it open.
    """
    if known.satisfaction not in BAD_GRADES:
        return False
    events = ["urge" if h.urge else h.event for h in reversed(known.timeline)]
    return "note" not in events[: events.index("rate")]
