"""Figures on the requests (办件公开): totals and one-way tables, with small counts withheld.

The intake writes them, people review them like any other content, the guide publishes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from guidebook.model.values import (
    BuildingId,
    Content,
    Day,
    DepartmentId,
    Line,
    NeedId,
    Published,
    ServiceId,
    Text,
)

FEWEST_SHOWN = 5
"""A count under this is not published, nor one from which it could be reckoned."""


class Withheld(Enum):
    """What stands in place of a number that would tell too much about too few."""

    FEW = "少于5"
    """Fewer than five, none included; in `received`, where a row is only made for one, 1 to 4."""
    GUARD = "不公布"
    """Five or more, withheld because another cell could be reckoned from it."""
    NOT_RECKONED = "不统计"
    """Of days and per cent: reckoned over fewer than five, or over a number that is withheld.

    It has a word of its own: 「少于5」 in their place reads as four days, or four per cent.
    """

    def __bool__(self) -> Literal[False]:
        return False

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True)
class _MayBeWithheld:
    """Marks a number that takes some marks too, without the noise of a union's errors."""

    marks: tuple[Withheld, ...]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        def validate(value: object, inner: core_schema.ValidatorFunctionWrapHandler) -> object:
            typed = "".join(value.split()) if isinstance(value, str) else value
            mark = next((mark for mark in Withheld if typed in (mark, mark.value)), None)
            if mark is None:
                return inner(value)
            if mark not in self.marks:
                raise PydanticCustomError("other_mark", "a mark", {"marks": shown})
            return mark

        shown = [mark.value for mark in self.marks]
        number = handler(next(kind for kind in get_args(source) if kind is not Withheld))
        marks = core_schema.literal_schema(shown)
        written = core_schema.union_schema([number, marks])
        return core_schema.no_info_wrap_validator_function(
            validate, number, json_schema_input_schema=written
        )


def _publishable(count: int) -> int:
    """Refuse a small count: the file is public, and so is what it held in earlier commits."""
    if 0 < count < FEWEST_SHOWN:
        raise PydanticCustomError("small_count", "one to four")
    return count


_LargeCount = Annotated[int, Field(ge=0), AfterValidator(_publishable)]
_Days = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]

Count = Annotated[_LargeCount | Withheld, _MayBeWithheld((Withheld.FEW, Withheld.GUARD))]
"""A number of requests: 0 where nobody asked, 5 or more, or withheld."""

DayCount = Annotated[_Days | Withheld, _MayBeWithheld((Withheld.NOT_RECKONED,))]
"""A number of working days, reckoned over five requests or more, or withheld."""


def per_cent(part: int, whole: int) -> int:
    """Return a share in whole per cent; all of it is said of nothing less."""
    return 100 if part == whole else min(round(100 * part / whole), 99)


class Measures(Content):
    """What is counted of a group of requests; answered and solved are two things, never one."""

    received: Count = Field(title="收到")
    answered: Count = Field(title="已答复")
    closed: Count = Field(title="已办结")
    solved: Count = Field(title="已解决")
    on_time: Count = Field(title="按时答复")
    reopened: Count = Field(title="重办")
    rated: Count = Field(title="评价")
    satisfied: Count = Field(title="满意")
    median_days: DayCount = Field(title="答复用时中位数（工作日）")
    p90_days: DayCount = Field(title="九成诉求的答复用时（工作日）")

    @property
    def satisfaction(self) -> int | Withheld:
        """Per cent of ratings that are content; of five ratings or more, both counts published."""
        rated, satisfied = self.rated, self.satisfied
        if isinstance(rated, int) and isinstance(satisfied, int) and rated >= FEWEST_SHOWN:
            return per_cent(satisfied, rated)
        return Withheld.NOT_RECKONED


class MonthFigures(Measures):
    """The requests received in one month."""

    month: Line = Field(title="月份", pattern=r"^\d{4}-(0[1-9]|1[0-2])$", examples=["2026-11"])


class BuildingFigures(Measures):
    """The requests from one building; without one, those from buildings not in this guide."""

    building: BuildingId | None = Field(default=None, title="楼宇")


class DepartmentFigures(Measures):
    """The requests one department leads."""

    department: DepartmentId | None = Field(default=None, title="牵头部门")


class ServiceFigures(Measures):
    """The requests for one service; without one, those under 「不清楚／其他」."""

    service: ServiceId | None = Field(default=None, title="事项")


class NeedFigures(Measures):
    """The requests that join one need (我也需要)."""

    need: NeedId = Field(title="需求")


class Period(Content):
    """The days between which the requests were received, both included."""

    first: Day = Field(title="第一天")
    last: Day = Field(title="最后一天")


class Report(Content):
    """The figures of one period, as they stood on one day."""

    made_on: Day = Field(title="统计日期")
    period: Period = Field(title="统计期间")
    note: Text | None = Field(default=None, title="说明")
    totals: Measures = Field(title="合计")
    months: tuple[MonthFigures, ...] = Field(default=(), title="按月份")
    buildings: tuple[BuildingFigures, ...] = Field(default=(), title="按楼宇")
    departments: tuple[DepartmentFigures, ...] = Field(default=(), title="按部门")
    services: tuple[ServiceFigures, ...] = Field(default=(), title="按事项")
    needs: tuple[NeedFigures, ...] = Field(default=(), title="按需求")


class Figures(Content):
    """The figures that are published, or 待公布 as long as there are none."""

    report: Published[Report] = Field(title="办件数据")

    def of_building(self, building_id: str) -> Measures | None:
        """Return the figures of a building, None where there are none."""
        rows = self.report.buildings if isinstance(self.report, Report) else ()
        return next((row for row in rows if row.building == building_id), None)

    def joined(self, need_id: str) -> int:
        """Return how many requests joined a need, 0 where that is withheld."""
        rows = self.report.needs if isinstance(self.report, Report) else ()
        counts = (row.received for row in rows if row.need == need_id)
        return next((count for count in counts if isinstance(count, int)), 0)

    def of_service(self, service_id: str) -> Measures | None:
        """Return the figures of a service, None where there are none."""
        rows = self.report.services if isinstance(self.report, Report) else ()
        return next((row for row in rows if row.service == service_id), None)
