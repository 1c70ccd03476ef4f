"""What a sender filled in, by the names of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

OTHER = "other"
"""The choice 「不清楚／其他」 of service and building; also what an untouched choice means."""

ANSWER = "answers."
"""Answers to a service's own questions are sent as `answers.` and the question's id."""


@dataclass(frozen=True)
class FormValues:
    """The fields of the form in the order of the clerk's copy; empty where nothing was given.

    Service, building and subdistrict hold ids, phone and code their canonical form, consent the
    version of the text agreed to.
    """

    asker: str = ""
    service: str = OTHER
    building: str = OTHER
    building_other: str = ""
    subdistrict: str = ""
    company: str = ""
    contact: str = ""
    phone: str = ""
    description: str = ""
    uscc: str = ""
    email: str = ""
    reply_by: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    """(question's id, answer), in the order of the questions; unanswered ones are left out."""
    consent: str = ""

    def answer_to(self, question_id: str) -> str:
        """Return the answer to a question of the service, empty if there is none."""
        return dict(self.answers).get(question_id, "")

    def inputs(self) -> Iterator[tuple[str, str]]:
        """Yield name and value of every filled field, as the form sends them."""
        for name in TEXT_FIELDS:
            if getattr(self, name):
                yield name, getattr(self, name)
        for question_id, answer in self.answers:
            yield ANSWER + question_id, answer

    def as_data(self) -> dict[str, Any]:
        """Return the values as the journal keeps them."""
        return {name: getattr(self, name) for name in _NAMES} | {"answers": dict(self.answers)}


_NAMES = tuple(field.name for field in fields(FormValues))
TEXT_FIELDS = tuple(name for name in _NAMES if name != "answers")
"""Every field that is one text."""


def form_values_of(data: Mapping[str, Any]) -> FormValues:
    """Read the values of a submit event; names it does not have stay empty."""
    texts = {name: str(data[name]) for name in TEXT_FIELDS if name in data}
    answers = tuple((str(name), str(answer)) for name, answer in data.get("answers", {}).items())
    return FormValues(**texts, answers=answers)
