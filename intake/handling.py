"""Acting on a request: the dates an event moves are worked out, then the journal takes it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from guidebook.model import Guidebook
from intake.clock import local
from intake.deadlines import Promise, closing_after, extended, paused, promise, waited_days
from intake.journal import Journal
from intake.lifecycle import Action, IllegalTransition
from intake.service_request import ServiceRequest

Data = Mapping[str, Any]
Dates = Callable[[ServiceRequest, Action, datetime, Guidebook], Data]

HAND_BACK_DAYS = 1
"""Working days within which a department may say that a request is not theirs (12345 practice)."""


def act(
    journal: Journal, guidebook: Guidebook, number: str, action: Action, at: datetime
) -> ServiceRequest:
    """Let something happen to a request, with the dates it brings; return what it became.

    Dates rest on the state they were worked out from: should anything happen in between, nothing
    is written. Raises what `Journal.transition` raises, IllegalTransition also for a department
    that the guide does not have: the journal knows no guide.
    """
    known = journal.find(number)
    if known is None:
        raise KeyError(number)
    if not _assigned_departments(action) <= guidebook.departments.keys():
        raise IllegalTransition(action.event, known.status, "unknown_department")
    return journal.transition(number, dated(known, action, at, guidebook), at)


def dated(known: ServiceRequest, action: Action, at: datetime, guidebook: Guidebook) -> Action:
    """Complete an action with the dates that it moves; what it lacks is left for the journal."""
    dates = DATES.get(action.event)
    if dates is None:
        return action
    seen = known.seq if action.expected_seq is None else action.expected_seq
    added = dates(known, action, at, guidebook)
    return replace(action, data={**action.data, **added}, expected_seq=seen)


def _assigned_departments(action: Action) -> set[str]:
    """Return the ids that an assignment names; what is not even a share is left for the journal."""
    if action.event != "assign":
        return set()
    shares = action.data.get("supporting", ())
    supporting = {str(s.get("department")) for s in shares if isinstance(s, Mapping)}
    return {str(action.data.get("lead_department")), *supporting}


def _supplied(known: ServiceRequest, _action: Action, at: datetime, guidebook: Guidebook) -> Data:
    days = waited_days(known.asked_at, at, guidebook) if known.asked_at else 0
    contacted = known.contacted_at is not None
    moved = paused(known.promise, days, contacted, guidebook)
    return {"waited": days, **_clock(moved), **_moved_shares(known, days, guidebook)}


def _moved_shares(known: ServiceRequest, days: int, guidebook: Guidebook) -> Data:
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


def _assigned(known: ServiceRequest, action: Action, at: datetime, guidebook: Guidebook) -> Data:
    """Settle until when the lead may hand back, and a due day where a share has none."""
    day, _ = guidebook.calendar.add_working_days(local(at).date(), HAND_BACK_DAYS)
    due = known.promise.answer_by.isoformat()
    supporting = [
        {"due": due, **share} if isinstance(share, Mapping) else share
        for share in action.data.get("supporting", ())
    ]
    return {"hand_back_by": day.isoformat(), "supporting": supporting}


def _extended(known: ServiceRequest, action: Action, _at: datetime, guidebook: Guidebook) -> Data:
    try:
        day = date.fromisoformat(str(action.data.get("answer_by")))
    except ValueError:
        return {}
    return _moved(extended(known.promise, day, guidebook))


def _answered(known: ServiceRequest, _action: Action, at: datetime, guidebook: Guidebook) -> Data:
    moved = closing_after(local(at).date(), known.promise, guidebook)
    return {"close_by": moved.close_by.isoformat(), "estimated": moved.estimated}


def _reopened(known: ServiceRequest, _action: Action, at: datetime, guidebook: Guidebook) -> Data:
    """Start a new clock; everybody who had a share has it again."""
    anew = promise(at, known.submission.values.service, guidebook)
    due = anew.answer_by.isoformat()
    shares = [{"department": name, "due": due} for name in known.supporting_departments]
    return {"supporting": shares, **_clock(anew)}


def _clock(dates: Promise) -> Data:
    return {"first_contact_by": dates.first_contact_by.isoformat(), **_moved(dates)}


def _moved(dates: Promise) -> Data:
    return {
        "answer_by": dates.answer_by.isoformat(),
        "close_by": dates.close_by.isoformat(),
        "estimated": dates.estimated,
    }


DATES: Mapping[str, Dates] = {
    "supply": _supplied,
    "assign": _assigned,
    "extend": _extended,
    "answer": _answered,
    "reopen": _reopened,
}
"""Event → the data that it brings beside what somebody says."""
