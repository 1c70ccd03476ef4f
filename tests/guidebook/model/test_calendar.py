"""The working-day calendar of `guides/calendar.yaml`, against worked examples and a library."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped] # it ships no types
import pytest
from guides_folder import GUIDES, SAMPLE
from hypothesis import given
from hypothesis import strategies as st

from guidebook.model import Calendar
from guidebook.model.calendar import CalendarYear, DatedDay
from guidebook.reading.yaml_reading import read_yaml

KNOWN = max(chinese_calendar.constants.holidays).year
"""The last year that the library knows."""

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def calendar_of(guides: Path) -> Calendar:
    file = read_yaml(guides / "calendar.yaml", "guides/calendar.yaml")
    return Calendar.model_validate(file.values)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    """Return a calendar that knows 2026 and no other year."""
    return calendar_of(SAMPLE)


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        (date(2026, 2, 13), 5, date(2026, 2, 27)),  # the Spring Festival and a worked Saturday
        (date(2026, 9, 30), 5, date(2026, 10, 13)),  # 10-10 is a Saturday that counts
        (date(2026, 4, 30), 1, date(2026, 5, 6)),
        (date(2026, 12, 24), 5, date(2026, 12, 31)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # from a Saturday
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_working_days_are_counted_from_the_day_after(
    start: date, number: int, expected: date, calendar: Calendar
) -> None:
    end, known = calendar.add_working_days(start, number)

    assert end == expected
    assert known


@pytest.mark.parametrize("guides", [GUIDES, SAMPLE], ids=["guide", "sample"])
def test_every_day_of_a_year_agrees_with_chinese_calendar(guides: Path) -> None:
    calendar = calendar_of(guides)
    years = [year.year for year in calendar.years if year.year <= KNOWN]
    days = [
        date(year, 1, 1) + timedelta(days=n)
        for year in years
        for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]

    different = [
        day for day in days if calendar.is_working_day(day) != chinese_calendar.is_workday(day)
    ]

    assert not different


@pytest.mark.parametrize("start", [date(2026, 12, 28), date(2026, 12, 31), date(2027, 3, 1)])
def test_beyond_the_known_years_a_date_is_an_estimate_by_weekday(
    start: date, calendar: Calendar
) -> None:
    end, known = calendar.add_working_days(start, 5)

    assert not known
    assert end.weekday() < 5


@pytest.mark.parametrize("year", [2027, 2028, 2031])
@pytest.mark.parametrize("day", [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)])
def test_what_is_off_by_law_needs_no_notice(
    year: int, day: tuple[int, int], calendar: Calendar
) -> None:
    holiday = date(year, *day)

    reached, known = calendar.add_working_days(holiday - timedelta(days=1), 1)

    assert not calendar.is_working_day(holiday)
    assert reached > holiday
    assert not known


def test_a_notice_stands_above_what_is_usual(calendar: Calendar) -> None:
    worked = DatedDay(day=date(2027, 5, 2), name="上班")
    notice = CalendarYear(year=2027, source="样", holidays=(), workdays=(worked,))

    assert Calendar(years=(notice,)).is_working_day(date(2027, 5, 2))


def test_a_day_of_a_known_year_is_known(calendar: Calendar) -> None:
    assert calendar.knows(date(2026, 12, 31))
    assert not calendar.knows(calendar.last_known_day + timedelta(days=1))


@given(start=DAYS, number=st.integers(1, 60))
def test_the_last_day_is_worked_and_as_many_lie_on_the_way(
    start: date, number: int, calendar: Calendar
) -> None:
    end, _ = calendar.add_working_days(start, number)

    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert calendar.is_working_day(end)
    assert sum(calendar.is_working_day(day) for day in days) == number
