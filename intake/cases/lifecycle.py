"""The life of a request, as one table: which event may follow when, by whom, with what.

Taken from the practice of the 12345 hotlines (GB/T 33358-2016). What the table does not allow is
refused and never repaired: no row is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import ValidationError

from guidebook.model import Guidebook
from guidebook.model.form import Status
from intake.cases import dates, guards
from intake.cases import event_data as told
from intake.cases.dates import Dates
from intake.cases.event_data import Data
from intake.cases.guards import Attempt, Guard, GuideGuard
from intake.cases.roles import ANYBODY, APPLICANT, OFFICE, SUPERVISOR, SYSTEM, role_of
from intake.cases.routing import IsEmpty
from intake.cases.service_request import ServiceRequest

S = Status
OPEN = (S.SUBMITTED, S.ACCEPTED, S.AWAITING_APPLICANT, S.ASSIGNED, S.IN_PROGRESS)
ANYWHERE = tuple(S)

AFTER_FORGETTING = ("decline", "close", "withdraw")
"""All that may still happen to a request whose person is forgotten: it may end."""

SAME: Final = "same"
"""Keeps the status."""
AS_BEFORE: Final = "as before"
"""Returns to the status that it was withdrawn in, or that the company was asked in."""


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
    """A role, with an account after a colon if there are accounts."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """By the names of the event, days as in 2026-11-23; kept in the journal as it is."""
    expected_seq: int | None = None
    """The seq of the request that was seen; None where nobody looked."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When an event may happen, who may bring it about, where it leads, and what it tells."""

    sources: tuple[Status, ...]
    by: tuple[str, ...]
    to: Status | Literal["same", "as before"]
    data: type[Data]
    """What it tells, and what that changes."""
    guards: tuple[Guard, ...] = ()
    by_guide: tuple[GuideGuard, ...] = ()
    dates: Dates | None = None
    """Works out the dates that it moves."""
    is_told: bool = False
    """Its text is written for the company, and shown to it."""


TABLE: Mapping[str, Rule] = {
    "submit": Rule(sources=(), by=ANYBODY, to=S.SUBMITTED, data=told.Nothing),
    "accept": Rule(sources=(S.SUBMITTED,), by=OFFICE, to=S.ACCEPTED, data=told.Nothing),
    "decline": Rule(
        sources=(S.SUBMITTED, S.ACCEPTED),
        by=OFFICE,
        to=S.DECLINED,
        data=told.Decline,
        by_guide=(guards.decides_after_a_hand_back,),
        is_told=True,
    ),
    "ask_more": Rule(
        sources=(S.SUBMITTED, S.ACCEPTED, S.ASSIGNED, S.IN_PROGRESS),
        by=OFFICE,
        to=S.AWAITING_APPLICANT,
        data=told.AskMore,
        is_told=True,
    ),
    "supply": Rule(
        sources=(S.AWAITING_APPLICANT,),
        by=ANYBODY,
        to=AS_BEFORE,
        data=told.Supply,
        dates=dates.supplied,
    ),
    "assign": Rule(
        sources=(S.ACCEPTED, S.ASSIGNED, S.IN_PROGRESS),
        by=OFFICE,
        to=S.ASSIGNED,
        data=told.Assign,
        guards=(guards.leads_alone, guards.reassigns_as_supervisor),
        by_guide=(guards.departments_are_known, guards.decides_after_a_hand_back),
        dates=dates.assigned,
    ),
    "hand_back": Rule(
        sources=(S.ASSIGNED,),
        by=OFFICE,
        to=S.ACCEPTED,
        data=told.HandBack,
        guards=(guards.never_handed_back, guards.hands_back_in_time),
    ),
    "start": Rule(
        sources=(S.ASSIGNED, S.IN_PROGRESS),
        by=OFFICE,
        to=S.IN_PROGRESS,
        data=told.Start,
        guards=(guards.starts_once_and_then_tells_of_a_contact,),
    ),
    "extend": Rule(
        sources=(S.ASSIGNED, S.IN_PROGRESS),
        by=OFFICE,
        to=SAME,
        data=told.Extend,
        guards=(guards.never_extended, guards.gives_more_time, guards.stays_within_a_year),
        by_guide=(guards.ends_on_a_working_day,),
        dates=dates.extended,
        is_told=True,
    ),
    "update": Rule(
        sources=(S.ACCEPTED, S.AWAITING_APPLICANT, S.ASSIGNED, S.IN_PROGRESS),
        by=OFFICE,
        to=SAME,
        data=told.Update,
        is_told=True,
    ),
    "answer": Rule(
        sources=(S.IN_PROGRESS,),
        by=OFFICE,
        to=S.ANSWERED,
        data=told.Answer,
        dates=dates.answered,
        is_told=True,
    ),
    "close": Rule(
        sources=(S.ANSWERED,),
        by=(*OFFICE, SYSTEM),
        to=S.CLOSED,
        data=told.Close,
        guards=(guards.closes_only_what_is_its_own, guards.closes_in_silence),
        by_guide=(guards.project_is_known,),
        is_told=True,
    ),
    "rate": Rule(
        sources=(S.ANSWERED, S.CLOSED),
        by=(APPLICANT,),
        to=SAME,
        data=told.Rate,
        guards=(guards.was_not_withdrawn, guards.not_rated_yet),
    ),
    "reopen": Rule(
        sources=(S.ANSWERED, S.CLOSED),
        by=(APPLICANT, SUPERVISOR),
        to=S.ASSIGNED,
        data=told.Reopen,
        guards=(guards.was_not_withdrawn,),
        dates=dates.reopened,
    ),
    "withdraw": Rule(sources=OPEN, by=ANYBODY, to=S.CLOSED, data=told.Withdraw),
    "resume": Rule(
        sources=(S.CLOSED,),
        by=ANYBODY,
        to=AS_BEFORE,
        data=told.Resume,
        guards=(guards.was_withdrawn_within_a_day,),
        dates=dates.resumed,
    ),
    "correct": Rule(sources=ANYWHERE, by=OFFICE, to=SAME, data=told.Correct),
    "link": Rule(
        sources=ANYWHERE, by=OFFICE, to=SAME, data=told.Link, guards=(guards.links_another,)
    ),
    "note": Rule(
        sources=ANYWHERE,
        by=OFFICE,
        to=SAME,
        data=told.Note,
        guards=(guards.is_done_by_a_supporter, guards.urges_as_supervisor),
    ),
    "redact": Rule(sources=ANYWHERE, by=(SUPERVISOR, SYSTEM), to=SAME, data=told.Redact),
}
"""Event → rule. `submit` follows no status: it begins a request, and tells a `Submission`."""


