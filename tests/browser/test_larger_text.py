"""Larger text, for those who need it, leaves the page its room: header and bar stay small."""

from __future__ import annotations

from typing import Any

import pytest
from guides_folder import SAMPLE, about_ours
from looking import visit
from places import PLACES, address_of
from playwright.sync_api import Browser, Page
from served import Served

from guidebook.model import Guidebook

pytestmark = pytest.mark.browser

SCREEN = {"width": 360, "height": 780}
MOST_OF_HEADER = 0.25
MOST_OF_BAR = 0.15
"""Parts of the screen's height."""

LARGER = """(times) => [...document.body.querySelectorAll("*")]
  .map((e) => [e, parseFloat(getComputedStyle(e).fontSize)])
  .forEach(([e, size]) => e.style.setProperty("font-size", `${size * times}px`, "important"))"""
SIZES: dict[str, tuple[str, Any]] = {
    "plain": ("() => {}", None),
    "大字": ("() => { document.documentElement.dataset.size = 'large'; }", None),
    "text at 150 %": (
        f"(times) => {{ delete document.documentElement.dataset.size; ({LARGER})(times); }}",
        1.5,
    ),
    "text at 200 %": (LARGER, 2 / 1.5),
}
"""How a reader makes text larger, each after the one before; phones enlarge text alone."""

MEASURED = """() => {
  const share = (part) => (document.querySelector(part)?.offsetHeight ?? 0) / innerHeight;
  const broken = [...document.querySelectorAll("a[href^='tel:']")]
    .flatMap((a) => [...a.childNodes])
    .filter((node) => node.nodeType === 3 && /^\\s*[\\d-]+\\s*$/.test(node.data))
    .filter((node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      return new Set([...range.getClientRects()].filter((r) => r.width).map((r) => r.top)).size > 1;
    });
  const bar = document.querySelector(".bar");
  const cut = [...document.querySelectorAll(".brand > span, .bar .btn")].filter((e) => {
    const [own, room] = [e, e.parentElement].map((each) => each.getBoundingClientRect());
    const seen = room.bottom - own.top;
    return seen > 1 && (seen < own.height - 1 || e.scrollHeight > e.clientHeight + 2);
  });
  return {
    header: share(".top"),
    bar: bar && getComputedStyle(bar).position === "sticky" ? share(".bar") : 0,
    cut: cut.map((e) => e.textContent.trim()),
    broken: broken.map((node) => node.data.trim()),
    sideways: document.documentElement.scrollWidth - innerWidth,
  };
}"""


def faults_at(page: Page) -> list[str]:
    """Return what takes too much of the screen, is broken or stands out."""
    seen = page.evaluate(MEASURED)
    return [
        *([f"header {seen['header']:.0%}"] if seen["header"] > MOST_OF_HEADER else []),
        *([f"bar {seen['bar']:.0%}"] if seen["bar"] > MOST_OF_BAR else []),
        *(f"{words} is cut through" for words in seen["cut"]),
        *(f"{number} on two lines" for number in seen["broken"]),
        *([f"{seen['sideways']} px sideways"] if seen["sideways"] > 0 else []),
    ]


def faults_enlarged(browser: Browser, address: str) -> dict[str, list[str]]:
    """Return what is wrong with a page on a small phone, at each size of its text."""
    found = {}
    with visit(browser, "phone-dark", address) as seen:
        seen.page.set_viewport_size({"width": SCREEN["width"], "height": SCREEN["height"]})
        for name, (enlarge, times) in SIZES.items():
            seen.page.evaluate(enlarge, times)
            found[name] = faults_at(seen.page)
    return {name: faults for name, faults in found.items() if faults}


@pytest.mark.parametrize("place", PLACES)
def test_larger_text_leaves_the_page_its_room_and_numbers_whole(
    browser: Browser, served_guide: Served, guidebook: Guidebook, place: str
) -> None:
    assert faults_enlarged(browser, served_guide.base + address_of(place, guidebook)) == {}


@pytest.mark.parametrize("page", sorted(path.stem for path in (SAMPLE / "buildings").glob("[!_]*")))
def test_landlines_and_what_one_asks_the_second_chief_stay_whole(
    browser: Browser, served: Served, page: str
) -> None:
    assert faults_enlarged(browser, f"{served.base}/buildings/{page}/") == {}


@pytest.mark.parametrize(
    "page", ["departments/enterprise-service", "subdistricts/hexi", "services/bigger-office"]
)
def test_landlines_of_whoever_publishes_one_stay_whole(
    browser: Browser, served: Served, page: str
) -> None:
    assert faults_enlarged(browser, f"{served.base}/{page}/") == {}


ON_MORE_LINES = """(parts) => [...document.querySelectorAll(parts)].filter((part) => {
  const range = document.createRange();
  range.selectNodeContents(part);
  const tops = [...range.getClientRects()].filter((r) => r.width).map((r) => r.bottom);
  return Math.max(...tops) - Math.min(...tops) > part.offsetHeight / 3;
}).map((part) => part.textContent.trim())"""


@about_ours
@pytest.mark.parametrize("width", [320, 360, 375])
@pytest.mark.parametrize("size", ["", "large"], ids=["plain", "大字"])
def test_a_house_number_and_the_words_of_the_bar_are_never_broken(
    browser: Browser, served_guide: Served, width: int, size: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 780})
    page.goto(f"{served_guide.base}/buildings/shanghai-tower/")
    page.evaluate("(size) => { document.documentElement.dataset.size = size; }", size)

    assert page.evaluate(ON_MORE_LINES, ".building__place .whole, .bar .btn:last-child") == []
    page.close()
