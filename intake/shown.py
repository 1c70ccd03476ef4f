"""Values as people read them: names for ids, phones in groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from guidebook.model import FieldWording, Guidebook, Record
from intake.form import questions_of
from intake.form_values import OTHER, FormValues
from intake.phones import show_phone


def shown(values: FormValues, guidebook: Guidebook) -> FormValues:
    """Return the values in words; an id that the guide no longer has is shown as it is.

    Each answer stands under its question's text.
    """
    wording = guidebook.form.fields
    labels = {q.id: str(q.label) for q in questions_of(values.service, guidebook)}
    return replace(
        values,
        asker=_label(values.asker, wording.asker),
        service=_name(values.service, guidebook.services, guidebook),
        building=_name(values.building, guidebook.buildings, guidebook),
        subdistrict=_name(values.subdistrict, guidebook.subdistricts, guidebook),
        phone=show_phone(values.phone),
        reply_by=_label(values.reply_by, wording.reply_by),
        answers=tuple((labels.get(name, name), answer) for name, answer in values.answers),
    )


def status_label(status: str, guidebook: Guidebook) -> str:
    """Return a status in the district's words."""
    return next((str(t) for name, t in guidebook.form.statuses.items() if name == status), status)


def outcome_label(outcome: str, guidebook: Guidebook) -> str:
    """Return an outcome in the district's words, nothing for none."""
    return next((str(t) for name, t in guidebook.form.outcomes.items() if name == outcome), outcome)


def _name(record_id: str, records: Mapping[str, Record], guidebook: Guidebook) -> str:
    if record_id == OTHER:
        return str(guidebook.form.other.label)
    record = records.get(record_id)
    return str(record.name) if record else record_id


def _label(choice_id: str, wording: FieldWording) -> str:
    return next((str(c.label) for c in wording.choices if c.id == choice_id), choice_id)
