"""Cases as a desk meets them, each with what is right to do, and somebody who does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_hex

from intake_app import NOW, a_submission
from lives import an_action
from playwright.sync_api import Page

from guidebook.model import Guidebook
from intake.cases.numbers import show_number
from intake.handling import Handling
from intake.journal.journal import Journal

Way = tuple[str | tuple[str, Mapping[str, str]], ...]
"""Events, some with data of their own."""
Deeds = tuple[tuple[str, Mapping[str, str]], ...]
"""Offers of the desk, each with what is typed or chosen."""

STARTED = ("accept", "assign", "start")
ANSWERED = (*STARTED, "answer")
FINISHED = ("finish", {"text": "18 楼东侧可以一起租。", "outcome": "solved"})


@dataclass(frozen=True)
class Case:
    """How a request came to where it stands, and what is to be done."""

    way: Way
    deeds: Deeds
    form: Mapping[str, str]
    days_ago: int = 0


def _case(way: Way, *deeds: tuple[str, Mapping[str, str]], days_ago: int = 0, **form: str) -> Case:
    return Case(way, deeds, form, days_ago)


CASES: Mapping[str, Case] = {
    "new and ours": _case((), ("take", {}), FINISHED),
    "new and another's": _case((), ("pass_on", {"to": "department:registry"})),
    "new and unclear": _case((), ("ask_more", {"question": "要多大面积？"})),
    "new and not for us": _case((), ("decline", {"reason": "楼事会不管", "right_place": "12345"})),
    "new without a name": _case(
        (), ("take", {}), FINISHED, service="suggestions", phone="", contact=""
    ),
    "new and asked before": _case((), ("link", {"to_number": "{first}"})),
    "new and withdrawn by phone": _case((), ("withdraw", {"reason": "不用了"})),
    "new with a wrong building": _case((), ("correct", {"building": "willow-park"})),
    "accepted and left there": _case(("accept",), ("take", {}), FINISHED),
    "handed back": _case(
        ("accept", "assign", "hand_back"),
        ("pass_on", {"to": "department:registry"}),
        building="other",
    ),
    "assigned": _case(("accept", "assign"), ("take", {}), FINISHED),
    "assigned to the wrong post": _case(
        ("accept", "assign"), ("hand_back", {"reason": "不是本部门职责"})
    ),
    "in progress and ready": _case(STARTED, FINISHED),
    "in progress, closed later": _case(STARTED, ("answer", {"text": "可以一起租。"})),
    "in progress, no answer yet": _case(STARTED, ("update", {"text": "业主正在拟合同。"})),
    "in progress, needs more time": _case(
        STARTED, ("extend", {"answer_by": "2026-12-11", "reason": "业主下周开会"})
    ),
    "overdue": _case(STARTED, FINISHED, days_ago=21),
    "asked, and the company called": _case(
        ("accept", "ask_more"), ("supply", {"text": "五百平方米"})
    ),
    "answered": _case(ANSWERED, ("finish", {"outcome": "solved", "reason": "已经签约"})),
    "answered and badly rated": _case(
        (*ANSWERED, ("rate", {"grade": "dissatisfied"})), ("note", {"text": "打电话问过了"})
    ),
    "declined": _case(("decline",), ("note", {"text": "企业来问过"})),
    "closed as planned": _case(
        (*ANSWERED, ("close", {"outcome": "planned"})), ("note", {"text": "编辑已经写进清单"})
    ),
    "closed and reopened": _case((*ANSWERED, "close", "reopen"), ("take", {}), FINISHED),
}
"""What somebody would call it → the case."""


def prepare(journal: Journal, guidebook: Guidebook) -> Mapping[str, str]:
    """Let all of them come in and live until now; return their numbers, as they are shown."""
    handling, numbers, run = Handling(journal, guidebook), {}, token_hex(8)
    for name, case in CASES.items():
        at = NOW - timedelta(case.days_ago)
        form = {"service": "bigger-office", "building": "cloud-tower", "company": "云上科技"}
        form |= {"contact": "姓王", "phone": "13800138000", **case.form}
        number = journal.submit(f"{run} {name}", at, a_submission(**form)).number
        for step in case.way:
            event, data = step if isinstance(step, tuple) else (step, {})
            action = an_action(event)
            handling.act(number, replace(action, data={**action.data, **data}), at)
        numbers[name] = show_number(number)
    return numbers


def work(page: Page, name: str, numbers: Mapping[str, str]) -> int:
    """Do what is right for a case, from its link; return how often was pressed."""
    page.goto(f"/desk/{numbers[name]}")
    first = next(iter(numbers.values()))
    return sum(
        _do(page, offer, {field: text.replace("{first}", first) for field, text in typed.items()})
        for offer, typed in CASES[name].deeds
    )


def _do(page: Page, offer: str, typed: Mapping[str, str]) -> int:
    presses = 1
    if offer == "correct":
        page.click('a[href$="/correct"]')
        presses += 1
    form = page.locator(f'form[action$="/{offer}"]')
    folded = page.locator("details", has=form)
    if folded.count():
        folded.locator("summary").first.click()
        presses += 1
    for field, text in typed.items():
        box = form.locator(f"[name={field}]")
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(text)
        else:
            box.fill(text)
    form.locator("button").first.click()
    page.locator("text=已办：").or_(page.locator("h1", has_text="办理台")).first.wait_for()
    return presses
