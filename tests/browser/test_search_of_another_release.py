"""A page that stays open while another release is switched to: its search goes on with that one."""

from __future__ import annotations

from pathlib import Path

import pytest
from guides_folder import edit, load
from playwright.sync_api import Browser, expect
from served import serve
from site_build import DATE, Built, run_build

pytestmark = pytest.mark.browser


@pytest.fixture
def releases(copy_built: Built, tmp_path: Path) -> Path:
    """Return a folder of two releases whose texts differ, the second of which is served."""
    edit(copy_built.guides, "services/bigger-office.yaml", "name: 换大间对接", "name: 换小间对接")
    words = ("--guides", str(copy_built.guides), "--releases", str(tmp_path / "releases"))
    run_build("site", *words, "--date", DATE)
    return tmp_path / "releases"


def test_an_open_page_finds_what_the_release_says_that_is_served_now(
    releases: Path, copy_built: Built, tmp_path: Path, browser: Browser
) -> None:
    built = Built(releases / "current", releases / "layouts", copy_built.guides)
    gist = load(copy_built.guides).services["bigger-office"].gist
    with serve(built, copy_built.guides, tmp_path / "queue") as served:
        page = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
        page.goto(served.base)
        page.keyboard.press("/")
        page.keyboard.type("换小间")
        first = page.locator("dialog.search [data-search-list] a").first
        expect(first).to_contain_text("换小间对接")

        run_build("rollback", "--releases", str(releases))
        page.locator("dialog.search input[name=q]").fill("换大间办公室")

        expect(first).to_contain_text("换大间对接")
        expect(first).to_contain_text(gist)
        page.close()
