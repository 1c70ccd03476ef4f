"""A page goes on to a colleague: by words, by its code, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from guides_folder import TODAY, edit, load
from rendered import prepared, rendered

from guidebook.model import KINDS
from guidebook.model.ending import line_on
from guidebook.pages.push import render_feeds


@pytest.fixture
def pages(sample_guides: Path) -> dict[str, str]:
    return rendered(load(sample_guides))


def test_every_page_on_paper_ends_with_its_code_its_address_and_whom_to_call(
    pages: dict[str, str], sample_guides: Path
) -> None:
    site = load(sample_guides).site

    for path, page in pages.items():
        address = site.site_url + path.removesuffix("index.html")
        *_, end = page.split('<div class="poster__qr">' if "poster/" in path else '"printed">')
        assert "<svg" in end, path
        assert address.removesuffix("poster/") in end, path
        assert site.hotline.number in end, path


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_has_words_a_code_and_paper_below_its_name(
    kind: str, pages: dict[str, str]
) -> None:
    listed = f"{kind}/index.html"
    of_kind = [
        page
        for path, page in pages.items()
        if path.startswith(f"{kind}/") and path != listed and "poster/" not in path
    ]

    for page in of_kind:
        assert page.count('class="share noprint"') == 1
        row = page.split('class="share noprint"', 1)[1].split("</div>\n", 1)[0]
        assert [word for word in ("复制文字", "二维码", "打印") if word not in row] == []
        assert page.index("</h1>") < page.index('class="share noprint"')


def test_what_is_over_says_so_wherever_it_is_listed_copied_or_followed(sample_guides: Path) -> None:
    grant = "policies/newcomer-grant.yaml"
    edit(sample_guides, grant, "closes: 2026-12-31", "closes: 2026-11-20")
    edit(sample_guides, grant, "valid_to: 2027-12-31", "valid_to: 2026-11-22")
    edit(sample_guides, "packages/newcomers.yaml", "review_by:", "valid_to: 2026-11-22\nreview_by:")

    guidebook = load(sample_guides)
    pages = rendered(guidebook)
    feeds = render_feeds(guidebook, prepared(guidebook))

    for path in ("policies/newcomer-grant/index.html", "policies/index.html"):
        assert 'data-after="2026-11-20">申报已截止</span>' in pages[path]
        assert 'data-after="2026-11-22">已过有效期，未见新文件</span>' in pages[path]
    copied = pages["policies/newcomer-grant/index.html"].partition('"share__text">')[2]
    assert copied.startswith('<span data-after="2026-11-22">【已过有效期，未见新文件】</span>')
    assert "<span>已截止：2026年9月1日起，到2026年11月20日</span>" in pages["match/index.html"]
    feed = feeds["buildings/cloud-tower/feed.xml"].decode()
    assert "<title>新企业礼包（已失效）</title>" in feed
    assert line_on(guidebook.packages["newcomers"], TODAY).startswith("【已失效】")
