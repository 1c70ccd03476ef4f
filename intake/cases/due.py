"""On which day somebody of the office has to have done something, and which answers are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from guidebook.model.form import Outcome, Status
from intake.cases.service_request import ServiceRequest

OVER = (Status.CLOSED, Status.DECLINED)


REGRET = timedelta(days=1)
"""For so long who withdrew may take that back: it may have been somebody else, or a slip."""


@dataclass(frozen=True)
class Due:
    """What somebody of the office has to do next, and the last day for it."""

    what: Literal["first_contact", "answer", "close"]
    day: date


def is_anonymous(known: ServiceRequest) -> bool:
    """Tell whether no first contact is owed, as there was no way to be contacted, or is none now.

    One that a correction added was promised no contact; one that was deleted had been left.
    """
    ways = known.sent.reachable and known.submission.values.reachable
    return not (ways or known.redacted)


def lacks_contact(known: ServiceRequest) -> bool:
    """Tell whether nobody has said yet that the company was contacted, which left a way to be."""
    return known.contacted_at is None and not is_anonymous(known)


def next_due(known: ServiceRequest) -> Due | None:
    """Return the next of first contact, answer and closing; None where none is owed.

    While the company is asked, it is the company's turn. Who left no way to be contacted is owed
    no first contact.
    """
    promise = known.promise
    if known.status == Status.ANSWERED:
        return Due("close", promise.close_by)
    if known.status == Status.AWAITING_APPLICANT or known.status in OVER:
        return None
    if lacks_contact(known):
        return Due("first_contact", promise.first_contact_by)
    return Due("answer", promise.answer_by)


def due_of(known: ServiceRequest) -> date | None:
    """Return the day of what is due next."""
    due = next_due(known)
    return due.day if due else None


def is_overdue(known: ServiceRequest, today: date) -> bool:
    """Tell whether what is due next was due before today."""
    day = due_of(known)
    return day is not None and day < today


def is_silent(known: ServiceRequest, today: date) -> bool:
    """Tell whether an answer's day for closing is past and its company has said nothing to it."""
    is_over = known.status == Status.ANSWERED and known.promise.close_by < today
    return is_over and known.satisfaction is None


def resumable_until(known: ServiceRequest) -> datetime | None:
    """Return until when a withdrawal may be taken back; None where there is none to take back."""
    is_withdrawn = known.outcome == Outcome.WITHDRAWN
    return known.closed_at + REGRET if is_withdrawn and known.closed_at else None
