"""What each event tells, one frozen model each: checked before it is kept, folded when it is read.

A model also says what its event changes of a request beside status, seq and timeline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field

from guidebook.model.form import Grade, Outcome
from intake.cases.deadlines import DATES
from intake.cases.event_values import AnyText, Day, Flag, Shares, Words, supports, where
from intake.cases.form_values import TEXT_FIELDS
from intake.cases.numbers import read_number
from intake.cases.service_request import ServiceRequest, Support

TOLD = {
    *("right_place", "lead_department", "handler", "outcome", "project", "grade", "answer_by"),
    *("urge", "contacted"),
}
"""What a `Happening` tells under the same name."""

WRITTEN = ("text", "question", "reason", "right_place")
"""What somebody writes in words of their own: of no other name may a text be anything but an id."""


class Data(BaseModel, extra="forbid", frozen=True):
    """What one event tells; the names are those of the journal."""

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what the journal holds; names that a later edition added are passed over.

        Raises ValueError.
        """
        return cls.model_validate_json(text, extra="ignore")

    def told(self) -> dict[str, Any]:
        """Return what a timeline tells of it, by the names of a `Happening`."""
        said = dict(self)
        words = said.get("text") or said.get("question") or said.get("reason") or ""
        shares = supports(said.get("supporting", ()))
        named = {name: said[name] for name in TOLD & said.keys()}
        return {"text": words, "supporting": shares, **named}

    def change(self, known: ServiceRequest, at: datetime) -> ServiceRequest:
        """Return a request with what this changes when it happens at a moment: its dates first."""
        if moved := {name: value for name, value in self if name in DATES}:
            known = replace(known, promise=replace(known.promise, **moved))
        return self._change(known, at)

    def _change(self, known: ServiceRequest, _at: datetime, /) -> ServiceRequest:
        return known


class _Moved(Data):
    """Dates that move, stored as facts: `dates` works them out."""

    answer_by: Day
    close_by: Day
    estimated: Flag


class _NewClock(_Moved):
    first_contact_by: Day


class Nothing(Data):
    """The event says it all."""


class Decline(Data):
    """Why it is not dealt with here, and where to go."""

    reason: Words
    right_place: Words


class AskMore(Data):
    """What the company is asked for; our clock stands still."""

    question: Words

    def _change(self, known: ServiceRequest, at: datetime, /) -> ServiceRequest:
        return replace(known, asked_at=at, status_before_asking=known.status)


class _GoesOn(_NewClock):
    """Everything moved by the working days on which our clock stood still."""

    waited: Annotated[int, Field(strict=True, ge=0)]
    hand_back_by: Day | None = None
    supporting: Shares = ()

    def _change(self, known: ServiceRequest, _at: datetime, /) -> ServiceRequest:
        dues = {share.department: share.due for share in self.supporting}
        shares = (replace(s, due=dues.get(s.department, s.due)) for s in known.supporting)
        hand_back_by = self.hand_back_by or known.hand_back_by
        return replace(known, supporting=tuple(shares), hand_back_by=hand_back_by)


class Supply(_GoesOn):
    """What the company adds."""

    text: Words

    def _change(self, known: ServiceRequest, at: datetime, /) -> ServiceRequest:
        known = super()._change(known, at)
        return replace(known, asked_at=None, status_before_asking=None)


class Assign(Data):
    """Who deals with it, and until when they may say that it is not theirs."""

    lead_department: Words
    supporting: Shares
    hand_back_by: Day
    handler: AnyText = ""
    """The post that works it, where that is said: `staff`, `second_chief:BUILDING` …"""

    def _change(self, known: ServiceRequest, _at: datetime, /) -> ServiceRequest:
        return replace(
            known,
            lead_department=self.lead_department,
            supporting=supports(self.supporting),
            hand_back_by=self.hand_back_by,
            handler=self.handler,
        )


class HandBack(Data):
    """Why it is not theirs; nobody owes a share until it is given again."""

    reason: Words

    def _change(self, known: ServiceRequest, _at: datetime, /) -> ServiceRequest:
        shares = tuple(Support(name) for name in known.supporting_departments)
        return replace(known, handed_back=True, hand_back_by=None, handler="", supporting=shares)


