"""找政策 in a browser: verdicts as in Python, and a list that is useful after three taps."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from guides_folder import about_ours
from playwright.sync_api import Browser, Page, expect
from served import Served

from guidebook.matching.answers import NOTHING, OddAnswerError, read_answer
from guidebook.matching.rules import Compiler
from guidebook.matching.verdicts import judge
from guidebook.model import Guidebook
from guidebook.model.company_facts import CompanyFact
from guidebook.pages.policies import matching_data

pytestmark = pytest.mark.browser

BY_CHANCE = 500
TODAY = date(2026, 11, 23)

JUDGE = """({facts, policies, companies, today}) => companies.map((said) => {
  const read = Object.entries(said).map(([name, text]) => [name, matching.read(facts[name], text)]);
  const answers = Object.fromEntries(read.filter(([, answer]) => !answer.fault));
  const lines = (rule) => [
    matching.judge(rule, answers, today),
    ...(rule.all ?? rule.any ?? rule.none ?? []).flatMap(lines),
  ];
  return Object.values(policies).map(({ rule }) => lines(rule));
})"""
"""Every line of every policy, for each company."""


def by_chance(facts: list[CompanyFact], chance: random.Random) -> dict[str, str]:
    """Make up a company that answers about two of three questions, now and then oddly."""
    said = {fact.id: answer_by_chance(fact, chance) for fact in facts if chance.random() < 0.7}
    return {name: text for name, text in said.items() if text}


def answer_by_chance(fact: CompanyFact, chance: random.Random) -> str:
    if fact.kind == "day":
        return (TODAY - timedelta(chance.choice([0, 181, 182, 364, 365, 366, 1096]))).isoformat()
    if fact.kind == "several":
        few = chance.sample(fact.labels, chance.randint(0, 2))
        return "、".join(few) or NOTHING
    exact = str(chance.choice([-1, 0, 1, 3, 4.9, 5, 10, 30, 60, 100, 300, 300.01, 5000, 20000]))
    return chance.choice([*fact.labels, exact, "odd"])


def in_python(guidebook: Guidebook, said: dict[str, str]) -> list[list[bool | None]]:
    """Judge every line of every policy, as the checks do."""
    facts = {fact.id: fact for fact in guidebook.company_facts.facts}
    answers = {}
    for name, text in said.items():
        try:
            answers[name] = read_answer(facts[name], text)
        except OddAnswerError:
            continue
    compiler = Compiler(guidebook.company_facts, guidebook.policies)

    def lines(rule: object) -> Iterator[bool | None]:
        yield judge(rule, answers, TODAY)  # type: ignore[arg-type]
        for part in getattr(rule, "rules", ()):
            yield from lines(part)

    return [list(lines(compiler.compile(p.conditions))) for p in guidebook.policies.values()]


def test_browser_and_python_agree_on_every_condition(
    browser: Browser, served_guide: Served, guidebook: Guidebook
) -> None:
    data = matching_data(guidebook, *guidebook.policies.values())
    facts = [fact for fact in guidebook.company_facts.facts if fact.id in data["facts"]]
    chance = random.Random(1)
    examples = [dict(c.facts) for policy in guidebook.policies.values() for c in policy.cases]
    companies = examples + [by_chance(facts, chance) for _ in range(BY_CHANCE)]
    page = browser.new_page()
    page.goto(f"{served_guide.base}/match/")

    asked = {**data, "companies": companies, "today": TODAY.isoformat()}
    found = page.evaluate(JUDGE, json.loads(json.dumps(asked)))

    assert found == [in_python(guidebook, said) for said in companies]
    page.close()


def pick(page: Page, question: str, answer: str) -> None:
    """Tap an answer; the question is open already, as the next one always is."""
    page.locator(f'[data-fact="{question}"]').get_by_text(answer, exact=True).click()


@about_ours
def test_after_three_taps_the_list_is_useful_and_its_address_shows_the_same(
    browser: Browser, served_guide: Served
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{served_guide.base}/match/")
    for question, answer in (
        ("registered_in", "浦东新区"),
        ("entity_type", "公司"),
        ("employees", "11 到 30 人"),
    ):
        pick(page, question, answer)
    told = page.locator("[data-match-told]")
    expect(told).to_contain_text("可能符合")
    possible = page.locator("[data-match-group]").nth(1)

    assert "还差：" in possible.inner_text()
    other = browser.new_page()
    other.goto(page.url)
    expect(other.locator("[data-match-told]")).to_have_text(told.inner_text())
    expect(other.locator("[data-match-ask]")).to_have_attribute("href", re.compile("employees"))
    page.close()
    other.close()


@about_ours
def test_an_old_or_tampered_address_is_told_and_the_rest_is_used(
    browser: Browser, served_guide: Served
) -> None:
    page = browser.new_page()
    page.goto(f"{served_guide.base}/match/#employees=0&entity_type=公司&colour=red&revenue=5")
    number = page.locator("[data-policy]").count()

    told = page.locator("[data-match-faults]").inner_text()

    assert "全年平均用工应在 1 到" in told
    assert "现在不问了" in told
    assert "公司" in page.locator('[data-fact="entity_type"] [data-said]').inner_text()
    assert page.locator("[data-match-group] [data-policy]").count() == number
    page.close()


@about_ours
def test_a_policy_that_ends_tonight_is_open_today_and_over_tomorrow(
    browser: Browser, served_guide: Served
) -> None:
    page = browser.new_page()
    page.clock.set_fixed_time("2027-12-31T23:00:00+08:00")
    page.goto(f"{served_guide.base}/policies/xiaowei-cit/")
    today = page.locator("[data-verdict]").inner_text()
    page.clock.set_fixed_time("2028-01-01T00:30:00+08:00")
    page.reload()

    assert "可能符合" in today
    assert "已过有效期" in page.locator("[data-verdict]").inner_text()
    page.close()


def test_without_script_every_policy_stands_with_its_conditions_in_words(
    browser: Browser, served_guide: Served, guidebook: Guidebook
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served_guide.base}/match/")
    page.locator("[data-policy] summary").first.click()

    assert page.locator("[data-policy]").count() == len(guidebook.policies)
    assert page.locator(".conditions").first.is_visible()
    assert not page.locator("[data-match]").is_visible()
    context.close()


@pytest.mark.parametrize("name", ["__proto__", "constructor", "toString"])
def test_an_address_that_asks_for_what_every_object_has_only_says_so(
    browser: Browser, served_guide: Served, name: str
) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{served_guide.base}/match/#{name}=1")
    expect(page.locator("[data-match-faults]")).to_contain_text("现在不问了")
    assert not faults


@about_ours
def test_a_leap_to_the_text_keeps_the_answers(browser: Browser, served_guide: Served) -> None:
    page = browser.new_page()
    page.goto(f"{served_guide.base}/match/#employees=5")
    page.evaluate("location.hash = 'content'")
    expect(page.locator("[data-match-told]")).to_contain_text("可能符合")
    expect(page.locator("[data-match-faults]")).to_be_hidden()


def test_what_was_answered_on_the_page_of_a_policy_comes_along_to_the_finder(
    browser: Browser, served_guide: Served, guidebook: Guidebook
) -> None:
    page = browser.new_page()
    name = next(iter(guidebook.policies))
    page.goto(f"{served_guide.base}/policies/{name}/")

    question = page.locator("[data-match] details").first
    question.locator("summary").click()
    question.locator("label:has([type=radio]:not([value='']), [type=checkbox])").first.click()
    said = question.locator("[data-said]").inner_text()
    page.get_by_role("link", name="拿这些回答看别的政策").click()

    expect(page.locator("[data-match=finder] [data-said]", has_text=said).first).to_be_attached()
    expect(page.locator("[data-match-told]")).to_contain_text("条")
    expect(page.locator("[data-match-faults]")).to_be_hidden()
    page.close()
