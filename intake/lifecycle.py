"""The life of a request, as one table: which event may follow when, by whom, with what.

Taken from the practice of the 12345 hotlines (GB/T 33358-2016). What the table does not allow is
refused and never repaired: no row is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal

from guidebook.model.form import Outcome, Status
from intake.clock import local
from intake.event_data import (
    is_any_text,
    is_correction,
    is_count,
    is_day,
    is_flag,
    is_grade,
    is_number,
    is_outcome,
    is_support,
    is_text,
)
from intake.service_request import ServiceRequest

APPLICANT = "applicant"
"""`by` of the events that come from the sender."""
STAFF = "staff"
SECOND_CHIEF = "second_chief"
SUPERVISOR = "supervisor"
OFFICE = (STAFF, SECOND_CHIEF, SUPERVISOR)
"""Everybody who works on requests. `by` is one of these, or one with an account: `staff:desk-2`."""

ANYWHERE = tuple(Status)
OPEN = tuple(
    status for status in ANYWHERE if status not in (Status.DECLINED, Status.ANSWERED, Status.CLOSED)
)

SAME: Final = "same"
"""Keeps the status."""
AS_BEFORE: Final = "as before"
"""Returns to the status that the company was asked in."""


class IllegalTransition(Exception):  # noqa: N818 (it is a state of affairs)
    """The table does not allow the event; nothing was written. `why` is a word for programs."""

    def __init__(self, event: str, status: str, why: str) -> None:
        super().__init__(f"{event} in status {status}: {why}")
        self.event = event
        self.status = status
        self.why = why


class StaleTransition(Exception):  # noqa: N818 (it is a state of affairs)
    """Something happened that the sender of the event had not seen; nothing was written."""


@dataclass(frozen=True)
class Action:
    """What somebody wants to do to a request."""

    event: str
    by: str
    """A role of the table, with an account after a colon if there are accounts."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """By the names of the event, days as in 2026-11-23; kept in the journal as it is."""
    expected_seq: int | None = None
    """The seq of the request that was seen; None where nobody looked."""

    @property
    def role(self) -> str:
        """The role that acts, without its account."""
        return self.by.partition(":")[0]


Check = Callable[[object], bool]
"""Tells whether a value of the data is of the right kind."""
Guard = Callable[[ServiceRequest, Action, datetime], bool]
"""Tells whether the event may happen now, beyond what the table's columns say."""


def _handed_back_goes_to_the_second_chief(
    known: ServiceRequest, action: Action, _at: datetime
) -> bool:
    return not known.handed_back or action.role != STAFF


def _leads_alone(_known: ServiceRequest, action: Action, _at: datetime) -> bool:
    supporting = [share["department"] for share in action.data["supporting"]]
    return action.data["lead_department"] not in supporting


def _never_handed_back(known: ServiceRequest, _action: Action, _at: datetime) -> bool:
    return not known.handed_back


def _hands_back_in_time(known: ServiceRequest, _action: Action, at: datetime) -> bool:
    return known.hand_back_by is not None and local(at).date() <= known.hand_back_by


def _never_extended(known: ServiceRequest, _action: Action, _at: datetime) -> bool:
    return not known.extended


def _gives_more_time(known: ServiceRequest, action: Action, at: datetime) -> bool:
    new = date.fromisoformat(action.data["answer_by"])
    return local(at).date() <= known.promise.answer_by < new


def _was_not_withdrawn(known: ServiceRequest, _action: Action, _at: datetime) -> bool:
    return known.outcome != Outcome.WITHDRAWN


def _not_rated_yet(known: ServiceRequest, _action: Action, _at: datetime) -> bool:
    return not known.satisfaction


def _is_done_by_a_supporter(known: ServiceRequest, action: Action, _at: datetime) -> bool:
    return "done" not in action.data or action.data["done"] in known.supporting_departments


def _links_another(known: ServiceRequest, action: Action, _at: datetime) -> bool:
    other: str = action.data["to"]
    return other != known.number


@dataclass(frozen=True)
class Rule:
    """When an event may happen, who may bring it about, where it leads, and what it needs."""

    sources: tuple[Status, ...]
    by: tuple[str, ...]
    to: Status | Literal["same", "as before"]
    needs: Mapping[str, Check] = field(default_factory=dict)
    may_have: Mapping[str, Check] = field(default_factory=dict)
    guards: tuple[Guard, ...] = ()


_MOVED: Mapping[str, Check] = {"answer_by": is_day, "close_by": is_day, "estimated": is_flag}
"""The dates that an event moves, stored as facts; `deadlines.dated` works them out."""
_NEW_CLOCK: Mapping[str, Check] = {"first_contact_by": is_day, **_MOVED}
_REASON: Mapping[str, Check] = {"reason": is_text}
_CLOSE_BY: Mapping[str, Check] = {"close_by": is_day, "estimated": is_flag}
_BOTH = (APPLICANT, *OFFICE)
"""The company itself, or somebody for it who took its call."""