class Start(Data):
    """Who works it from then on, if another, and whether the company was contacted.

    A row that does not say so is of when starting was the first contact, and tells of one still.
    """

    handler: AnyText = ""
    contacted: Flag = True

    def _change(self, known: ServiceRequest, at: datetime, /) -> ServiceRequest:
        contacted_at = at if self.contacted else known.contacted_at
        return replace(known, contacted_at=contacted_at, handler=self.handler or known.handler)


class Extend(_Moved):
    """Why more time is needed, and until when."""

    reason: Words

    def _change(self, known: ServiceRequest, _at: datetime, /) -> ServiceRequest:
        return replace(known, extended=True)


class Update(Data):
    """How it goes on, told to the company."""

    text: Words


class Answer(Data):
    """The answer, in the words of the handling post."""

    text: Words
    close_by: Day
    estimated: Flag

    def _change(self, known: ServiceRequest, at: datetime, /) -> ServiceRequest:
        return replace(known, answered_at=at, answer=self.text)


class Close(Data):
    """How it ended, and why."""

    outcome: Annotated[Outcome, where(lambda outcome: outcome != Outcome.WITHDRAWN)]
    reason: Words
    project: AnyText = ""
    """The id of the one that it is planned in, where that is said."""

    def _change(self, known: ServiceRequest, at: datetime, /) -> ServiceRequest:
        return replace(known, closed_at=at, outcome=self.outcome)


class Withdraw(Data):
    """Why the company needs it no more, if it says so."""

    reason: AnyText = ""

    def _change(self, known: ServiceRequest, at: datetime, /) -> ServiceRequest:
        outcome, before = Outcome.WITHDRAWN, known.status
        return replace(known, closed_at=at, outcome=outcome, status_before_withdrawal=before)


class Resume(_GoesOn):
    """The company takes its withdrawal back; who asked it for more waits for that again."""

    def _change(self, known: ServiceRequest, at: datetime, /) -> ServiceRequest:
        known = super()._change(known, at)
        return replace(known, closed_at=None, outcome=None, status_before_withdrawal=None)


class Rate(Data):
    """How content the company is."""

    grade: Grade

    def _change(self, known: ServiceRequest, _at: datetime, /) -> ServiceRequest:
        return replace(known, satisfaction=self.grade)


class Reopen(_NewClock):
    """Why it is not solved; a new clock starts, and everybody has their share again."""

    reason: Words
    supporting: Shares

    def _change(self, known: ServiceRequest, _at: datetime, /) -> ServiceRequest:
        return replace(
            known,
            supporting=supports(self.supporting),
            hand_back_by=None,
            reopened=known.reopened + 1,
            contacted_at=None,
            answered_at=None,
            closed_at=None,
            outcome=None,
            satisfaction=None,
        )


class Correct(Data):
    """Fields of the form that get another text."""

    values: Annotated[
        Mapping[str, AnyText], where(lambda v: v and v.keys() <= set(TEXT_FIELDS) - {"consent"})
    ]
    reason: Words = ""

    def told(self) -> dict[str, Any]:
        """Tell which fields, and not what stood there or stands there now."""
        return {**super().told(), "corrected": tuple(self.values)}

    def _change(self, known: ServiceRequest, _at: datetime, /) -> ServiceRequest:
        values = replace(known.submission.values, **dict[str, Any](self.values))
        return replace(known, submission=replace(known.submission, values=values))


class Link(Data):
    """The number of another request that belongs to it."""

    to: Annotated[AnyText, where(lambda text: read_number(text) == text)]

    def _change(self, known: ServiceRequest, _at: datetime, /) -> ServiceRequest:
        return replace(known, linked=tuple(dict.fromkeys((*known.linked, self.to))))


class Note(Data):
    """What the office notes for itself, and the supporting department that is done, if one is."""

    text: Words
    done: Words = ""
    urge: Flag = False
    """The supervisor presses for it (督办)."""

    def _change(self, known: ServiceRequest, _at: datetime, /) -> ServiceRequest:
        shares = (replace(s, done=s.done or s.department == self.done) for s in known.supporting)
        return replace(known, supporting=tuple(shares))


class Redact(Data):
    """Why personal data are taken away."""

    reason: Words = ""

    def _change(self, known: ServiceRequest, _at: datetime, /) -> ServiceRequest:
        values = known.submission.values.without_person()
        submission = replace(known.submission, values=values)
        return replace(known, submission=submission, sent=values, answer="", redacted=True)
