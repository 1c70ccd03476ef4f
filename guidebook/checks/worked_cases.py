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
    answers, odd = _answers_of(n, case, facts, file, case.on or today)
    yield from odd
    if rule is None or odd:
        return
    if not case.on and any(isinstance(each, DayRule) for each in comparisons(rule)):
        yield file.problem(("cases", n), "条件里有满几个月、几年的，请用 on 写明以哪一天算")
        return
    found = verdict_of(judge(rule, answers, case.on or today))
    if found != case.verdict:
        message = f"按条件算出来是“{found}”，这里写的是“{case.verdict}”：请核对条件或例子"
        yield file.problem(("cases", n, "verdict"), message)


def _answers_of(
    n: int, case: WorkedCase, facts: Mapping[str, CompanyFact], file: YamlFile, day: date
) -> tuple[dict[str, Answer], list[Problem]]:
    """Read the facts of an example as of a day, and what is wrong with them."""
    answers: dict[str, Answer] = {}
    odd: list[Problem] = []
    for name, text in case.facts.items():
        message = ""
        try:
            answers[name] = found = read_answer(facts[name], text)
            if isinstance(found, date) and found > day:
                message = f"{found} 比例子算的那一天 {day} 还晚，请核对这两个日期"
        except KeyError:
            message = f"company_facts 里没有“{name}”{did_you_mean(name, facts)}"
        except OddAnswerError as error:
            message = str(error)
        if message:
            odd.append(file.problem(("cases", n, "facts", name), message))
    return answers, odd
