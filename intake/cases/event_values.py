"""The kinds of values that events tell: texts, days, shares; nothing is made of what is no such."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from intake.cases.service_request import Support


def _day(value: object) -> date:
    """Take a day as it is written, nothing that pydantic would make one of."""
    day = date.fromisoformat(str(value))
    if day.isoformat() != value:
        raise ValueError
    return day


def where(holds: Callable[[Any], bool]) -> AfterValidator:
    """Take only what something holds of."""

    def check(value: object) -> object:
        if not holds(value):
            raise ValueError
        return value

    return AfterValidator(check)


AnyText = Annotated[str, Field(strict=True)]
Words = Annotated[str, Field(strict=True, pattern=r"\S")]
"""A text with something in it."""
Day = Annotated[date, BeforeValidator(_day)]
Flag = Annotated[bool, Field(strict=True)]


class Share(BaseModel, extra="forbid", frozen=True):
    """The share of a supporting department, and when it is due."""

    department: Words
    due: Day


Shares = Annotated[
    tuple[Share, ...], where(lambda shares: len({s.department for s in shares}) == len(shares))
]
"""Each department once."""


def supports(shares: tuple[Share, ...]) -> tuple[Support, ...]:
    """Return what a request keeps of shares."""
    return tuple(Support(share.department, share.due) for share in shares)
