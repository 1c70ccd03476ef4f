"""What the policies come to for a company whose facts came with a request: as on its own screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from guidebook.matching.answers import answers_in, read_answer
from guidebook.matching.rules import Compiler, Group, Rule
from guidebook.matching.verdicts import judge, verdict_of
from guidebook.model import Guidebook, Policy
from guidebook.model.policies import DOES_NOT_FIT, FITS, MAY_FIT
from intake.cases.form_values import FormValues

ORDER = (FITS, MAY_FIT, DOES_NOT_FIT)


@dataclass(frozen=True)
class Match:
    """A policy, what its conditions come to, and the words that decide."""

    policy: Policy
    verdict: str
    why: tuple[str, ...]
    """What is not met; of what is still open, the questions."""


def matches_of(values: FormValues, today: date, guidebook: Guidebook) -> tuple[Match, ...]:
    """Judge every policy that has not ended; () where no facts came along. The best come first."""
    facts = guidebook.company_facts
    said = answers_in(values.facts, facts)
    answers = {name: read_answer(facts.named(name), text) for name, text in said.items()}
    if not answers:
        return ()
    compiler = Compiler(facts, guidebook.policies)
    found = []
    for policy in guidebook.policies.values():
        if policy.valid_to and policy.valid_to < today:
            continue
        rule = compiler.compile(policy.conditions)
        met = judge(rule, answers, today)
        lines = () if met else _lines(rule)
        why = dict.fromkeys(line.words for line in lines if judge(line, answers, today) is met)
        found.append(Match(policy, verdict_of(met), tuple(why)))
    return tuple(sorted(found, key=lambda match: (ORDER.index(match.verdict), len(match.why))))


def _lines(rule: Rule) -> Iterator[Rule]:
    """Yield what is compared, or judged by people, within a rule."""
    if isinstance(rule, Group):
        for part in rule.rules:
            yield from _lines(part)
    else:
        yield rule
