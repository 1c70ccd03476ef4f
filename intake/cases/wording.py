"""A request in the district's words: names for ids, phones in groups, labels of its state."""

from __future__ import annotations

from guidebook.matching.answers import answers_in
from guidebook.model import FieldWording, Guidebook
from guidebook.model.form import Grade, Outcome, Status
from guidebook.model.phones import show_phone
from intake.cases.credit_codes import is_doubtful
from intake.cases.form_values import FIELDS, OTHER, Field, FormValues, questions_of


def shown(values: FormValues, guidebook: Guidebook) -> FormValues:
    """Return the values in words; an id that the guide no longer has is shown as it is.

    Each answer stands under its question's text.
    """
    labels = {q.id: str(q.label) for q in questions_of(values.service, guidebook)}
    answers = tuple((labels.get(name, name), answer) for name, answer in values.answers)
    texts = {f.name: _in_words(f, getattr(values, f.name), guidebook) for f in FIELDS}
    return FormValues(**texts, answers=answers)


def _in_words(field: Field, value: str, guidebook: Guidebook) -> str:
    match field.kind:
        case "choice":
            return _label(value, getattr(guidebook.form.fields, field.name))
        case "record":
            return _name(value, f"{field.name}s", guidebook)
        case "page":
            return _page(value, guidebook)
        case "facts":
            return facts_in_words(value, guidebook)
        case "phone":
            return show_phone(value)
        case "credit_code" if value and is_doubtful(value):
            wording: FieldWording = getattr(guidebook.form.fields, field.name)
            return f"{value}（{wording.mark or wording.label}）"
    return value


def facts_in_words(text: str, guidebook: Guidebook) -> str:
    """Return what a company said of itself, question by question."""
    facts = guidebook.company_facts
    said = answers_in(text, facts).items()
    return "；".join(f"{facts.named(name).name}：{answer}" for name, answer in said)


def field_label(name: str, guidebook: Guidebook) -> str:
    """Return what a field of the form is called."""
    wording: FieldWording = getattr(guidebook.form.fields, name)
    return str(wording.label)


def status_label(status: Status, guidebook: Guidebook) -> str:
    """Return a status in the district's words."""
    return str(guidebook.form.statuses[status])


def outcome_label(outcome: Outcome | None, guidebook: Guidebook) -> str:
    """Return an outcome in the district's words, nothing for none."""
    return str(guidebook.form.outcomes[outcome]) if outcome else ""


def grade_label(grade: Grade | None, guidebook: Guidebook) -> str:
    """Return a grade in the district's words, nothing for none."""
    return str(guidebook.form.grades[grade]) if grade else ""


def _name(record_id: str, kind: str, guidebook: Guidebook) -> str:
    if record_id == OTHER:
        return str(guidebook.form.other.label)
    return guidebook.name_of(kind, record_id) or record_id


def _page(address: str, guidebook: Guidebook) -> str:
    """Return the name and the address of a record's page, else the address."""
    kind, _, rest = address.strip("/").partition("/")
    record = guidebook.records.get(kind, {}).get(rest.partition("/")[0])
    return f"{record.name}（{address}）" if record else address


def _label(choice_id: str, wording: FieldWording) -> str:
    return next((str(c.label) for c in wording.choices if c.id == choice_id), choice_id)
