"""The results page: answers by kind at an address to share, and always a sentence or a way on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from guides_folder import SAMPLE, load
from looking import SMALLEST_TARGET, VIEWS, faults_of, follow, sideways, small_targets, visit
from playwright.sync_api import Browser, Page, Route, expect
from served import Served
from site_build import Built

from guidebook.model import Guidebook
from guidebook.pages.complete_index import complete_index

LARGEST_PAGE, MOST_REQUESTS = 55_000, 5
"""As of every page of the guide."""

ODD = {
    "one character": "税",
    "unknown character": "鑫",
    "500 characters": "执照" * 250,
    "markup": "<img src=x onerror=alert(1)>",
    "a regular expression": "(.*)[a-z]+\\",
    "emoji": "😀",
    "full-width": "ＡＥＤ　配置",
    "mixed scripts": "AED配置パーティー",
    "only stop words": "请问怎么办吗",
    "punctuation": "？！。",
    "control characters": "停\u0000车\u202e",
    "half a surrogate pair": "\ufffd",
    "what every object has": "constructor toString __proto__",
}

COUNT_WAVES = """window.waves = 0;
new MutationObserver((changes) => {
  const isList = ({ target, addedNodes }) => addedNodes.length && target.matches("[data-search-list]");
  if (changes.some(isList)) window.waves++;
}).observe(document, { childList: true, subtree: true });"""  # noqa: E501 (JavaScript)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    yield page
    context.close()


def search(page: Page, served: Served, query: str, kind: str = "") -> None:
    """Come from the dialog, whose address names a kind, be it none: the browser answers."""
    page.goto(f"{served.base}/search/?q={quote(query)}&kind={kind}")
    expect(page.locator("[data-search-status]")).not_to_have_text("正在找…")


@pytest.mark.browser
def test_results_show_their_kinds_and_can_be_narrowed_by_an_address(
    page: Page, served: Served
) -> None:
    search(page, served, "执照")
    page.get_by_role("link", name="事项（").click()
    expect(page).to_have_url(f"{served.base}/search/?q={quote('执照')}&kind=services")

    results = page.locator("[data-search-list] a")
    expect(results.first).to_have_attribute("href", f"{served.base}/services/register-company/")
    addresses = results.evaluate_all("links => links.map((link) => link.pathname)")
    assert all(address.startswith("/services/") for address in addresses)


@pytest.mark.browser
def test_what_is_not_found_leads_to_the_index_and_to_the_form(page: Page, served: Served) -> None:
    search(page, served, "xyzzyq")

    expect(page.locator("[data-search-status]")).to_contain_text("没有找到“xyzzyq”")
    expect(page.get_by_role("link", name="把它写成诉求")).to_be_visible()
    expect(page.locator("[data-search-list] li")).to_have_count(0)
    expect(page.get_by_role("link", name="全部内容索引")).to_be_visible()


@pytest.mark.browser
def test_what_was_not_found_is_filled_into_the_form_without_being_sent(
    page: Page, served: Served
) -> None:
    sent: list[str] = []
    page.context.on("request", lambda request: sent.append(request.url))

    search(page, served, "xyzzyq 怎么办")
    page.get_by_role("link", name="把它写成诉求").click()

    expect(page.locator("textarea[name=description]")).to_have_value("xyzzyq 怎么办")
    assert [url for url in sent if "/requests/new" in url and "xyzzyq" in url.split("#")[0]] == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "query",
    [
        "王总",
        "厕所堵了",
        "龙虾养殖场消毒",
        "怎么办",
        "请问怎么办",
        "zzz",
        "a",
        "1",
        "照",
        "哈哈",
    ],
)
def test_nothing_is_guessed_from_single_signs(page: Page, served: Served, query: str) -> None:
    search(page, served, query)

    expect(page.locator("[data-search-status]")).to_contain_text(f"没有找到“{query}”")
    expect(page.locator("[data-search-list] li")).to_have_count(0)


@pytest.mark.browser
def test_results_come_in_one_wave_with_their_lines_and_the_hit_marked(
    page: Page, served: Served
) -> None:
    page.add_init_script(COUNT_WAVES)
    service = load(SAMPLE).services["bigger-office"]

    search(page, served, "换大间 办公室")

    first = page.locator("[data-search-list] a").first
    expect(first).to_contain_text(service.gist)
    expect(first.locator("mark").first).to_have_text("换大间")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("waves") == 1


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("query", ["执照", "xyzzyq"])
def test_results_are_easy_to_read_and_to_press(
    browser: Browser, served: Served, query: str, view: str
) -> None:
    page = browser.new_page(**VIEWS[view])

    search(page, served, query)

    expect(page.get_by_role("link", name="把它写成诉求")).to_be_visible()
    assert faults_of(page) == []
    assert small_targets(page, SMALLEST_TARGET - 0.5) == []
    assert sideways(page, (390, 320)) == []
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("query", ODD.values(), ids=ODD)
def test_odd_input_gets_an_answer_or_a_sentence(page: Page, served: Served, query: str) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))

    search(page, served, query)

    status = page.locator("[data-search-status]").inner_text()
    assert status.startswith(("找到", "没有找到"))
    assert page.locator("[data-search-results] img").count() == 0
    assert complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("lost", ["search/index.json", "assets/search-worker.js"])
def test_where_the_index_does_not_load_a_sentence_says_so(
    page: Page, served: Served, lost: str
) -> None:
    page.context.route(f"**/{lost}", lambda route: route.abort())

    search(page, served, "执照")

    expect(page.locator("[data-search-status]")).to_contain_text("搜索暂时用不了")
    expect(page.get_by_role("link", name="全部内容索引")).to_be_visible()


@pytest.mark.browser
def test_what_the_intake_finds_is_shown_at_once_and_loads_no_engine(
    browser: Browser, served_guide: Served
) -> None:
    with visit(browser, "phone-dark", f"{served_guide.base}/search/?q={quote('停车')}") as seen:
        found = seen.page.locator(".items a")

        expect(found.first).to_be_visible()
        assert len(seen.loaded) <= MOST_REQUESTS
        assert seen.bytes_of() <= LARGEST_PAGE
        assert seen.complaints == []
        seen.page.locator("#content input[name=q]").click()
        expect(seen.page.locator("dialog [data-search-list] a").first).to_be_visible()


@pytest.mark.browser
def test_where_the_intake_finds_nothing_the_browser_looks_itself(
    page: Page, served: Served
) -> None:
    page.goto(f"{served.base}/search/?q=kuozu")

    found = page.locator("[data-search-list] a").first
    expect(found).to_have_attribute("href", re.compile("services/bigger-office/"))


def lose(route: Route) -> None:
    route.abort()


def hold(route: Route) -> None:
    """Let a request hang."""


@pytest.mark.browser
@pytest.mark.parametrize("fate", [lose, hold])
def test_where_the_texts_do_not_come_the_names_still_answer(
    page: Page, served: Served, fate: Callable[[Route], None]
) -> None:
    page.context.route("**/search/texts/*", fate)

    search(page, served, "执照")

    first = page.locator("[data-search-list] a").first
    expect(first).to_have_attribute("href", f"{served.base}/services/register-company/")


# ---------- without script ----------


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """Return a page of a browser that runs no script."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/search/", "/no/such/page/"])
def test_without_script_the_intake_answers_the_box_of_a_page(
    plain: Page, served: Served, path: str
) -> None:
    plain.goto(served.base + path)

    plain.locator("#content input[name=q]").fill("换大间")
    follow(plain, plain.get_by_role("button", name="搜索"))

    first = plain.locator(".items a").first
    expect(first).to_have_attribute("href", "/services/bigger-office/")
    expect(first.locator("mark").first).to_have_text("换大间")
    expect(plain.locator("#content input[name=q]")).to_have_value("换大间")
    assert sideways(plain, (390, 320)) == []


