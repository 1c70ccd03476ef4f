"""The working-day calendar: which weekdays are off, and which weekend days are worked (调休)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property

from pydantic import Field

from guidebook.model.values import Content, Day, Line

HOLIDAYS_BY_LAW = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Month and day of what is off each year, whatever a notice adds: 全国年节及纪念日放假办法第二条
(国务院令第644号，2024年第795号修订). What follows the lunar calendar waits for a year's notice."""


class DatedDay(Content):
    """One day that differs from the week's rule, and why."""

    day: Day = Field(title="日期")
    name: Line = Field(title="名称")


class CalendarYear(Content):
    """One year's notice of the State Council on holidays."""

    year: int = Field(ge=2000, le=2200, title="年份")
    source: Line = Field(title="出处")
    published_on: Day | None = Field(default=None, title="发布日期")
    holidays: tuple[DatedDay, ...] = Field(title="放假日")
    workdays: tuple[DatedDay, ...] = Field(title="调休上班日")


class Calendar(Content):
    """All years that are known; beyond them only the weekday speaks and a date is an estimate."""

    years: tuple[CalendarYear, ...] = Field(min_length=1, title="各年安排")

    @cached_property
    def _known_years(self) -> frozenset[int]:
        return frozenset(entry.year for entry in self.years)

    @cached_property
    def _exceptions(self) -> Mapping[date, bool]:
        """Each day that differs from the week's rule: whether it is worked."""
        worked = {dated.day: True for entry in self.years for dated in entry.workdays}
        return worked | {dated.day: False for entry in self.years for dated in entry.holidays}

    def knows(self, day: date) -> bool:
        """Tell whether the notice of the day's year is in the calendar."""
        return day.year in self._known_years

    def is_working_day(self, day: date) -> bool:
        """Tell whether a day is worked; outside the known years what is sure without a notice.

        That is Monday to Friday but for HOLIDAYS_BY_LAW.
        """
        is_by_law = (day.month, day.day) in HOLIDAYS_BY_LAW
        return self._exceptions.get(day, day.weekday() < 5 and not is_by_law)

    def add_working_days(self, start: date, number: int) -> tuple[date, bool]:
        """Count `number` working days from the day after `start` (民法典第二百零一条).

        Returns the last of them, and whether the calendar knew every day on the way.
        """
        day, known = start, True
        while number > 0:
            day += timedelta(days=1)
            known = known and self.knows(day)
            number -= self.is_working_day(day)
        return day, known

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start`, up to and with `end`; none if that is no later."""
        days = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))

    @property
    def last_known_day(self) -> date:
        """The last day whose year's notice is in the calendar."""
        return date(max(entry.year for entry in self.years), 12, 31)
