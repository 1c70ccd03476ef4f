"""Rules for the conditions of policies: a comparison that cannot be made does not build."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations

from guidebook.matching.answers import Range
from guidebook.matching.rules import DAY_UNITS, among, within
from guidebook.matching.verdicts import after
from guidebook.model.company_facts import CompanyFact, CompanyFacts
from guidebook.model.conditions import Condition, Quantity
from guidebook.model.policies import Policy
from guidebook.model.walk import Location
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem, did_you_mean, is_several

Fault = tuple[Location, str]
"""Where something is wrong within a condition, and what."""

Placed = tuple[Location, Condition]

_FITTING = {
    "choice": ("equals", "one_of"),
    "several": ("includes",),
    "number": Condition.BOUNDS,
    "day": ("at_least", "at_most"),
}
"""Kind of question → the comparisons that its answers can be put to."""


def odd_conditions(read: Folder) -> Iterator[Problem]:
    """Yield every line of conditions that says nothing, too much, or what cannot be compared."""
    asked = read.single(CompanyFacts)
    facts = {fact.id: fact for fact in asked.facts} if asked else {}
    for policy, file in read.all_of(Policy):
        for place, condition in conditions_of(policy):
            for key, message in (*_shape_faults(condition), *_comparison_faults(condition, facts)):
                yield file.problem((*place, *key), message)


def crossing_tiers(read: Folder) -> Iterator[Problem]:
    """Yield every tier whose numbers cross those of an earlier one on the same question.

    A tier within another is a narrower case, and may well give more.
    """
    asked = read.single(CompanyFacts)
    counted = [fact.id for fact in asked.facts if fact.kind == "number"] if asked else []
    for policy, file in read.all_of(Policy):
        tiers = [tier for tier in enumerate(policy.tiers) if tier[1].when.fact in counted]
        for (_, earlier), (n, tier) in combinations(tiers, 2):
            if tier.when.fact == earlier.when.fact and _cross(tier.when, earlier.when):
                message = f"和“{earlier.benefit}”那一档的数目有重叠，请接上"
                yield file.problem(("tiers", n, "when"), message)


def _cross(one: Condition, other: Condition) -> bool:
    """Tell whether some numbers, and not just those of the narrower one, are within both."""
    numbers, others = within(one), within(other)
    is_narrower = numbers.is_within(others) is not others.is_within(numbers)
    return not is_narrower and not numbers.is_apart_from(others)


def endless_conditions(read: Folder) -> Iterator[Problem]:
    """Yield every policy that rests on itself by way of another one."""
    policies = {policy.id: (policy, file) for policy, file in read.all_of(Policy)}
    rests_on = {name: set(named_in(policy)) for name, (policy, _file) in policies.items()}
    for name, (policy, file) in policies.items():
        for place, condition in conditions_of(policy):
            if condition.policy and name in reached_from(condition.policy, rests_on):
                message = f"“{condition.policy}”的条件又回到本政策，请写出具体条件"
                yield file.problem((*place, "policy"), message)


def conditions_of(policy: Policy) -> Iterator[Placed]:
    """Yield every line of a policy's conditions and tiers with its place."""
    yield from _placed(("conditions",), policy.conditions)
    for n, tier in enumerate(policy.tiers):
        yield from _placed(("tiers", n, "when"), tier.when)


def _placed(place: Location, condition: Condition) -> Iterator[Placed]:
    yield place, condition
    for group in Condition.GROUPS:
        for n, part in enumerate(getattr(condition, group)):
            yield from _placed((*place, group, n), part)


def named_in(policy: Policy) -> Iterator[str]:
    """Yield the policies that a policy's conditions name."""
    return (line.policy for _place, line in conditions_of(policy) if line.policy)


def reached_from(name: str, rests_on: Mapping[str, set[str]]) -> set[str]:
    """Return a policy and all that it rests on, by way of others too."""
    reached: set[str] = set()
    new = {name}
    while new:
        reached |= new
        new = set().union(*(rests_on.get(each, set()) for each in new)) - reached
    return reached


def _given(condition: Condition, keys: tuple[str, ...]) -> list[str]:
    return [key for key in keys if getattr(condition, key)]


