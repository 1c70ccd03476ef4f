"""The gates of the guide on every page of the desk, and how many presses a case takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from desk_work import prepare, work
from guides_folder import GUIDES, SAMPLE, load
from intake_app import NOW, a_submission
from lives import do
from looking import (
    SMALLEST_TARGET,
    VIEWS,
    Visit,
    faults_of,
    follow,
    go_back,
    sheets_of,
    sideways,
    small_targets,
    strained,
)
from playwright.sync_api import Browser, Page
from served import Served, serve
from site_build import Built

from guidebook.model.addresses import NEW_REQUEST
from intake.accounts.accounts import Accounts
from intake.accounts.posts import read_post
from intake.cases.form_values import FormValues
from intake.handling import Handling
from intake.journal.journal import Journal

pytestmark = pytest.mark.browser

LARGEST_PAGE = 15_000
"""Bytes of a page of the desk, compressed, once the guide's style and scripts are kept."""

REFUSAL = re.compile("status of (404|422) ")
"""What a browser says of a page that refuses."""

KINDS = (
    "new and ours",
    "new and another's",
    "new with a wrong building",
    "in progress, needs more time",
    "asked, and the company called",
    "answered and badly rated",
)
"""Of CASES: one of each way in which the page is used."""

WALKED = (
    "",
    "?section=new",
    "?q=没有这家",
    "new",
    "figures",
    "staff",
    "push",
    "push?what=新企业礼包&where=云桥中心",
    "push?what=没有的礼包&where=没有的楼",
    "out",
    "in/{fresh}",
    "in/used-up",
    "ZZ9Z-Z9ZZ",
    "{new and ours}",
    "{new and ours}/correct",
    "{handed back}",
    "{assigned}",
    "{in progress, no answer yet}",
    "{overdue}",
    "{asked, and the company called}",
    "{answered}",
    "{declined}",
    "{closed as planned}",
)
"""Addresses below /desk/; names are those of CASES."""


@dataclass(frozen=True)
class Desk:
    """A running product with cases of every kind."""

    served: Served
    numbers: Mapping[str, str]

    def invitation(self, post: str = "supervisor") -> str:
        return Accounts(self.served.queue).invite(post, read_post(post), NOW).secret

    def addresses(self) -> list[str]:
        fresh = self.invitation("department:registry")
        return [f"/desk/{a.format(**self.numbers, fresh=fresh)}" for a in WALKED]