@pytest.mark.browser
def test_without_script_what_was_not_found_becomes_the_text_of_a_request(
    plain: Page, served: Served
) -> None:
    plain.goto(f"{served.base}/search/?q={quote('<b>厕所堵了</b>')}")

    expect(plain.locator(".items")).to_have_count(0)
    follow(plain, plain.get_by_role("button", name="把它写成诉求"))

    expect(plain.locator("textarea[name=description]")).to_have_value("<b>厕所堵了</b>")
    assert plain.url == f"{served.base}/requests/new"


@pytest.mark.browser
def test_without_script_the_index_says_where_to_go(plain: Page, served: Served) -> None:
    plain.goto(f"{served.base}/search/")

    said = plain.locator("#all")
    for name in ("全部事项", "全部部门", "全部楼宇", "直接提诉求"):
        expect(said.get_by_role("link", name=name)).to_be_visible()
    said.locator("summary:has(#services)").click()
    expect(said.get_by_role("link", name="换大间对接")).to_be_visible()


@pytest.mark.browser
def test_with_script_only_its_own_answers_are_shown(page: Page, served: Served) -> None:
    search(page, served, "换大间")

    assert page.locator("noscript").count() == 1
    assert page.get_by_role("link", name="换大间对接").count() == 1


def test_without_script_the_page_is_the_complete_index(built: Built, guidebook: Guidebook) -> None:
    html = (built.site / "search/index.html").read_text(encoding="utf-8")

    for kind, record in guidebook.every_record():
        assert f'href="../{kind}/{record.id}/"' in html
    for indexed in complete_index(guidebook):
        for group in indexed.groups:
            assert not group.letter or f'id="{indexed.kind}-{group.letter}"' in html


def test_a_long_kind_is_cut_by_first_letters_and_a_short_one_is_not(guidebook: Guidebook) -> None:
    index = {indexed.kind: indexed for indexed in complete_index(guidebook)}

    letters = [group.letter for group in index["buildings"].groups]
    assert letters == sorted(letters)
    assert sum(len(group.records) for group in index["buildings"].groups) == len(
        guidebook.buildings
    )
    assert [group.letter for group in index["subdistricts"].groups] == [""]
