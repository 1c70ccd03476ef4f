"""Several things that happen to a request at once: all are judged before the first is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from intake.cases.event import Event, to_json
from intake.cases.history import followed_by
from intake.cases.lifecycle import Action, next_status
from intake.cases.service_request import ServiceRequest

Step = Callable[[ServiceRequest], Action]
"""Says what is to happen to a request as it stands after the step before."""


def events_of(known: ServiceRequest, steps: Sequence[Step], at: datetime) -> tuple[Event, ...]:
    """Return the events of some steps, one after the other, not written yet.

    Raises StaleTransition or IllegalTransition for any of them: then none happens.
    """
    events: list[Event] = []
    for step in steps:
        action = step(known)
        status, data = next_status(known, action, at), to_json(action.data)
        event = Event(
            known.seq + 1, at, action.event, known.number, known.key, status, action.by, data
        )
        events.append(event)
        known = followed_by(known, event)
    return tuple(events)
