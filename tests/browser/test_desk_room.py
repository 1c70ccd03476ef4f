"""The desk is a workplace: at a desk's width it uses its columns, and what is next is in sight."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_work import prepare
from guides_folder import SAMPLE, load
from intake_app import NOW
from playwright.sync_api import Browser, Page, ViewportSize
from served import serve
from site_build import Built

from intake.accounts.accounts import Accounts
from intake.accounts.posts import read_post
from intake.journal.journal import Journal

pytestmark = pytest.mark.browser

SCREEN: ViewportSize = {"width": 1280, "height": 900}
TALLEST_ROW = 64
"""Pixels of a case in the queue: one line, two where a name is long."""

Seen = tuple[Page, dict[str, str]]


@pytest.fixture(scope="module")
def seen(
    browser: Browser, sample_built: Built, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Seen]:
    folder: Path = tmp_path_factory.mktemp("desk")
    with serve(sample_built, SAMPLE, folder) as served:
        numbers = prepare(Journal(served.queue), load(SAMPLE))
        secret = Accounts(served.queue).invite("甲", read_post("supervisor"), NOW).secret
        context = browser.new_context(base_url=served.base, viewport=SCREEN)
        page = context.new_page()
        page.goto(f"/desk/in/{secret}")
        page.get_by_role("button", name="在这台设备上登录").click()
        yield page, dict(numbers)
        context.close()


def test_a_case_of_the_queue_is_a_line_with_what_is_to_be_done_next(seen: Seen) -> None:
    page, numbers = seen
    page.goto("/desk/")

    rows = page.locator(".cases a")
    heights = [box["height"] for row in rows.all() if (box := row.bounding_box())]
    next_steps = {}
    for name in ("new and ours", "in progress and ready", "declined"):
        page.goto(f"/desk/?q={numbers[name]}")
        next_steps[name] = page.locator(".cases__next").inner_text()

    assert max(heights) <= TALLEST_ROW
    assert list(next_steps.values()) == ["我来办", "答复并办结", ""]


@pytest.mark.parametrize("name", ["new and ours", "in progress and ready", "answered", "overdue"])
def test_what_is_to_be_done_is_in_sight_beside_what_was_written(seen: Seen, name: str) -> None:
    page, numbers = seen
    page.goto(f"/desk/{numbers[name]}")

    said = page.locator(".desk__facts .panel").bounding_box()
    button = page.locator(".desk__do form .btn").first.bounding_box()

    assert said
    assert button
    assert button["x"] >= said["x"] + said["width"]
    assert button["y"] + button["height"] <= SCREEN["height"]


def test_a_table_of_figures_has_its_heads_on_one_line(seen: Seen) -> None:
    page, _numbers = seen
    page.goto("/desk/figures")

    heads = [head.bounding_box() for head in page.locator("thead th").all()]

    assert max(head["height"] for head in heads if head) <= TALLEST_ROW
