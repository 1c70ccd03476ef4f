"""The conventions of public sites: configured they are shown, otherwise nothing is made up."""

from __future__ import annotations

import re
from pathlib import Path

from guides_folder import SAMPLE
from site_build import Built, build, files_of, run_build


def test_marks_of_a_public_site_are_left_out_until_configured(sample_built: Built) -> None:
    page = (sample_built.site / "buildings/cloud-tower/index.html").read_text(encoding="utf-8")

    assert "SiteIDCode" not in page
    assert "SiteName" not in page


def test_configured_marks_stand_in_head_and_foot(sample_guides: Path, tmp_path: Path) -> None:
    site = sample_guides / "site.yaml"
    marks = "public_site: {domain: yunqiao.example, icp: 备案号 1, police_record: 公安备 2}\n"
    site.write_text(marks + site.read_text(encoding="utf-8"), encoding="utf-8")

    built = build(sample_guides, tmp_path)
    page = (built.site / "buildings/cloud-tower/index.html").read_text(encoding="utf-8")

    assert '<meta name="SiteDomain" content="yunqiao.example">' in page
    assert '<meta name="ArticleTitle" content="云桥中心">' in page
    assert "备案号 1" in page
    listing = (built.site / "services/index.html").read_text(encoding="utf-8")
    assert '<meta name="ColumnName" content="事项">' in listing
    assert '<meta name="ColumnType" content="办事服务">' in listing
    assert '<meta name="ContentSource" content="云桥编辑岗">' in page
    assert "SiteIDCode" not in page


def test_a_page_tells_machines_what_it_shows(sample_built: Built) -> None:
    page = (sample_built.site / "services/bigger-office/index.html").read_text(encoding="utf-8")

    assert '"@type": "GovernmentService"' in page
    assert '"@type": "BreadcrumbList"' in page


def test_a_link_in_a_chat_has_a_title_a_text_an_address_and_a_picture(sample_built: Built) -> None:
    for path in ("index.html", "services/bigger-office/index.html", "about/index.html"):
        page = (sample_built.site / path).read_text(encoding="utf-8")
        address = "http://127.0.0.1:8000/" + path.removesuffix("index.html")

        assert '<meta property="og:title" content="' in page
        assert '<meta property="og:description" content="' in page
        assert f'<meta property="og:url" content="{address}">' in page
        assert '<meta property="og:image" content="http://127.0.0.1:8000/assets/share.png">' in page
    assert (sample_built.site / "assets/share.png").is_file()


def test_a_card_in_a_chat_is_headed_by_the_name_alone(sample_built: Built) -> None:
    page = (sample_built.site / "services/bigger-office/index.html").read_text(encoding="utf-8")

    assert '<meta property="og:title" content="换大间对接">' in page
    assert "<title>换大间对接 · " in page


def test_only_what_shows_a_window_that_has_closed_depends_on_the_day_it_was_built(
    sample_built: Built, tmp_path: Path
) -> None:
    """Without script it says so; what is over since, its reader's day shows or hides."""
    folders = ("--site-dir", str(tmp_path / "site"), "--layouts", str(tmp_path / "layouts"))

    run_build("site", "--guides", str(SAMPLE), *folders, "--date", "2027-06-01")

    before, after = files_of(sample_built.site), files_of(tmp_path / "site")
    differing = {path.removesuffix(".gz") for path in after if after[path] != before.get(path)}
    pages = {path for path in differing if not path.startswith("search/")}
    assert pages == {f"{p}/index.html" for p in ("policies", "policies/newcomer-grant", "match")}
    assert "【申报已截止】" in "".join(
        content.decode() for path, content in after.items() if re.search("gists-.*json$", path)
    )
