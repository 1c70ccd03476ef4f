"""The whole circle in a real browser, on a phone and without script: asked, worked, rated, told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from guides_folder import SAMPLE, copy_sample
from intake_app import NOW
from looking import follow
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from served import Served, serve
from site_build import ROOT, Built, build

from intake.accounts.accounts import Accounts
from intake.accounts.posts import read_post

pytestmark = pytest.mark.browser

WIDTHS = [390, 1280]


@pytest.fixture
def served(sample_built: Built, tmp_path: Path) -> Iterator[Served]:
    """Serve a queue in which nobody else asks: what is counted here is what was done here."""
    with serve(sample_built, SAMPLE, tmp_path / "desk") as served:
        yield served


@pytest.fixture(params=WIDTHS)
def context(
    request: pytest.FixtureRequest, browser: Browser, served: Served
) -> Iterator[BrowserContext]:
    size: ViewportSize = {"width": request.param, "height": 844}
    context = browser.new_context(base_url=served.base, viewport=size, java_script_enabled=False)
    yield context
    context.close()


def ask(page: Page, description: str = "想把楼上那层一起租下来。") -> str:
    """Send a request from the page of a building; return the address of its receipt."""
    page.goto("/requests/new?building=cloud-tower&service=bigger-office")
    for name, text in {"company": "云上科技", "contact": "姓王", "phone": "13800138000"}.items():
        page.fill(f"[name={name}]", text)
    page.fill("#field-description", description)
    page.check("#field-consent")
    page.click("form:has(#field-consent) button[type=submit]")
    follow(page, page.locator("button", has_text="提交").last)
    return page.url


def sign_in(page: Page, served: Served, post: str) -> None:
    """Open an invitation and press its button."""
    secret = Accounts(served.queue).invite(post, read_post(post), NOW).secret
    page.goto(f"/desk/in/{secret}")
    page.click("button")


def primary(page: Page) -> str:
    """Return what the one primary button says."""
    return page.locator("section button.btn").first.inner_text()


def test_the_whole_circle_by_hand(
    context: BrowserContext, served: Served, sample_built: Built, tmp_path: Path
) -> None:
    company, desk = context.new_page(), context.new_page()
    receipts = [ask(company, f"想租楼上，第 {n} 件") for n in range(5)]
    sign_in(desk, served, "second_chief:cloud-tower")

    for receipt in receipts:
        company.goto(receipt)
        desk.goto(f"/desk/{company.locator('.number').inner_text().strip()}")
        assert primary(desk) == "我来办"
        follow(desk, desk.locator("section button.btn").first)
        assert primary(desk) == "答复并办结"
        desk.fill("#field-finish-text", "18 楼东侧可以一起租。")
        follow(desk, desk.locator("section button.btn").first)
        assert "已办结" in desk.inner_text("h1")

    company.goto(receipts[0])
    assert "18 楼东侧可以一起租。" in company.inner_text("main")
    company.get_by_text("解决了", exact=True).click()
    company.check("[name=grade] >> nth=0")
    company.click("text=提交评价")
    expect(company.locator(".state")).to_contain_text("谢谢您的评价")

    guides = copy_sample(tmp_path)
    _figures(served, sample_built, guides / "figures.yaml")
    page = (build(guides, tmp_path).site / "services/bigger-office/index.html").read_text("utf-8")
    assert "实际" in page


def _figures(served: Served, built: Built, path: Path) -> None:
    """Write the public figures from the queue, as an operator does."""
    environment = os.environ | {
        "INTAKE_DATA": str(served.queue),
        "INTAKE_GUIDES": str(SAMPLE),
        "INTAKE_LAYOUTS": str(built.layouts),
        "INTAKE_SECRET_KEY_FILE": str(served.queue.parent / "secret_key"),
        "INTAKE_NOW": (NOW + timedelta(days=1)).isoformat(),  # a day counts once it is over
    }
    path.unlink()
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "intake", "figures", "--out", str(path)],
        check=True,
        cwd=ROOT,
        env=environment,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_desk_pages_have_nothing_that_axe_objects_to(
    browser: Browser, served: Served, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        base_url=served.base, viewport={"width": 390, "height": 844}, color_scheme=scheme
    )
    page = context.new_page()
    ask(page)
    sign_in(page, served, "supervisor")

    found = {}
    for address in ("/desk/", "/desk/figures", "/desk/staff"):
        page.goto(address)
        found[address] = Axe().run(page).response["violations"]
    page.goto("/desk/")
    follow(page, page.locator(".cases a").first)
    found["case"] = Axe().run(page).response["violations"]
    context.close()

    assert {address: [v["id"] for v in violations] for address, violations in found.items()} == {
        address: [] for address in found
    }
