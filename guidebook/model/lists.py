"""The three lists (三张清单): needs and resources that are matched and become projects."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from guidebook.model.meaning import Meaning
from guidebook.model.values import (
    BuildingId,
    Day,
    DepartmentId,
    NeedId,
    Published,
    Record,
    ResourceId,
    ServiceId,
    Text,
)


class Need(Record):
    """An entry of the 需求清单: what companies or staff of some buildings ask for."""

    fact_groups: ClassVar = {
        "summary": ("summary", "story", "asker"),
        "departments": ("lead_department", "supporting_departments"),
        "state": ("state",),
    }

    summary: Text = Field(title="一句话说明")
    asker: Text = Field(title="谁提的")
    story: tuple[Text, ...] = Field(default=(), title="经过")
    buildings: tuple[BuildingId, ...] = Field(default=(), title="楼宇")
    lead_department: Published[DepartmentId] = Field(title="承办部门")
    supporting_departments: tuple[DepartmentId, ...] = Field(default=(), title="协办部门")
    services: tuple[ServiceId, ...] = Field(default=(), title="相关事项")
    state: Published[
        Annotated[
            Literal["collected", "matched", "in_project", "solved"],
            Meaning("已收集", "已匹配资源", "已成项目", "已解决"),
        ]
    ] = Field(title="状态")
    published_on: Day = Field(title="发布日期")


class Resource(Record):
    """An entry of the 资源清单: what the area can offer."""

    fact_groups: ClassVar = {
        "summary": ("summary", "provided_by", "kind"),
        "available": ("available",),
    }

    summary: Text = Field(title="一句话说明")
    kind: Annotated[
        Literal["space", "service", "venue", "expert", "agency", "funding"],
        Meaning("空间", "服务", "服务中心", "专家", "专业机构", "资金"),
    ] = Field(title="种类")
    provided_by: Text = Field(title="谁提供")
    buildings: tuple[BuildingId, ...] = Field(default=(), title="楼宇")
    services: tuple[ServiceId, ...] = Field(default=(), title="相关事项")
    available: Published[Text] = Field(title="何时可用")
    published_on: Day = Field(title="发布日期")


class Project(Record):
    """An entry of the 项目清单: a standard service made from needs and resources."""

    fact_groups: ClassVar = {
        "summary": ("summary", "run_by", "bought_by"),
        "schedule": ("schedule",),
        "state": ("state",),
    }

    summary: Text = Field(title="一句话说明")
    needs: tuple[NeedId, ...] = Field(min_length=1, title="需求")
    resources: tuple[ResourceId, ...] = Field(default=(), title="资源")
    departments: tuple[DepartmentId, ...] = Field(default=(), title="部门")
    buildings: tuple[BuildingId, ...] = Field(default=(), title="楼宇")
    services: tuple[ServiceId, ...] = Field(default=(), title="相关事项")
    bought_by: Text | None = Field(default=None, title="谁购买")
    run_by: Text | None = Field(default=None, title="谁实施")
    schedule: Published[Text] = Field(title="时间安排")
    state: Published[
        Annotated[Literal["planned", "running", "finished"], Meaning("计划中", "进行中", "已结束")]
    ] = Field(title="状态")
    published_on: Day = Field(title="发布日期")
