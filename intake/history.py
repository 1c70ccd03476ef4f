"""The present state of a request, folded from its events one by one."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from guidebook.model.form import Grade, Outcome, Status
from intake.deadlines import Promise
from intake.event import Event
from intake.form_values import FormValues
from intake.service_request import (
    Happening,
    ServiceRequest,
    Support,
    submission_of,
    submitted,
)

Data = Mapping[str, Any]
Fold = Callable[[ServiceRequest, Event, Data], ServiceRequest]
"""Takes in what one kind of event changes beside status, seq and timeline."""

STATUSES: Mapping[str, Status] = {status: status for status in Status}

UNREADABLE = (KeyError, TypeError, AttributeError, ValueError)
"""What reading data raises that are not those of their event."""

log = logging.getLogger(__name__)


class History:
    """The events of one request, folded when its state is asked for: starting stays quick.

    Each event is folded once, and in constant time.
    """

    __slots__ = ("_state", "_timeline", "_unfolded")  # there are as many as requests

    def __init__(self, row: Event) -> None:
        self._unfolded = [row]
        self._timeline: list[Happening] = []
        self._state: ServiceRequest | None = None

    def add(self, row: Event) -> None:
        """Take in the next event."""
        self._unfolded.append(row)

    def __len__(self) -> int:
        """Count the events."""
        return len(self._timeline) + len(self._unfolded)

    @property
    def state(self) -> ServiceRequest | None:
        """The request as of its last event; None when its submission cannot be read.

        An event whose data cannot be read changes status and seq only, and is logged.
        """
        if self._unfolded:
            for row in self._unfolded:
                self._fold(row)
            self._unfolded.clear()
            if self._state:
                self._state = replace(self._state, timeline=tuple(self._timeline))
        return self._state

    def _fold(self, row: Event) -> None:
        try:
            happening, state = _after(self._state, row)
        except UNREADABLE:
            log.error("the data of event %d are not those of its kind", row.seq)
            happening, state = Happening(row.seq, row.at, row.event, row.by), self._state
        if state:
            is_new = row.event == "submit"
            status = STATUSES.get(row.status, state.status)
            self._state = state if is_new else replace(state, seq=row.seq, status=status)
        if row.event == "redact":
            self._timeline = [replace(earlier, text="") for earlier in self._timeline]
        self._timeline.append(happening)


def _after(known: ServiceRequest | None, row: Event) -> tuple[Happening, ServiceRequest | None]:
    """Return an event as it is told, and the request after it but for seq, status and timeline.

    Raises one of UNREADABLE.
    """
    if row.event == "submit":
        request = submitted(row, submission_of(row.data))
        return request.timeline[0], request
    data = json.loads(row.data)
    fold = FOLDS.get(row.event)
    return _happening(row, data), fold(known, row, data) if known and fold else known


def _happening(row: Event, data: Data) -> Happening:
    answer_by = data.get("answer_by")
    return Happening(
        seq=row.seq,
        at=row.at,
        event=row.event,
        by=row.by,
        text=data.get("text") or data.get("question") or data.get("reason") or "",
        right_place=data.get("right_place", ""),
        lead_department=data.get("lead_department", ""),
        outcome=Outcome(data["outcome"]) if "outcome" in data else None,
        grade=Grade(data["grade"]) if "grade" in data else None,
        answer_by=date.fromisoformat(answer_by) if answer_by else None,
    )


def _moved(promise: Promise, data: Data) -> Promise:
    """Return the dates with those that an event moves."""
    days = {
        name: date.fromisoformat(data[name])
        for name in ("first_contact_by", "answer_by", "close_by")
        if name in data
    }
    return replace(promise, estimated=data.get("estimated", promise.estimated), **days)


def _day(data: Data, name: str) -> date | None:
    return date.fromisoformat(data[name]) if name in data else None


def _supporting(data: Data) -> tuple[Support, ...]:
    shares = data.get("supporting", ())
    return tuple(Support(s["department"], date.fromisoformat(s["due"])) for s in shares)


def _ask_more(known: ServiceRequest, row: Event, _data: Data) -> ServiceRequest:
    return replace(known, asked_at=row.at, status_before_asking=known.status)


def _supply(known: ServiceRequest, _row: Event, data: Data) -> ServiceRequest:
    dues = {share.department: share.due for share in _supporting(data)}
    return replace(
        known,
        promise=_moved(known.promise, data),
        supporting=tuple(replace(s, due=dues.get(s.department, s.due)) for s in known.supporting),
        hand_back_by=_day(data, "hand_back_by") or known.hand_back_by,
        asked_at=None,
        status_before_asking=None,
    )


def _assign(known: ServiceRequest, _row: Event, data: Data) -> ServiceRequest:
    return replace(
        known,
        lead_department=data["lead_department"],
        supporting=_supporting(data),
        hand_back_by=_day(data, "hand_back_by"),
    )


def _hand_back(known: ServiceRequest, _row: Event, _data: Data) -> ServiceRequest:
    return replace(known, handed_back=True, hand_back_by=None)


def _start(known: ServiceRequest, row: Event, _data: Data) -> ServiceRequest:
    return replace(known, contacted_at=row.at)


def _extend(known: ServiceRequest, _row: Event, data: Data) -> ServiceRequest:
    return replace(known, promise=_moved(known.promise, data), extended=True)


def _answer(known: ServiceRequest, row: Event, data: Data) -> ServiceRequest:
    promise = _moved(known.promise, data)
    return replace(known, promise=promise, answered_at=row.at, answer=data["text"])


def _close(known: ServiceRequest, row: Event, data: Data) -> ServiceRequest:
    return replace(known, closed_at=row.at, outcome=Outcome(data["outcome"]))


def _withdraw(known: ServiceRequest, row: Event, _data: Data) -> ServiceRequest:
    return replace(known, closed_at=row.at, outcome=Outcome.WITHDRAWN, asked_at=None)


def _rate(known: ServiceRequest, _row: Event, data: Data) -> ServiceRequest:
    return replace(known, satisfaction=Grade(data["grade"]))


def _reopen(known: ServiceRequest, _row: Event, data: Data) -> ServiceRequest:
    return replace(
        known,
        promise=_moved(known.promise, data),
        supporting=_supporting(data),
        hand_back_by=None,
        reopened=known.reopened + 1,
        contacted_at=None,
        answered_at=None,
        closed_at=None,
        outcome=None,
        satisfaction=None,
    )


def _correct(known: ServiceRequest, _row: Event, data: Data) -> ServiceRequest:
    values = replace(known.submission.values, **data["values"])
    return replace(known, submission=replace(known.submission, values=values))


def _link(known: ServiceRequest, _row: Event, data: Data) -> ServiceRequest:
    return replace(known, linked=(*known.linked, data["to"]))


def _note(known: ServiceRequest, _row: Event, data: Data) -> ServiceRequest:
    supporting = (
        replace(s, done=s.done or s.department == data.get("done")) for s in known.supporting
    )
    return replace(known, supporting=tuple(supporting))


def _redact(known: ServiceRequest, _row: Event, _data: Data) -> ServiceRequest:
    """Forget everything personal; what the figures count stays."""
    values = known.submission.values
    kept = FormValues(
        asker=values.asker,
        service=values.service,
        building=values.building,
        subdistrict=values.subdistrict,
        consent=values.consent,
    )
    return replace(
        known,
        submission=replace(known.submission, values=kept),
        answer="",
        redacted=True,
    )


FOLDS: Mapping[str, Fold] = {
    "ask_more": _ask_more,
    "supply": _supply,
    "assign": _assign,
    "hand_back": _hand_back,
    "start": _start,
    "extend": _extend,
    "answer": _answer,
    "close": _close,
    "withdraw": _withdraw,
    "rate": _rate,
    "reopen": _reopen,
    "correct": _correct,
    "link": _link,
    "note": _note,
    "redact": _redact,
}
