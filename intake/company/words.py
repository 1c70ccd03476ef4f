"""What a sender wrote, shown again to who knows the phone: the matter, not whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guidebook.model import Guidebook, Text
from intake.cases.form_values import DESK, FIELDS
from intake.cases.roles import APPLICANT
from intake.cases.service_request import ServiceRequest
from intake.cases.wording import shown
from intake.company.progress import SHOWN

NOT_SHOWN = ("contact", "phone", "email", "consent")
"""A tail that was guessed, or looked on with, tells nobody how to reach a person."""


@dataclass(frozen=True)
class Word:
    """Something that was written, and what it was asked for."""

    label: Text | str
    text: str


def words_of(known: ServiceRequest, guidebook: Guidebook) -> tuple[Word, ...]:
    """Return the form as it was corrected since, and whatever its sender added."""
    return (*_form(known, guidebook), *_added(known, guidebook))


def _form(known: ServiceRequest, guidebook: Guidebook) -> Iterator[Word]:
    values = shown(known.submission.values, guidebook)
    for field in FIELDS:
        text = getattr(values, field.name)
        if text and field.part != DESK and field.name not in NOT_SHOWN:
            yield Word(getattr(guidebook.form.fields, field.name).label, text)
    yield from (Word(question, answer) for question, answer in values.answers)


def _added(known: ServiceRequest, guidebook: Guidebook) -> Iterator[Word]:
    for happening in known.timeline:
        if happening.by == APPLICANT and happening.text:
            yield Word(guidebook.form.events[SHOWN[happening.event]], happening.text)
