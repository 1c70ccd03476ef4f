"""The form as it comes in: its fields are read, each by the rule of its kind, and faults named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from guidebook.model import FieldWording, Guidebook, Question, Text
from intake.cases.characters import seen_code, typed_text
from intake.cases.form_values import (
    ANSWER,
    COMPANY,
    DESK,
    FIELDS,
    SEEN,
    STAFF,
    Condition,
    Field,
    FormValues,
    always,
    never,
    questions_of,
    unless_joining,
)
from intake.cases.joining import said_by_joining
from intake.form import fields
from intake.form.fields import RefusedError
from intake.form.places import place_typed

LONGEST_ANSWER = 200
"""Code points."""

HONEYPOT = "website"
"""A field that people do not see; who fills it is a program."""

QUESTIONS_AFTER = "description"
"""The field of the page behind which a service's own questions stand."""

Rule = Callable[[str], str]
"""Takes what was typed and returns its canonical form; raises RefusedError."""


@dataclass(frozen=True)
class Checked:
    """A form that was looked at: its values in canonical form, and what is amiss."""

    values: FormValues
    """Without the fields that are amiss."""
    errors: Mapping[str, str]
    """Name of the input → what is wrong with it, in the order of the form."""


def typed(raw: Mapping[str, str], guidebook: Guidebook, at_desk: bool = False) -> FormValues:
    """Return what was typed, to be shown again; what the need says is not what its sender typed."""
    names = (field.name for field in FIELDS if at_desk or field.part != DESK)
    texts = {name: typed_text(raw.get(name, "")) for name in names}
    if texts["description"] == said_by_joining(texts["need"], guidebook):
        texts["description"] = ""
    questions = questions_of(raw.get("service", ""), guidebook)
    answers = ((q.id, typed_text(raw.get(ANSWER + q.id, ""))) for q in questions)
    return FormValues(**texts, answers=tuple(answers))


def check(raw: Mapping[str, str], guidebook: Guidebook, at_desk: bool = False) -> Checked:
    """Check a form that was sent; only fields of the form are read, whatever else was sent.

    Those of the desk are read from nobody else.
    """
    taken: dict[str, str] = {}
    errors: dict[str, str] = {}
    raw = named_today(raw, guidebook)
    for name, rule, required_when in _inputs(raw, guidebook, at_desk):
        try:
            taken[name] = _take(raw, name, rule, required_when(raw, guidebook))
        except RefusedError as refusal:
            errors[name] = message(name, refusal, guidebook)
    return Checked(_values(_settled(taken, guidebook)), errors)


def named_today(raw: Mapping[str, str], guidebook: Guidebook) -> Mapping[str, str]:
    """Return what was sent with the ids of today, for pages that are older than a renaming."""
    records = (field.name for field in FIELDS if field.kind == "record" and field.name in raw)
    named = {n: guidebook.present_ids.get((f"{n}s", raw[n]), raw[n]) for n in records}
    return {**raw, **named}


def _settled(taken: Mapping[str, str], guidebook: Guidebook) -> dict[str, str]:
    """Add what follows from the fields: who asks, the need they join, the place that was typed."""
    asker = COMPANY if taken.get("company") else STAFF
    settled = {"asker": asker, **taken, **place_typed(taken, guidebook)}
    if taken.get("description") == "":
        settled["description"] = said_by_joining(taken.get("need", ""), guidebook)
    return settled


def corrected(name: str, text: str, guidebook: Guidebook) -> str:
    """Return the canonical form of a field that the office corrects.

    Raises ValueError with the district's own wording.
    """
    try:
        return correction(name, text, guidebook)
    except RefusedError as refusal:
        raise ValueError(message(name, refusal, guidebook)) from None


