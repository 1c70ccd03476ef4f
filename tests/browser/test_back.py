"""「后退」 in a real browser: never its error page, nothing typed lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from looking import go_back, go_forward
from playwright.sync_api import Browser, Page
from served import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(base_url=served.base, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def fill(page: Page, phone: str = "138\u200b0013 8000") -> None:
    page.goto("/requests/new?service=bigger-office&building=cloud-tower")
    page.fill("[name=company]", "云上科技")
    page.fill("[name=contact]", "姓王")
    page.fill("[name=phone]", phone)
    page.fill("#field-description", "想把楼上那层一起租下来。")
    page.check("[name=consent]")
    page.click("form button[type=submit]")


def test_back_from_check_page_and_receipt_loses_nothing(page: Page) -> None:
    fill(page)
    assert page.inner_text("h1") == "请核对"
    go_back(page)
    assert page.input_value("#field-description") == "想把楼上那层一起租下来。"
    assert page.input_value("[name=company]") == "云上科技"
    go_forward(page)
    assert page.inner_text("h1") == "请核对"
    page.click("text=提交 >> nth=-1")
    receipt = page.url
    assert re.search("/requests/r/", receipt)

    go_back(page)
    assert page.inner_text("h1") == "请核对"
    go_back(page)
    assert page.input_value("#field-description") == "想把楼上那层一起租下来。"
    go_forward(page)
    assert page.inner_text("h1") == "请核对"
    go_forward(page)

    assert page.url == receipt
    assert "已提交" in page.inner_text("h1")


def test_the_same_form_sent_again_after_back_is_the_same_request(page: Page) -> None:
    fill(page)
    page.click("text=提交 >> nth=-1")
    receipt = page.url

    go_back(page)
    page.click("text=提交 >> nth=-1")

    assert page.url == receipt


def test_back_to_a_form_with_faults_and_to_a_status_not_found_is_no_error(page: Page) -> None:
    fill(page, phone="123")
    assert page.locator(".error-summary").count() == 1
    page.fill("[name=phone]", "13800138000")
    page.click("form button[type=submit]")
    go_back(page)
    assert page.locator(".error-summary").count() == 1

    page.goto("/requests/status")
    page.fill("[name=number]", "AB2C-D3EF")
    page.click("form button[type=submit]")
    page.goto("/")
    go_back(page)

    assert "没有查到" in page.inner_text("main")


def test_a_link_to_a_field_shows_its_label_and_its_error(page: Page) -> None:
    fill(page, phone="123")

    page.click(".error-summary a")
    page.wait_for_function("document.activeElement.name === 'phone'")

    assert page.locator("label[for=field-phone]").bounding_box()["y"] >= 0  # type: ignore[index]
