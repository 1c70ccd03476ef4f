"""What a company does to its own request, as it comes in: checked by the rules of the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guidebook.model import Guidebook
from intake.cases.characters import typed_text
from intake.cases.lifecycle import Action
from intake.cases.roles import APPLICANT
from intake.cases.service_request import Happening, ServiceRequest
from intake.company.progress import grades_of
from intake.form import fields
from intake.form.check import unreadable
from intake.form.fields import RefusedError

LONGEST_TEXT = 1000
"""Code points."""

TEXT_OF = {"supply": "text", "reopen": "reason"}
"""Action → the name of its text in the event's data."""


class WrongFormError(ValueError):
    """The form was not made by us, or not as it stands."""


@dataclass(frozen=True)
class SentAction:
    """An action that was sent: either it may be tried, or something is amiss."""

    event: str
    action: Action
    typed: str
    """The text, to be shown again."""
    error: str
    """What is wrong with its one field, empty for nothing."""


def read_action(event: str, raw: Mapping[str, str], guidebook: Guidebook) -> SentAction:
    """Read what a company sent.

    Raises WrongFormError when the state that it saw is not told.
    """
    seq = raw.get("seq", "")
    if not (seq.isascii() and seq.isdigit() and len(seq) < 16):
        raise WrongFormError
    data, error = _data(event, raw, guidebook)
    action = Action(event, APPLICANT, data, int(seq))
    return SentAction(event, action, typed_text(raw.get("text", "")), error)


def was_done_before(known: ServiceRequest, action: Action) -> bool:
    """Tell whether the same was sent twice: its event came right after the state that was seen."""
    seen = action.expected_seq or 0
    later = next((happening for happening in known.timeline if happening.seq > seen), None)
    return later is not None and _is_same(later, action)


def _is_same(happening: Happening, action: Action) -> bool:
    text = action.data.get(TEXT_OF.get(action.event, ""), "")
    grade = action.data.get("grade")
    done = happening.event, happening.by, happening.text, happening.grade
    return done == (action.event, action.by, text, grade)


def _data(
    event: str, raw: Mapping[str, str], guidebook: Guidebook
) -> tuple[Mapping[str, Any], str]:
    """Return the data of the event, and what is wrong with them."""
    wording = guidebook.form.receipt
    if event == "rate":
        grade = raw.get("grade", "")
        known = grade in [option.value for option in grades_of(guidebook)]
        return ({"grade": grade}, "") if known else ({}, str(wording.grade_missing))
    if event not in TEXT_OF:
        return {}, ""
    try:
        text = fields.many_lines(raw.get("text", ""), LONGEST_TEXT)
    except RefusedError as refusal:
        message = guidebook.form.messages.unreadable
        if refusal.place and message:
            return {}, unreadable(refusal.place, message)
        return {}, str(getattr(wording, refusal.why))
    return ({TEXT_OF[event]: text}, "") if text else ({}, str(wording.missing))