def correction(name: str, text: str, guidebook: Guidebook) -> str:
    """Return the same by the form's own rules; what is doubtful is the office's to say.

    What everybody has to fill in is not emptied. Raises RefusedError.
    """
    field = next(field for field in FIELDS if field.name == name)
    try:
        value = _rule(field, guidebook)(text)
    except RefusedError as refusal:
        if not refusal.value:
            raise
        return refusal.value
    if not value and field.required_when in (always, unless_joining):
        raise RefusedError("missing")
    return value


def _inputs(
    raw: Mapping[str, str], guidebook: Guidebook, at_desk: bool
) -> Iterator[tuple[str, Rule, Condition]]:
    """Yield the inputs of the form that are read, in the order of the page."""
    for field in FIELDS:
        if field.part == "derived" or (field.part == DESK and not at_desk):
            continue
        yield field.name, _rule(field, guidebook), field.required_when
        if field.name == QUESTIONS_AFTER:
            for question in questions_of(raw.get("service", ""), guidebook):
                yield ANSWER + question.id, _answer_rule(question), never


def _rule(field: Field, guidebook: Guidebook) -> Rule:
    """Return the rule of a field's kind."""
    shortest, longest = field.lengths
    match field.kind:
        case "choice":
            wording: FieldWording = getattr(guidebook.form.fields, field.name)
            return partial(fields.one_of, choices=[choice.id for choice in wording.choices])
        case "record":
            known = {field.default, *guidebook.records[f"{field.name}s"]}
            if field.name == "need":
                known |= guidebook.retired["needs"].keys()  # a form may be older than that
            return partial(_listed, known=known, default=field.default)
        case "consent":
            return partial(fields.one_of, choices=(guidebook.consent.version,))
        case "line":
            return partial(fields.one_line, shortest=shortest, longest=longest)
        case "person":
            return partial(fields.person, longest=longest)
        case "page":
            site_url = guidebook.site.site_url
            return partial(fields.page_address, longest=longest, site_url=site_url)
        case "facts":
            questions = guidebook.company_facts
            return partial(fields.company_facts, longest=longest, known=questions)
        case "text":
            return partial(fields.many_lines, longest=longest)
    return CODES[field.kind]


CODES: Mapping[str, Rule] = {
    "phone": fields.phone,
    "credit_code": fields.credit_code,
    "email": fields.email_address,
}
"""Kind of field → its rule, where the text itself tells whether it is right."""


def _listed(text: str, known: set[str], default: str) -> str:
    return fields.one_of(text, known) or default


def _answer_rule(question: Question) -> Rule:
    if question.choices:
        return partial(fields.one_of, choices=[str(choice) for choice in question.choices])
    return partial(fields.one_line, shortest=1, longest=LONGEST_ANSWER)


def _take(raw: Mapping[str, str], name: str, rule: Rule, required: bool) -> str:
    try:
        value = rule(raw.get(name, ""))
    except RefusedError as refusal:
        if not refusal.value or seen_code(raw.get(name + SEEN, "")) != refusal.value:
            raise
        value = refusal.value  # its sender was asked, and sent it again
    if required and not value:
        raise RefusedError("missing")
    return value


def message(name: str, refusal: RefusedError, guidebook: Guidebook) -> str:
    """Return the district's own wording; where it has none for this fault, the nearest it has."""
    form = guidebook.form
    if refusal.place and form.messages.unreadable:
        return unreadable(refusal.place, form.messages.unreadable)
    if name.startswith(ANSWER):
        return str(form.messages.answer_invalid)
    wording: FieldWording = getattr(form.fields, name)
    found = getattr(wording, refusal.why) or wording.invalid or wording.missing
    return str(found or form.messages.error_title)


def unreadable(place: int, message: Text) -> str:
    """Return the message that names a character that cannot be taken."""
    return str(message).replace("{place}", str(place))


def _values(taken: Mapping[str, str]) -> FormValues:
    texts = {name: value for name, value in taken.items() if not name.startswith(ANSWER)}
    answers = (
        (name.removeprefix(ANSWER), value)
        for name, value in taken.items()
        if name.startswith(ANSWER) and value
    )
    return FormValues(**texts, answers=tuple(answers))
