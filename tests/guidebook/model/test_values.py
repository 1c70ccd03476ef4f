"""The small values of the model: limits that can be compared, facts that may be unannounced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Literal

import pytest
from pydantic import BaseModel

import guidebook.model
from guidebook.model import UNANNOUNCED, Calendar, Content, Limit
from guidebook.model.calendar import CalendarYear

Unit = Literal["工作日", "日", "小时", "个月", "年"]

WEEK = [date(2026, 11, 23) + timedelta(days=n) for n in range(7)]
ORDINARY_WEEKS = Calendar(
    years=(CalendarYear(year=2026, source="没有节假日", holidays=(), workdays=()),)
)


def ends(start: date, limit: Limit, calendar: Calendar) -> date:
    if limit.unit == "日":
        return start + timedelta(days=limit.number)
    return calendar.add_working_days(start, limit.number)[0]


@pytest.mark.parametrize(
    ("promised", "unit", "statutory", "statutory_unit", "exceeds"),
    [
        (5, "工作日", 5, "工作日", False),
        (6, "工作日", 5, "工作日", True),
        (20, "日", 20, "日", False),
        (21, "日", 20, "日", True),
        (20, "工作日", 20, "日", True),
        (5, "工作日", 5, "日", False),  # begun on a Sunday, both end on the Friday
        (6, "工作日", 7, "日", True),
        (7, "日", 5, "工作日", False),  # begun on a Friday, both end on the next
        (8, "日", 5, "工作日", True),
        (5, "日", 5, "工作日", False),
        (1, "工作日", 1, "日", False),
        (0, "工作日", 1, "日", False),  # while one waits
        (1, "工作日", 0, "工作日", True),
        (24, "小时", 1, "日", False),
        (49, "小时", 2, "日", True),
        (31, "日", 1, "个月", False),  # in a long month
        (32, "日", 1, "个月", True),
        (12, "个月", 1, "年", False),
        (14, "个月", 1, "年", True),
    ],
)
def test_a_limit_exceeds_another_only_where_it_surely_does(
    promised: int, unit: Unit, statutory: int, statutory_unit: Unit, exceeds: bool
) -> None:
    limit = Limit(number=promised, unit=unit)

    assert limit.surely_exceeds(Limit(number=statutory, unit=statutory_unit)) is exceeds


def test_a_limit_exceeds_where_it_ends_later_on_whatever_weekday_both_begin() -> None:
    units: tuple[Unit, Unit] = ("工作日", "日")
    limits = [Limit(number=number, unit=unit) for number in range(1, 31) for unit in units]

    wrong = [
        (one, other)
        for one, other in product(limits, limits)
        if one.surely_exceeds(other)
        != all(ends(day, one, ORDINARY_WEEKS) > ends(day, other, ORDINARY_WEEKS) for day in WEEK)
        and one.unit != other.unit
    ]

    assert not wrong


def test_unannounced_is_no_fact() -> None:
    assert not UNANNOUNCED
    assert str(UNANNOUNCED) == "待公布"


def models() -> Iterator[type[Content]]:
    waiting: list[type[BaseModel]] = [Content]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if issubclass(kind, Content) and kind.__module__.startswith(guidebook.model.__name__):
            yield kind


MODELS = sorted(models(), key=lambda kind: kind.__name__)

PATTERNS = [
    pytest.param(pattern, info.examples, id=f"{model.__name__}.{name}")
    for model in MODELS
    for name, info in model.model_fields.items()
    for pattern in (getattr(constraint, "pattern", None) for constraint in info.metadata)
    if pattern
]


@pytest.mark.parametrize(("pattern", "examples"), PATTERNS)
def test_a_field_that_demands_a_pattern_shows_an_example_of_it(
    pattern: str, examples: list[str] | None
) -> None:
    assert examples
    assert re.search(pattern, examples[0])


@pytest.mark.parametrize("model", MODELS)
def test_every_field_has_a_name_for_editors(model: type[Content]) -> None:
    names = {name: info.title for name, info in model.model_fields.items()}

    assert [name for name, title in names.items() if not title and name not in ("zh", "en")] == []
