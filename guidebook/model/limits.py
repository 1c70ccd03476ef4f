"""Limits of time, and which of two is the longer."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from guidebook.model.values import Content

_DAYS = {"小时": (1 / 24, 1 / 24), "日": (1, 1), "个月": (28, 31), "年": (365, 366)}
"""Unit → the fewest and the most calendar days of one; working days depend on the week."""


class Limit(Content):
    """A time limit: 日 are calendar days, 工作日 leave out holidays (行政许可法第八十二条)."""

    number: int = Field(ge=0, title="数目")
    """0 is a matter that is done while one waits."""
    unit: Literal["工作日", "日", "小时", "个月", "年"] = Field(title="单位")
    counts: Literal["受理", "审查", "现场核查", "公示", "发证"] | None = Field(
        default=None, title="只算哪一段"
    )
    """The part of the whole that it is the limit of; without one, from acceptance to result."""

    def __str__(self) -> str:
        """The limit as people say it, with the part that it counts."""
        if not self.number:
            return f"当场{self.counts or '办结'}"
        length = f"{self.number} {'个工作日' if self.unit == '工作日' else self.unit}"
        return f"{self.counts} {length}" if self.counts else length

    def surely_exceeds(self, other: Limit) -> bool:
        """Tell whether this limit is longer than `other` on whatever day both begin.

        A part may not last longer than the whole; of two different parts, and of the whole and
        a part, nothing is said. Weeks are ordinary ones: what public holidays add is left out.
        """
        if other.counts not in (None, self.counts):
            return False
        if self.unit == other.unit:
            return self.number > other.number
        return self._fewest_days() > other.most_days()

    def _fewest_days(self) -> float:
        """Calendar days the limit lasts when begun on a Sunday, in the shortest months."""
        if self.unit == "工作日":
            return self.number + 2 * max(0, (self.number - 1) // 5)
        return self.number * _DAYS[self.unit][0]

    def most_days(self) -> float:
        """Return its calendar days when it begins on a Friday, in the longest months."""
        if self.unit == "工作日":
            return self.number + 2 * ((self.number + 4) // 5)
        return self.number * _DAYS[self.unit][1]
