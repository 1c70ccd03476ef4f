"""The form as it stands on the page: its parts, their inputs, and what these offer to choose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from guidebook.model import UNANNOUNCED, FieldWording, Guidebook, Record, Text
from intake.cases.form_values import (
    ANSWER,
    ASKED_AT_DESK,
    FIELDS,
    OTHER,
    Field,
    FormValues,
    questions_of,
)
from intake.form.check import LONGEST_ANSWER, QUESTIONS_AFTER
from intake.form.places import typed_place, understood


@dataclass(frozen=True)
class Option:
    """One thing to choose."""

    value: str
    label: str


@dataclass(frozen=True)
class OptionGroup:
    """Options under one heading, empty for none."""

    label: str
    options: tuple[Option, ...]


Choices = Mapping[str, tuple[OptionGroup, ...]]
"""Name of a field → what it offers; the same for every form."""


@dataclass(frozen=True)
class Input:
    """One input of the page: a field of the form, or a question of the chosen service."""

    name: str
    kind: str
    part: str
    """What it is folded into, or `questions`."""
    label: Text
    hint: Text | None
    value: str
    error: str
    groups: tuple[OptionGroup, ...]
    attributes: Mapping[str, str]
    is_optional: bool
    """Said beside its label."""


@dataclass(frozen=True)
class FormPart:
    """Inputs that stand together."""

    name: str
    inputs: tuple[Input, ...]

    @property
    def is_open(self) -> bool:
        """Tell whether something was written here, or is amiss."""
        return any(each.value or each.error for each in self.inputs)


def choices_of(guidebook: Guidebook) -> Choices:
    """Gather the choices of a district: services by their first stage, buildings by subdistrict."""
    by_stage = (
        (str(stage.name), [s for s in guidebook.services.values() if s.stages[0] == stage.id])
        for stage in guidebook.site.stages
    )
    by_subdistrict = [
        (str(subdistrict.name), guidebook.buildings_of(subdistrict.id))
        for subdistrict in guidebook.subdistricts.values()
    ]
    by_subdistrict.append((str(UNANNOUNCED), guidebook.buildings_of(None)))
    other = OptionGroup("", (Option(OTHER, str(guidebook.form.other.label)),))
    return {
        "service": (*_groups(by_stage), other),
        "building": (*_groups(by_subdistrict), other),
        "subdistrict": _groups([("", guidebook.subdistricts.values())]),
        "need": _groups([("", guidebook.needs.values())]),
    } | {field.name: _worded(field, guidebook) for field in FIELDS if field.kind == "choice"}


def form_parts(
    values: FormValues,
    errors: Mapping[str, str],
    choices: Choices,
    guidebook: Guidebook,
    at_desk: bool = False,
) -> tuple[FormPart, ...]:
    """Return the form in the order of the page, with what was typed and what is amiss."""
    shown = values if at_desk else replace(values, building_other=place_of(values, guidebook))
    all_of_them = _inputs(shown, errors, choices, guidebook, at_desk)
    inputs = (each for each in all_of_them if at_desk or each.part not in ASKED_AT_DESK)
    return tuple(FormPart(name, tuple(part)) for name, part in groupby(inputs, lambda i: i.part))


def place_of(values: FormValues, guidebook: Guidebook) -> str:
    """Return the place as the form's one field for it holds it."""
    return typed_place(values.building, values.building_other, guidebook)


def understood_place(values: FormValues, guidebook: Guidebook) -> str:
    """Return the place as it is checked: as it was written, and as which one it counts."""
    return understood(values.building, values.building_other, guidebook)


def _inputs(
    values: FormValues,
    errors: Mapping[str, str],
    choices: Choices,
    guidebook: Guidebook,
    at_desk: bool,
) -> Iterator[Input]:
    sent = dict(values.inputs())
    for field in FIELDS:
        if field.part in ("derived", "carried"):
            continue
        is_place = field.name == "building_other" and not at_desk
        worded_as = "building" if is_place else field.name
        wording: FieldWording = getattr(guidebook.form.fields, worded_as)
        yield Input(
            name=field.name,
            kind=field.kind,
            part=field.part,
            label=wording.label,
            hint=wording.hint,
            value=getattr(values, field.name),
            error=errors.get(field.name, ""),
            groups=choices.get(field.name, ()),
            attributes=_attributes(field),
            is_optional=field.part == "" and not field.required_when(sent, guidebook),
        )
        if field.name == QUESTIONS_AFTER:
            yield from asked_questions(values, errors, guidebook)


def asked_questions(
    values: FormValues, errors: Mapping[str, str], guidebook: Guidebook
) -> Iterator[Input]:
    """Yield the questions of the service chosen in `values`."""
    for question in questions_of(values.service, guidebook):
        options = tuple(Option(str(choice), str(choice)) for choice in question.choices)
        yield Input(
            name=ANSWER + question.id,
            kind="choice" if options else "line",
            part="questions",
            label=question.label,
            hint=question.hint,
            value=values.answer_to(question.id),
            error=errors.get(ANSWER + question.id, ""),
            groups=(OptionGroup("", options),),
            attributes={"maxlength": str(2 * LONGEST_ANSWER), "autocomplete": "off"},
            is_optional=False,
        )


ROOM: Mapping[str, int] = {"line": 2, "person": 2, "page": 2, "text": 4}
"""Kind of field → how many times its longest text may be typed before the browser stops it."""


def _attributes(field: Field) -> Mapping[str, str]:
    if field.kind not in ROOM:
        return field.attributes
    return {**field.attributes, "maxlength": str(ROOM[field.kind] * field.lengths[1])}


def _groups(groups: Iterable[tuple[str, Iterable[Record]]]) -> tuple[OptionGroup, ...]:
    gathered = (OptionGroup(label, _options(records)) for label, records in groups)
    return tuple(group for group in gathered if group.options)


def _options(records: Iterable[Record]) -> tuple[Option, ...]:
    return tuple(Option(record.id, str(record.name)) for record in records)


def _worded(field: Field, guidebook: Guidebook) -> tuple[OptionGroup, ...]:
    wording: FieldWording = getattr(guidebook.form.fields, field.name)
    options = tuple(Option(choice.id, str(choice.label)) for choice in wording.choices)
    return (OptionGroup("", options),)
