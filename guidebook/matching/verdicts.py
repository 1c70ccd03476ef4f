"""What a policy's conditions come to for a company: an open answer stays open, it is never no."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from guidebook.matching.answers import Answer, Range
from guidebook.matching.rules import ChoiceRule, Comparison, DayRule, Group, NumberRule, Open, Rule
from guidebook.model.policies import DOES_NOT_FIT, FITS, MAY_FIT

Answers = Mapping[str, Answer]
"""Question → answer; what is not answered is left out."""


def judge(rule: Rule, answers: Answers, today: date) -> bool | None:
    """Tell whether a rule is met; None while that is unknown."""
    if isinstance(rule, Open):
        return None
    if not isinstance(rule, Group):
        return _compare(rule, answers, today)
    parts = [judge(part, answers, today) for part in rule.rules]
    if rule.of == "all":
        return _every(parts)
    is_any = _opposite(_every(map(_opposite, parts)))
    return is_any if rule.of == "any" else _opposite(is_any)


def verdict_of(met: bool | None) -> str:
    """Return the word for what a policy's conditions came to."""
    return MAY_FIT if met is None else FITS if met else DOES_NOT_FIT


def _every(parts: Iterable[bool | None]) -> bool | None:
    found = set(parts)
    return False if False in found else None if None in found else True


def _opposite(met: bool | None) -> bool | None:
    return None if met is None else not met


def _compare(rule: Comparison, answers: Answers, today: date) -> bool | None:
    answer = answers.get(rule.fact)
    match rule, answer:
        case NumberRule(), Range():
            apart = answer.is_apart_from(rule.within)
            return False if apart else True if answer.is_within(rule.within) else None
        case ChoiceRule(), frozenset():
            return bool(answer & set(rule.among))
        case DayRule(), date():
            return _has_lasted(rule, answer, today)
    return None


def _has_lasted(rule: DayRule, begun: date, today: date) -> bool:
    long_enough = rule.at_least is None or after(begun, *rule.at_least) <= today
    not_too_long = rule.at_most is None or after(begun, *rule.at_most) >= today
    return long_enough and not_too_long


def after(day: date, number: int, unit: str) -> date:
    """Return the day so many 日, 个月 or 年 after another; a 31st becomes the month's last day.

    What lies beyond every calendar is its last day.
    """
    months = day.year * 12 + day.month - 1 + number * (12 if unit == "年" else 1)
    year, month = divmod(months, 12)
    try:
        if unit == "日":
            return day + timedelta(number)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return date.max
