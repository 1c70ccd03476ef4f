"""The track of a request: what was promised, by when, and what was done, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from guidebook.model.form import Outcome, Status
from intake.cases.due import OVER, is_anonymous
from intake.cases.forgetting import ended_at
from intake.cases.service_request import ServiceRequest
from intake.clock import local

CONTACT = "first_contact"
CLOSE = "close"
"""The last step, of a request that ends as it should."""


@dataclass(frozen=True)
class Milestone:
    """One thing that was promised: by when, when it was done, and whether that was in time."""

    name: str
    promised: date
    done: datetime | None
    """Local."""
    waits: bool
    """The clock stands still: nobody can say by when."""
    is_late: bool
    """It was done after its day, or was not while it was owed."""
    is_extended: bool = False
    """Its day is not the one that was promised first: what is in time is so by the new one."""


@dataclass(frozen=True)
class Step:
    """One step of the track, done or to come; without a day where nobody can say by when."""

    name: str
    day: date | None
    is_done: bool
    is_now: bool = False
    """The last that was done, of a request that goes on."""
    is_late: bool = False
    """It was done, or is still not, after the promised day."""


def milestones_of(known: ServiceRequest, today: date) -> tuple[Milestone, ...]:
    """Return what is promised still, and what was done; a request that ended early owes nothing.

    An answer makes a first contact needless, but one that was late by then: that is told.
    """
    promise, ended = known.promise, ended_at(known)
    waits = known.status == Status.AWAITING_APPLICANT
    closed_at = None if known.outcome == Outcome.WITHDRAWN else known.closed_at
    all_of_them = (
        (CONTACT, promise.first_contact_by, known.contacted_at, known.answered_at or ended),
        ("answer", promise.answer_by, known.answered_at, ended),
        (CLOSE, promise.close_by, closed_at, ended),
    )
    found = []
    for name, day, done, owed_until in all_of_them:
        last = done or known.asked_at or owed_until
        is_late = not waits and day < (local(last).date() if last else today)
        is_told = done or not owed_until or (is_late and name == CONTACT)
        if is_told and not (name == CONTACT and is_anonymous(known)):
            moved = name == "answer" and _is_extended(known)
            found.append(Milestone(name, day, local(done) if done else None, waits, is_late, moved))
    return tuple(found)


def _is_extended(known: ServiceRequest) -> bool:
    """Tell whether the office put its answer off, since the clock of today began."""
    moves = (h.event for h in reversed(known.timeline) if h.event in ("extend", "reopen"))
    return next(moves, "") == "extend"


def track_of(known: ServiceRequest, today: date) -> tuple[Step, ...]:
    """Return the steps of a request from its submission to its end, the present one marked."""
    steps = list(_steps(known, today))
    if known.status in OVER:
        return tuple(steps)
    now = max(n for n, step in enumerate(steps) if step.is_done)
    steps[now] = replace(steps[now], is_now=True)
    return tuple(steps)


def _steps(known: ServiceRequest, today: date) -> Iterator[Step]:
    yield Step("submit", local(known.submitted_at).date(), is_done=True)
    milestones = milestones_of(known, today)
    for milestone in milestones:
        yield _step(milestone)
    ended = ended_at(known)
    if ended and not any(milestone.name == CLOSE for milestone in milestones):
        yield Step("end", local(ended).date(), is_done=True)


def _step(milestone: Milestone) -> Step:
    done = milestone.done
    day = done.date() if done else None if milestone.waits else milestone.promised
    return Step(milestone.name, day, is_done=done is not None, is_late=milestone.is_late)
