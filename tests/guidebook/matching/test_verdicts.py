"""Verdicts on policies: edges belong, what is not known stays open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from guides_folder import GUIDES, TODAY, load

from guidebook.checks.conditions import conditions_of
from guidebook.matching.answers import OddAnswerError, Range, read_answer
from guidebook.matching.rules import Compiler, in_words
from guidebook.matching.verdicts import after, judge
from guidebook.model.company_facts import Band, Choice, CompanyFact, CompanyFacts
from guidebook.model.conditions import Condition

STAFF = CompanyFact(
    id="staff", name="员工", question="多少人？", kind="number", unit="人", whole=True, least=1,
    bands=(Band(label="十人内", at_most=10), Band(label="更多", at_least=11)),
)  # fmt: skip
TITLES = CompanyFact(
    id="titles", name="资质", question="有哪些？", kind="several",
    choices=(Choice(label="甲"), Choice(label="乙")),
)  # fmt: skip
FOUNDED = CompanyFact(id="founded", name="成立", question="哪天？", kind="day")
FACTS = CompanyFacts(facts=(STAFF, TITLES, FOUNDED))

FEW = {"fact": "staff", "at_most": "10 人"}
HAS_A = {"fact": "titles", "includes": ["甲"]}


def met(condition: Mapping[str, object], **said: str) -> bool | None:
    """Tell whether a condition is met by what a company said."""
    rule = Compiler(FACTS, {}).compile(Condition.model_validate(condition))
    answers = {name: read_answer(FACTS.named(name), text) for name, text in said.items()}
    return judge(rule, answers, TODAY)


@pytest.mark.parametrize(
    ("condition", "said", "expected"),
    [
        (FEW, {"staff": "10"}, True),
        (FEW, {"staff": "11"}, False),
        (FEW, {"staff": "十人内"}, True),
        (FEW, {"staff": "更多"}, False),
        (FEW, {}, None),
        ({"fact": "staff", "at_most": "5 人"}, {"staff": "十人内"}, None),
        ({"fact": "staff", "over": "10 人"}, {"staff": "10"}, False),
        ({"fact": "staff", "under": "11 人"}, {"staff": "11"}, False),
        ({"fact": "staff", "at_least": "11 人"}, {"staff": "更多"}, True),
        (HAS_A, {"titles": "甲、乙"}, True),
        (HAS_A, {"titles": "都没有"}, False),
        (HAS_A, {}, None),
        ({"all": [FEW, HAS_A]}, {"staff": "11"}, False),
        ({"all": [FEW, HAS_A]}, {"staff": "9"}, None),
        ({"any": [FEW, HAS_A]}, {"staff": "11"}, None),
        ({"any": [FEW, HAS_A]}, {"titles": "甲"}, True),
        ({"none": [FEW, HAS_A]}, {"titles": "甲"}, False),
        ({"none": [FEW, HAS_A]}, {"staff": "11"}, None),
        ({"none": [FEW, HAS_A]}, {"staff": "11", "titles": "乙"}, True),
        ({"manual": "评审"}, {"staff": "1"}, None),
        ({"any": [{"manual": "评审"}, FEW]}, {"staff": "1"}, True),
    ],
)
def test_a_condition_is_met_not_met_or_open(
    condition: dict[str, object], said: dict[str, str], expected: bool | None
) -> None:
    assert met(condition, **said) is expected


@pytest.mark.parametrize(
    ("founded", "expected"),
    [("2026-05-23", True), ("2026-05-24", False), ("2023-11-23", True), ("2023-11-22", False)],
)
def test_time_since_a_day_is_counted_to_the_day(founded: str, expected: bool) -> None:
    condition = {"fact": "founded", "at_least": "6 个月", "at_most": "3 年"}

    assert met(condition, founded=founded) is expected


def test_a_month_after_the_31st_ends_on_the_last_day() -> None:
    assert after(date(2026, 1, 31), 1, "个月") == date(2026, 2, 28)
    assert after(date(2024, 2, 29), 1, "年") == date(2025, 2, 28)
    assert after(date(2026, 1, 1), 365, "日") == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (STAFF, "0"), (STAFF, "1.5"), (STAFF, "很多"), (STAFF, "nan"), (STAFF, "inf"),
        (STAFF, "1e999"), (STAFF, ""), (TITLES, "丙"), (TITLES, "甲、丙"), (FOUNDED, "去年"),
        (FOUNDED, "2026-02-30"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_told_with_the_name_of_the_question(
    fact: CompanyFact, text: str
) -> None:
    with pytest.raises(OddAnswerError, match=str(fact.name)):
        read_answer(fact, text)


def test_ranges_that_only_touch_are_apart_unless_both_ends_belong() -> None:
    assert Range(0, 10).is_apart_from(Range(10, 20, low_open=True))
    assert not Range(0, 10).is_apart_from(Range(10, 20))
    assert Range(0, 10, high_open=True).is_apart_from(Range(10, 20))


def test_a_condition_reads_as_it_is_said_aloud() -> None:
    def words(fact: CompanyFact, **comparison: object) -> str:
        return in_words(Condition.model_validate({"fact": fact.id, **comparison}), fact)

    assert words(STAFF, over="5 人", at_most="10 人") == "员工超过 5 人、不超过 10 人"
    assert words(TITLES, includes=["甲", "乙"]) == "有甲或乙"
    assert words(FOUNDED, at_least="1 年") == "成立满 1 年"


def test_every_line_of_every_policy_explains_itself() -> None:
    guidebook = load(GUIDES)

    silent = [
        f"{policy.id}: {line}"
        for policy in guidebook.policies.values()
        for _place, line in conditions_of(policy)
        if line.fact and not (line.otherwise and guidebook.company_facts.named(line.fact).question)
    ]

    assert silent == []
