"""Forgetting: what stays of an event without the person, and when a request is to be forgotten.

What stays is what figures count: places, departments, dates, outcome, grade. A value that is not
known to be none of a person goes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from guidebook.model import Guidebook
from intake.cases.deadlines import DATES
from intake.cases.due import OVER
from intake.cases.event import Event, fingerprint, to_json
from intake.cases.event_data import WRITTEN
from intake.cases.form_values import COUNTED
from intake.cases.lifecycle import TABLE
from intake.cases.service_request import ServiceRequest, token_of
from intake.clock import local

FORGOTTEN = "〔已删除〕"
"""Stands for what somebody wrote; texts of a form are left out instead."""

OF_A_SUBMISSION = (*COUNTED, "lead_department", "supporting_departments", *DATES)

ENDS = ("close", "withdraw", "decline")
"""Events that end a request."""


def forgotten(event: Event) -> Event:
    """Return an event without its person; one without any is returned as it is."""
    data = to_json(_kept(event))
    return replace(event, key=fingerprint(event.key), data=data)


def is_to_be_forgotten(known: ServiceRequest, today: date, guidebook: Guidebook) -> bool:
    """Tell whether the days are over for which a request is kept after its end.

    What happened before its end did not happen later, whatever a clock said that was behind then.
    """
    if known.redacted or ended_at(known) is None:
        return False
    days = [local(happening.at).date() for happening in known.timeline[: _end_of(known)]]
    ended = max(day for day in days if day <= today or day == days[-1])
    return ended + kept_for(known, guidebook) <= today


def ended_at(known: ServiceRequest) -> datetime | None:
    """Return when a request was closed, withdrawn or declined, None while it is open."""
    end = _end_of(known)
    return known.timeline[end - 1].at if end and known.status in OVER else None


def _end_of(known: ServiceRequest) -> int:
    """Count what happened up to the last end of a request, that one too; 0 where it has none."""
    ends = [n for n, happening in enumerate(known.timeline, 1) if happening.event in ENDS]
    return ends[-1] if ends else 0


def kept_for(known: ServiceRequest, guidebook: Guidebook) -> timedelta:
    """Return how long a request is kept after its end: its service may say less than usual."""
    service = guidebook.services.get(known.submission.values.service)
    own = service.keep_days if service else None
    return timedelta(days=own or guidebook.consent.keep_days)


def _kept(event: Event) -> Mapping[str, Any]:
    """Return what stays of an event's data; nothing of data that are not of its kind."""
    try:
        data = dict(json.loads(event.data))
    except (ValueError, TypeError):
        return {}
    if event.event == "submit":
        token = {"token": fingerprint(token_of(event))}
        return token | {name: data[name] for name in OF_A_SUBMISSION if name in data}
    rule = TABLE.get(event.event)
    known = rule.data.model_fields if rule else ()
    return {name: _without_words(name, value) for name, value in data.items() if name in known}


def _without_words(name: str, value: Any) -> Any:
    """Return a value of an event, what was written in it replaced."""
    if name in WRITTEN and value:
        return FORGOTTEN
    if name == "values":  # of a correction
        return {field: value[field] if field in COUNTED else "" for field in value}
    return value
