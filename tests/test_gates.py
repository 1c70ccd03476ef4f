"""Gates that no later change may lose: accessibility, contrast, bytes, requests, targets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request
from served import Served

pytestmark = pytest.mark.browser

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
PAGES = (
    "/",
    "/buildings/",
    "/buildings/shanghai-tower/",
    "/services/",
    "/services/expand-lease/",
    "/services/register-company/",
    "/chapters/",
    "/chapters/start-and-move/",
    "/paths/opening-a-restaurant/",
    "/packages/staff/",
    "/toolkits/finance/",
    "/resources/bank-of-shanghai-tower-room/",
    "/stages/expand/",
    "/subdistricts/",
    "/needs/",
    "/needs/summer-child-care/",
    "/projects/summer-day-care-2023/",
    "/departments/investment/",
    "/roles/second-chief/",
    "/subdistricts/lujiazui/",
    "/venues/",
    "/glossary/building-affairs-council/",
    "/history/",
    "/figures/",
    "/search/",
    "/about/",
    "/privacy/",
    "/buildings/shanghai-tower/poster/",
    "/requests/new?service=expand-lease",
    "/requests/status",
    "/no/such/page/",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
VIEWS = {
    "phone-dark": ({"width": 390, "height": 844}, "dark"),
    "desk-light": ({"width": 1280, "height": 900}, "light"),
}
LARGEST_PAGE = 55_000
"""Bytes of the first load of a guide page, compressed."""
LARGEST_FORM = 45_000
LARGEST_FORM_LATER = 12_000
"""The same for the form, on a first visit and after a page of the guide."""
LARGEST_SCRIPT = 8_000
"""Bytes of script, compressed, before anything is touched."""
MOST_REQUESTS = 5
MOST_STOPS = 10
SMALLEST_TARGET = 44


@pytest.fixture(scope="module", params=VIEWS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    viewport, scheme = VIEWS[request.param]
    context = browser.new_context(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    yield context.new_page()
    context.close()


def faults_of(page: Page) -> list[dict[str, Any]]:
    """Return what axe finds on a page: faults of its rules, and texts under a contrast of seven."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        """async (rules) => {
          const run = (options) => axe.run(document, { runOnly: options });
          const faults = await run({ type: "tag", values: rules });
          const contrast = await run({ type: "rule", values: ["color-contrast-enhanced"] });
          return [...faults.violations, ...contrast.violations].map(({ id, nodes }) => (
            { id, at: nodes.slice(0, 3).map((node) => node.target.join(" ")) }));
        }""",
        RULES,
    )
    return found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_accessibility_fault_and_every_text_a_contrast_of_seven(
    page: Page, served: Served, path: str
) -> None:
    page.goto(served.base + path)

    assert faults_of(page) == []


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_target_is_large_enough_for_a_thumb(phone: Page, served: Served, path: str) -> None:
    phone.goto(served.base + path)

    small: list[str] = phone.evaluate(
        """(least) => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
          .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
          .filter((e) => e.matches(".btn") || !e.closest("[aria-hidden=true]"))
          .filter((e) => e.matches(".btn")
                         || !e.closest("p, dd, h3, .ticks, .crosses, .crumb, .prose li, .term"))
          .map((e) => e.closest("label") ?? e)
          .map((e) => [e, e.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.width < least || box.height < least))
          .map(([e, box]) => `${e.textContent.trim().slice(0, 20)} ${box.width}x${box.height}`)""",
        SMALLEST_TARGET - 0.5,
    )

    assert small == []


@pytest.mark.parametrize("path", [path for path in PAGES if not path.startswith("/requests")])
def test_a_guide_page_is_light(browser: Browser, served: Served, path: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    loaded: list[int] = []
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("requestfinished", lambda r: loaded.append(r.sizes()["responseBodySize"]))

    page.goto(served.base + path, wait_until="networkidle")

    assert hosts == {urlsplit(served.base).netloc}
    assert len(loaded) <= MOST_REQUESTS
    assert sum(loaded) <= LARGEST_PAGE
    context.close()


def test_few_stops_come_before_the_content(browser: Browser, served: Served) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{served.base}/services/expand-lease/")
    stops = 0

    inside = False
    while not inside and stops <= MOST_STOPS + 2:
        page.keyboard.press("Tab")
        stops += 1
        inside = page.evaluate("Boolean(document.activeElement.closest('#content'))")

    assert stops - 1 <= MOST_STOPS
    page.close()


def test_a_service_prints_on_two_pages_of_readable_text(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    page.goto(f"{served.base}/services/register-company/")
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


@pytest.mark.parametrize(
    "path",
    [
        "/buildings/shanghai-tower/poster/",
        "/packages/staff/poster/",
        "/glossary/building-affairs-council/",
        "/glossary/yiyuan-building/",
        "/roles/second-chief/",
    ],
)
def test_a_poster_or_a_short_page_is_one_sheet(browser: Browser, served: Served, path: str) -> None:
    page = browser.new_page()
    page.goto(served.base + path)

    sheets = sheets_of(page)

    assert sheets == 1
    page.close()


def sheets_of(page: Page) -> int:
    """Print a page on A4 and count the sheets."""
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_check_page_receipt_and_errors_have_no_accessibility_fault(
    page: Page, served: Served
) -> None:
    found: list[object] = []

    page.goto(f"{served.base}/requests/new?service=parking")
    page.locator("form button[type=submit]").last.click()
    found.append(faults_of(page))
    page.locator("input[name=company]").fill("云上科技有限公司")
    page.locator("input[name=contact]").fill("姓王")
    page.locator("input[name=phone]").fill("13800138000")
    page.locator("textarea[name=description]").fill("车位不够，想再租五个。")
    page.locator("input[name=consent]").check()
    page.locator("form button[type=submit]").last.click()
    found.append(faults_of(page))
    page.get_by_role("button", name="提交").click()
    found.append(faults_of(page))

    assert page.locator(".number").is_visible()
    assert found == [[], [], []]
    assert {strain: cut for strain, cut in strained(page, page.url).items() if cut} == {}


def weigh(page: Page, address: str) -> tuple[int, int]:
    """Open a page; return the bytes it loaded, and those of scripts among them."""
    loaded: list[tuple[str, int]] = []

    def note(request: Request) -> None:
        loaded.append((request.resource_type, request.sizes()["responseBodySize"]))

    page.on("requestfinished", note)
    page.goto(address, wait_until="networkidle")
    page.remove_listener("requestfinished", note)
    return sum(size for _, size in loaded), sum(size for kind, size in loaded if kind == "script")


def test_the_form_is_light_on_a_first_visit_and_lighter_after_a_page_of_the_guide(
    browser: Browser, served: Served
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    first, later = context.new_page(), context.new_page()

    cold, script = weigh(first, f"{served.base}/requests/new?service=expand-lease")
    warm, _ = weigh(later, f"{served.base}/requests/new?service=expand-lease")

    assert cold <= LARGEST_FORM
    assert warm <= LARGEST_FORM_LATER
    assert script <= LARGEST_SCRIPT
    context.close()


STRAINS = {
    "320 px": "",
    "text at 200 %": """[...document.body.querySelectorAll("*")]
        .map((e) => [e, parseFloat(getComputedStyle(e).fontSize)])
        .forEach(([e, size]) => e.style.setProperty("font-size", `${size * 2}px`, "important"))""",
    "WCAG spacing": """document.body.querySelectorAll("*").forEach((e) => {
        e.style.setProperty("line-height", "1.5", "important");
        e.style.setProperty("letter-spacing", ".12em", "important");
        e.style.setProperty("word-spacing", ".16em", "important"); })""",
    "large print": "document.documentElement.dataset.size = 'large'",
}
OVERFLOWING = """() => {
  const edge = document.documentElement.clientWidth;
  const seen = [...document.querySelectorAll("#content *")]
    .filter((e) => e.checkVisibility() && e.innerText?.trim())
    .filter((e) => e.getBoundingClientRect().width > 4);
  const hides = (e) => /hidden|clip/.test(getComputedStyle(e).overflowX);
  const hidden = (e) => e && (hides(e) || hidden(e.parentElement));
  const cut = seen.filter((e) => hides(e) && e.scrollWidth > e.clientWidth + 2);
  const beyond = seen.filter((e) => !e.children.length && !hidden(e.parentElement)
    && e.getBoundingClientRect().right > edge + 1);
  const wide = document.documentElement.scrollWidth > edge ? [document.documentElement] : [];
  return [...wide, ...cut, ...beyond].map((e) => `${e.tagName} ${e.innerText.slice(0, 20)}`);
}"""


def strained(page: Page, address: str) -> dict[str, list[str]]:
    """Open a page under each strain; return what is cut off or stands out under it."""
    overflows = {}
    for strain, script in STRAINS.items():
        page.set_viewport_size({"width": 320 if strain == "320 px" else 390, "height": 844})
        page.goto(address)
        page.evaluate(script)
        overflows[strain] = page.evaluate(OVERFLOWING)
    page.set_viewport_size({"width": 390, "height": 844})
    return overflows


def test_a_poster_prints_on_one_sheet(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    page.goto(f"{served.base}/buildings/shanghai-tower/poster/")

    pdf = page.pdf(format="A4", prefer_css_page_size=True)

    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_overflows_whatever_size_and_spacing_the_reader_needs(
    phone: Page, served: Served, path: str
) -> None:
    overflows = strained(phone, served.base + path)

    assert {strain: found for strain, found in overflows.items() if found} == {}


@pytest.mark.parametrize(
    "path", ["/", "/buildings/shanghai-tower/", "/services/register-company/", "/requests/new"]
)
def test_without_script_no_text_is_missing_and_no_control_is_dead(
    browser: Browser, served: Served, path: str
) -> None:
    texts = []
    for script in (True, False):
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, java_script_enabled=script
        )
        page = context.new_page()
        page.goto(served.base + path)
        texts.append(set(page.locator("#content").inner_text().split()))
        if not script:
            buttons = page.locator("#content button:visible")
            assert all(
                buttons.nth(n).evaluate("e => !!e.form?.action") for n in range(buttons.count())
            )
        context.close()

    assert texts[0] - texts[1] <= {"记为我的楼宇", "复制"}
    assert texts[1] <= texts[0]
