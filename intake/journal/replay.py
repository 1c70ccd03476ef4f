"""The lives of all requests lived again: a row that the life cycle does not allow was not ours.

The check value of a row tells accidents; whoever may write the files may write that too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from intake.cases.event import VOID, Event
from intake.cases.history import UNREADABLE, followed_by
from intake.cases.lifecycle import TABLE, Action, IllegalTransition, next_status
from intake.cases.roles import role_of
from intake.cases.service_request import ServiceRequest, submission_of, submitted


def wrong_steps(events: Iterable[Event]) -> Iterator[Event]:
    """Yield the events that cannot follow what stands before them; of unknown requests none."""
    known: dict[str, ServiceRequest] = {}
    for event in events:
        before = known.get(event.number)
        if event.event == VOID or (before is None) != (event.event == "submit"):
            continue
        try:
            is_right = _may_follow(before, event)
            known[event.number] = _after(before, event)
        except UNREADABLE:
            is_right = False
            if before:
                known[event.number] = replace(before, seq=event.seq)
        if not is_right:
            yield event


def _may_follow(before: ServiceRequest | None, event: Event) -> bool:
    """Tell whether an event is one that would be written. Raises one of UNREADABLE."""
    if before is None:
        return event.status == "submitted" and role_of(event.by) in TABLE["submit"].by
    action = Action(event.event, event.by, json.loads(event.data))
    try:
        return (event.key, event.status) == (before.key, next_status(before, action, event.at))
    except IllegalTransition:
        return False


def _after(before: ServiceRequest | None, event: Event) -> ServiceRequest:
    if before is None:
        return submitted(event, submission_of(event.data))
    return followed_by(before, event)
