"""Pushes by mail in a real browser on a phone: asked for, confirmed, left, and Back."""

from __future__ import annotations

from pathlib import Path

import pytest
from guides_folder import copy_sample, edit
from intake_app import NOW
from looking import VIEWS, faults_of, follow, go_back, sideways
from playwright.sync_api import Browser
from served import serve
from site_build import build

from intake.clock import stopped_clock
from intake.pushes.mailing_list import MailingList

pytestmark = pytest.mark.browser

CHANNELS = """{"mail": {"host": "127.0.0.1", "security": "none", "sender": "guide@yunqiao.example"},
 "posts": {}}"""


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("view", [view for view in VIEWS if "phone" in view])
def test_somebody_asks_confirms_and_leaves(
    browser: Browser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    view: str,
    script: bool,
) -> None:
    guides = copy_sample(tmp_path)
    edit(guides, "site.yaml", "content_licence:", "news_by_mail: true\ncontent_licence:")
    channels = tmp_path / "notify.json"
    channels.write_text(CHANNELS, encoding="utf-8")
    channels.chmod(0o600)
    monkeypatch.setenv("INTAKE_NOTIFY", str(channels))
    found: list[object] = []
    with serve(build(guides, tmp_path), guides, tmp_path) as served:
        context = browser.new_context(
            base_url=served.base, **(VIEWS[view] | {"java_script_enabled": script})
        )
        page = context.new_page()

        def look() -> None:
            if script:
                found.extend(faults_of(page))
            found.extend(sideways(page, (320, 390)))

        page.goto("/buildings/cloud-tower/")
        follow(page, page.get_by_role("link", name="用邮箱订阅本楼推送"))
        look()
        follow(page, page.get_by_role("button", name="同意"))
        look()
        page.fill("[name=email]", "hr@company.example")
        follow(page, page.get_by_role("button", name="同意"))
        look()
        assert "确认信" in page.inner_text("main")
        go_back(page)
        assert page.get_by_role("button", name="同意").is_visible()
        letters = MailingList(served.queue).letters(stopped_clock(NOW)())
        page.goto(f"/requests/news/{letters[0].to.secret}")
        look()
        follow(page, page.get_by_role("button", name="确认订阅"))
        look()
        assert MailingList(served.queue).count("cloud-tower") == 1
        follow(page, page.get_by_role("button", name="退订"))
        look()
        assert "已经退订" in page.inner_text("h1")
        context.close()

    assert found == []
