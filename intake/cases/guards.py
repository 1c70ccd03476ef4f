"""What must hold before an event may happen, beyond its status, its role and its data.

The name of a guard is the word for programs when it does not hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from guidebook.model import Guidebook
from guidebook.model.form import Outcome, Status
from intake.cases.deadlines import is_within_a_year
from intake.cases.due import is_silent, resumable_until
from intake.cases.event_data import Assign, Close, Data, Extend, Link, Note, Start
from intake.cases.roles import SUPERVISOR, SYSTEM
from intake.cases.routing import IsEmpty, deciders_of
from intake.cases.service_request import ServiceRequest
from intake.clock import local

D_co = TypeVar("D_co", bound=Data, covariant=True)


@dataclass(frozen=True)
class Attempt(Generic[D_co]):
    """An action whose data were read, before it is settled whether it may happen now."""

    known: ServiceRequest
    role: str
    data: D_co
    at: datetime


Guard = Callable[[Attempt[Any]], bool]
"""Tells whether the event may happen now; its name is the word for programs if not."""
GuideGuard = Callable[[Attempt[Any], Guidebook, IsEmpty], bool]
"""The same for what guide and accounts have to say: the journal knows none, `handling` asks it."""


def leads_alone(attempt: Attempt[Assign]) -> bool:
    """A department does not support itself."""
    data = attempt.data
    return data.lead_department not in {share.department for share in data.supporting}


def departments_are_known(attempt: Attempt[Assign], guidebook: Guidebook, _: IsEmpty) -> bool:
    """Only departments of the guide are assigned."""
    data = attempt.data
    named = {data.lead_department, *(share.department for share in data.supporting)}
    return named <= guidebook.departments.keys()


def project_is_known(attempt: Attempt[Close], guidebook: Guidebook, _: IsEmpty) -> bool:
    """A project that a request is planned in is one of the guide."""
    return not attempt.data.project or attempt.data.project in guidebook.projects


def decides_after_a_hand_back(
    attempt: Attempt[Data], guidebook: Guidebook, is_empty: IsEmpty
) -> bool:
    """Not everybody settles whose a handed-back request is."""
    values, known = attempt.known.submission.values, attempt.known
    return not known.handed_back or attempt.role in deciders_of(values, guidebook, is_empty)


def reassigns_as_supervisor(attempt: Attempt[Assign]) -> bool:
    """What is in somebody's hands goes to another by the supervisor alone."""
    return attempt.known.status == Status.ACCEPTED or attempt.role == SUPERVISOR


def starts_once_and_then_tells_of_a_contact(attempt: Attempt[Start]) -> bool:
    """What is in progress is started again only to tell, once, that the company was contacted."""
    known, data = attempt.known, attempt.data
    is_first_contact = data.contacted and known.contacted_at is None and not data.handler
    return known.status == Status.ASSIGNED or is_first_contact


def urges_as_supervisor(attempt: Attempt[Note]) -> bool:
    """Only the supervisor presses for a request."""
    return not attempt.data.urge or attempt.role == SUPERVISOR


def never_handed_back(attempt: Attempt[Data]) -> bool:
    """A request is handed back once in its life."""
    return not attempt.known.handed_back


def hands_back_in_time(attempt: Attempt[Data]) -> bool:
    """It is handed back by the day that the assignment set."""
    last_day = attempt.known.hand_back_by
    return last_day is not None and local(attempt.at).date() <= last_day


def never_extended(attempt: Attempt[Data]) -> bool:
    """A request is extended once in its life, and once more by the supervisor."""
    return not attempt.known.extended or attempt.role == SUPERVISOR


def gives_more_time(attempt: Attempt[Extend]) -> bool:
    """It is extended while it is not overdue, to a later day."""
    promised = attempt.known.promise.answer_by
    return local(attempt.at).date() <= promised < attempt.data.answer_by


def stays_within_a_year(attempt: Attempt[Extend]) -> bool:
    """Nobody is put off for longer than a year."""
    return is_within_a_year(attempt.data.answer_by, local(attempt.at).date())


def ends_on_a_working_day(attempt: Attempt[Extend], guidebook: Guidebook, _: IsEmpty) -> bool:
    """An answer is promised for a day on which somebody works."""
    return guidebook.calendar.is_working_day(attempt.data.answer_by)


def closes_only_what_is_its_own(attempt: Attempt[Close]) -> bool:
    """The system closes what nobody reacted to, and nobody else closes as that."""
    unanswered = attempt.data.outcome == Outcome.UNANSWERED_BY_SENDER
    return unanswered == (attempt.role == SYSTEM)


def closes_in_silence(attempt: Attempt[Close]) -> bool:
    """The system waits until the day for closing is past, and for nobody who rated the answer."""
    return attempt.role != SYSTEM or is_silent(attempt.known, local(attempt.at).date())


def was_not_withdrawn(attempt: Attempt[Data]) -> bool:
    """What the company withdrew is over."""
    return attempt.known.outcome != Outcome.WITHDRAWN


def was_withdrawn_within_a_day(attempt: Attempt[Data]) -> bool:
    """A withdrawal is taken back within a day."""
    until = resumable_until(attempt.known)
    return until is not None and attempt.at <= until


def not_rated_yet(attempt: Attempt[Data]) -> bool:
    """An answer is rated once."""
    return not attempt.known.satisfaction


def is_done_by_a_supporter(attempt: Attempt[Note]) -> bool:
    """A share is ticked off that was given."""
    done = attempt.data.done
    return not done or done in attempt.known.supporting_departments


def links_another(attempt: Attempt[Link]) -> bool:
    """A request does not belong to itself."""
    return attempt.data.to != attempt.known.number
