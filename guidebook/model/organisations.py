"""Who answers: departments, routing targets that are no departments, and roles in the councils."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from guidebook.model.meaning import Meaning
from guidebook.model.values import Contact, Line, Published, Record, Text


class Department(Record):
    """A department of the shared guide, or a routing target outside them (供电企业, 业主方 …)."""

    fact_groups: ClassVar = {
        "name": ("name",),
        "name_en": ("name_en",),
        "aliases": ("aliases",),
        "duties": ("duties", "not_here", "summary"),
        "contact": ("contact",),
    }

    code: Line = Field(title="代码")
    kind: Annotated[Literal["department", "target"], Meaning("部门", "别的承办单位")] = Field(
        title="种类"
    )
    summary: Text = Field(title="简介")
    duties: tuple[Text, ...] = Field(min_length=1, title="职责")
    not_here: tuple[Text, ...] = Field(default=(), title="不在这里办的事")
    contact: Published[Contact] = Field(title="联系方式")

    @property
    def position(self) -> tuple[int, str]:
        """Departments before other targets, each in order of codes."""
        return (0 if self.kind == "department" else 1, self.code)


class Role(Record):
    """A post that every council has, described once: who fills it, and with what tasks."""

    fact_groups: ClassVar = {
        "name": ("name",),
        "aliases": ("aliases",),
        "filled_by": ("filled_by",),
        "tasks": ("tasks", "summary"),
        "rhythm": ("rhythm",),
    }

    order: int = Field(ge=1, title="排列次序")
    summary: Text = Field(title="简介")
    filled_by: Published[Text] = Field(title="由谁担任")
    tasks: tuple[Text, ...] = Field(min_length=1, title="任务")
    rhythm: Text | None = Field(default=None, title="走访节奏")
