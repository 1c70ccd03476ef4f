"""A service answers first: short on a phone, its papers ticked, and passed on by one tap."""

from __future__ import annotations

import re
from statistics import median

import pytest
from guides_folder import about_ours
from playwright.sync_api import Browser, ViewportSize, expect
from served import Served

from guidebook.model import Guidebook

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 390, "height": 844}
SERVICE = "/services/register-company/"
LONGEST_MEDIAN = 3_500
"""Pixels from the top of a service's page to the end of its footer, at half of the services."""


def test_papers_that_are_ready_stay_ticked_on_this_device(browser: Browser, served: Served) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(served.base + SERVICE)
    papers = page.locator(".needs input")

    papers.first.check()
    page.reload()

    expect(papers.first).to_be_checked()
    expect(papers.last).not_to_be_checked()
    expect(page.locator("[data-ticked]")).to_have_text(re.compile("备好 1 样，共 2 样"))
    page.goto(f"{served.base}/services/bigger-office/")
    expect(page.locator(".needs input:checked")).to_have_count(0)
    page.close()


@about_ours
def test_papers_of_an_event_of_life_are_ticked_once_and_counted_together(
    browser: Browser, served_guide: Served
) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{served_guide.base}/paths/opening-a-restaurant/")
    papers = page.locator(".needs input")
    total = papers.count()

    page.locator("#documents ~ .panel summary").last.click()
    papers.first.check()
    papers.last.check()
    page.reload()

    expect(page.locator("[data-ticked]")).to_have_text(f"备好 2 样，共 {total} 样")
    expect(papers.first).to_be_checked()
    page.close()


def test_words_to_pass_on_are_copied_by_one_tap_and_the_button_says_so_for_a_while(
    browser: Browser, served: Served
) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(served.base + SERVICE)
    page.clock.install()
    copies = page.locator(".share summary").first

    copies.click()

    expect(copies).to_have_text("已复制")
    expect(copies).to_have_attribute("aria-live", "polite")
    page.clock.run_for(3000)
    expect(copies).to_have_text("复制文字")
    page.close()


def test_words_and_code_to_pass_on_unfold_without_script(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(served.base + SERVICE)

    for summary in page.locator(".share summary").all():
        summary.click()

    expect(page.locator(".share__text")).to_contain_text(SERVICE)
    expect(page.locator(".share svg")).to_be_visible()
    expect(page.get_by_text("打印")).to_be_hidden()
    context.close()


def test_half_of_the_services_end_within_their_length_on_a_phone(
    browser: Browser, served_guide: Served, guidebook: Guidebook
) -> None:
    page = browser.new_page(viewport=PHONE)
    heights = []

    for service in guidebook.services:
        page.goto(f"{served_guide.base}/services/{service}/")
        heights.append(page.evaluate("document.documentElement.scrollHeight"))

    assert median(heights) <= LONGEST_MEDIAN
    page.close()
