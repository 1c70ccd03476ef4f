"""What a reader chooses about looks, and the building they keep: kept from page to page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from guides_folder import about_ours
from playwright.sync_api import Browser, Page, expect
from served import Served
from site_build import ROOT

from guidebook.model import Guidebook

pytestmark = pytest.mark.browser

DARK = "rgb(12, 21, 27)"
HOUSE = Path(ROOT / "site_src/assets/house.css")


def background(page: Page) -> str:
    found: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return found


def root_size(page: Page) -> str:
    found: str = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    return found


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_large_print_and_dark_are_there_at_a_tap(
    browser: Browser, served: Served, script: bool
) -> None:
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{served.base}/services/bigger-office/")

    page.get_by_label("大字").check()
    page.get_by_label("深色").check()

    expect(page.locator("body")).to_have_css("background-color", DARK)
    expect(page.locator("html")).to_have_css("font-size", "22px")
    context.close()


def test_a_choice_is_kept_on_guide_and_form(browser: Browser, served: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.base)
    page.get_by_label("大字").check()
    page.get_by_label("深色").check()

    page.goto(f"{served.base}/requests/new")

    assert (background(page), root_size(page)) == (DARK, "22px")
    expect(page.get_by_label("大字")).to_be_checked()
    context.close()


def test_both_dark_palettes_are_the_same() -> None:
    text = HOUSE.read_text(encoding="utf-8")
    blocks = re.findall(r"scheme(?:=|-)[^{]*\{([^}]*--bg:[^}]*)\}", text)

    palettes = [" ".join(block.split()) for block in blocks]

    assert len(palettes) == 2
    assert palettes[0] == palettes[1]


def test_my_building_is_offered_and_filled_in(browser: Browser, served: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served.base}/buildings/cloud-tower/")

    page.get_by_role("button", name="记为我的楼宇").click()
    page.goto(served.base)
    expect(page.get_by_role("link", name="我的楼宇：云桥中心")).to_be_visible()
    page.goto(f"{served.base}/services/bigger-office/")
    page.locator(".acts .btn").click()

    expect(page.locator("input[name=building_other]")).to_have_value("云桥中心")
    context.close()


@about_ours
def test_a_long_list_is_narrowed_while_typing(
    browser: Browser, served_guide: Served, guidebook: Guidebook
) -> None:
    first, *_, last = guidebook.services.values()
    page = browser.new_page()
    page.goto(f"{served_guide.base}/services/")
    of_last = page.locator(f"a[href='{last.id}/']").first
    expect(of_last).to_be_hidden()  # its stage is folded

    page.get_by_label("在本页找").fill(str(last.name))

    expect(page.locator(f"a[href='{first.id}/']").first).to_be_hidden()
    expect(of_last).to_be_visible()
    page.get_by_label("在本页找").fill("")
    expect(of_last).to_be_hidden()
    page.close()


@about_ours
@pytest.mark.parametrize("typed", ["开瓶器", "上海環球", "环球 世纪大道", "swfc"])
def test_the_list_of_buildings_is_narrowed_by_what_the_search_knows(
    browser: Browser, served_guide: Served, typed: str
) -> None:
    page = browser.new_page()
    page.goto(f"{served_guide.base}/buildings/")

    page.get_by_label("在本页找").fill(typed)

    shown = page.locator(".streets li:visible strong")
    expect(shown).to_have_text(["上海环球金融中心"])
    page.close()


@about_ours
def test_a_list_in_which_nothing_is_found_says_so(browser: Browser, served_guide: Served) -> None:
    page = browser.new_page()
    page.goto(f"{served_guide.base}/buildings/")
    street = page.locator(".streets a").first
    name = str(street.text_content()).split()[0]

    page.get_by_label("在本页找").fill("xyzzyq")

    expect(page.get_by_text("本页没有找到")).to_be_visible()
    expect(street).to_be_hidden()
    page.get_by_label("在本页找").fill(name)
    expect(page.get_by_text("本页没有找到")).to_be_hidden()
    expect(street).to_be_visible()
    page.close()


def test_a_mistake_on_the_way_to_a_request_is_in_focus(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    page.goto(f"{served.base}/requests/status")

    page.get_by_label("编号").fill("zzz")
    page.keyboard.press("Enter")

    expect(page.locator(".error-summary")).to_be_focused()
    page.close()


def test_a_building_that_was_kept_is_not_put_into_a_form_that_came_back(
    browser: Browser, served: Served
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served.base}/buildings/cloud-tower/")
    page.get_by_role("button", name="记为我的楼宇").click()
    page.goto(f"{served.base}/requests/new")
    page.locator("input[name=building_other]").fill("")

    page.get_by_role("button", name="下一步").click()

    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("input[name=building_other]")).to_have_value("")
    context.close()


def test_paper_is_white_whatever_was_chosen_for_the_screen(
    browser: Browser, served: Served
) -> None:
    page = browser.new_page()
    page.goto(f"{served.base}/services/bigger-office/")
    page.get_by_label("深色").check()
    page.get_by_label("大字").check()

    page.emulate_media(media="print")

    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    size = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    assert background in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert size == "14px"
    page.close()


def test_a_page_that_was_built_before_its_date_says_when_the_date_is_past(
    browser: Browser, served: Served
) -> None:
    page = browser.new_page()
    page.clock.set_fixed_time("2027-07-01T09:00:00+08:00")

    page.goto(f"{served.base}/buildings/cloud-tower/")

    expect(page.locator(".trust")).to_contain_text("2027年6月30日（周三）前，已过期。")
    expect(page.locator(".trust strong")).to_be_visible()
    page.close()