def _shape_faults(condition: Condition) -> Iterator[Fault]:
    heads = _given(condition, Condition.HEADS)
    if not heads:
        yield (), f"这一条没有说看什么，请写 {'、'.join(Condition.HEADS)} 之一"
    for head in heads[1:]:
        yield (head,), f"这一条已经写了 {heads[0]}，请分成两条"
    given = _given(condition, Condition.COMPARISONS)
    if condition.fact and not given:
        yield (), f"没有说怎么比，请加上 {'、'.join(Condition.COMPARISONS)} 之一"
    if not condition.fact:
        yield from (((key,), "只和 fact 一起用，请移到那一条里") for key in given)
    elif not condition.otherwise:
        yield (), "缺少 otherwise：不满足时，企业可以怎么办"


def _comparison_faults(condition: Condition, facts: dict[str, CompanyFact]) -> Iterator[Fault]:
    fact = facts.get(condition.fact or "")
    if not fact:
        return
    fitting = _FITTING[fact.kind]
    for key in _given(condition, Condition.COMPARISONS):
        if key not in fitting:
            yield (key,), f"“{fact.name}”不能这样比，请用 {'、'.join(fitting)}"
    if fact.kind in ("choice", "several"):
        yield from _unknown_labels(condition, fact)
    else:
        yield from _odd_quantities(condition, fact)


def _unknown_labels(condition: Condition, fact: CompanyFact) -> Iterator[Fault]:
    if condition.equals and condition.equals not in fact.labels:
        yield ("equals",), _no_answer(condition.equals, fact)
    for key in ("one_of", "includes"):
        for n, label in enumerate(getattr(condition, key)):
            if label not in fact.labels:
                yield (key, n), _no_answer(label, fact)
    if set(fact.labels) <= set(among(condition)):
        yield (), f"“{fact.name}”的每个答案都算，等于没有条件，请删去，或少写几个"


def _no_answer(label: str, fact: CompanyFact) -> str:
    if is_several(label):
        return f"“{label}”要分成几项：几项之间用半角逗号“,”隔开"
    near = did_you_mean(label, fact.labels) or f"，只有{'、'.join(fact.labels)}"
    return f"“{fact.name}”没有“{label}”这个答案{near}"


def _odd_quantities(condition: Condition, fact: CompanyFact) -> Iterator[Fault]:
    units = DAY_UNITS if fact.kind == "day" else (fact.unit,)
    for key in _given(condition, Condition.BOUNDS):
        quantity = getattr(condition, key)
        if quantity.unit not in units and None not in units:
            yield (key,), f"单位应为{'、'.join(map(str, units))}，现在是“{quantity.unit}”"
        elif (fact.kind == "day" or fact.whole) and quantity.number != int(quantity.number):
            yield (key,), f"应为整数，现在是“{quantity}”"
        elif fact.kind == "day" and after(_BEGUN, int(quantity.number), quantity.unit) > _LATEST:
            yield (key,), f"太长了，最多写 100 年，现在是“{quantity}”"
    for pair in (("at_least", "over"), ("at_most", "under")):
        if len(_given(condition, pair)) > 1:
            yield (pair[1],), f"和 {pair[0]} 只能写一个"
    if fact.kind == "number":
        yield from _certain(within(condition), fact)
    elif _ends_first(*(each for each in _spans(condition) if each.unit in DAY_UNITS)):
        yield (), _EMPTY


_BEGUN, _LATEST = date(2024, 1, 1), date(2124, 1, 1)
_EMPTY = "没有一个数能同时满足这两头，请核对"


def _spans(condition: Condition) -> Iterator[Quantity]:
    return (each for each in (condition.at_least, condition.at_most) if each)


def _ends_first(*spans: Quantity) -> bool:
    """Tell whether no time is as long as the first of two and not longer than the second."""
    ends = [after(_BEGUN, int(span.number), span.unit) for span in spans]
    return len(ends) > 1 and ends[0] > ends[1]


def _certain(numbers: Range, fact: CompanyFact) -> Iterator[Fault]:
    """Yield a comparison that comes to the same for every possible number."""
    if numbers.is_empty:
        yield (), _EMPTY
        return
    possible = Range(fact.least, math.inf if fact.most is None else fact.most)
    if possible.is_within(numbers):
        yield (), f"“{fact.name}”总是满足，等于没有条件，请核对"
    elif possible.is_apart_from(numbers):
        yield (), f"“{fact.name}”不可能满足，请核对"
