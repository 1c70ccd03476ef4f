"""A correction: the form as it was sent, changed where its sender was mistaken.

What is as it was is left alone, also what the form would take no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from guidebook.model import Guidebook
from intake.cases.characters import typed_text
from intake.cases.form_values import FIELDS, Field, FormValues
from intake.cases.service_request import ServiceRequest
from intake.cases.wording import shown
from intake.form.check import correction
from intake.form.choices import Choices, FormPart, form_parts
from intake.form.fields import RefusedError

CORRECTABLE = tuple(field for field in FIELDS if field.kind not in ("consent", "facts"))
"""Nobody consents for another, or says what a company is like."""


def corrections(
    raw: Mapping[str, str], known: ServiceRequest, guidebook: Guidebook
) -> tuple[Mapping[str, str], Mapping[str, RefusedError]]:
    """Return the fields that are to be another, and those that cannot be as they were typed."""
    taken, refused = {}, {}
    for name in _changed(raw, known.submission.values, guidebook):
        try:
            taken[name] = correction(name, raw[name], guidebook)
        except RefusedError as refusal:
            refused[name] = refusal
    values = known.submission.values
    return {n: text for n, text in taken.items() if text != getattr(values, n)}, refused


def overtaken(
    known: ServiceRequest, seen: int, typed: Mapping[str, str], guidebook: Guidebook
) -> Mapping[str, str]:
    """Return what is typed where another corrected something since, field → its text in words.

    Nobody knows whether its sender changed it too: they would put back what was just put right.
    """
    since = {name for h in known.timeline if h.seq > seen for name in h.corrected}
    values = known.submission.values
    old = {n: text for n, text in typed.items() if n in since and text != getattr(values, n)}
    in_words = shown(replace(values, **dict[str, Any](old)), guidebook)
    return {name: getattr(in_words, name) for name in old}


def correction_parts(
    known: ServiceRequest,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    choices: Choices,
    guidebook: Guidebook,
) -> Iterator[FormPart]:
    """Yield the parts of the form that can be corrected, with what was typed last."""
    names = {field.name for field in CORRECTABLE}
    texts: dict[str, Any] = {name: text for name, text in typed.items() if name in names}
    values = replace(known.submission.values, **texts)
    for part in form_parts(values, errors, choices, guidebook, at_desk=True):
        inputs = tuple(each for each in part.inputs if each.name in names)
        if inputs:
            yield FormPart(part.name, inputs)


def _changed(raw: Mapping[str, str], values: FormValues, guidebook: Guidebook) -> Iterator[str]:
    for field in CORRECTABLE:
        now, sent = getattr(values, field.name), typed_text(raw.get(field.name, ""))
        if field.name in raw and sent != now and (sent or _is_offered(field, now, guidebook)):
            yield field.name


def _is_offered(field: Field, value: str, guidebook: Guidebook) -> bool:
    """Tell whether a value is one that its input shows: a list lacks what the guide gave up."""
    if field.kind != "record":
        return True
    return value == field.default or value in guidebook.records[f"{field.name}s"]