def next_status(known: ServiceRequest, action: Action, at: datetime) -> Status:
    """Return the status a request has after an action.

    Raises StaleTransition, or IllegalTransition.
    """
    _attempted(known, action, at)
    to = TABLE[action.event].to
    if to == AS_BEFORE:
        before = known.status_before_withdrawal or known.status_before_asking
        return before or S.SUBMITTED  # asked in a row that nobody can read
    return known.status if to == SAME else to


def ask_guide(
    known: ServiceRequest, action: Action, at: datetime, guidebook: Guidebook, is_empty: IsEmpty
) -> None:
    """Make sure that guide and accounts allow an action as the table does.

    Raises StaleTransition, or IllegalTransition.
    """
    attempt = _attempted(known, action, at)
    for guard in TABLE[action.event].by_guide:
        if not guard(attempt, guidebook, is_empty):
            raise IllegalTransition(action.event, known.status, guard.__name__)


def is_open_to(known: ServiceRequest, event: str, role: str) -> bool:
    """Tell whether the table's status and role allow an event, whatever its data."""
    rule = TABLE[event]
    is_closed_to_all = known.redacted and event not in AFTER_FORGETTING
    return known.status in rule.sources and role in rule.by and not is_closed_to_all


def _attempted(known: ServiceRequest, action: Action, at: datetime) -> Attempt[Data]:
    """Return an action with its data read, if the table allows it.

    Raises StaleTransition, or IllegalTransition.
    """
    if action.expected_seq not in (None, known.seq):
        raise StaleTransition(f"expected {action.expected_seq}, is {known.seq}")
    rule = TABLE.get(action.event)
    attempt = _read(rule, known, action, at) if rule else "event"
    if isinstance(attempt, str):
        raise IllegalTransition(action.event, known.status, attempt)
    return attempt


def _read(rule: Rule, known: ServiceRequest, action: Action, at: datetime) -> Attempt[Data] | str:
    """Return an action with its data read, or the word for what speaks against it."""
    role = role_of(action.by)
    if known.status not in rule.sources:
        return "status"
    if role not in rule.by:
        return "by"
    if known.redacted and action.event not in AFTER_FORGETTING:
        return "forgotten"
    try:
        data = rule.data.model_validate(dict(action.data))
    except ValidationError as error:
        return f"data: {error.errors()[0]['loc'][0]}"
    attempt = Attempt(known, role, data, at)
    broken = (guard.__name__ for guard in rule.guards if not guard(attempt))
    return next(broken, attempt)
