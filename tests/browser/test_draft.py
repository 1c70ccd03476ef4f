"""What a form that was not sent leaves on a device, and what a link may put into one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from served import Served

pytestmark = pytest.mark.browser

NEW = "/requests/new"
TEXTS = {"company": "云上科技", "description": "写到一半", "building_other": "云桥中心 3 楼"}
PERSONAL = {"contact": "姓王", "phone": "13800138000", "email": "wang@yunqiao.example"}

AGE = """milliseconds => {
  const draft = JSON.parse(localStorage.getItem("draft"));
  localStorage.setItem("draft", JSON.stringify({ ...draft, at: draft.at - milliseconds }));
}"""
"""Makes a draft older."""


@pytest.fixture
def context(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=served.base)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return the tab in which somebody filled in most of a form, and left."""
    page = context.new_page()
    page.goto(NEW)
    page.locator("summary").filter(has_text="补充信息").click()
    for name, text in {**TEXTS, **PERSONAL}.items():
        page.fill(f".sheet [name={name}]", text)
    page.check("[name=consent]")
    return page


def values(page: Page) -> dict[str, str]:
    names = (*TEXTS, *PERSONAL)
    return {name: page.input_value(f".sheet [name={name}]") for name in names}


def kept(page: Page) -> str:
    return str(page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"))


def test_f10_texts_stay_a_week_and_who_wrote_them_until_the_tab_closes(
    context: BrowserContext, page: Page
) -> None:
    page.goto("/")
    page.goto(NEW)
    in_this_tab = values(page)
    page.close()
    page = context.new_page()

    page.goto(NEW)

    assert in_this_tab == {**TEXTS, **PERSONAL}
    assert values(page) == {**TEXTS, **dict.fromkeys(PERSONAL, "")}
    assert [text for text in PERSONAL.values() if text in kept(page)] == []
    assert not page.is_checked("[name=consent]")
    expect(page.get_by_text("已填入上次没有写完的内容")).to_be_visible()
    expect(page.get_by_text("记 7 天")).to_be_visible()


def test_what_was_chosen_is_kept_with_the_text(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{NEW}?service=bigger-office")
    page.fill("[name='answers.wanted_area']", "300")
    page.fill(".sheet [name=description]", "想租大一点")
    page.close()

    page = context.new_page()
    page.goto(NEW)

    expect(page.get_by_text("已填入上次没有写完的内容")).to_be_visible()
    expect(page.locator("[name='answers.wanted_area']")).to_have_value("300")
    assert page.input_value(".sheet [name=service]") == "bigger-office"
    assert page.input_value(".sheet [name=description]") == "想租大一点"

    page.get_by_role("button", name="清除").click()

    expect(page.locator(".sheet [name=service]")).to_have_count(0)
    assert page.input_value(".sheet [name=description]") == ""


def test_who_comes_for_another_thing_finds_that_and_the_text(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{NEW}?service=bigger-office")
    page.fill(".sheet [name=description]", "想租大一点")

    page.goto(f"{NEW}?building=cloud-tower")

    expect(page.locator(".sheet [name=description]")).to_have_value("想租大一点")
    expect(page.locator(".sheet [name=service]")).to_have_count(0)


@pytest.mark.parametrize(("days", "stays"), [(6.9, True), (7.1, False), (-1, False)])
def test_f10_after_a_week_a_draft_goes_on_whatever_page_is_opened(
    page: Page, days: float, stays: bool
) -> None:
    page.evaluate(AGE, timedelta(days=days) / timedelta(milliseconds=1))

    page.goto("/buildings/")

    assert [text in kept(page) for text in TEXTS.values()] == [stays] * len(TEXTS)
    assert (PERSONAL["phone"] in kept(page)) is stays


def test_f10_a_draft_of_when_everything_was_kept_for_ever_goes(page: Page) -> None:
    page.evaluate("localStorage.setItem('draft', JSON.stringify({ phone: '13900000000' }))")

    page.goto("/")

    assert "13900000000" not in kept(page)


@pytest.mark.parametrize("way", ["sent", "cleared"])
def test_f10_what_was_sent_or_cleared_is_forgotten(page: Page, way: str) -> None:
    if way == "sent":
        page.get_by_role("button", name="下一步").click()
        page.get_by_role("button", name="提交", exact=True).click()
    else:
        page.goto(NEW)
        page.get_by_role("button", name="清除").click()

    page.goto(NEW)

    assert set(values(page).values()) == {""}
    assert [text for text in (*TEXTS.values(), *PERSONAL.values()) if text in kept(page)] == []


def test_f10_a_text_that_a_link_brought_is_told_beside_its_field(context: BrowserContext) -> None:
    page = context.new_page()

    page.goto(f"{NEW}#description=停车&phone=13900000000&consent=2026-11-01")

    field = page.locator(".sheet [name=description]")
    expect(field).to_have_value("停车")
    expect(field).to_have_accessible_description(
        "下面有打开的链接带来的字：是您刚才搜的，就接着写；不是，就改掉或清空。"
    )
    assert page.input_value("[name=phone]") == ""
    assert not page.is_checked("[name=consent]")


def test_a_link_adds_to_what_somebody_wrote_and_says_so(page: Page) -> None:
    page.goto("/")

    page.goto(f"{NEW}#description=停车")

    assert page.input_value(".sheet [name=description]") == f"{TEXTS['description']}\n停车"
    expect(page.locator("[data-carried]")).to_be_visible()


def test_a_link_says_nothing_of_what_somebody_wrote_already(page: Page) -> None:
    page.goto("/")

    page.goto(f"{NEW}#{urlencode({'description': TEXTS['description']})}")

    assert page.input_value(".sheet [name=description]") == TEXTS["description"]
    expect(page.locator("[data-carried]")).to_be_hidden()
