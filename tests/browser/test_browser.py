"""The product in a real browser: the journeys people make, with and without script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from looking import follow
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from served import Served

from guidebook.model import Guidebook

pytestmark = pytest.mark.browser

WIDTHS = (390, 1280)
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    yield context
    context.close()


def fill_request(page: Page) -> None:
    page.get_by_label("企业名称").fill("云上科技（云桥）有限公司")
    page.get_by_label("怎么称呼您").fill("姓王")
    page.get_by_label("联系电话").fill("138 0013 8000")
    page.get_by_label("遇到什么事").fill("想把楼上那层一起租下来，大约五百平方米。")
    page.locator("input[name=consent]").check()


def make_request(page: Page, base: str) -> str:
    """Go from the home page to a receipt, by clicks alone; return the number shown."""
    page.goto(base)
    page.get_by_role("link", name="云桥中心", exact=True).first.click()
    expect(page.locator("#second-chief")).to_contain_text("第二楼长")
    page.get_by_role("link", name="换大间对接").first.click()
    expect(page.locator("h1")).to_contain_text("换大间对接")
    page.locator(".acts .btn").click()
    expect(page.locator("input[name=service]")).to_have_value("bigger-office")
    fill_request(page)
    page.locator("input[name=building_other]").fill("云桥中心")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("h1")).to_contain_text("核对")
    expect(page.locator("body")).to_contain_text("云上科技（云桥）有限公司")
    follow(page, page.get_by_role("button", name="提交"))
    return page.locator(".number").inner_text().strip()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_home_page_to_a_receipt_and_its_status(
    browser: Browser, served: Served, width: int, script: bool
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, java_script_enabled=script, locale="zh-CN"
    )
    page = context.new_page()

    number = make_request(page, served.base)
    receipt = page.locator("body").inner_text()
    page.goto(f"{served.base}/requests/status")
    page.locator("input[name=number]").fill(number)
    page.locator("input[name=phone_tail]").fill("8000")
    page.locator("form button[type=submit]").last.click()

    assert re.fullmatch(r"[A-Z]{2}\d[A-Z]-[A-Z]\d[A-Z]{2}", number)
    assert "云上科技" not in receipt
    assert "138" not in receipt.replace(number, "")
    expect(page.locator("body")).to_contain_text("已提交")
    expect(page.locator(".number")).to_have_text(number)
    assert number in served.clerk_copy_with(number)
    context.close()


def test_a_wrong_form_says_so_beside_each_field_and_keeps_what_was_typed(
    context: BrowserContext, served: Served
) -> None:
    page = context.new_page()
    page.goto(f"{served.base}/requests/new")
    page.get_by_label("联系电话").fill("123")
    page.get_by_label("遇到什么事").fill("楼上太吵")

    page.get_by_role("button", name="下一步").click()

    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("请填写怎么称呼您")
    expect(summary).to_contain_text("电话写法不对")
    assert page.title().startswith("错误：")
    expect(page.get_by_label("遇到什么事")).to_have_value("楼上太吵")
    summary.get_by_role("link", name="请填写怎么称呼您").click()
    expect(page.get_by_label("怎么称呼您")).to_be_focused()


@pytest.mark.parametrize("path", ["/services/bigger-office/", "/requests/new", "/no/such/page/"])
def test_the_first_stop_of_the_keyboard_leads_to_the_content(
    context: BrowserContext, served: Served, path: str
) -> None:
    page = context.new_page()
    page.goto(served.base + path)

    page.keyboard.press("Tab")

    focus = "document.activeElement"
    focused = page.evaluate(f"[{focus}.textContent.trim(), {focus}.hash]")
    assert focused == ["跳到正文", "#content"]


def test_a_new_reader_goes_by_links_from_home_to_what_a_service_needs(
    context: BrowserContext, served: Served
) -> None:
    page = context.new_page()
    page.goto(served.base)

    page.locator("#content").get_by_role("link", name="开公司的头几天").first.click()
    page.locator(".works summary").filter(has_text="开公司登记").click()
    page.get_by_role("link", name="开公司登记怎么办").click()

    expect(page.locator("#documents")).to_be_visible()


def test_a_receipt_that_was_kept_is_the_status_page(
    context: BrowserContext, served: Served
) -> None:
    page = context.new_page()
    make_request(page, served.base)

    receipt = page.url
    page.goto(served.base)
    page.goto(receipt)

    expect(page.locator("h1")).to_have_text("已提交")
    expect(page.locator("body")).to_contain_text("办到哪一步")


def test_from_home_to_the_second_chief_of_a_building_is_one_link(
    context: BrowserContext, served: Served
) -> None:
    page = context.new_page()
    page.goto(served.base)
    card = page.locator(".building").filter(has_text="云桥中心")

    call = card.locator("a[href^='tel:']")

    expect(call).to_have_attribute("href", "tel:057155501001")
    expect(call).to_have_accessible_name(re.compile("云桥中心的第二楼长"))
    box = call.bounding_box()
    assert box
    assert box["y"] < 2 * PHONE["height"]  # at most one screen further down


def test_where_no_number_is_published_the_foot_bar_opens_the_filled_form(
    context: BrowserContext, served_guide: Served, guidebook: Guidebook
) -> None:
    building = next(b for b in guidebook.buildings.values() if not guidebook.second_chief_of(b))
    page = context.new_page()
    page.goto(f"{served_guide.base}/buildings/{building.id}/")

    page.locator(".bar a[href*='?building=']").click()

    expect(page.locator("input[name=building_other]")).to_have_value(str(building.name))


def test_home_offers_what_one_comes_to_do_and_nothing_leads_nowhere(
    context: BrowserContext, served: Served
) -> None:
    page = context.new_page()
    page.goto(served.base)
    links = page.locator(".tasks a, .hero__goals p a").evaluate_all(
        "all => all.map((a) => [a.innerText, a.href])"
    )

    answers = {text.split()[0]: context.request.get(address).status for text, address in links}

    assert answers == dict.fromkeys(("全部", "提诉求", "查进度", "看政策"), 200)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2025-12-31", "尚未开始"),
        ("2026-11-23", "有效期内"),
        ("2027-12-20", "还剩 11 天"),
        ("2027-12-31", "今天截止"),
        ("2028-01-01", "已截止"),
    ],
)
def test_a_state_is_right_on_any_day_without_a_rebuild(
    context: BrowserContext, served: Served, today: str, words: str
) -> None:
    page = context.new_page()
    page.clock.set_fixed_time(f"{today}T10:00:00+08:00")

    page.goto(f"{served.base}/services/register-company/")

    expect(page.locator("header [data-valid]")).to_have_text(
        re.compile(f"{words}：2026年1月1日起，到2027年12月31日")
    )


def test_without_script_the_same_dates_stand_in_words(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{served.base}/services/register-company/")

    expect(page.locator("header [data-valid]")).to_have_text("2026年1月1日起，到2027年12月31日")
    context.close()


def test_the_foot_bar_calls_the_published_number_and_steps_aside_at_high_zoom(
    context: BrowserContext, served: Served
) -> None:
    page = context.new_page()
    page.goto(f"{served.base}/buildings/cloud-tower/")
    bar = page.locator(".bar")

    expect(bar).to_have_css("position", "sticky")
    expect(bar.get_by_role("link", name="打电话")).to_have_attribute("href", "tel:057155501001")
    page.set_viewport_size({"width": 320, "height": 256})
    expect(bar).to_have_css("position", "static")


def test_what_is_meant_for_a_chat_is_copied_by_a_tap(
    context: BrowserContext, served: Served
) -> None:
    page = context.new_page()
    page.goto(f"{served.base}/toolkits/growth/")

    page.get_by_text("复制文字").click()

    expect(page.locator(".share").get_by_text("已复制")).to_be_visible()
    assert page.evaluate("getSelection().toString()").strip().endswith("/toolkits/growth/")
