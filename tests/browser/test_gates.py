"""Gates that no later change may lose: accessibility, contrast, bytes, requests, targets."""

from __future__ import annotations

import pytest
from looking import (
    SMALLEST_TARGET,
    VIEWS,
    Visit,
    faults_of,
    follow,
    sheets_of,
    sideways,
    small_targets,
    strained,
    visit,
)
from places import PLACES, address_of, longest
from playwright.sync_api import Browser
from served import Served

from guidebook.model import Guidebook

pytestmark = pytest.mark.browser

LARGEST_PAGE = 55_000
"""Bytes of the first load of a guide page, compressed."""
LARGEST_FORM = 45_000
LARGEST_FORM_LATER = 12_000
"""The same for the form, on a first visit and after a page of the guide."""
LARGEST_SCRIPT = 8_500
"""Bytes of script, compressed, before anything is touched."""
MOST_REQUESTS = 5
MOST_STOPS = 10


def excused(place: str, complaint: str) -> bool:
    """Tell whether a complaint is only that a page is not found which need not be there."""
    return place in ("/no/such/page/", "/history/") and "404" in complaint


def overweight(place: str, seen: Visit) -> list[str]:
    """Return what a guide page loads too much of; the form has a limit of its own."""
    if place == "form" or place.startswith("/requests/"):
        return []
    return [
        *([f"{len(seen.loaded)} requests"] if len(seen.loaded) > MOST_REQUESTS else []),
        *([f"{seen.bytes_of()} bytes"] if seen.bytes_of() > LARGEST_PAGE else []),
    ]


@pytest.mark.parametrize("place", PLACES)
def test_a_page_passes_every_gate_on_a_phone_in_the_dark(
    browser: Browser, served_guide: Served, guidebook: Guidebook, place: str
) -> None:
    with visit(browser, "phone-dark", served_guide.base + address_of(place, guidebook)) as seen:
        found = {
            "complaints": [told for told in seen.complaints if not excused(place, told)],
            "other hosts": seen.loaded_from_elsewhere(served_guide.base),
            "weight": overweight(place, seen),
            "axe": faults_of(seen.page),
            "targets": small_targets(seen.page, SMALLEST_TARGET - 0.5),
            "sideways": sideways(seen.page, (320, 1280, 390)),
            **strained(seen.page),
        }

    assert {gate: faults for gate, faults in found.items() if faults} == {}


@pytest.mark.parametrize("place", PLACES)
def test_a_page_passes_every_gate_on_a_desk_in_the_light(
    browser: Browser, served_guide: Served, guidebook: Guidebook, place: str
) -> None:
    with visit(browser, "desk-light", served_guide.base + address_of(place, guidebook)) as seen:
        found = {
            "complaints": [told for told in seen.complaints if not excused(place, told)],
            "axe": faults_of(seen.page),
        }

    assert {gate: faults for gate, faults in found.items() if faults} == {}


def test_few_stops_come_before_the_content(
    browser: Browser, served_guide: Served, guidebook: Guidebook
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(served_guide.base + address_of("services", guidebook))
    stops = 0

    inside = False
    while not inside and stops <= MOST_STOPS + 2:
        page.keyboard.press("Tab")
        stops += 1
        inside = page.evaluate("Boolean(document.activeElement.closest('#content'))")

    assert stops - 1 <= MOST_STOPS
    page.close()


def test_a_service_prints_on_two_pages_of_readable_text(
    browser: Browser, served_guide: Served, guidebook: Guidebook
) -> None:
    page = browser.new_page()
    page.goto(served_guide.base + address_of("services", guidebook))
    page.emulate_media(media="print")

    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll("#content *")]
          .filter((e) => e.checkVisibility())
          .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
          .map((e) => parseFloat(getComputedStyle(e).fontSize)))"""
    )

    assert smallest >= 13.9  # pixels: 10.5 pt, as sheets for older readers ask
    assert sheets_of(page) <= 2
    page.close()


@pytest.mark.parametrize("path", ["buildings/{}/poster/", "packages/{}/poster/", "roles/{}/"])
def test_a_poster_or_a_short_page_is_one_sheet(
    browser: Browser, served_guide: Served, guidebook: Guidebook, path: str
) -> None:
    page = browser.new_page()
    page.goto(f"{served_guide.base}/{path.format(longest(path.split('/')[0], guidebook))}")

    assert sheets_of(page) == 1
    page.close()


@pytest.mark.parametrize("view", VIEWS)
def test_check_page_receipt_and_errors_have_no_accessibility_fault(
    browser: Browser, served: Served, view: str
) -> None:
    found = []
    with visit(browser, view, f"{served.base}/requests/new?service=bigger-office") as seen:
        page = seen.page
        follow(page, page.get_by_role("button", name="下一步"))
        found.append(faults_of(page))
        page.locator("input[name=company]").fill("云上科技有限公司")
        page.locator("input[name=contact]").fill("姓王")
        page.locator("input[name=phone]").fill("13800138000")
        page.locator("textarea[name=description]").fill("车位不够，想再租五个。")
        page.locator("input[name=consent]").check()
        follow(page, page.get_by_role("button", name="下一步"))
        found.append(faults_of(page))
        follow(page, page.get_by_role("button", name="提交"))
        found.append(faults_of(page))

        assert page.locator(".number").is_visible()
        assert found == [[], [], []]
        assert {strain: cut for strain, cut in strained(page).items() if cut} == {}


def test_the_form_is_light_on_a_first_visit_and_lighter_after_a_page_of_the_guide(
    browser: Browser, served_guide: Served, guidebook: Guidebook
) -> None:
    address = served_guide.base + address_of("form", guidebook)
    with visit(browser, "phone-dark", address) as first:
        later = Visit(first.page.context.new_page())
        later.open(address)

        assert first.bytes_of() <= LARGEST_FORM
        assert later.bytes_of() <= LARGEST_FORM_LATER
        assert first.bytes_of("script") <= LARGEST_SCRIPT


@pytest.mark.parametrize("place", ["/", "buildings", "services", "/requests/new"])
def test_without_script_no_text_is_missing_and_no_control_is_dead(
    browser: Browser, served_guide: Served, guidebook: Guidebook, place: str
) -> None:
    texts = []
    for script in (True, False):
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, java_script_enabled=script
        )
        page = context.new_page()
        page.goto(served_guide.base + address_of(place, guidebook))
        # a draft, and what is said of it, only is where script is
        page.locator("[data-draft]").evaluate_all("drafts => drafts.forEach(d => d.remove())")
        texts.append(set(page.locator("#content").inner_text().split()))
        if not script:
            buttons = page.locator("#content button:visible")
            assert all(
                buttons.nth(n).evaluate("e => !!e.form?.action") for n in range(buttons.count())
            )
        context.close()

    assert texts[0] - texts[1] <= {"记为我的楼宇", "复制", "打印"}
    assert texts[1] <= texts[0]