TABLE: Mapping[str, Rule] = {
    "submit": Rule((), (APPLICANT,), Status.SUBMITTED),
    "accept": Rule((Status.SUBMITTED,), OFFICE, Status.ACCEPTED),
    "decline": Rule(
        (Status.SUBMITTED, Status.ACCEPTED),
        OFFICE,
        Status.DECLINED,
        {**_REASON, "right_place": is_text},
        guards=(_handed_back_goes_to_the_second_chief,),
    ),
    "ask_more": Rule(
        (Status.SUBMITTED, Status.ACCEPTED, Status.ASSIGNED, Status.IN_PROGRESS),
        OFFICE,
        Status.AWAITING_APPLICANT,
        {"question": is_text},
    ),
    "supply": Rule(
        (Status.AWAITING_APPLICANT,),
        _BOTH,
        AS_BEFORE,
        {"text": is_text, "waited": is_count, **_NEW_CLOCK},
        {"hand_back_by": is_day, "supporting": is_support},
    ),
    "assign": Rule(
        (Status.ACCEPTED,),
        OFFICE,
        Status.ASSIGNED,
        {"lead_department": is_text, "supporting": is_support, "hand_back_by": is_day},
        guards=(_handed_back_goes_to_the_second_chief, _leads_alone),
    ),
    "hand_back": Rule(
        (Status.ASSIGNED,),
        OFFICE,
        Status.ACCEPTED,
        _REASON,
        guards=(_never_handed_back, _hands_back_in_time),
    ),
    "start": Rule((Status.ASSIGNED,), OFFICE, Status.IN_PROGRESS),
    "extend": Rule(
        (Status.ASSIGNED, Status.IN_PROGRESS),
        OFFICE,
        SAME,
        {**_REASON, **_MOVED},
        guards=(_never_extended, _gives_more_time),
    ),
    "answer": Rule((Status.IN_PROGRESS,), OFFICE, Status.ANSWERED, {"text": is_text, **_CLOSE_BY}),
    "close": Rule((Status.ANSWERED,), OFFICE, Status.CLOSED, {"outcome": is_outcome, **_REASON}),
    "rate": Rule(
        (Status.ANSWERED, Status.CLOSED),
        (APPLICANT,),
        SAME,
        {"grade": is_grade},
        guards=(_was_not_withdrawn, _not_rated_yet),
    ),
    "reopen": Rule(
        (Status.ANSWERED, Status.CLOSED),
        (APPLICANT, SUPERVISOR),
        Status.ASSIGNED,
        {**_REASON, "supporting": is_support, **_NEW_CLOCK},
        guards=(_was_not_withdrawn,),
    ),
    "withdraw": Rule(OPEN, _BOTH, Status.CLOSED, may_have={"reason": is_any_text}),
    "correct": Rule(ANYWHERE, OFFICE, SAME, {"values": is_correction}, _REASON),
    "link": Rule(ANYWHERE, OFFICE, SAME, {"to": is_number}, guards=(_links_another,)),
    "note": Rule(
        ANYWHERE,
        OFFICE,
        SAME,
        {"text": is_text},
        {"done": is_text},
        guards=(_is_done_by_a_supporter,),
    ),
    "redact": Rule(ANYWHERE, OFFICE, SAME, may_have=_REASON),
}
"""Event → rule. `submit` follows no status: it begins a request."""


def next_status(known: ServiceRequest, action: Action, at: datetime) -> Status:
    """Return the status a request has after an action.

    Raises StaleTransition, or IllegalTransition.
    """
    if action.expected_seq not in (None, known.seq):
        raise StaleTransition(f"expected {action.expected_seq}, is {known.seq}")
    rule = TABLE.get(action.event)
    why = _objection(rule, known, action, at)
    if rule is None or why:
        raise IllegalTransition(action.event, known.status, why)
    if rule.to == AS_BEFORE:
        return known.status_before_asking or Status.SUBMITTED  # asked in a row nobody can read
    return known.status if rule.to == SAME else rule.to


def is_open_to(known: ServiceRequest, event: str, role: str) -> bool:
    """Tell whether the table's status and role allow an event, whatever its data."""
    rule = TABLE[event]
    return known.status in rule.sources and role in rule.by


def _objection(rule: Rule | None, known: ServiceRequest, action: Action, at: datetime) -> str:
    """Say what speaks against an action, empty for nothing."""
    if rule is None:
        return "event"
    if known.status not in rule.sources:
        return "status"
    if action.role not in rule.by:
        return "by"
    if amiss := _amiss(rule, action.data):
        return f"data: {amiss}"
    broken = (guard for guard in rule.guards if not guard(known, action, at))
    return next((guard.__name__.strip("_") for guard in broken), "")


def _amiss(rule: Rule, data: Mapping[str, Any]) -> str:
    """Name the first key of the data that is missing, unknown or of the wrong kind."""
    allowed = {**rule.needs, **rule.may_have}
    unknown = sorted(data.keys() - allowed.keys())
    missing = sorted(rule.needs.keys() - data.keys())
    wrong = sorted(name for name in data.keys() & allowed.keys() if not allowed[name](data[name]))
    return next(iter([*unknown, *missing, *wrong]), "")
