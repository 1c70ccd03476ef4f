"""Buildings: where and whom to call in the first screen, found along a street and by pinyin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from guides_folder import about_ours
from looking import sheets_of
from playwright.sync_api import Browser, Page, ViewportSize, expect
from served import Served

from guidebook.model import Guidebook

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 390, "height": 844}

COMPOSED = """(field, typed) => {
  field.focus();
  field.dispatchEvent(new CompositionEvent("compositionstart"));
  field.value = typed;
  field.dispatchEvent(new InputEvent("input", { isComposing: true, bubbles: true }));
}"""
COMMITTED = """(field, words) => {
  field.value = words;
  field.dispatchEvent(new InputEvent("input", { isComposing: true, bubbles: true }));
  field.dispatchEvent(new CompositionEvent("compositionend", { data: words, bubbles: true }));
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport=PHONE)
    yield page
    page.close()


def bottom_of(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["y"] + box["height"]


def test_a_building_shows_address_and_whom_to_call_in_the_first_screen(
    page: Page, served_guide: Served, guidebook: Guidebook
) -> None:
    by_length = sorted(guidebook.buildings.values(), key=lambda b: (len(str(b.name)), b.id))
    late = []
    for building in (by_length[0], by_length[-1], *guidebook.published_councils()):
        page.goto(f"{served_guide.base}/buildings/{building.id}/")
        free = PHONE["height"] - page.locator(".bar").evaluate("bar => bar.offsetHeight")
        ends = [bottom_of(page, s) for s in (".building__place", ".building__who a[href^='tel:']")]
        late += [building.id] if max(ends) > free else []

    assert late == []


@about_ours
@pytest.mark.parametrize("name", ["金茂大厦", "jinmao", "jmds", "jin mao"])
def test_a_tower_is_found_by_its_name_its_reading_and_its_initials(
    page: Page, served_guide: Served, name: str
) -> None:
    page.goto(f"{served_guide.base}/buildings/")

    page.get_by_label("在本页找").fill(name)

    expect(page.locator(".street a", has_text="金茂大厦")).to_be_visible()
    expect(page.locator(".street a", has_text="上海国金中心")).to_be_hidden()


@about_ours
def test_words_that_are_being_composed_leave_a_list_alone(page: Page, served_guide: Served) -> None:
    page.goto(f"{served_guide.base}/buildings/")
    field = page.get_by_label("在本页找")
    towers = page.locator(".street li:visible")
    all_towers = towers.count()

    field.evaluate(COMPOSED, "j'x")

    assert towers.count() == all_towers
    expect(page.get_by_text("本页没有找到")).to_be_hidden()
    field.evaluate(COMMITTED, "金茂")
    expect(towers).to_have_count(1)


def test_towers_stand_along_their_street_by_number_and_lists_by_name_or_order(
    page: Page, served_guide: Served, guidebook: Guidebook
) -> None:
    page.goto(f"{served_guide.base}/buildings/")
    rows = page.locator(".street ul").evaluate_all(
        "rows => rows.map((row) => [...row.querySelectorAll('a')].map((a) => a.pathname))"
    )
    numbers = [[guidebook.buildings[a.split("/")[-2]].house_number for a in row] for row in rows]
    assert sum(map(len, rows)) == len(guidebook.buildings)
    assert numbers == [sorted(row) for row in numbers]

    for kind in ("departments", "roles", "glossary", "venues", "subdistricts"):
        page.goto(f"{served_guide.base}/{kind}/")
        groups = page.locator("#content .items").evaluate_all(
            "lists => lists.map((list) => [...list.querySelectorAll('a')].map((a) => a.pathname))"
        )
        for group in groups:
            positions = [guidebook.records[kind][a.split("/")[-2]].position for a in group]
            assert positions == sorted(positions), kind


@pytest.mark.parametrize("longest", [False, True], ids=["shortest", "longest"])
def test_a_poster_fills_its_sheet_and_no_second_one(
    page: Page, served_guide: Served, guidebook: Guidebook, longest: bool
) -> None:
    names = sorted(guidebook.buildings.values(), key=lambda b: (len(str(b.name)), b.id))
    page.goto(f"{served_guide.base}/buildings/{names[-1 if longest else 0].id}/poster/")

    assert sheets_of(page) == 1
    page.emulate_media(media="print")
    height = page.locator(".poster").evaluate("poster => poster.offsetHeight")
    assert height >= 0.9 * (297 - 24) * 96 / 25.4
