"""What a sender is shown of a request: where it stands, what comes next, what they can do now.

Only what may be shown is taken over: no text of the sender, no note of the office.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from guidebook.model import Department, Guidebook, Project, Text
from guidebook.model.form import Grade, Outcome, ShownEvent, Status
from intake.accounts.posts import assigned_to, holder_of, name_of
from intake.cases.due import Due, is_anonymous, next_due, resumable_until
from intake.cases.lifecycle import OPEN, TABLE, is_open_to
from intake.cases.roles import APPLICANT, STAFF
from intake.cases.routing import IsEmpty, departments_of
from intake.cases.service_request import Happening, ServiceRequest, Support
from intake.cases.wording import grade_label, outcome_label
from intake.clock import local
from intake.company.track import CLOSE, Milestone, Step, milestones_of, track_of
from intake.form.choices import Option

SHOWN: Mapping[str, ShownEvent] = {event: event for event in ShownEvent}
"""Name → event, of those that are shown."""


@dataclass(frozen=True)
class Entry:
    """One line of the timeline; what it does not have is empty."""

    label: Text
    at: datetime
    """Local."""
    text: str
    right_place: str
    department: str
    outcome: str
    grade: str
    answer_by: date | None
    """Where the event moved it."""
    project: Project | None
    """In which it is planned."""


@dataclass(frozen=True)
class Progress:
    """Everything the status page says beside number and status."""

    matter: tuple[str, ...]
    """What it is about and where, by the names of the guide alone."""
    next_step: Text
    """Or what is said to who just did something."""
    contact: Text | None
    """Whether somebody will contact the sender; None where it need not be said any more."""
    due: Due | None
    """What is owed next."""
    overdue: tuple[Milestone, ...]
    """What was owed before today and still is: nothing more is promised then."""
    in_charge: str
    """Whose turn it is; empty where it is nobody's of the office."""
    department: Department | None
    """The lead; None while nobody has settled whose it is."""
    supporting: tuple[tuple[Department, date | None, bool, bool], ...]
    """Department, the day its share is due, whether that is done, and whether it is late."""
    track: tuple[Step, ...]
    milestones: tuple[Milestone, ...]
    timeline: tuple[Entry, ...]
    question: str
    """What the company is asked for now."""
    answer: str
    project: Project | None
    """In which it is planned, while that is how it ended."""
    declined: Entry | None
    """Why it was declined and whom to ask, where it was."""
    answer_holds: bool
    """The answer is to the request as it stands, not to what was reopened since."""
    actions: tuple[str, ...]
    """What the company can do now."""
    resumable_until: datetime | None
    """Local; until when what was withdrawn may be resumed."""


def progress_of(
    known: ServiceRequest, now: datetime, guidebook: Guidebook, is_empty: IsEmpty
) -> Progress:
    """Gather what the sender of a request is shown at a moment."""
    departments, (lead, supporting) = guidebook.departments, departments_of(known)
    today = local(now).date()
    milestones = milestones_of(known, today)
    overdue = tuple(m for m in milestones if m.is_late and not m.done and m.name != CLOSE)
    return Progress(
        matter=tuple(_matter(known, guidebook)),
        next_step=_next_step(known, guidebook),
        contact=_contact(known, guidebook) if not overdue else None,
        due=next_due(known),
        overdue=overdue if known.status in OPEN else (),
        in_charge=_in_charge(known, guidebook, is_empty),
        department=departments.get(lead),
        supporting=tuple(
            (departments[support.department], support.due, support.done, _is_late(support, today))
            for support in supporting
            if support.department in departments
        ),
        track=track_of(known, today),
        milestones=milestones,
        timeline=tuple(_entries(known, guidebook)),
        question=_question(known),
        answer=known.answer,
        project=_project(known, guidebook),
        declined=_declined(known, guidebook),
        answer_holds=known.answered_at is not None,
        actions=_actions(known, now),
        resumable_until=local(until) if (until := resumable_until(known)) else None,
    )


