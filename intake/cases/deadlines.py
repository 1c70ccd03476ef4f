"""By when a request is dealt with: promised dates, counted in working days.

The day of receipt is not counted (民法典第二百零一条), days off are left out
(行政许可法第八十二条). What comes in late or on a day off counts as received on the next working
day: practice of the 12345 hotlines, with the hour in `form.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from guidebook.model import Guidebook
from intake.clock import local

LONGEST_EXTENSION = timedelta(days=366)
"""From the day on which more time is given: a year, a leap year too."""


@dataclass(frozen=True)
class Promise:
    """The dates a sender is promised, local and each the last day in time."""

    first_contact_by: date
    answer_by: date
    close_by: date
    estimated: bool
    """The holiday notice of a year on the way is not out yet: the dates may still move."""

    def as_data(self, *names: str) -> dict[str, Any]:
        """Return what the journal keeps of it, or some of that by name; days as in 2026-11-23."""
        kept = {name: getattr(self, name) for name in names or DATES}
        return {name: day if name == "estimated" else day.isoformat() for name, day in kept.items()}


DATES = tuple(field.name for field in fields(Promise))
"""The names of what a promise holds, in the journal too."""


def promise(received_at: datetime, service_id: str, guidebook: Guidebook) -> Promise:
    """Promise the dates of a request received at a moment (with zone)."""
    deadlines, calendar = guidebook.form.deadlines, guidebook.calendar
    start, start_known = day_of_receipt(received_at, guidebook)
    contact, contact_known = calendar.add_working_days(start, deadlines.first_contact)
    answer, answer_known = calendar.add_working_days(start, _answer_days(service_id, guidebook))
    close, close_known = calendar.add_working_days(answer, deadlines.close)
    known = start_known and contact_known and answer_known and close_known
    return Promise(contact, answer, close, estimated=not known)


def day_of_receipt(received_at: datetime, guidebook: Guidebook) -> tuple[date, bool]:
    """Return the working day a request counts as received on, and whether the calendar is sure."""
    calendar, moment = guidebook.calendar, local(received_at)
    day = moment.date()
    in_time = moment.time() <= guidebook.form.deadlines.received_until
    if calendar.is_working_day(day) and in_time:
        return day, calendar.knows(day)
    next_day, known = calendar.add_working_days(day, 1)
    return next_day, known and calendar.knows(day)


def _answer_days(service_id: str, guidebook: Guidebook) -> int:
    """Return the working days for an answer; what is no service of the guide is ordinary."""
    service = guidebook.services.get(service_id)
    days: int = getattr(
        guidebook.form.deadlines.answer, service.request_kind if service else "ordinary"
    )
    return days


def waited_days(asked_at: datetime, supplied_at: datetime, guidebook: Guidebook) -> int:
    """Count the working days a request waited for its company: our clock stood still on them.

    Both moments count as received like a request does: what is supplied in the evening of the day
    it was asked for has cost us a day, what is supplied within the day has not.
    """
    start, _ = day_of_receipt(asked_at, guidebook)
    end, _ = day_of_receipt(supplied_at, guidebook)
    return guidebook.calendar.working_days_between(start, end)


def paused(promised: Promise, days: int, contacted: bool, guidebook: Guidebook) -> Promise:
    """Move the dates by the working days a request waited; a first contact that was made stays."""
    later = guidebook.calendar.add_working_days
    contact, contact_known = later(promised.first_contact_by, 0 if contacted else days)
    answer, answer_known = later(promised.answer_by, days)
    close, close_known = later(promised.close_by, days)
    known = contact_known and answer_known and close_known
    return Promise(contact, answer, close, estimated=promised.estimated or not known)


def is_within_a_year(day: date, today: date) -> bool:
    """Tell whether a day is near enough to be promised for an answer."""
    return day - today <= LONGEST_EXTENSION


def extended(promised: Promise, answer_by: date, guidebook: Guidebook) -> Promise:
    """Move the answer to a day that was set, and the closing with it."""
    moved = replace(promised, answer_by=answer_by)
    if not guidebook.calendar.knows(answer_by):
        moved = replace(moved, estimated=True)
    return closing_after(answer_by, moved, guidebook)


def closing_after(answered: date, promised: Promise, guidebook: Guidebook) -> Promise:
    """Count the closing from the day of an answer."""
    days = guidebook.form.deadlines.close
    close_by, known = guidebook.calendar.add_working_days(answered, days)
    return replace(promised, close_by=close_by, estimated=promised.estimated or not known)
