"""What a request costs whoever sends it: few taps, few fields, few pages, a form of one screen."""

from __future__ import annotations

import pytest
from guides_folder import about_ours
from looking import follow
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from served import Served

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 390, "height": 844}
MOST_TAPS = 6
MOST_FIELDS = 4
MOST_PAGES = 3
MOST_SCREENS = 1.5
LOWEST = "document.querySelector('form .actions').getBoundingClientRect().bottom + scrollY"
"""Pixels from the top of the page to the end of its button."""

TYPED = {
    "textarea[name=description]": "楼下车位不够，想再租五个。",
    "input[name=phone]": "13800138000",
    "input[name=contact]": "姓王",
    "input[name=company]": "云上科技有限公司",
}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_the_page_of_a_service_to_the_receipt(
    browser: Browser, served: Served, script: bool
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{served.base}/services/bigger-office/")
    taps: list[str] = []
    pages = 0

    follow(page, tap(page, ".acts .btn", taps))
    pages += 1
    for field, text in TYPED.items():
        page.fill(field, text)
    tap(page, "input[name=consent]", taps).check()
    follow(page, tap(page, "form .actions button", taps))
    pages += 1
    follow(page, tap(page, "form > .actions button", taps))
    pages += 1

    expect(page.locator(".number")).to_be_visible()
    assert len(taps) <= MOST_TAPS
    assert len(TYPED) <= MOST_FIELDS
    assert pages <= MOST_PAGES
    context.close()


def tap(page: Page, what: str, taps: list[str]) -> Locator:
    taps.append(what)
    return page.locator(what).first


@about_ours
@pytest.mark.parametrize("address", ["", "?service=food-permit", "?building=shanghai-tower"])
def test_the_form_is_one_screen_and_a_half(
    browser: Browser, served_guide: Served, address: str
) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{served_guide.base}/requests/new{address}")

    assert page.evaluate(LOWEST) <= MOST_SCREENS * PHONE["height"]
    page.close()


def test_numbers_for_emergencies_are_as_large_as_a_thumb(browser: Browser, served: Served) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 780})
    page.goto(f"{served.base}/requests/new")

    boxes = [link.bounding_box() for link in page.locator(".notice a[href^='tel:']").all()]

    assert boxes
    assert [box for box in boxes if box and min(box["width"], box["height"]) < 44] == []
    page.close()


@pytest.mark.parametrize("answer", ["是", "不是"])
def test_a_service_is_offered_and_its_questions_follow(
    browser: Browser, served: Served, answer: str
) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{served.base}/requests/new")
    for field, text in (TYPED | {"textarea[name=description]": "想换大一点的办公室"}).items():
        page.fill(field, text)
    page.check("input[name=consent]")
    follow(page, page.locator("form .actions button"))

    follow(page, page.get_by_role("button", name=answer, exact=True))

    expect(page.get_by_role("button", name="不是", exact=True)).to_have_count(0)
    expect(page.get_by_text("想要多大")).to_have_count(1 if answer == "是" else 0)
    page.close()
