"""What a sender filled in: every field of the form is declared here, once.

The form, its check page, the journal's values and the clerk's table go through `FIELDS`: a new
field is one more line of `FormValues`, and its wording (`FormFields` of the model, `form.yaml`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from guidebook.model import Guidebook, Question

OTHER = "other"
"""The choice 「不清楚／其他」 of service and building; also what an untouched choice means."""

ANSWER = "answers."
"""Answers to a service's own questions are sent as `answers.` and the question's id."""

SEEN = "_seen"
"""Sent behind a field's name: the code that its sender was asked about, and keeps to."""

COMPANY = "company"
STAFF = "staff"
"""Who asks: a company, or somebody who works in one."""

Kind = Literal[
    "choice",
    "record",
    "line",
    "person",
    "text",
    "page",
    "facts",
    "phone",
    "credit_code",
    "email",
    "consent",
]
"""Which rule reads a field, and which input asks for it."""
DESK = "desk"
"""The part that is read from the desk alone, where a request is taken down for somebody."""
ASKED_AT_DESK = (DESK, "chosen")

SPOKEN = "（口头）"
"""Behind the version of a consent that was said aloud."""

Part = Literal["", "derived", "chosen", "carried", "more", "desk"]
"""Where a field stands: `more` is folded, `chosen` and `desk` are asked at the desk alone (who
sends a form carries what they chose along), `carried` comes with the link that opened the form,
`derived` is asked nowhere; empty for on the page."""
Condition = Callable[[Mapping[str, str], Guidebook], bool]
"""Tells of a form as it was sent."""


def never(_raw: Mapping[str, str], _guidebook: Guidebook) -> bool:
    """Hold for no form."""
    return False


def always(_raw: Mapping[str, str], _guidebook: Guidebook) -> bool:
    """Hold for every form."""
    return True


def unless_anonymous(raw: Mapping[str, str], guidebook: Guidebook) -> bool:
    """Hold unless the chosen service asks neither for a name nor for a phone."""
    return not is_anonymous(raw.get("service", ""), guidebook)


def unless_anonymous_or_to_be_called(raw: Mapping[str, str], guidebook: Guidebook) -> bool:
    """Hold where somebody has to be called, or asks to be."""
    return unless_anonymous(raw, guidebook) or raw.get("reply_by") == "phone"


def unless_joining(raw: Mapping[str, str], _guidebook: Guidebook) -> bool:
    """Hold unless a need of the list says it already."""
    return not raw.get("need")


def to_be_written_to(raw: Mapping[str, str], _guidebook: Guidebook) -> bool:
    """Hold where the answer is wanted by mail."""
    return raw.get("reply_by") == "email"


@dataclass(frozen=True)
class Field:
    """One field of the form that is one text."""

    name: str
    default: str
    kind: Kind
    required_when: Condition
    lengths: tuple[int, int]
    """The shortest and the longest text, in code points."""
    part: Part
    attributes: Mapping[str, str]
    """Of its input."""


def asked(
    kind: Kind,
    required_when: Condition = never,
    lengths: tuple[int, int] = (1, 254),
    default: str = "",
    part: Part = "",
    **attributes: str,
) -> Any:
    """Declare a field of `FormValues`."""
    about = {
        "default": default,
        "kind": kind,
        "required_when": required_when,
        "lengths": lengths,
        "part": part,
        "attributes": attributes,
    }
    return dataclasses.field(default=default, metadata=about)


