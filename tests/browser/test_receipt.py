"""The private link in a real browser, without script: withdrawn, taken back, words shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from served import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """Return the receipt of a request that was just sent, on a phone without script."""
    context = browser.new_context(
        base_url=served.base, viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/requests/new?service=bigger-office&building=cloud-tower")
    for name, text in {"company": "云上科技", "contact": "姓王", "phone": "13800138000"}.items():
        page.fill(f".sheet [name={name}]", text)
    page.fill(".sheet [name=description]", "想把楼上那层一起租下来。")
    page.check("[name=consent]")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="提交", exact=True).click()
    yield page
    context.close()


def tell_tail(page: Page, place: str, tail: str, button: str) -> None:
    field = page.locator(f"#field-{place}-tail")
    if not field.is_visible():
        page.locator("details", has=field).locator("summary").click()
    field.fill(tail)
    page.get_by_role("button", name=button, exact=True).click()


def test_withdrawing_takes_the_phone_and_is_taken_back(page: Page) -> None:
    receipt = page.url

    tell_tail(page, "withdraw", "0000", "确定撤回")
    expect(page.locator(".error-summary")).to_contain_text("电话后四位不对")
    tell_tail(page, "withdraw", "8000", "确定撤回")
    expect(page.locator("h1")).to_have_text("已撤回")
    page.get_by_role("button", name="恢复诉求").click()

    expect(page.locator("h1")).to_have_text("已提交")
    assert page.url == receipt


def test_words_are_shown_to_who_knows_the_phone(page: Page) -> None:
    assert "想把楼上那层" not in page.content()

    tell_tail(page, "words", "8000", "看")

    expect(page.locator("#words + dl")).to_contain_text("想把楼上那层一起租下来。")
    assert "姓王" not in page.content()
