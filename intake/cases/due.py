"""On which day somebody of the office has to have done something, and which answers are over."""

from __future__ import annotations

from datetime import date

from guidebook.model.form import Status
from intake.cases.service_request import ServiceRequest

OVER = (Status.CLOSED, Status.DECLINED)


def due_of(known: ServiceRequest) -> date | None:
    """Return the day of the next of first contact, answer and closing; None where none is owed.

    While the company is asked, it is the company's turn.
    """
    promise = known.promise
    if known.status == Status.ANSWERED:
        return promise.close_by
    if known.status == Status.AWAITING_APPLICANT or known.status in OVER:
        return None
    return promise.first_contact_by if known.contacted_at is None else promise.answer_by


def is_silent(known: ServiceRequest, today: date) -> bool:
    """Tell whether an answer's day for closing is past and its company has said nothing to it."""
    is_over = known.status == Status.ANSWERED and known.promise.close_by < today
    return is_over and known.satisfaction is None