@dataclass(frozen=True)
class FormValues:
    """The fields of the form in the order of the page and of the clerk's copy; empty if not given.

    Service, building and subdistrict hold ids, phone and code their canonical form, page an address
    of the guide from its root, consent the version of the text agreed to.
    """

    asker: str = asked("choice", part="derived")
    """Whoever names a company speaks for it; who names none speaks for themselves."""
    service: str = asked("record", default=OTHER, part="chosen")
    building: str = asked("record", default=OTHER, part="chosen")
    subdistrict: str = asked("record", part="chosen")
    need: str = asked("record", part="chosen")
    """The entry of the list of needs that the sender has too (我也需要)."""
    description: str = asked("text", unless_joining, lengths=(1, 1000), rows="4")
    phone: str = asked(
        "phone",
        unless_anonymous_or_to_be_called,
        type="tel",
        maxlength="60",
        autocomplete="tel",
        inputmode="tel",
    )
    contact: str = asked("person", unless_anonymous, lengths=(1, 50), autocomplete="name")
    company: str = asked("line", lengths=(2, 100), autocomplete="organization")
    building_other: str = asked("line", lengths=(1, 100), autocomplete="off", list="places")
    """A building that is not in the guide, or what was typed beside one that is."""
    page: str = asked("page", lengths=(1, 200), part="more", autocomplete="off")
    facts: str = asked("facts", lengths=(1, 2000), part="carried")
    """What a company said of itself to find policies, as behind # in the finder's address."""
    uscc: str = asked(
        "credit_code",
        part="more",
        maxlength="40",
        autocomplete="off",
        autocapitalize="characters",
        spellcheck="false",
    )
    email: str = asked(
        "email",
        to_be_written_to,
        part="more",
        type="email",
        maxlength="300",
        autocomplete="email",
        inputmode="email",
    )
    reply_by: str = asked("choice", part="more")
    answers: tuple[tuple[str, str], ...] = ()
    """(question's id, answer), in the order of the questions; unanswered ones are left out."""
    consent: str = asked("consent", always)
    channel: str = asked("choice", part="desk")
    """How it came, where the desk took it down; empty for who filled in the form."""

    @property
    def reachable(self) -> bool:
        """Tell whether the sender can be contacted, and not only by what the receipt shows."""
        return bool(self.phone or self.email)

    def answer_to(self, question_id: str) -> str:
        """Return the answer to a question of the service, empty if there is none."""
        return dict(self.answers).get(question_id, "")

    def inputs(self) -> Iterator[tuple[str, str]]:
        """Yield name and value of every filled field, as a checked form sends them."""
        for name in TEXT_FIELDS:
            if getattr(self, name):
                yield name, getattr(self, name)
        if self.uscc:
            yield f"uscc{SEEN}", self.uscc
        for question_id, answer in self.answers:
            yield ANSWER + question_id, answer

    def without_person(self) -> FormValues:
        """Return what the figures count, or the law asks for: nothing personal."""
        return FormValues(**{name: getattr(self, name) for name in COUNTED})

    def as_data(self) -> dict[str, Any]:
        """Return the values as the journal keeps them."""
        return {name: getattr(self, name) for name in COLUMNS} | {"answers": dict(self.answers)}


COUNTED = ("asker", "service", "building", "subdistrict", "need", "consent", "channel")
"""What stays of a form whose personal data are gone."""

COLUMNS = tuple(field.name for field in dataclasses.fields(FormValues))
"""Every field, in the order of the clerk's copy."""
FIELDS = tuple(
    Field(field.name, **field.metadata)
    for field in dataclasses.fields(FormValues)
    if field.metadata
)
"""Every field that is one text, in the order of the page."""
TEXT_FIELDS = tuple(field.name for field in FIELDS)


def form_values_of(data: Mapping[str, Any]) -> FormValues:
    """Read the values of a submit event; names it does not have stay empty."""
    texts = {name: str(data[name]) for name in TEXT_FIELDS if name in data}
    answers = tuple((str(name), str(answer)) for name, answer in data.get("answers", {}).items())
    return FormValues(**texts, answers=answers)


def questions_of(service_id: str, guidebook: Guidebook) -> tuple[Question, ...]:
    """Return the questions that a service adds to the form."""
    service = guidebook.services.get(service_id)
    return service.questions if service else ()


def is_anonymous(service_id: str, guidebook: Guidebook) -> bool:
    """Tell whether a service asks neither for a name nor for a phone."""
    service = guidebook.services.get(service_id)
    return service is not None and service.anonymous
