"""The results page: answers by kind at an address to share, and always a sentence or a way on."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect
from served import Served
from site_build import Built

from guidebook.model import Guidebook
from guidebook.pages.complete_index import complete_index

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
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    yield page
    context.close()


def search(page: Page, served: Served, query: str, kind: str = "") -> None:
    page.goto(f"{served.base}/search/?q={quote(query)}" + (f"&kind={kind}" if kind else ""))
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
    expect(page.locator("[data-search-list] a[href*='/requests/new']")).to_be_visible()
    expect(page.locator("#all")).to_be_visible()


@pytest.mark.browser
def test_what_was_not_found_is_filled_into_the_form_without_being_sent(
    page: Page, served: Served
) -> None:
    sent: list[str] = []
    page.context.on("request", lambda request: sent.append(request.url))

    search(page, served, "xyzzyq 怎么办")
    page.locator("[data-search-list] a[href*='/requests/new']").click()

    expect(page.locator("textarea[name=description]")).to_have_value("xyzzyq 怎么办")
    assert [url for url in sent if "/requests/new" in url and "xyzzyq" in url.split("#")[0]] == []


@pytest.mark.browser
def test_a_poor_answer_is_called_a_guess_and_has_at_most_three(page: Page, served: Served) -> None:
    search(page, served, "龙虾养殖场消毒")

    expect(page.locator("[data-search-status]")).to_contain_text("最接近的是")
    guesses = page.locator("[data-search-list] li").filter(has_text="猜您要找")
    assert 1 <= guesses.count() <= 3


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
    expect(page.locator("#all")).to_be_visible()


@pytest.mark.browser
def test_where_the_texts_do_not_load_the_names_still_answer(page: Page, served: Served) -> None:
    page.context.route("**/search/texts/*", lambda route: route.abort())

    search(page, served, "执照")

    first = page.locator("[data-search-list] a").first
    expect(first).to_have_attribute("href", f"{served.base}/services/register-company/")


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
