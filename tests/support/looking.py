"""One visit to a page in a real browser: what a reader would suffer from, gate by gate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, Request
from served import PATIENCE, patiently

VIEWS: dict[str, dict[str, Any]] = {
    "phone-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "desk-light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
}

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RUN_AXE = """async (rules) => {
  const { violations } = await axe.run(document, {
    runOnly: { type: "tag", values: rules },
    rules: { "color-contrast": { enabled: false }, "color-contrast-enhanced": { enabled: true } },
    resultTypes: ["violations"],
  });
  return violations.map(({ id, nodes }) =>
    `${id} at ${nodes.slice(0, 3).map((node) => node.target.join(" "))}`);
}"""

SMALLEST_TARGET = 44
"""Pixels that a thumb needs either way."""
SMALL_TARGETS = """(least) => [...document.querySelectorAll(
    "a, button, input, select, textarea, summary")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((e) => e.matches(".btn") || !e.closest("[aria-hidden=true]"))
  .filter((e) => e.matches(".btn")
                 || !e.closest("p, dd, h3, .ticks, .crosses, .crumb, .prose li, .term"))
  .map((e) => e.closest("label") ?? e)
  .map((e) => [e, e.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < least || box.height < least))
  .map(([e, box]) => `${e.textContent.trim().slice(0, 20)} ${box.width}x${box.height}`)"""

SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"

UNSTYLED = """document.body.querySelectorAll("*").forEach((e) => e.removeAttribute("style"));"""
STRAINS = {
    "320 px": "",
    "text at 200 %": """[...document.body.querySelectorAll("*")]
        .map((e) => [e, parseFloat(getComputedStyle(e).fontSize)])
        .forEach(([e, size]) => e.style.setProperty("font-size", `${size * 2}px`, "important"))""",
    "WCAG spacing": UNSTYLED
    + """document.body.querySelectorAll("*").forEach((e) => {
        e.style.setProperty("line-height", "1.5", "important");
        e.style.setProperty("letter-spacing", ".12em", "important");
        e.style.setProperty("word-spacing", ".16em", "important"); })""",
    "large print": UNSTYLED + "document.documentElement.dataset.size = 'large'",
}
"""What a reader may need, each in place of the one before."""

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


@dataclass
class Visit:
    """A page just opened: what it loaded, and what it complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    loaded: list[Request] = field(default_factory=list)
    _waiting: set[Request] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("request", self._started)
        self.page.on("requestfinished", self._finished)
        self.page.on("requestfailed", self._failed)

    def open(self, address: str) -> None:
        """Open a page and wait for everything it asks for, now and when it has nothing to do."""
        self.page.goto(address)
        self.page.evaluate("new Promise((idle) => requestIdleCallback(idle, { timeout: 1000 }))")
        for _ in range(50 * PATIENCE):
            if not self._waiting:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"still waiting for {[request.url for request in self._waiting]}")

    def _started(self, request: Request) -> None:
        self._waiting.add(request)

    def _finished(self, request: Request) -> None:
        self._waiting.discard(request)
        self.loaded.append(request)

    def _failed(self, request: Request) -> None:
        self._waiting.discard(request)
        self.complaints.append(request.url)

    def loaded_from_elsewhere(self, base: str) -> list[str]:
        """Return the addresses that were loaded from other hosts."""
        return [request.url for request in self.loaded if not request.url.startswith(base)]

    def bytes_of(self, kind: str = "") -> int:
        """Return the bytes loaded, as they were sent, or those of one kind such as scripts."""
        counted = [request for request in self.loaded if kind in ("", request.resource_type)]
        return sum(request.sizes()["responseBodySize"] for request in counted)


@contextmanager
def visit(browser: Browser, view: str, address: str) -> Iterator[Visit]:
    """Open a page as somebody does who never was here."""
    context: BrowserContext = browser.new_context(**VIEWS[view])
    visit = Visit(context.new_page())
    visit.open(address)
    yield visit
    context.close()


def follow(page: Page, pressed: Locator) -> None:
    """Press what leads to another page, and wait until that page stands in place of this one.

    A press returns while the old page may still be there, and is then looked at by mistake.
    """
    with page.expect_navigation():
        pressed.click()


def go_back(page: Page) -> None:
    """Press Back, and wait until the page before stands."""
    _through_history(page.go_back)


def go_forward(page: Page) -> None:
    """Press Forward, and wait until the page after stands."""
    _through_history(page.go_forward)


def _through_history(press: Callable[[], object]) -> None:
    """While Chromium exchanges one page for another it has, for a moment, no active page to ask
    for the history: then the button is pressed again, as a person would.
    """
    for _ in patiently():
        try:
            press()
        except Error as error:
            if "Not attached to an active page" not in error.message:
                raise
        else:
            return
    raise AssertionError("the browser never had an active page")


def faults_of(page: Page) -> list[str]:
    """Return what axe finds: faults of its rules, and texts under a contrast of seven."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    return found


def small_targets(page: Page, least: float) -> list[str]:
    """Return what is meant for a thumb and smaller than `least` pixels either way."""
    found: list[str] = page.evaluate(SMALL_TARGETS, least)
    return found


def sheets_of(page: Page) -> int:
    """Print a page on A4 and count the sheets."""
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    return len(re.findall(rb"/Type /Page\b", pdf))


def sideways(page: Page, widths: tuple[int, ...]) -> list[int]:
    """Return the widths at which a page has to be moved sideways; the view is then the last."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        if page.evaluate(SIDEWAYS) > 0:
            found.append(width)
    return found


def strained(page: Page) -> dict[str, list[str]]:
    """Put a page under each strain; return what is then cut off or stands out."""
    found = {}
    for strain, script in STRAINS.items():
        page.set_viewport_size({"width": 320 if strain == "320 px" else 390, "height": 844})
        page.evaluate(script)
        found[strain] = page.evaluate(OVERFLOWING)
    return found
