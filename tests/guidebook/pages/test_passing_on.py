"""A page goes on to a colleague: by words, by its code, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from guides_folder import load
from rendered import rendered

from guidebook.model import KINDS


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
