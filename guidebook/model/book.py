"""The guide as a book: chapters in reading order, paths through services, bundles for a reader."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from guidebook.model.conditions import PolicyId
from guidebook.model.values import (
    Content,
    Day,
    Line,
    PageId,
    Record,
    ServiceId,
    StageId,
    Text,
)


class Chapter(Record):
    """A chapter (章) of the 《楼事服务指南》: an introduction, then its pages in reading order."""

    fact_groups: ClassVar = {"introduction": ("introduction", "summary")}

    order: int = Field(ge=1, title="章次")
    summary: Text = Field(title="一句话说明")
    introduction: tuple[Text, ...] = Field(min_length=1, title="导语")
    pages: tuple[PageId, ...] = Field(min_length=1, title="各页")


class PathStep(Content):
    """One step of a path; services in one step can run side by side."""

    name: Text = Field(title="步骤")
    services: tuple[ServiceId, ...] = Field(default=(), title="事项")
    parallel: bool = Field(default=False, title="和上一步同时办")
    """Begins with the step before it; a step without begins when all before it are done."""
    note: Text | None = Field(default=None, title="说明")


class Path(Record):
    """A 「一件事」: services joined in the order a company needs them."""

    fact_groups: ClassVar = {"steps": ("summary", "audience", "steps")}

    order: int = Field(default=99, ge=1, title="排列次序")
    summary: Text = Field(title="一句话说明")
    audience: Text = Field(title="适合谁")
    stages: tuple[StageId, ...] = Field(default=(), title="企业阶段")
    """Stages whose page names it first."""
    steps: tuple[PathStep, ...] = Field(min_length=2, title="步骤")

    @property
    def services(self) -> tuple[ServiceId, ...]:
        """Every service on the way, in order."""
        return tuple(service for step in self.steps for service in step.services)

    @property
    def phases(self) -> tuple[tuple[tuple[int, PathStep], ...], ...]:
        """The steps with their numbers; those that begin together are one phase."""
        phases: list[list[tuple[int, PathStep]]] = []
        for number, step in enumerate(self.steps, 1):
            if not (step.parallel and phases):
                phases.append([])
            phases[-1].append((number, step))
        return tuple(map(tuple, phases))


class Bundle(Record):
    """Services put together for one kind of reader, to be pushed without being asked for."""

    fact_groups: ClassVar = {
        "services": ("summary", "audience", "services", "chat_text"),
        "tips": ("tips",),
    }

    summary: Text = Field(title="一句话说明")
    audience: Text = Field(title="适合谁")
    services: tuple[ServiceId, ...] = Field(min_length=2, title="事项")
    tips: tuple[Text, ...] = Field(default=(), title="提示")
    chat_text: Line = Field(title="群里发的短文字", max_length=120)
    published_on: Day = Field(title="发布日期")


class ServicePackage(Bundle):
    """A 服务包: services for the daily life of companies or staff."""


class PolicyToolkit(Bundle):
    """A 政策工具包: policies for a kind of company, and the services through which it gets them."""

    fact_groups: ClassVar = {
        **Bundle.fact_groups,
        "services": (*Bundle.fact_groups["services"], "policies"),
    }

    policies: tuple[PolicyId, ...] = Field(default=(), title="政策")
