"""Policies' conditions compiled: one form that Python and the browser both evaluate.

A condition becomes a tree of `Group`, `Open` and three sorts of comparison, each with the words
that explain it. `as_data` gives the form that the browser takes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from guidebook.matching.answers import Range
from guidebook.model.company_facts import CompanyFact, CompanyFacts
from guidebook.model.conditions import Condition, Quantity
from guidebook.model.policies import Policy

GroupName = Literal["all", "any", "none"]

DAY_UNITS = ("日", "个月", "年")
"""In what the time since a day is counted."""


@dataclass(frozen=True)
class Group:
    """Further rules that are all asked, of which one is enough, or none may hold."""

    of: GroupName
    rules: tuple[Rule, ...]
    words: str
    otherwise: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Open:
    """What no questionnaire can decide: it stays unknown, and nothing remedies that."""

    words: str
    otherwise: str = ""
    basis: str = ""


@dataclass(frozen=True)
class NumberRule:
    """A number has to lie in a range."""

    fact: str
    within: Range
    words: str
    otherwise: str
    basis: str = ""


@dataclass(frozen=True)
class ChoiceRule:
    """One of these answers has to be given."""

    fact: str
    among: tuple[str, ...]
    words: str
    otherwise: str
    basis: str = ""


@dataclass(frozen=True)
class DayRule:
    """So much time has to have gone by since a day, or not more: (number, unit) each."""

    fact: str
    at_least: tuple[int, str] | None
    at_most: tuple[int, str] | None
    words: str
    otherwise: str
    basis: str = ""


Comparison = NumberRule | ChoiceRule | DayRule
Rule = Group | Open | Comparison


class Compiler:
    """Compiles the conditions of one guide's policies; each policy may build on others."""

    def __init__(self, facts: CompanyFacts, policies: Mapping[str, Policy]) -> None:
        self.facts = {fact.id: fact for fact in facts.facts}
        self.policies = policies

    def compile(self, condition: Condition) -> Rule:
        """Compile a condition that passed the checks."""
        for of in Condition.GROUPS:
            parts = getattr(condition, of)
            if parts:
                rules = tuple(map(self.compile, parts))
                words = str(condition.wording or _joined(of, rules))
                return Group(of, rules, words, str(condition.otherwise or ""))
        if condition.manual:
            return Open(str(condition.manual))
        if condition.policy:
            return self._of_policy(condition)
        return self._comparison(condition, self.facts[condition.fact or ""])

    def _of_policy(self, condition: Condition) -> Rule:
        policy = self.policies[condition.policy or ""]
        words = str(condition.wording or f"符合“{policy.name}”的条件")
        otherwise = str(condition.otherwise or "")
        return Group("all", (self.compile(policy.conditions),), words, otherwise)

    def _comparison(self, condition: Condition, fact: CompanyFact) -> Comparison:
        words = str(condition.wording or in_words(condition, fact))
        otherwise, basis = str(condition.otherwise or ""), str(condition.basis or "")
        if fact.kind == "number":
            return NumberRule(fact.id, within(condition), words, otherwise, basis)
        if fact.kind == "day":
            least, most = _span(condition.at_least), _span(condition.at_most)
            return DayRule(fact.id, least, most, words, otherwise, basis)
        return ChoiceRule(fact.id, among(condition), words, otherwise, basis)


def among(condition: Condition) -> tuple[str, ...]:
    """Return the answers of which one is asked for."""
    single = (condition.equals,) if condition.equals else ()
    return (*single, *condition.one_of, *condition.includes)


def within(condition: Condition) -> Range:
    """Return the range that a number has to lie in."""
    low, high = condition.over or condition.at_least, condition.under or condition.at_most
    return Range(
        low.number if low else -math.inf,
        high.number if high else math.inf,
        low_open=condition.over is not None,
        high_open=condition.under is not None,
    )


def _span(quantity: Quantity | None) -> tuple[int, str] | None:
    return (int(quantity.number), quantity.unit) if quantity else None


_BOUNDS = {"at_least": "不少于", "over": "超过", "at_most": "不超过", "under": "不到"}
_SPANS = {"at_least": "满", "at_most": "不超过"}


def in_words(condition: Condition, fact: CompanyFact) -> str:
    """Say a comparison as a policy officer reads it aloud."""
    if fact.kind in ("number", "day"):
        wordings = _BOUNDS if fact.kind == "number" else _SPANS
        bounds = [(word, getattr(condition, name)) for name, word in wordings.items()]
        return f"{fact.name}{'、'.join(f'{word} {bound}' for word, bound in bounds if bound)}"
    says = {choice.label: choice.says for choice in fact.choices}
    labels = among(condition)
    if all(says.get(label) for label in labels):
        return "，或者".join(str(says[label]) for label in labels)
    joined = f"{'、'.join(labels[:-1])}或{labels[-1]}" if len(labels) > 1 else labels[0]
    return f"有{joined}" if fact.kind == "several" else f"{fact.name}是{joined}"


def _joined(of: GroupName, rules: tuple[Rule, ...]) -> str:
    words = [rule.words for rule in rules]
    if of == "none":
        return f"没有下面的情况：{'；'.join(words)}"
    return {"all": "，并且", "any": "，或者"}[of].join(words)


def comparisons(rule: Rule) -> Iterator[Comparison]:
    """Yield every comparison within a rule, in the order they are read."""
    if isinstance(rule, Group):
        for part in rule.rules:
            yield from comparisons(part)
    elif not isinstance(rule, Open):
        yield rule


def as_data(rule: Rule) -> dict[str, Any]:
    """Return a rule as the browser takes it; what is empty is left out."""
    match rule:
        case Group():
            data: dict[str, Any] = {rule.of: [as_data(part) for part in rule.rules]}
        case Open():
            return {"manual": rule.words}
        case NumberRule():
            data = {"fact": rule.fact, "range": range_data(rule.within)}
        case ChoiceRule():
            data = {"fact": rule.fact, "among": rule.among}
        case DayRule():
            data = {"fact": rule.fact, "span": [rule.at_least, rule.at_most]}
    texts = {"words": rule.words, "otherwise": rule.otherwise}
    return data | {name: text for name, text in texts.items() if text}


def range_data(numbers: Range) -> list[float | bool | None]:
    """Return a range for the browser: its ends, null for none, and which of them are open."""
    ends = [end if math.isfinite(end) else None for end in (numbers.low, numbers.high)]
    return [*ends, numbers.low_open, numbers.high_open]
