"""Rules for the worked cases of policies: examples show that the conditions are right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from guidebook.checks.conditions import (
    conditions_of,
    endless_conditions,
    named_in,
    odd_conditions,
    reached_from,
)
from guidebook.matching.answers import Answer, OddAnswerError, read_answer
from guidebook.matching.rules import Compiler, DayRule, Rule, comparisons
from guidebook.matching.verdicts import judge, verdict_of
from guidebook.model.company_facts import CompanyFact, CompanyFacts
from guidebook.model.policies import DOES_NOT_FIT, Policy, WorkedCase
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem, did_you_mean
from guidebook.reading.yaml_file import YamlFile


def one_sided_cases(read: Folder) -> Iterator[Problem]:
    """Yield every policy whose examples show only companies that get it, or only others."""
    for policy, file in read.all_of(Policy):
        verdicts = {case.verdict == DOES_NOT_FIT for case in policy.cases}
        if len(verdicts) == 1:
            missing = "符合或可能符合" if True in verdicts else "不符合"
            yield file.problem(("cases",), f"缺少一个{missing}的例子：规则对不对，两边都要试")


def wrong_cases(read: Folder) -> Iterator[Problem]:
    """Yield every example that the conditions do not come to, and every fact it gets wrong."""
    asked = read.single(CompanyFacts)
    if not asked:
        return
    facts = {fact.id: fact for fact in asked.facts}
    policies = {policy.id: policy for policy, _file in read.all_of(Policy)}
    faulty = {
        problem.path for rule in (odd_conditions, endless_conditions) for problem in rule(read)
    }
    usable = {policy.id for policy, file in read.all_of(Policy) if file.path not in faulty}
    rests_on = {name: set(named_in(policy)) for name, policy in policies.items()}
    for policy, file in read.all_of(Policy):
        rule = None
        reached = reached_from(policy.id, rests_on)
        if reached <= usable and all(_is_known(policies[name], facts) for name in reached):
            rule = Compiler(asked, policies).compile(policy.conditions)
        for n, case in enumerate(policy.cases):
            yield from _case_faults(n, case, rule, facts, file, read.today)


def _is_known(policy: Policy, facts: Mapping[str, CompanyFact]) -> bool:
    """Tell whether every question that the conditions rest on could be read."""
    return all(line.fact in facts for _place, line in conditions_of(policy) if line.fact)


def _case_faults(
    n: int,
    case: WorkedCase,
    rule: Rule | None,
    facts: Mapping[str, CompanyFact],
    file: YamlFile,
    today: date,
) -> Iterator[Problem]:
    answers: dict[str, Answer] = {}
    faults = 0
    for name, text in case.facts.items():
        try:
            answers[name] = read_answer(facts[name], text)
        except KeyError:
            faults += 1
            message = f"company_facts 里没有“{name}”{did_you_mean(name, facts)}"
            yield file.problem(("cases", n, "facts", name), message)
        except OddAnswerError as error:
            faults += 1
            yield file.problem(("cases", n, "facts", name), str(error))
    if rule is None or faults:
        return
    if not case.on and any(isinstance(each, DayRule) for each in comparisons(rule)):
        yield file.problem(("cases", n), "条件里有满几个月、几年的，请用 on 写明以哪一天算")
        return
    found = verdict_of(judge(rule, answers, case.on or today))
    if found != case.verdict:
        message = f"按条件算出来是“{found}”，这里写的是“{case.verdict}”：请核对条件或例子"
        yield file.problem(("cases", n, "verdict"), message)
