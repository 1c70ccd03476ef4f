"""The conventions of public sites: configured they are shown, otherwise nothing is made up."""

from __future__ import annotations

from pathlib import Path

from site_build import Built, build


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
    assert "SiteIDCode" not in page


def test_a_page_tells_machines_what_it_shows(sample_built: Built) -> None:
    page = (sample_built.site / "services/bigger-office/index.html").read_text(encoding="utf-8")

    assert '"@type": "GovernmentService"' in page
    assert '"@type": "BreadcrumbList"' in page
