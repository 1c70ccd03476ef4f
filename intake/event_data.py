"""The data of events: what each value has to be before the journal keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from guidebook.model.form import Grade, Outcome
from intake.form_values import TEXT_FIELDS
from intake.numbers import read_number


def is_text(value: object) -> bool:
    """Tell whether a value is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def is_any_text(value: object) -> bool:
    """Tell whether a value is a text, be it empty."""
    return isinstance(value, str)


def is_day(value: object) -> bool:
    """Tell whether a value is a day as in 2026-11-23."""
    try:
        return date.fromisoformat(str(value)).isoformat() == value
    except ValueError:
        return False


def is_flag(value: object) -> bool:
    """Tell whether a value is yes or no."""
    return isinstance(value, bool)


def is_count(value: object) -> bool:
    """Tell whether a value is a number of things."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_outcome(value: object) -> bool:
    """Tell whether a value is an outcome that the desk may close with."""
    return value in tuple(Outcome) and value != Outcome.WITHDRAWN


def is_grade(value: object) -> bool:
    """Tell whether a value is one of the five grades."""
    return value in tuple(Grade)


def is_number(value: object) -> bool:
    """Tell whether a value is the number of a request, as stored."""
    return isinstance(value, str) and read_number(value) == value


def is_support(value: object) -> bool:
    """Tell whether a value lists departments once each, each with the day its share is due."""
    if not isinstance(value, list | tuple):
        return False
    whole = all(isinstance(s, Mapping) and s.keys() == {"department", "due"} for s in value)
    if not whole or not all(is_text(s["department"]) and is_day(s["due"]) for s in value):
        return False
    return len({s["department"] for s in value}) == len(value)


def is_correction(value: object) -> bool:
    """Tell whether a value gives fields of the form another text; consent cannot be corrected."""
    return (
        isinstance(value, Mapping)
        and bool(value)
        and value.keys() <= set(TEXT_FIELDS) - {"consent"}
        and all(isinstance(text, str) for text in value.values())
    )
