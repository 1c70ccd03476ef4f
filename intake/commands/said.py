"""What operators say of an event, `key=value` each, read into what the journal keeps of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from guidebook.model import Guidebook
from intake.accounts.posts import check_post, read_post
from intake.cases.form_values import TEXT_FIELDS
from intake.cases.numbers import read_number
from intake.commands.words import one_of
from intake.form import check, fields
from intake.form.fields import RefusedError

LONGEST_TEXT = 2000
"""Code points."""

CORRECTED = "values."
"""What is corrected of the form is written behind this: `values.company=…`."""

CORRECTABLE = tuple(name for name in TEXT_FIELDS if name != "consent")

KEYS: Mapping[str, tuple[str, ...]] = {
    "accept": (),
    "decline": ("reason", "right_place"),
    "ask_more": ("question",),
    "supply": ("text",),
    "assign": ("lead_department", "supporting", "handler"),
    "hand_back": ("reason",),
    "start": ("handler", "contacted"),
    "extend": ("answer_by", "reason"),
    "update": ("text",),
    "answer": ("text",),
    "close": ("outcome", "reason", "project"),
    "rate": ("grade",),
    "reopen": ("reason",),
    "withdraw": ("reason",),
    "resume": (),
    "correct": (CORRECTED, "reason"),
    "link": ("to",),
    "note": ("text", "done", "urge"),
}
"""Event → what is said of it; what the journal keeps beside that is worked out."""


def read_said(event: str, pairs: Iterable[str], guidebook: Guidebook) -> Mapping[str, Any]:
    """Read what is said of an event.

    Raises ValueError, in Chinese.
    """
    data: dict[str, Any] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        name, dot, field = key.partition(".")
        if not equals or name + dot not in KEYS[event]:
            raise ValueError(f"{_written(event)}，现在是“{pair}”")
        if dot:
            data.setdefault(name, {})[field] = _correction(field, text, guidebook)
        else:
            data[key] = _value(key, text, guidebook)
    if event == "start":
        data.setdefault("contacted", False)
    return data


def _written(event: str) -> str:
    """Say how what is said of an event is written."""
    keys = [f"{key}字段" if key == CORRECTED else key for key in KEYS[event]]
    return "应写成 " + " ".join(f"{key}=…" for key in keys) if keys else "不用再写什么"


def _correction(field: str, text: str, guidebook: Guidebook) -> str:
    if field not in CORRECTABLE:
        raise ValueError(f"没有“{field}”这个字段；字段有 {'、'.join(CORRECTABLE)}")
    return check.corrected(field, text, guidebook)


def _value(key: str, text: str, guidebook: Guidebook) -> object:
    try:
        taken = fields.many_lines(text, LONGEST_TEXT)
    except RefusedError as refusal:
        why = f"超过 {LONGEST_TEXT} 字" if refusal.why == "too_long" else "有不能识别的字符"
        raise ValueError(f"{key} {why}") from None
    return _READERS[key](taken, guidebook) if key in _READERS else taken


def _shares(text: str, _guidebook: Guidebook) -> list[dict[str, str]]:
    """Read departments by commas, each with the day of its share if that is not the answer's."""
    shares = []
    for part in filter(None, text.split(",")):
        department, at, due = part.strip().partition("@")
        shares.append({"department": department, **({"due": due} if at else {})})
    return shares


def _handler(text: str, guidebook: Guidebook) -> str:
    post = read_post(text)
    check_post(post, guidebook)
    return str(post)


def _number(text: str, _guidebook: Guidebook) -> str:
    number = read_number(text)
    if number is None:
        raise ValueError(f"编号应像 AB2C-D3EF，现在是“{text}”")
    return number


def _project(text: str, guidebook: Guidebook) -> str:
    if text not in guidebook.projects:
        raise ValueError(f"没有“{text}”这个项目；项目有 {'、'.join(guidebook.projects) or '：无'}")
    return text


def _yes(text: str, _guidebook: Guidebook) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"应为 true 或 false，现在是“{text}”")
    return text == "true"


_READERS: Mapping[str, Callable[[str, Guidebook], object]] = {
    "supporting": _shares,
    "handler": _handler,
    "to": _number,
    "urge": _yes,
    "contacted": _yes,
    "project": _project,
    "outcome": lambda text, guidebook: one_of(text, guidebook.form.outcomes),
    "grade": lambda text, guidebook: one_of(text, guidebook.form.grades),
}
"""Key → how its text is read; all others are texts."""
