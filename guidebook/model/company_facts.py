"""What a company may be asked so that policies can be compared with it: bands, nothing personal."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from guidebook.model.conditions import FactId
from guidebook.model.meaning import Meaning
from guidebook.model.values import Content, Line, ServiceId, Text


class Choice(Content):
    """One answer of a question with fixed answers."""

    label: Line = Field(title="选项")
    says: Text | None = Field(default=None, title="作为条件怎么说")
    """How the answer reads as a condition, where question and label do not make a sentence."""


class Band(Content):
    """A range of numbers, offered where nobody knows, or likes to tell, the exact one."""

    label: Line = Field(title="选项")
    at_least: float | None = Field(default=None, title="不少于")
    over: float | None = Field(default=None, title="超过")
    at_most: float | None = Field(default=None, title="不超过")
    under: float | None = Field(default=None, title="不到")


class CompanyFact(Content):
    """One question on a company. Every question may be left open, which is never taken for no."""

    id: Line = Field(title="编号", pattern=r"^[a-z][a-z0-9_]{0,30}$", examples=["employees"])
    name: Text = Field(title="名称")
    question: Text = Field(title="问题")
    hint: Text | None = Field(default=None, title="提示")
    kind: Annotated[
        Literal["choice", "several", "number", "day"],
        Meaning("选一项", "可选几项", "填数", "填日期"),
    ] = Field(title="种类")
    choices: tuple[Choice, ...] = Field(default=(), title="选项")
    unit: Line | None = Field(default=None, title="单位")
    whole: bool = Field(default=False, title="只有整数")
    bands: tuple[Band, ...] = Field(default=(), title="档次")
    least: float = Field(default=0, title="最小可能")
    most: float | None = Field(default=None, title="最大可能")
    not_above: FactId | None = Field(default=None, title="不会超过哪一项")
    in_finder: bool = Field(default=False, title="在“找政策”里先问")

    @property
    def labels(self) -> tuple[str, ...]:
        """The answers one can pick."""
        return (*(choice.label for choice in self.choices), *(band.label for band in self.bands))


class CompanyFacts(Content):
    """The questions, in the order they are asked."""

    service: ServiceId | None = Field(default=None, title="带着结果提诉求时归哪个事项")
    facts: tuple[CompanyFact, ...] = Field(min_length=1, title="问题")

    def named(self, fact_id: str) -> CompanyFact:
        """Return a question by its id; raises KeyError if there is none."""
        return {fact.id: fact for fact in self.facts}[fact_id]

    @property
    def in_finder(self) -> tuple[CompanyFact, ...]:
        """The few questions that are asked before any policy is chosen."""
        return tuple(fact for fact in self.facts if fact.in_finder)
