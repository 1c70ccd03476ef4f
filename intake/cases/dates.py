"""The dates that an event moves, worked out before it is judged and stored as facts in its data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from guidebook.model import Guidebook
from intake.cases.deadlines import closing_after, is_within_a_year, paused, promise, waited_days
from intake.cases.deadlines import extended as extended_to
from intake.cases.service_request import ServiceRequest
from intake.clock import local

Said = Mapping[str, Any]
"""What somebody says of an event, by its names; it may lack anything, or be anything."""
Dates = Callable[[ServiceRequest, Said, datetime, Guidebook], Said]
"""Works out what an event brings beside what is said; what it cannot read it leaves alone."""

HAND_BACK_DAYS = 1
"""Working days within which a department may say that a request is not theirs (12345 practice)."""


def supplied(known: ServiceRequest, _said: Said, at: datetime, guidebook: Guidebook) -> Said:
    """Move everything by the working days that the request waited for its company."""
    return _moved(known, known.asked_at, at, guidebook)


def resumed(known: ServiceRequest, _said: Said, at: datetime, guidebook: Guidebook) -> Said:
    """Move everything by the working days that it was withdrawn, unless the company is waited for.

    Then our clock stands still anyway, until the company supplies what it was asked for.
    """
    since = None if known.asked_at else known.closed_at
    return _moved(known, since, at, guidebook)


def _moved(
    known: ServiceRequest, since: datetime | None, at: datetime, guidebook: Guidebook
) -> Said:
    days = waited_days(since, at, guidebook) if since else 0
    contacted = known.contacted_at is not None
    moved = paused(known.promise, days, contacted, guidebook)
    return {"waited": days, **moved.as_data(), **_moved_shares(known, days, guidebook)}


def _moved_shares(known: ServiceRequest, days: int, guidebook: Guidebook) -> Said:
    """Move what the departments have beside the promise: nobody's clock ran while it waited."""

    def later(day: date) -> str:
        return guidebook.calendar.add_working_days(day, days)[0].isoformat()

    due = [(s.department, s.due) for s in known.supporting if s.due and not s.done]
    moved: dict[str, Any] = {}
    if due:
        moved["supporting"] = [{"department": name, "due": later(day)} for name, day in due]
    if known.hand_back_by:
        moved["hand_back_by"] = later(known.hand_back_by)
    return moved


def assigned(known: ServiceRequest, said: Said, at: datetime, guidebook: Guidebook) -> Said:
    """Settle until when the lead may hand back, and a due day where a share has none."""
    day, _ = guidebook.calendar.add_working_days(local(at).date(), HAND_BACK_DAYS)
    due, shares = known.promise.answer_by.isoformat(), said.get("supporting", [])
    if isinstance(shares, list | tuple):
        shares = [{"due": due, **s} if isinstance(s, Mapping) else s for s in shares]
    return {"hand_back_by": day.isoformat(), "supporting": shares}


def extended(known: ServiceRequest, said: Said, at: datetime, guidebook: Guidebook) -> Said:
    """Move the closing with the day that is said for the answer; one too far off is refused."""
    try:
        day = date.fromisoformat(str(said.get("answer_by")))
    except ValueError:
        return {}
    in_reach = is_within_a_year(day, local(at).date())
    moved = extended_to(known.promise, day, guidebook) if in_reach else known.promise
    return {"answer_by": day.isoformat(), **moved.as_data("close_by", "estimated")}


def answered(known: ServiceRequest, _said: Said, at: datetime, guidebook: Guidebook) -> Said:
    """Count the closing from the day of the answer."""
    moved = closing_after(local(at).date(), known.promise, guidebook)
    return moved.as_data("close_by", "estimated")


def reopened(known: ServiceRequest, _said: Said, at: datetime, guidebook: Guidebook) -> Said:
    """Start a new clock; everybody who had a share has it again."""
    anew = promise(at, known.submission.values.service, guidebook)
    due = anew.answer_by.isoformat()
    shares = [{"department": name, "due": due} for name in known.supporting_departments]
    return {"supporting": shares, **anew.as_data()}
