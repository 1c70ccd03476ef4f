"""What the form offers to choose from, as it stands on the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guidebook.model import UNANNOUNCED, FieldWording, Guidebook, Record, Text
from intake.form import questions_of
from intake.form_values import ANSWER, FormValues


@dataclass(frozen=True)
class Option:
    """One thing to choose."""

    value: str
    label: str


@dataclass(frozen=True)
class OptionGroup:
    """Options under one heading."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Choices:
    """The choices that are the same for every form."""

    askers: tuple[Option, ...]
    services: tuple[OptionGroup, ...]
    buildings: tuple[OptionGroup, ...]
    subdistricts: tuple[Option, ...]
    reply_ways: tuple[Option, ...]


@dataclass(frozen=True)
class AskedQuestion:
    """A question of the chosen service, with what was answered so far."""

    name: str
    """Of the input."""
    label: Text
    hint: Text | None
    options: tuple[Option, ...]
    """Empty where a line of text is asked for."""
    answer: str


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
    return Choices(
        askers=_wording_options(guidebook.form.fields.asker),
        services=_groups(by_stage),
        buildings=_groups(by_subdistrict),
        subdistricts=_options(guidebook.subdistricts.values()),
        reply_ways=_wording_options(guidebook.form.fields.reply_by),
    )


def asked_questions(values: FormValues, guidebook: Guidebook) -> tuple[AskedQuestion, ...]:
    """Return the questions of the service chosen in `values`."""
    return tuple(
        AskedQuestion(
            name=ANSWER + question.id,
            label=question.label,
            hint=question.hint,
            options=tuple(Option(str(choice), str(choice)) for choice in question.choices),
            answer=values.answer_to(question.id),
        )
        for question in questions_of(values.service, guidebook)
    )


def _groups(groups: Iterable[tuple[str, Iterable[Record]]]) -> tuple[OptionGroup, ...]:
    gathered = (OptionGroup(label, _options(records)) for label, records in groups)
    return tuple(group for group in gathered if group.options)


def _options(records: Iterable[Record]) -> tuple[Option, ...]:
    return tuple(Option(record.id, str(record.name)) for record in records)


def _wording_options(wording: FieldWording) -> tuple[Option, ...]:
    return tuple(Option(choice.id, str(choice.label)) for choice in wording.choices)
