"""What the figures count of each request, and nothing else of it.

Answered and solved are two things. A request is answered when it got its first answer, or was
declined with the reason and the right place; it is solved while it is closed as solved. It is on
time when that first answer came on or before the day promised first: what we extended ourselves is
not, only waiting for the company moves that day. A company that rated an answer has rated, also
when it was not content and asked again: its last grade counts. Days are working days after the day
of receipt, without those spent waiting for the company. What was withdrawn was not closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from guidebook.model import Guidebook
from guidebook.model.form import Grade, Outcome, Status
from intake.cases.deadlines import day_of_receipt, waited_days
from intake.cases.routing import departments_of
from intake.cases.service_request import Happening, ServiceRequest
from intake.clock import local

ANSWERS = ("answer", "decline")
"""Events that tell a company where it stands."""

STOPS = {"ask_more": "supply", "withdraw": "resume"}
"""Event at which our clock stops → the one at which it goes on."""

COUNTS = (
    *("received", "answered", "closed", "solved"),
    *("on_time", "reopened", "rated", "satisfied"),
)
"""The measures that are numbers of requests, in the order of `Case.counts`."""

CONTENT = (Grade.VERY_SATISFIED, Grade.SATISFIED, Grade.FAIRLY_SATISFIED)
"""Grades that count as satisfied (12345 practice)."""

ANSWERED = COUNTS.index("answered")

Counts = tuple[int, ...]
"""One number for each of COUNTS."""


@dataclass(frozen=True)
class Case:
    """One request as the figures see it; a label is empty where the guide has no such record."""

    month: str
    building: str
    department: str
    service: str
    need: str
    counts: Counts
    """1 or 0 for each of COUNTS."""
    days: int | None
    """Working days to the first answer, None where there is none yet."""


def case_of(service_request: ServiceRequest, guidebook: Guidebook) -> Case:
    """Reduce a request to what is counted of it."""
    values = service_request.submission.values
    answer = _first_answer(service_request.timeline)
    grade = last_grade(service_request)
    counts = {
        "received": True,
        "answered": answer is not None,
        "closed": is_closed(service_request),
        "solved": service_request.outcome == Outcome.SOLVED,
        "on_time": answer is not None
        and local(answer.at).date() <= _promised(service_request, answer, guidebook),
        "reopened": service_request.reopened > 0,
        "rated": grade is not None,
        "satisfied": grade in CONTENT,
    }
    return Case(
        month=f"{local(service_request.submitted_at):%Y-%m}",
        building=_known(values.building, guidebook.buildings),
        department=_known(departments_of(service_request)[0], guidebook.departments),
        service=_known(values.service, guidebook.services),
        need=_known(values.need, guidebook.needs),
        counts=tuple(int(counts[name]) for name in COUNTS),
        days=_days(service_request, answer, guidebook) if answer else None,
    )


def is_closed(service_request: ServiceRequest) -> bool:
    """Tell whether a request was closed by who worked it; the press calls that 办结."""
    is_over = service_request.status == Status.CLOSED
    return is_over and service_request.outcome != Outcome.WITHDRAWN


def last_grade(service_request: ServiceRequest) -> Grade | None:
    """Return the last grade the company gave to any answer: to reopen takes none back."""
    grades = (happening.grade for happening in reversed(service_request.timeline))
    return next(filter(None, grades), None)


def summed(cases: Iterable[Case]) -> Counts:
    """Add up what is counted."""
    columns = zip(*(case.counts for case in cases), strict=True)
    return tuple(sum(column) for column in columns) or (0,) * len(COUNTS)


def _known(name: str, records: Iterable[str]) -> str:
    return name if name in records else ""


def _first_answer(timeline: Iterable[Happening]) -> Happening | None:
    return next((happening for happening in timeline if happening.event in ANSWERS), None)


def _promised(service_request: ServiceRequest, answer: Happening, guidebook: Guidebook) -> date:
    """Return the day first promised for an answer, moved only by waiting for the company."""
    waited = _waited(service_request, answer, guidebook)
    first = service_request.submission.promise.answer_by
    return guidebook.calendar.add_working_days(first, waited)[0]


def _days(service_request: ServiceRequest, answer: Happening, guidebook: Guidebook) -> int:
    received, _ = day_of_receipt(service_request.submitted_at, guidebook)
    between = guidebook.calendar.working_days_between(received, local(answer.at).date())
    return max(0, between - _waited(service_request, answer, guidebook))


def _waited(service_request: ServiceRequest, answer: Happening, guidebook: Guidebook) -> int:
    """Count the working days before an answer on which our clock stood still."""
    waited, since, goes_on = 0, service_request.submitted_at, ""
    for happening in service_request.timeline:
        if happening.seq > answer.seq:
            break
        if happening.event in STOPS and not goes_on:
            since, goes_on = happening.at, STOPS[happening.event]
        elif happening.event == goes_on:
            waited, goes_on = waited + waited_days(since, happening.at, guidebook), ""
    return waited
