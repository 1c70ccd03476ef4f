"""What a company answered, read from the text that stands in an address or a worked case."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl

from guidebook.model.company_facts import Band, CompanyFact, CompanyFacts
from guidebook.model.conditions import number_in_words

NOTHING = "都没有"
"""The answer of who has none of what may be chosen several times."""
EARLIEST, LATEST = date(1800, 1, 1), date(2199, 12, 31)
"""Days between which every day that is answered lies."""
SEVERAL = "、"
"""What stands between answers of which several may be given."""


_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`; an open end does not belong to it."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    def is_within(self, other: Range) -> bool:
        """Tell whether every number of this range lies in another."""
        begins = self.low > other.low or (
            self.low == other.low and (self.low_open or not other.low_open)
        )
        ends = self.high < other.high or (
            self.high == other.high and (self.high_open or not other.high_open)
        )
        return begins and ends

    def is_apart_from(self, other: Range) -> bool:
        """Tell whether no number lies in both ranges."""
        return self._ends_before(other) or other._ends_before(self)

    def _ends_before(self, other: Range) -> bool:
        touching = self.high == other.low and (self.high_open or other.low_open)
        return self.high < other.low or touching

    @property
    def is_empty(self) -> bool:
        """Tell whether no number lies in it."""
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))


Answer = Range | frozenset[str] | date
"""A number or band, the choices picked (none of them is an answer too), or a day."""


class OddAnswerError(Exception):
    """A text is no answer to the question; `str()` says what is expected."""


def band_range(band: Band) -> Range:
    """Return the numbers of a band."""
    low = band.at_least if band.over is None else band.over
    high = band.at_most if band.under is None else band.under
    return Range(
        -math.inf if low is None else low,
        math.inf if high is None else high,
        low_open=band.over is not None,
        high_open=band.under is not None,
    )


def read_answer(fact: CompanyFact, text: str) -> Answer:
    """Read the answer to a question.

    Raises OddAnswerError if the text is none, or lies outside of what is possible.
    """
    match fact.kind:
        case "number":
            return _number(fact, text)
        case "day":
            return _day(fact, text)
        case "several" if text == NOTHING:
            return frozenset()
    picked = frozenset(text.split(SEVERAL) if fact.kind == "several" else [text])
    if picked <= set(fact.labels):
        return picked
    raise OddAnswerError(f"{fact.name}里没有“{text}”，请重新选")


def answers_in(text: str, facts: CompanyFacts) -> dict[str, str]:
    """Return question → answer, as texts, of what stands behind # in the finder's address.

    What is no question or no answer any more is left out; people can be asked again.
    """
    questions = {fact.id: fact for fact in facts.facts}
    found = {}
    for name, answer in parse_qsl(text):
        try:
            read_answer(questions[name], answer)
        except (KeyError, OddAnswerError):
            continue
        found[name] = answer
    return found


def _number(fact: CompanyFact, text: str) -> Range:
    for band in fact.bands:
        if band.label == text:
            return band_range(band)
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(number) or (fact.whole and number != int(number)):
        kind = "整数" if fact.whole else "数目"
        raise OddAnswerError(f"{fact.name}应为{kind}（{fact.unit}），现在是“{text}”，请重新填")
    if number < fact.least or number > (math.inf if fact.most is None else fact.most):
        least, most = number_in_words(fact.least), fact.most
        span = f"不少于 {least}" if most is None else f"在 {least} 到 {number_in_words(most)} 之间"
        raise OddAnswerError(f"{fact.name}应{span} {fact.unit}，现在是“{text}”，请核对")
    return Range(number, number)


def _day(fact: CompanyFact, text: str) -> date:
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if not day or not EARLIEST <= day <= LATEST:
        raise OddAnswerError(f"{fact.name}应为日期，如 2024-05-01，现在是“{text}”，请重新填")
    return day
