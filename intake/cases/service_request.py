"""A request (诉求) as the journal knows it: what was submitted, and where it stands."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from guidebook.model.form import Grade, Outcome, Status
from intake.cases.deadlines import Promise
from intake.cases.event import PRINT, Event, to_json
from intake.cases.form_values import FormValues, form_values_of

_TOKEN = re.compile(rf'\{{"token":"([\w-]{{22}}(?=")|{PRINT}\w{{32}}(?="))?', re.ASCII)
"""How the data of a submit event begin: with a secret, or what is left of it."""


@dataclass(frozen=True)
class Submission:
    """What a submit event holds: the form, who receives it, and what the sender was promised."""

    values: FormValues
    lead_department: str
    supporting_departments: tuple[str, ...]
    promise: Promise
    token: str = ""
    """The secret of the private link; empty in rows of when that was the form's own key."""

    def as_json(self) -> str:
        """Write the `data` of the submit event; the token first, so that a start finds it there."""
        token = {"token": self.token} if self.token else {}
        data: dict[str, Any] = (
            token
            | self.values.as_data()
            | {
                "lead_department": self.lead_department,
                "supporting_departments": self.supporting_departments,
                **self.promise.as_data(),
            }
        )
        return to_json(data)


def submission_of(text: str) -> Submission:
    """Read the `data` of a submit event.

    Raises KeyError, TypeError, AttributeError or ValueError when it is none.
    """
    data = json.loads(text)
    return Submission(
        values=form_values_of(data),
        lead_department=data["lead_department"],
        supporting_departments=tuple(data["supporting_departments"]),
        promise=Promise(
            first_contact_by=date.fromisoformat(data["first_contact_by"]),
            answer_by=date.fromisoformat(data["answer_by"]),
            close_by=date.fromisoformat(data["close_by"]),
            estimated=bool(data["estimated"]),
        ),
        token=data.get("token", ""),
    )


def token_of(row: Event) -> str:
    """Return the secret of the private link of a submit event, or what is left of it."""
    found = _TOKEN.match(row.data)
    return (found[1] or "") if found else row.key


@dataclass(frozen=True)
class Support:
    """The share of a supporting department."""

    department: str
    due: date | None = None
    """None until the request is assigned."""
    done: bool = False


@dataclass(frozen=True)
class Happening:
    """One event in the life of a request; what its event does not have is empty."""

    seq: int
    at: datetime
    event: str
    by: str
    text: str = ""
    """The question, answer, supplement, note or reason."""
    right_place: str = ""
    lead_department: str = ""
    outcome: Outcome | None = None
    project: str = ""
    """The id of the one that a planned request became part of."""
    grade: Grade | None = None
    answer_by: date | None = None
    """Where the event moves it."""
    handler: str = ""
    """The post that an assignment names."""
    supporting: tuple[Support, ...] = ()
    """The departments that an assignment asks to support, each with its day."""
    urge: bool = False
    """The supervisor presses for it (督办)."""
    contacted: bool = False
    """Somebody spoke to the company: said by who did, never taken for granted."""
    corrected: tuple[str, ...] = ()
    """The fields of the form that a correction changed."""


@dataclass(frozen=True)
class ServiceRequest:
    """One request with its present state; `seq` is that of its latest event."""

    number: str
    key: str
    token: str
    """The secret of its private link."""
    seq: int
    status: Status
    submitted_at: datetime
    submission: Submission
    """As it was sent, and corrected since."""
    sent: FormValues
    """As its sender filled it in: by that they are known who send it again."""
    promise: Promise
    """The dates as they stand now: moved by waiting, an extension, a new clock."""
    lead_department: str
    """The one of the service until the request is assigned."""
    supporting: tuple[Support, ...]
    handler: str = ""
    """The post that works it, such as `second_chief:BUILDING`; empty while nobody said so."""
    timeline: tuple[Happening, ...] = ()
    """Every event in the order of seq, the submission first."""
    outcome: Outcome | None = None
    """How it was closed."""
    status_before_asking: Status | None = None
    """Where it was when the company was asked for more."""
    asked_at: datetime | None = None
    """Since when it waits for the company."""
    status_before_withdrawal: Status | None = None
    """Where it was when the company withdrew it."""
    hand_back_by: date | None = None
    """The last day on which the lead department may still say that it is not theirs."""
    handed_back: bool = False
    extended: bool = False
    reopened: int = 0
    """How often the company said 未解决; the moments below are those of the present clock."""
    contacted_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    answer: str = ""
    """What the company was answered last, in the words of the handling post."""
    satisfaction: Grade | None = None
    """The grade given to the last answer."""
    linked: tuple[str, ...] = ()
    """Numbers of requests that belong to it."""
    redacted: bool = False

    @property
    def supporting_departments(self) -> tuple[str, ...]:
        """The ids of the departments that support the lead."""
        return tuple(support.department for support in self.supporting)


def submitted(row: Event, submission: Submission) -> ServiceRequest:
    """Return the request that a submit event begins."""
    return ServiceRequest(
        number=row.number,
        key=row.key,
        token=token_of(row),
        seq=row.seq,
        status=Status(row.status),
        submitted_at=row.at,
        submission=submission,
        sent=submission.values,
        promise=submission.promise,
        lead_department=submission.lead_department,
        supporting=tuple(Support(name) for name in submission.supporting_departments),
        timeline=(Happening(row.seq, row.at, row.event, row.by),),
    )