def _matter(known: ServiceRequest, guidebook: Guidebook) -> Iterator[str]:
    """Yield the names of service and building; what was typed instead is nobody else's."""
    values = known.submission.values
    for kind, record_id in (("services", values.service), ("buildings", values.building)):
        if name := guidebook.name_of(kind, record_id):
            yield name


def _next_step(known: ServiceRequest, guidebook: Guidebook) -> Text:
    """Say what comes next; to who has just done something, that it came in."""
    words = guidebook.form.receipt
    thanks = {ShownEvent.RATE: words.rated, ShownEvent.SUPPLY: words.supplied}
    shown = [happening.event for happening in known.timeline if happening.event in SHOWN]
    return thanks.get(SHOWN[shown[-1]]) or guidebook.form.next_steps[known.status]


def _contact(known: ServiceRequest, guidebook: Guidebook) -> Text | None:
    """Nobody is told of a contact who left no way to be contacted."""
    words = guidebook.form.receipt
    if not known.submission.values.reachable:
        return words.no_contact if known.status in OPEN else None
    due = next_due(known)
    return words.contact if due and due.what == "first_contact" else None


def _is_late(share: Support, today: date) -> bool:
    return share.due is not None and not share.done and share.due < today


def _in_charge(known: ServiceRequest, guidebook: Guidebook, is_empty: IsEmpty) -> str:
    """Name whose turn it is as the desk does, the desk itself as the district calls it."""
    holder = holder_of(known, guidebook, is_empty)
    if holder is None:
        return ""
    return str(guidebook.form.receipt.ours if holder.role == STAFF else name_of(holder, guidebook))


def _entries(known: ServiceRequest, guidebook: Guidebook) -> Iterator[Entry]:
    answer_by = known.submission.promise.answer_by
    for happening in known.timeline:
        if happening.event in SHOWN:
            entry = _entry(happening, guidebook)
            if happening.event == ShownEvent.START and (
                not happening.contacted or is_anonymous(known)
            ):
                entry = replace(entry, label=guidebook.form.receipt.started)
            is_same = entry.answer_by == answer_by
            yield replace(entry, answer_by=None) if is_same else entry
        answer_by = happening.answer_by or answer_by


def _entry(happening: Happening, guidebook: Guidebook) -> Entry:
    return Entry(
        label=guidebook.form.events[SHOWN[happening.event]],
        at=local(happening.at),
        text=happening.text if TABLE[happening.event].is_told else "",
        right_place=happening.right_place,
        department=assigned_to(happening, guidebook),
        outcome=outcome_label(happening.outcome, guidebook),
        grade=grade_label(happening.grade, guidebook),
        answer_by=happening.answer_by,
        project=guidebook.projects.get(happening.project),
    )


def grades_of(guidebook: Guidebook) -> tuple[Option, ...]:
    """Return every grade to choose from, the best first."""
    labels = guidebook.form.grades
    return tuple(Option(grade, str(labels[grade])) for grade in Grade)


def _project(known: ServiceRequest, guidebook: Guidebook) -> Project | None:
    closings = (h.project for h in reversed(known.timeline) if h.event == ShownEvent.CLOSE)
    named = next(closings, "") if known.outcome == Outcome.PLANNED else ""
    return guidebook.projects.get(named)


def _declined(known: ServiceRequest, guidebook: Guidebook) -> Entry | None:
    if known.status != Status.DECLINED:
        return None
    why = (_entry(h, guidebook) for h in reversed(known.timeline) if h.event == ShownEvent.DECLINE)
    return next(why, None)


def _question(known: ServiceRequest) -> str:
    if known.status != Status.AWAITING_APPLICANT:
        return ""
    asked = (h.text for h in reversed(known.timeline) if h.event == "ask_more")
    return next(asked, "")


def _actions(known: ServiceRequest, now: datetime) -> tuple[str, ...]:
    """Name what the company can do now, in the order of the page."""
    allowed = [
        event
        for event in ("supply", "rate", "reopen", "withdraw")
        if is_open_to(known, event, APPLICANT)
    ]
    if known.outcome == Outcome.WITHDRAWN:
        until = resumable_until(known)
        return ("resume",) if until and now <= until else ()
    return tuple(event for event in allowed if event != "rate" or not known.satisfaction)
