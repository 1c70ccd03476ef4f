"""What pages show of policies: who gets what, the conditions in words, rules for a script."""

from __future__ import annotations

from datetime import date
from typing import Any

from guidebook.matching.answers import band_range
from guidebook.matching.rules import Compiler, Rule, as_data, comparisons, range_data
from guidebook.model import Guidebook, Policy
from guidebook.model.company_facts import CompanyFact
from guidebook.model.policies import Tier, Window


def rule_of(guidebook: Guidebook, policy: Policy) -> Rule:
    """Return the compiled conditions of a policy."""
    return Compiler(guidebook.company_facts, guidebook.policies).compile(policy.conditions)


def facts_of(guidebook: Guidebook, policy: Policy) -> tuple[CompanyFact, ...]:
    """Return the questions that a policy's conditions and tiers rest on, in the order asked."""
    compiler = Compiler(guidebook.company_facts, guidebook.policies)
    wheres = (policy.conditions, *(tier.when for tier in policy.tiers))
    used = {leaf.fact for where in wheres for leaf in comparisons(compiler.compile(where))}
    return tuple(fact for fact in guidebook.company_facts.facts if fact.id in used)


def tier_words(guidebook: Guidebook, tier: Tier) -> str:
    """Return for whom a tier is, in words."""
    compiler = Compiler(guidebook.company_facts, guidebook.policies)
    return compiler.compile(tier.when).words


def matching_data(guidebook: Guidebook, *policies: Policy) -> dict[str, Any]:
    """Return what the script needs to compare a company with policies."""
    compiler = Compiler(guidebook.company_facts, guidebook.policies)
    facts = {fact.id: fact for policy in policies for fact in facts_of(guidebook, policy)}
    facts |= {fact.id: fact for fact in guidebook.company_facts.in_finder}
    return {
        "facts": {name: _fact_data(fact) for name, fact in facts.items()},
        "policies": {policy.id: _policy_data(policy, compiler) for policy in policies},
    }


def _fact_data(fact: CompanyFact) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": fact.kind, "name": str(fact.name)}
    data["question"] = str(fact.question)
    if fact.kind == "number":
        bands = [[band.label, *range_data(band_range(band))] for band in fact.bands]
        data |= {"unit": fact.unit, "least": fact.least, "most": fact.most, "bands": bands}
        data |= {"whole": fact.whole, "above": fact.not_above}
    else:
        data["choices"] = fact.labels
    return {key: value for key, value in data.items() if value not in (None, False, (), [])}


def _policy_data(policy: Policy, compiler: Compiler) -> dict[str, Any]:
    data = {
        "rule": as_data(compiler.compile(policy.conditions)),
        "tiers": [[as_data(compiler.compile(t.when)), str(t.benefit)] for t in policy.tiers],
        "checked": policy.checked_on is not None,
        "from": policy.valid_from and policy.valid_from.isoformat(),
        "to": policy.valid_to and policy.valid_to.isoformat(),
        "closes": [w.closes.isoformat() for w in policy.windows if w.closes],
    }
    return {key: value for key, value in data.items() if value}


def policies_by_company(guidebook: Guidebook) -> dict[str, tuple[Policy, ...]]:
    """Return kind of company → the policies that suit it first, the kind with the most first."""
    kinds: dict[str, list[Policy]] = {}
    for policy in guidebook.policies.values():
        kinds.setdefault(policy.suits[0], []).append(policy)
    most_first = sorted(kinds.items(), key=lambda entry: -len(entry[1]))
    return {kind: tuple(policies) for kind, policies in most_first}


def policies_by_closing(guidebook: Guidebook, today: date) -> tuple[tuple[Policy, Window], ...]:
    """Return the policies with a day, from `today`, until which one can apply, and their window.

    The first to close comes first. Which are over by then is for the reader's day to say.
    """
    known = ((policy, policy.last_window) for policy in guidebook.policies.values())
    closing = [
        (policy, window)
        for policy, window in known
        if window and window.closes and window.closes >= today
    ]
    return tuple(sorted(closing, key=lambda each: (str(each[1].closes), each[0].position)))
