"""A building's page says whom to ask: the second chief, or whom else where there is no council."""

from __future__ import annotations

import re

from site_build import Built


def page_of(built: Built, building: str) -> str:
    """Return the text of a building's page, tags and white space taken out."""
    html = (built.site / "buildings" / building / "index.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", "", re.sub("<[^>]*>", "", html[html.index('id="content"') :]))


def test_the_second_chief_stands_first_and_is_reached_by_the_form(built: Built) -> None:
    page = page_of(built, "shanghai-tower")

    assert "找谁第二楼长" in page
    assert "联系方式：待公布提诉求给本楼第二楼长" in page


def test_a_building_without_a_council_says_whom_to_ask_instead(built: Built) -> None:
    page = page_of(built, "aurora-plaza")

    assert "是否设有楼事会：待公布" in page
    assert "由承办部门联系您，同时告知陆家嘴街道。提诉求" in page
    assert "联系方式：待公布" not in page


def test_a_house_of_a_park_is_served_by_the_parks_council(sample_built: Built) -> None:
    page = page_of(sample_built, "willow-house-2")

    assert "有楼事会" in page
    assert re.search("这幢楼(可能)?属于柳浪园区，由园区的楼事会服务", page)


def test_a_tax_class_is_explained_where_it_stands(built: Built) -> None:
    page = page_of(built, "jin-mao-tower")

    assert re.search("税收层级月亿楼.*亿元", page)


def test_venues_of_the_same_subdistrict_are_offered(built: Built) -> None:
    assert "陆家嘴街道党群服务中心" in page_of(built, "shanghai-tower")
