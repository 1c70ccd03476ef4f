"""Acting on a request: the dates an event moves are worked out, then the journal takes it in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from guidebook.model import Guidebook
from intake.journal import Journal
from intake.lifecycle import TABLE, Action, ask_guide
from intake.service_request import ServiceRequest


def act(
    journal: Journal, guidebook: Guidebook, number: str, action: Action, at: datetime
) -> ServiceRequest:
    """Let something happen to a request, with the dates it brings; return what it became.

    Dates rest on the state they were worked out from: should anything happen in between, nothing
    is written. Raises what `Journal.transition` raises, IllegalTransition also for a department
    that the guide does not have: the journal knows no guide.
    """
    known = journal.find(number)
    if known is None:
        raise KeyError(number)
    action = dated(known, action, at, guidebook)
    ask_guide(known, action, at, guidebook)
    return journal.transition(number, action, at)


def dated(known: ServiceRequest, action: Action, at: datetime, guidebook: Guidebook) -> Action:
    """Complete an action with the dates that it moves; what it lacks is left for the table."""
    rule = TABLE.get(action.event)
    if rule is None or not (rule.dates or rule.by_guide):
        return action
    seen = known.seq if action.expected_seq is None else action.expected_seq
    added = rule.dates(known, action.data, at, guidebook) if rule.dates else {}
    return replace(action, data={**action.data, **added}, expected_seq=seen)
