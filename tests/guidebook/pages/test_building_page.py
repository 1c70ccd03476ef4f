"""A building's page says whom to ask: the second chief, or whom else where there is no council."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from guides_folder import edit, load
from rendered import rendered
from site_build import Built

from guidebook.model import Guidebook

TOWER = "buildings/cloud-tower.yaml"


def page_of(built: Built, building: str) -> str:
    """Return the text of a building's page, tags and white space taken out."""
    html = (built.site / "buildings" / building / "index.html").read_text(encoding="utf-8")
    return text_of(html[html.index('id="content"') :])


def text_of(html: str) -> str:
    return re.sub(r"\s+", "", re.sub("<[^>]*>", "", html))


def test_the_second_chief_stands_first(sample_built: Built) -> None:
    page = page_of(sample_built, "cloud-tower")

    assert re.search("找谁出处[0-9]+第二楼长", page)
    assert "提诉求给第二楼长" in page


def test_a_second_chief_without_a_number_is_reached_by_the_form(
    built: Built, guidebook: Guidebook
) -> None:
    for building in guidebook.buildings.values():
        if guidebook.has_council(building) and building.council.posts in (None, ()):
            page = page_of(built, building.id)

            assert "有事找第二楼长：先提诉求" in page, building.id


def test_a_building_without_a_council_says_whom_to_ask_instead(sample_built: Built) -> None:
    page = page_of(sample_built, "willow-park")

    assert "是否设有楼事会：尚待核对" in page
    assert "有事先提诉求，由云桥受理台转给承办部门答复。也可以直接找河东街道。" in page
    assert "联系方式：待公布" not in page


def test_a_house_of_a_park_is_served_by_the_parks_council(sample_built: Built) -> None:
    page = page_of(sample_built, "willow-house-2")

    assert "有楼事会" in page
    assert re.search("这幢楼(可能)?属于柳浪园区，由园区的楼事会服务", page)


def test_a_tax_class_stands_with_its_mark(sample_built: Built) -> None:
    assert "税收层级示（云桥示例数据，以主管部门公布为准）亿元楼" in page_of(
        sample_built, "cloud-tower"
    )


def test_where_sources_disagree_on_the_subdistrict_the_page_says_both(sample_guides: Path) -> None:
    both = "subdistrict: hexi\nother_subdistricts: [hedong]"
    edit(sample_guides, TOWER, "subdistrict: hexi", both)
    edit(sample_guides, TOWER, "evidence:", "evidence:\n  other_subdistricts: yunqiao-notice")

    page = text_of(rendered(load(sample_guides))["buildings/cloud-tower/index.html"])

    assert re.search("河西街道也有资料写：河东街道出处[0-9]", page)


@pytest.mark.parametrize(("known", "shown"), [("云桥中心党总支", True), ("待公布", False)])
def test_a_party_organisation_stands_with_its_source_where_it_is_known(
    known: str, shown: bool, sample_guides: Path
) -> None:
    council = f"council:\n  party_organisation: {known}"
    edit(sample_guides, TOWER, "council:\n  state", f"{council}\n  state")
    edit(sample_guides, TOWER, "evidence:", "evidence:\n  party_organisation: yunqiao-gazette")

    page = text_of(rendered(load(sample_guides))["buildings/cloud-tower/index.html"])

    assert bool(re.search(f"党组织：{known}出处[0-9]", page)) is shown
    assert ("党组织：" in page) is shown


def test_venues_of_the_same_subdistrict_are_offered(sample_built: Built) -> None:
    assert "云桥楼事驿站" in page_of(sample_built, "cloud-tower")