@pytest.fixture(scope="module")
def desk(sample_built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with serve(sample_built, SAMPLE, tmp_path_factory.mktemp("desk")) as served:
        yield Desk(served, prepare(Journal(served.queue), load(SAMPLE)))


def sign_in(page: Page, secret: str) -> None:
    page.goto(f"/desk/in/{secret}")
    follow(page, page.get_by_role("button", name="在这台设备上登录"))


def faults_on_a_phone(page: Page) -> dict[str, object]:
    return {
        "axe": faults_of(page),
        "targets": small_targets(page, SMALLEST_TARGET - 0.5),
        "sideways": sideways(page, (320, 1280, 390)),
        **strained(page),
    }


@pytest.mark.parametrize("view", VIEWS)
def test_every_page_of_the_desk_passes_every_gate(browser: Browser, desk: Desk, view: str) -> None:
    context = browser.new_context(base_url=desk.served.base, **VIEWS[view])
    sign_in(context.new_page(), desk.invitation())
    found: dict[tuple[str, str], object] = {}

    for address in desk.addresses():
        visit = Visit(context.new_page())
        visit.open(address)
        seen = faults_on_a_phone(visit.page) if "phone" in view else {"axe": faults_of(visit.page)}
        seen["complaints"] = [told for told in visit.complaints if not REFUSAL.search(told)]
        found |= {(address, gate): faults for gate, faults in seen.items() if faults}
        visit.page.close()
    context.close()

    assert found == {}


@pytest.mark.parametrize("view", VIEWS)
def test_what_the_desk_refuses_passes_every_gate(browser: Browser, desk: Desk, view: str) -> None:
    context = browser.new_context(base_url=desk.served.base, **VIEWS[view])
    page, other = context.new_page(), context.new_page()
    page.goto("/desk/")
    found = [faults_of(page)]
    sign_in(page, desk.invitation())
    case = f"/desk/{desk.numbers['in progress and ready']}"
    for offer, button in (("finish", 0), ("finish", 1), ("update", 0)):
        page.goto(case)
        form = page.locator(f'form[action$="/{offer}"]')
        if offer == "update":
            page.locator("details", has=form).locator("summary").first.click()
        if button:
            form.locator("textarea").first.fill("见 http://127.0.0.1/services/\n第二段")
        follow(page, form.locator("button").nth(button))
        found.append(faults_of(page))
    other.goto(case)
    page.goto(case)
    for text, each in (("打过电话", page), ("去过现场", other)):
        each.locator('form[action$="/note"] >> xpath=..').locator("summary").click()
        each.fill("#field-note-text", text)
        follow(each, each.locator('form[action$="/note"] button'))
    found.append(faults_of(other))

    assert "有了变化" in other.inner_text("main")
    assert found == [[]] * len(found)
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_right_thing_is_done_in_three_presses_from_the_link_without_script(
    browser: Browser, desk: Desk, width: int
) -> None:
    numbers = prepare(Journal(desk.served.queue), load(SAMPLE))
    context = browser.new_context(
        base_url=desk.served.base,
        viewport={"width": width, "height": 844},
        java_script_enabled=False,
    )
    page = context.new_page()
    sign_in(page, desk.invitation("staff"))

    presses = {kind: work(page, kind, numbers) for kind in KINDS}
    context.close()

    assert max(presses.values()) <= 3


def test_pages_of_the_desk_are_light_with_the_whole_guide(
    browser: Browser, served_guide: Served
) -> None:
    guidebook, journal = load(GUIDES), Journal(served_guide.queue)
    longest = max(guidebook.services.values(), key=lambda service: len(service.faqs))
    building = next(iter(guidebook.buildings))
    values = FormValues(
        asker="company", service=longest.id, building=building, description="云" * 1000
    )
    number = Handling(journal, guidebook).receive("light", values, NOW).number
    context = browser.new_context(
        base_url=served_guide.base, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto(NEW_REQUEST)
    secret = Accounts(served_guide.queue).invite("甲", read_post("supervisor"), NOW).secret
    sign_in(page, secret)
    weights = {}

    for address in ("", "new", "staff", "figures", number, f"{number}/correct"):
        visit = Visit(context.new_page())
        visit.open(f"/desk/{address}")
        weights[address] = visit.bytes_of()
    context.close()

    assert {address: size for address, size in weights.items() if size > LARGEST_PAGE} == {}


def test_the_foot_leads_to_the_desk_and_large_print_is_chosen_in_the_header(
    browser: Browser, desk: Desk
) -> None:
    context = browser.new_context(base_url=desk.served.base, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, desk.invitation())
    page.goto("/")

    follow(page, page.get_by_role("link", name="办理台"))
    before = page.locator("h1").bounding_box()
    page.get_by_label("大字").check()
    after = page.locator("h1").bounding_box()

    assert page.url.endswith("/desk/")
    assert before
    assert after
    assert after["height"] > before["height"]
    context.close()


def test_back_after_signing_in_leads_to_the_desk(browser: Browser, desk: Desk) -> None:
    context = browser.new_context(base_url=desk.served.base)
    page = context.new_page()
    page.goto("/")
    sign_in(page, desk.invitation())

    go_back(page)
    page.wait_for_url("**/desk/")

    assert page.locator("h1", has_text="办理台").count() == 1
    context.close()


LONG = "楼上那层想一起租下来，" * 90


@pytest.mark.parametrize("name", ["short", "long", "worst"])
def test_a_case_prints_on_one_sheet_and_is_cut_only_where_it_has_no_room(
    browser: Browser, desk: Desk, name: str
) -> None:
    journal = Journal(desk.served.queue)
    values = {"service": "bigger-office", "building": "cloud-tower", "phone": "13800138000"}
    if name == "worst":
        values |= {"building": "other", "company": "云" * 100, "email": "name@yunqiao.example"}
        values |= {"building_other": "楼" * 100, "contact": "王" * 50, "uscc": "91310115MA9000003W"}
    description = "想租楼上" if name == "short" else LONG
    known = journal.submit(name, NOW, a_submission(**values, description=description))
    says = "好。" if name == "short" else "写明。\n" * 600
    for n in range({"short": 1, "long": 1, "worst": 4}[name]):
        events = ("accept", "assign", "start") if n == 0 else ("start",)
        for event in (*events, "update", "answer", *(("reopen",) if name == "worst" else ())):
            said = {} if event not in ("update", "answer") else {"text": f"第 {n} 次。{says}"}
            known = do(journal, known, event, NOW, **said)
    page = browser.new_page(base_url=desk.served.base)
    sign_in(page, desk.invitation())

    page.goto(f"/desk/{known.number}")

    assert sheets_of(page) == 1
    page.emulate_media(media="print")
    assert ("全文见办理台" in page.inner_text("main")) == (name != "short")
    page.close()
