"""The search dialog: on every page, without losing a key, and closed without a trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from looking import SMALLEST_TARGET, VIEWS, faults_of, go_back
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from served import Served

pytestmark = pytest.mark.browser

PLACES = ("/", "/services/", "/search/", "/requests/new", "/no/such/page/")
"""One page of each making: home, a list, the index, the form, the page that is none."""


@pytest.fixture(params=VIEWS)
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(**VIEWS[request.param])
    yield context
    context.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
    yield page
    page.close()


def dialog(page: Page) -> Locator:
    return page.locator("dialog.search")


def box(page: Page) -> Locator:
    return dialog(page).locator("input[name=q]")


def results(page: Page) -> Locator:
    return dialog(page).locator("[data-search-list] a")


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id || document.activeElement.tagName")
    return found


@pytest.mark.parametrize("path", PLACES)
def test_on_every_page_it_opens_finds_and_leaves_no_trace(
    context: BrowserContext, served: Served, path: str
) -> None:
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(served.base + path)
    where = """all => all.map((e) => Object.values(e.getBoundingClientRect().toJSON()))"""
    before = page.locator("header *, main *").evaluate_all(where)

    page.locator("[data-search-open]").click()
    page.keyboard.type("kuozu 扩租")
    expect(results(page).first).to_have_attribute("href", re.compile("services/bigger-office/"))
    assert faults_of(page) == []
    assert page.locator("header *, main *").evaluate_all(where) == before
    page.keyboard.press("Escape")

    expect(dialog(page)).to_be_hidden()
    expect(page.locator("[data-search-open]")).to_be_focused()
    assert complaints == []


def test_every_target_in_it_is_large_enough_for_a_thumb(page: Page, served: Served) -> None:
    page.goto(served.base)
    page.keyboard.press("/")
    page.keyboard.type("执照")
    expect(results(page).first).to_be_visible()

    sizes = dialog(page).evaluate(
        """(found) => [...found.querySelectorAll("a, button, input:not([type=hidden])")]
          .map((e) => e.getBoundingClientRect()).map((at) => [at.width, at.height])"""
    )

    assert all(min(size) >= SMALLEST_TARGET - 0.5 for size in sizes), sizes


@pytest.mark.parametrize("key", ["s", "f", "Alt+/", "Control+/", "Meta+/", "Alt+f"])
def test_no_other_key_opens_it(page: Page, served: Served, key: str) -> None:
    page.goto(f"{served.base}/services/")

    page.keyboard.press(key)

    expect(dialog(page)).to_have_count(0)


@pytest.mark.parametrize("field", ["textarea[name=description]", "input[name=building_other]"])
def test_a_slash_that_is_typed_into_a_field_stays_there(
    page: Page, served: Served, field: str
) -> None:
    page.goto(f"{served.base}/requests/new")

    page.locator(field).press("/")

    expect(dialog(page)).to_have_count(0)


def test_the_way_of_the_tab_key_through_the_page_does_not_open_it(
    page: Page, served: Served
) -> None:
    page.goto(served.base)

    page.locator("#home-search").focus()
    page.keyboard.press("Tab")

    expect(dialog(page)).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/no/such/page/"])
def test_a_box_of_the_page_goes_on_in_the_dialog_and_gets_its_words_back(
    page: Page, served: Served, path: str
) -> None:
    page.goto(served.base + path)
    field = page.locator("[data-search-box]")
    field.focus()

    page.keyboard.type("zhizhao")
    expect(box(page)).to_have_value("zhizhao")
    expect(results(page).first).to_have_attribute("href", re.compile("services/register-company/"))
    page.keyboard.press("Escape")

    expect(field).to_be_focused()
    expect(field).to_have_value("zhizhao")
    field.click()
    expect(box(page)).to_be_focused()


@pytest.mark.parametrize(
    "late", ["assets/search.js", "search/index.json", "assets/search-worker.js"]
)
def test_no_key_is_lost_that_was_typed_before_something_was_there(
    page: Page, served: Served, late: str
) -> None:
    held: list[Route] = []
    page.route(f"**/{late}", lambda route: held.append(route))  # noqa: PLW0108 (Playwright marks it)
    page.goto(served.base, wait_until="commit")
    page.locator("#home-search").focus()

    page.keyboard.type("营业执")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(box(page)).to_have_value("营业执")
    page.keyboard.type("照")

    expect(box(page)).to_have_value("营业执照")
    expect(results(page).first).to_have_attribute("href", re.compile("services/register-company/"))


def test_words_that_are_being_composed_are_left_alone(page: Page, served: Served) -> None:
    page.goto(served.base)
    page.locator("#home-search").focus()
    session = page.context.new_cdp_session(page)
    compose = {"selectionStart": 4, "selectionEnd": 4}

    session.send("Input.imeSetComposition", {"text": "ting", **compose})
    assert focused(page) == "home-search"
    session.send("Input.insertText", {"text": "停"})

    expect(box(page)).to_have_value("停")
    session.send("Input.imeSetComposition", {"text": "che", **compose})
    session.send("Input.insertText", {"text": "车"})
    expect(box(page)).to_have_value("停车")


def test_letters_that_are_being_composed_find_what_they_spell_or_change_nothing(
    page: Page, served: Served
) -> None:
    page.goto(served.base)
    page.keyboard.press("/")
    session = page.context.new_cdp_session(page)
    status = dialog(page).get_by_role("status")

    def compose(text: str) -> None:
        compose = {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        session.send("Input.imeSetComposition", compose)

    compose("zhi'zhao")
    expect(results(page).first).to_have_attribute("href", re.compile("services/register-company/"))
    compose("zhi'zhao'qqqq")
    page.wait_for_timeout(1000)
    expect(results(page).first).to_have_attribute("href", re.compile("services/register-company/"))
    session.send("Input.insertText", {"text": "鑫鑫"})

    expect(status).to_contain_text("没有找到“鑫鑫”")


def test_arrows_go_through_the_results_and_enter_opens_one(page: Page, served: Served) -> None:
    page.goto(served.base)
    page.keyboard.press("/")
    page.keyboard.type("开公司登记")
    first = results(page).first
    expect(first).to_have_attribute("href", re.compile("services/register-company/"))

    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(first).not_to_be_focused()
    expect(box(page)).not_to_be_focused()
    box(page).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{served.base}/services/register-company/")


def test_enter_in_the_box_leads_to_all_results_by_kind_and_back_to_the_page(
    page: Page, served: Served
) -> None:
    page.goto(f"{served.base}/services/")
    page.keyboard.press("/")
    page.keyboard.type("执照")

    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{served.base}/search/?q={quote('执照')}&kind=")
    expect(page.locator("[data-search-kinds]")).to_contain_text("事项")
    go_back(page)
    expect(page).to_have_url(f"{served.base}/services/")


def test_the_kinds_of_what_is_found_are_links_to_the_results_page(
    page: Page, served: Served
) -> None:
    page.goto(f"{served.base}/requests/new")
    page.keyboard.press("/")
    page.keyboard.type("执照")

    dialog(page).get_by_role("link", name="事项（").click()

    expect(page).to_have_url(f"{served.base}/search/?q={quote('执照')}&kind=services")


def test_the_results_page_keeps_its_answers_while_something_else_is_asked(
    page: Page, served: Served
) -> None:
    page.goto(f"{served.base}/search/?q={quote('扩租')}")
    page.keyboard.press("/")
    page.keyboard.type("执照")

    expect(results(page).first).to_have_attribute("href", re.compile("services/register-company/"))
    of_page = page.locator("main .items a")
    expect(of_page.first).to_have_attribute("href", re.compile("services/bigger-office/"))


def test_focus_stays_inside_until_it_closes(page: Page, served: Served) -> None:
    page.goto(served.base)
    page.keyboard.press("/")
    page.keyboard.type("执照")
    expect(results(page).first).to_be_visible()

    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('dialog, body').localName") in (
            "dialog",
            "body",  # the way out of the page, to the browser's own controls
        )
        assert not page.evaluate("document.activeElement.closest('header, main, footer')")


@pytest.mark.parametrize("way", ["关闭", "beside"])
def test_it_closes_by_a_button_and_by_a_tap_beside_it(
    browser: Browser, served: Served, way: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(served.base)
    page.keyboard.press("/")

    if way == "beside":
        page.mouse.click(10, 600)
    else:
        page.get_by_role("button", name=way).click()

    expect(dialog(page)).to_be_hidden()
    page.close()


def test_opened_again_it_has_the_words_marked_so_that_typing_replaces_them(
    page: Page, served: Served
) -> None:
    page.goto(f"{served.base}/services/")
    for words, place in (("扩租", "bigger-office"), ("执照", "register-company")):
        page.locator("[data-search-open]").click()
        page.keyboard.type(words)
        expect(box(page)).to_have_value(words)
        expect(results(page).first).to_have_attribute("href", re.compile(place))
        page.keyboard.press("Escape")


def test_what_is_not_found_is_filled_into_the_form(page: Page, served: Served) -> None:
    page.goto(served.base)
    page.keyboard.press("/")
    page.keyboard.type("xyzzyq 怎么办")
    expect(dialog(page).get_by_role("status")).to_contain_text("没有找到“xyzzyq 怎么办”")

    dialog(page).get_by_role("link", name="把它写成诉求").click()

    expect(page.locator("textarea[name=description]")).to_have_value("xyzzyq 怎么办")


@pytest.mark.parametrize("lost", ["search/index.json", "assets/search-worker.js"])
def test_where_the_index_does_not_come_it_says_so_and_tries_again(
    page: Page, served: Served, lost: str
) -> None:
    page.route(f"**/{lost}", lambda route: route.abort())
    page.goto(served.base)
    page.keyboard.press("/")
    page.keyboard.type("执")
    expect(dialog(page).get_by_role("status")).to_contain_text("搜索暂时用不了")
    expect(dialog(page).get_by_role("link", name="全部内容索引")).to_be_visible()

    page.unroute(f"**/{lost}")
    page.keyboard.type("照")

    expect(results(page).first).to_have_attribute("href", re.compile("services/register-company/"))


def test_what_a_reader_types_is_shown_as_text_and_sent_to_no_server(
    page: Page, served: Served
) -> None:
    asked: list[str] = []
    page.goto(served.base)
    page.context.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("/")

    page.keyboard.type("<img src=x onerror=alert(1)>扩租")

    expect(results(page).first).to_be_visible()
    assert dialog(page).locator("img").count() == 0
    assert [url for url in asked if "onerror" in url or quote("扩租") in url] == []


def test_without_script_the_search_is_a_link_to_the_index(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.base}/requests/new")

    page.locator("[data-search-open]").click()

    expect(page).to_have_url(f"{served.base}/search/")
    expect(page.locator("#content input[name=q]")).to_be_visible()
    context.close()
