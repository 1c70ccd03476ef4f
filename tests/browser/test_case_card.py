"""A case on a phone: a card of little more than a screen, with what its sender can do in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from secrets import token_hex
from typing import Any

import pytest
from intake_app import a_submission
from lives import GUIDEBOOK, WAYS, an_action
from looking import follow
from playwright.sync_api import Browser, Page, expect
from served import Served

from intake.cases.service_request import ServiceRequest
from intake.clock import TIME_ZONE
from intake.handling import Handling
from intake.journal.journal import Journal

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
LONGEST = 1200
"""Pixels of a case whose parts are folded, to the end of its own content."""
HEIGHT = "document.querySelector('.sheet').getBoundingClientRect().bottom + scrollY"
ANSWER = (
    "18 楼东侧有 520 平方米空置，业主同意一起租。已约好 12 月 1 日上午 10 点看房，"
    "请带一份现在的租赁合同。\n看房联系第二楼长。"
)
TOLD: dict[str, dict[str, Any]] = {"answer": {"text": ANSWER}, "assign": {"supporting": []}}
"""Event → what is told of it, other than usual."""
LIVES = {
    **WAYS,
    "rated": (*WAYS["answered"], "rate"),
    "supplied": (*WAYS["awaiting_applicant"], "supply"),
    "withdrawn": ("withdraw",),
}


def a_case(served: Served, life: str) -> ServiceRequest:
    """Let a request live in the queue of the running server."""
    journal, now = Journal(served.queue), datetime.now(TIME_ZONE)
    form = a_submission(
        service="bigger-office", building="cloud-tower", phone="13800138000", company="云上科技"
    )
    known = journal.submit(token_hex(8), now, form)
    for event in LIVES[life]:
        data = TOLD.get(event, {})
        action = an_action(event, **data)
        known = Handling(journal, GUIDEBOOK).act(known.number, action, now)
    return known


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(
        base_url=served.base,
        viewport=PHONE,  # type: ignore[arg-type]
        java_script_enabled=False,
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("life", sorted(LIVES))
def test_a_case_is_a_card(browser: Browser, served: Served, life: str) -> None:
    page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
    page.goto(f"{served.base}/requests/r/{a_case(served, life).token}")

    assert page.evaluate(HEIGHT) <= LONGEST
    page.close()


def test_solved_or_not_is_two_presses_and_is_thanked_for(page: Page, served: Served) -> None:
    case = a_case(served, "answered")
    page.goto(f"/requests/r/{case.token}")

    page.get_by_text("解决了", exact=True).click()
    page.get_by_label("满意", exact=True).check()
    follow(page, page.get_by_role("button", name="提交评价"))

    expect(page.locator(".state")).to_contain_text("谢谢您的评价")
    expect(page.get_by_text("问题解决了吗")).to_have_count(0)


def test_what_is_not_solved_goes_back(page: Page, served: Served) -> None:
    page.goto(f"/requests/r/{a_case(served, 'answered').token}")

    page.get_by_text("还没解决").click()
    page.get_by_label("哪里没有解决").fill("还差一间")
    follow(page, page.get_by_role("button", name="提交，重新办理"))

    expect(page.locator("h1")).to_have_text("已派单")


def test_a_fault_opens_the_part_that_it_is_in(page: Page, served: Served) -> None:
    page.goto(f"/requests/r/{a_case(served, 'submitted').token}")

    page.get_by_text("撤回诉求").click()
    follow(page, page.get_by_role("button", name="确定撤回"))

    expect(page.locator(".error-summary")).to_contain_text("电话后四位不对")
    expect(page.locator("#field-withdraw-tail")).to_be_visible()


def test_a_number_that_was_copied_is_said_to_be_for_a_moment(
    browser: Browser, served: Served
) -> None:
    page = browser.new_page()
    page.clock.install()
    page.goto(f"{served.base}/requests/r/{a_case(served, 'submitted').token}")
    copies = page.locator(".numbered button")

    copies.click()

    expect(copies).to_have_text("已复制")
    expect(copies).to_have_attribute("aria-live", "polite")
    page.clock.run_for(4000)
    expect(copies).to_have_text("复制")
    page.close()
