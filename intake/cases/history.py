"""The present state of a request, folded from its events one by one."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from guidebook.model.form import Status
from intake.cases.event import Event
from intake.cases.event_data import Nothing
from intake.cases.lifecycle import TABLE
from intake.cases.service_request import Happening, ServiceRequest, submission_of, submitted

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
            self._timeline = [
                replace(earlier, text="", right_place="") for earlier in self._timeline
            ]
        self._timeline.append(happening)


def _after(known: ServiceRequest | None, row: Event) -> tuple[Happening, ServiceRequest | None]:
    """Return an event as it is told, and the request after it but for seq, status and timeline.

    Raises one of UNREADABLE.
    """
    if row.event == "submit":
        request = submitted(row, submission_of(row.data))
        return request.timeline[0], request
    rule = TABLE.get(row.event)
    data = rule.data.read(row.data) if rule else Nothing()
    happening = Happening(row.seq, row.at, row.event, row.by, **data.told())
    return happening, known and data.change(known, row.at)


def followed_by(known: ServiceRequest, event: Event) -> ServiceRequest:
    """Return a request after one more event, but for its timeline: to judge what may come next.

    Raises one of UNREADABLE.
    """
    _, after = _after(known, event)
    return replace(after or known, seq=event.seq, status=STATUSES[event.status])
