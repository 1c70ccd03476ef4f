"""What a policy asks of a company, as a policy officer reads it aloud: all of, any of, none of."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from guidebook.model.values import Content, Line, RecordId, Text

_QUANTITY = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*(\D{1,6})")


class FactId(RecordId):
    """The id of a question on a company, listed in `company_facts.yaml`."""

    kind = "company_facts"


class PolicyId(RecordId):
    """The id of a policy."""

    kind = "policies"


class Quantity(Content):
    """A number with its unit, typed as it is read: `300 人`."""

    number: float = Field(title="数目")
    unit: Line = Field(title="单位")

    def __str__(self) -> str:
        space = "" if self.unit == "%" else " "
        return f"{number_in_words(self.number)}{space}{self.unit}"


def number_in_words(number: float) -> str:
    """Write a number without an empty fraction: 300, 5.5."""
    return f"{number:g}" if number < 1e6 else f"{number:.0f}"


def _from_text(value: object) -> object:
    """Take `300 万元` apart; anything else is told with an example."""
    found = _QUANTITY.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        raise PydanticCustomError("quantity", "a number and its unit")
    return {"number": found[1], "unit": found[2].strip()}


TypedQuantity = Annotated[Quantity, BeforeValidator(_from_text)]
"""A quantity as editors type it."""


class Condition(Content):
    """One line of a policy's conditions: a comparison of a fact, or a group of further lines.

    Exactly one of `all`, `any`, `none`, `policy`, `manual` and `fact` is given, with `fact`
    one comparison at least (`checks.conditions`).
    """

    GROUPS: ClassVar[tuple[Literal["all", "any", "none"], ...]] = ("all", "any", "none")
    HEADS: ClassVar = (*GROUPS, "policy", "manual", "fact")
    BOUNDS: ClassVar = ("at_least", "over", "at_most", "under")
    COMPARISONS: ClassVar = ("equals", "one_of", "includes", *BOUNDS)

    all: tuple[Condition, ...] = Field(default=(), title="都要满足")
    any: tuple[Condition, ...] = Field(default=(), title="满足一条就行")
    none: tuple[Condition, ...] = Field(default=(), title="一条都不能有")
    policy: PolicyId | None = Field(default=None, title="符合另一条政策")
    manual: Text | None = Field(default=None, title="要人工判断的")
    fact: FactId | None = Field(default=None, title="看哪一项情况")
    equals: Line | None = Field(default=None, title="是")
    one_of: tuple[Line, ...] = Field(default=(), title="是其中之一")
    includes: tuple[Line, ...] = Field(default=(), title="有其中之一")
    at_least: TypedQuantity | None = Field(default=None, title="不少于", examples=["12 个月"])
    over: TypedQuantity | None = Field(default=None, title="超过", examples=["5000 万元"])
    at_most: TypedQuantity | None = Field(default=None, title="不超过", examples=["300 人"])
    under: TypedQuantity | None = Field(default=None, title="不到", examples=["10 %"])
    wording: Text | None = Field(default=None, title="说法")
    """Instead of what is made of the fact and its comparison, where that reads badly."""
    basis: Text | None = Field(default=None, title="依据")
    otherwise: Text | None = Field(default=None, title="不满足时怎么办")
