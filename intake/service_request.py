"""A request (诉求) as the journal knows it: what was submitted, and where it stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from intake.deadlines import Promise
from intake.form_values import FormValues, form_values_of
from intake.rows import Row, to_json


@dataclass(frozen=True)
class Submission:
    """What a submit event holds: the form, who receives it, and what the sender was promised."""

    values: FormValues
    lead_department: str
    supporting_departments: tuple[str, ...]
    promise: Promise

    def as_json(self) -> str:
        """Write the `data` of the submit event."""
        data: dict[str, Any] = self.values.as_data() | {
            "lead_department": self.lead_department,
            "supporting_departments": self.supporting_departments,
            "first_contact_by": self.promise.first_contact_by.isoformat(),
            "answer_by": self.promise.answer_by.isoformat(),
            "close_by": self.promise.close_by.isoformat(),
            "estimated": self.promise.estimated,
        }
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
    )


@dataclass(frozen=True)
class ServiceRequest:
    """One request with its present state; `seq` is that of its latest event."""

    number: str
    key: str
    token: str
    """The secret of its private link."""
    seq: int
    status: str
    submitted_at: datetime
    submission: Submission
    outcome: str = ""
    """How it was closed, empty before."""


def submitted(row: Row) -> ServiceRequest:
    """Return the request that a submit event begins; its private link is the form's own key."""
    return ServiceRequest(
        number=row.number,
        key=row.key,
        token=row.key,
        seq=row.seq,
        status=row.status,
        submitted_at=row.at,
        submission=submission_of(row.data),
    )
