"""The form as it comes in: which fields are read, what is required of whom, what is amiss."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from guidebook.model import FieldWording, Guidebook, Question, Service
from intake import fields
from intake.characters import without_refused
from intake.fields import RefusedError
from intake.form_values import ANSWER, OTHER, TEXT_FIELDS, FormValues

LONGEST_DESCRIPTION = 1000
LONGEST_COMPANY = 100
SHORTEST_COMPANY = 2
LONGEST_CONTACT = 50
LONGEST_BUILDING = 100
LONGEST_ANSWER = 200
"""All in code points."""

HONEYPOT = "website"
"""A field that people do not see; who fills it is a program."""

COMPANY = "company"
"""The asker who speaks for a company, and so has to name it."""

Rule = Callable[[str], str]
"""Takes what was typed and returns its canonical form; raises RefusedError."""


@dataclass(frozen=True)
class Checked:
    """A form that was looked at: its values in canonical form, and what is amiss."""

    values: FormValues
    """Without the fields that are amiss."""
    errors: Mapping[str, str]
    """Name of the input → what is wrong with it, in the order of the form."""


def typed(raw: Mapping[str, str], guidebook: Guidebook) -> FormValues:
    """Return what was typed, to be shown again: whole, but for characters that cannot be taken."""
    texts = {name: without_refused(raw.get(name, "")) for name in TEXT_FIELDS}
    questions = questions_of(raw.get("service", ""), guidebook)
    answers = ((q.id, without_refused(raw.get(ANSWER + q.id, ""))) for q in questions)
    return FormValues(**texts, answers=tuple(answers))


def check(raw: Mapping[str, str], guidebook: Guidebook) -> Checked:
    """Check a form that was sent; only fields of the form are read, whatever else was sent."""
    taken: dict[str, str] = {}
    errors: dict[str, str] = {}
    required = _required(raw, guidebook)
    for name, rule in _rules(raw, guidebook):
        try:
            taken[name] = _take(raw.get(name, ""), rule, name in required)
        except RefusedError as refusal:
            errors[name] = _message(name, refusal.why, guidebook)
    return Checked(_values(taken), errors)


def questions_of(service_id: str, guidebook: Guidebook) -> tuple[Question, ...]:
    """Return the questions that a service adds to the form."""
    service = guidebook.services.get(service_id)
    return service.questions if service else ()


def is_anonymous(service_id: str, guidebook: Guidebook) -> bool:
    """Tell whether a service asks neither for a name nor for a phone."""
    service: Service | None = guidebook.services.get(service_id)
    return service is not None and service.anonymous


def _required(raw: Mapping[str, str], guidebook: Guidebook) -> set[str]:
    required = {"asker", "description", "consent"}
    if raw.get("asker") == COMPANY:
        required.add("company")
    if not is_anonymous(raw.get("service", ""), guidebook):
        required |= {"contact", "phone"}
    return required


def _rules(raw: Mapping[str, str], guidebook: Guidebook) -> Iterator[tuple[str, Rule]]:
    """Yield the inputs of the form with their rules, in the order of the page."""
    wording = guidebook.form.fields
    yield "asker", _choice_of(wording.asker)
    yield "service", partial(_listed, known=guidebook.services)
    for question in questions_of(raw.get("service", ""), guidebook):
        yield ANSWER + question.id, _answer_rule(question)
    yield "building", partial(_listed, known=guidebook.buildings)
    yield from _rules_of_unlisted_building(raw, guidebook)
    yield "company", partial(fields.one_line, shortest=SHORTEST_COMPANY, longest=LONGEST_COMPANY)
    yield "contact", partial(fields.person, longest=LONGEST_CONTACT)
    yield "phone", fields.phone
    yield "description", partial(fields.many_lines, longest=LONGEST_DESCRIPTION)
    yield "uscc", fields.credit_code
    yield "email", fields.email_address
    yield "reply_by", _choice_of(wording.reply_by)
    yield "consent", partial(fields.one_of, choices=(guidebook.consent.version,))


def _rules_of_unlisted_building(
    raw: Mapping[str, str], guidebook: Guidebook
) -> Iterator[tuple[str, Rule]]:
    """Yield what is read of a building not in the list; a subdistrict only with its name."""
    if raw.get("building", "") in ("", OTHER) and raw.get("building_other", "").strip():
        yield "building_other", partial(fields.one_line, shortest=1, longest=LONGEST_BUILDING)
        yield "subdistrict", partial(fields.one_of, choices=guidebook.subdistricts)


def _listed(text: str, known: Mapping[str, object]) -> str:
    return fields.one_of(text, {OTHER, *known}) or OTHER


def _choice_of(wording: FieldWording) -> Rule:
    return partial(fields.one_of, choices=[choice.id for choice in wording.choices])


def _answer_rule(question: Question) -> Rule:
    if question.choices:
        return partial(fields.one_of, choices=[str(choice) for choice in question.choices])
    return partial(fields.one_line, shortest=1, longest=LONGEST_ANSWER)


def _take(text: str, rule: Rule, required: bool) -> str:
    value = rule(text)
    if required and not value:
        raise RefusedError("missing")
    return value


def _message(name: str, why: str, guidebook: Guidebook) -> str:
    """Return the district's own wording; where it has none for this fault, the nearest it has."""
    form = guidebook.form
    if name.startswith(ANSWER):
        return str(form.messages.answer_invalid)
    wording: FieldWording = getattr(form.fields, name)
    found = getattr(wording, why) or wording.invalid or wording.missing
    return str(found or form.messages.error_title)


def _values(taken: Mapping[str, str]) -> FormValues:
    texts = {name: value for name, value in taken.items() if not name.startswith(ANSWER)}
    answers = (
        (name.removeprefix(ANSWER), value)
        for name, value in taken.items()
        if name.startswith(ANSWER) and value
    )
    return FormValues(**texts, answers=tuple(answers))
