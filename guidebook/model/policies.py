"""Policies: what a company gets, until when, who decides, and the conditions as data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from guidebook.model.conditions import Condition
from guidebook.model.values import Content, Day, DepartmentId, Line, Record, ServiceId, Text

FITS, MAY_FIT, DOES_NOT_FIT = "看起来符合", "可能符合", "暂不符合"
"""What a policy's conditions come to for a company."""


class Tier(Content):
    """How much a company gets that meets a further condition; it never changes the verdict."""

    when: Condition = Field(title="什么情况")
    benefit: Text = Field(title="得到什么")


class Window(Content):
    """A time in which one can apply."""

    opens: Day | None = Field(default=None, title="开始")
    closes: Day | None = Field(default=None, title="截止")
    note: Text | None = Field(default=None, title="说明")

    def overlaps(self, other: Window) -> bool:
        """Tell whether both are known to be open for some time together."""
        if not (self.opens and self.closes and other.opens and other.closes):
            return False
        return self.opens < other.closes and other.opens < self.closes


class WorkedCase(Content):
    """A company as an example: its facts, and what the conditions must come to for it."""

    name: Text = Field(title="例子")
    facts: Mapping[Line, Line] = Field(min_length=1, title="企业情况")
    verdict: Literal["看起来符合", "可能符合", "暂不符合"] = Field(title="结果")
    on: Day | None = Field(default=None, title="以哪一天算")
    """Needed where a condition counts months or years."""
    because: Text = Field(title="理由")


class Policy(Record):
    """A policy (政策) of state, city or district that gives a company something.

    `conditions` hold for all who are to get it; `tiers` tell only how much. A condition that no
    questionnaire can decide is `manual`, and stays open.
    """

    fact_groups: ClassVar = {
        "document": ("issuer", "number", "issued_on", "level"),
        "validity": ("valid_from", "valid_to"),
        "benefit": ("summary", "kind", "benefit", "worth", "tiers", "notes"),
        "how": ("how", "windows", "window_note", "steps"),
        "conditions": ("audience", "suits", "conditions", "cases"),
        "documents": ("documents",),
        "departments": ("lead_department", "supporting_departments", "service"),
    }

    summary: Text = Field(title="一句话说明")
    audience: Text = Field(title="给谁")
    suits: tuple[Line, ...] = Field(min_length=1, title="哪类企业")
    """Kinds of company under which the list shows it."""
    issuer: Text = Field(title="发文机关")
    number: Text | None = Field(default=None, title="文号")
    issued_on: Day | None = Field(default=None, title="发文日期")
    level: Literal["国家", "市", "区"] = Field(title="层级")
    kind: Literal["税收优惠", "资金补贴", "社会保险", "资质认定", "融资", "人才"] = Field(
        title="种类"
    )
    worth: Line = Field(title="得到多少", max_length=24)
    """The benefit in a few words, for lists."""
    benefit: Text = Field(title="得到什么")
    tiers: tuple[Tier, ...] = Field(default=(), title="分档")
    how: Literal["免申即享", "即申即享", "申请", "自行申报"] = Field(title="怎么得到")
    windows: tuple[Window, ...] = Field(default=(), title="申报时间")
    window_note: Text | None = Field(default=None, title="申报时间说明")
    steps: tuple[Text, ...] = Field(default=(), title="怎么办")
    conditions: Condition = Field(title="条件")
    documents: tuple[Text, ...] = Field(default=(), title="准备什么")
    notes: tuple[Text, ...] = Field(default=(), title="提醒")
    lead_department: DepartmentId = Field(title="主管部门")
    supporting_departments: tuple[DepartmentId, ...] = Field(default=(), title="协办部门")
    service: ServiceId | None = Field(default=None, title="对应事项")
    cases: tuple[WorkedCase, ...] = Field(min_length=2, title="例子")

    @property
    def last_window(self) -> Window | None:
        """The window that closes last, None where no day is known on which one closes."""
        closing = [window for window in self.windows if window.closes]
        return max(closing, key=lambda window: window.closes or date.min, default=None)
