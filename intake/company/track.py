"""The track of a request: what was promised, by when, and what was done, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from guidebook.model.form import Outcome, Status
from intake.cases.forgetting import ended_at
from intake.cases.service_request import ServiceRequest
from intake.clock import local

OVER = (Status.DECLINED, Status.CLOSED)

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

    @property
    def in_time(self) -> bool:
        """Tell whether it was done by the promised day."""
        return self.done is not None and self.done.date() <= self.promised


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


def is_anonymous(known: ServiceRequest) -> bool:
    """Tell whether the sender left no way to be contacted; one that was deleted had been left."""
    return not (known.submission.values.reachable or known.redacted)


def milestones_of(known: ServiceRequest) -> tuple[Milestone, ...]:
    """Return what is promised still, and what was done; a request that ended early owes nothing."""
    promise, over = known.promise, known.status in OVER
    waits = known.status == Status.AWAITING_APPLICANT
    closed_at = None if known.outcome == Outcome.WITHDRAWN else known.closed_at
    all_of_them = (
        ("first_contact", promise.first_contact_by, known.contacted_at),
        ("answer", promise.answer_by, known.answered_at),
        (CLOSE, promise.close_by, closed_at),
    )
    return tuple(
        Milestone(name, day, local(done) if done else None, waits)
        for name, day, done in all_of_them
        if (done or not over) and not (name == "first_contact" and is_anonymous(known))
    )


def track_of(known: ServiceRequest, today: date) -> tuple[Step, ...]:
    """Return the steps of a request from its submission to its end, the present one marked."""
    steps = list(_steps(known, today))
    if known.status in OVER:
        return tuple(steps)
    now = max(n for n, step in enumerate(steps) if step.is_done)
    present = steps[now]
    steps[now] = Step(present.name, present.day, True, True, present.is_late)
    return tuple(steps)


def _steps(known: ServiceRequest, today: date) -> Iterator[Step]:
    yield Step("submit", local(known.submitted_at).date(), is_done=True)
    milestones = milestones_of(known)
    for milestone in milestones:
        yield _step(milestone, today)
    ended = ended_at(known)
    if ended and not any(milestone.name == CLOSE for milestone in milestones):
        yield Step("end", local(ended).date(), is_done=True)


def _step(milestone: Milestone, today: date) -> Step:
    if milestone.done:
        is_late = not milestone.in_time
        return Step(milestone.name, milestone.done.date(), is_done=True, is_late=is_late)
    if milestone.waits:
        return Step(milestone.name, None, is_done=False)
    late = milestone.promised < today
    return Step(milestone.name, milestone.promised, is_done=False, is_late=late)
