"""A district that has less: nothing is promised that it has not, no list leads to nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from guides_folder import SAMPLE, edit, load
from rendered import rendered

from guidebook.model import KINDS, Figures, Guidebook
from guidebook.model.guidebook import THREE_LISTS

SECOND = "第二楼长"


def without_second_chief(guides: Path) -> Guidebook:
    (guides / "roles/second-chief.yaml").unlink()
    reach = "      contact: {label: 第二楼长服务岗, phone: 0571-5550-1001}\n"
    post = f"    - role: second-chief\n      filled_by: 河西街道楼宇服务岗\n{reach}"
    edit(guides, "buildings/cloud-tower.yaml", post, "")
    edit(guides, "roles/chief.yaml", f"[{SECOND}](/roles/second-chief/)那里", "街道")
    office = guides / "services/bigger-office.yaml"
    office.write_text(office.read_text(encoding="utf-8").replace(SECOND, "街道"), encoding="utf-8")
    return load(guides)


def test_without_the_role_no_page_speaks_of_a_second_chief(sample_guides: Path) -> None:
    pages = rendered(without_second_chief(sample_guides))

    assert [path for path, html in pages.items() if SECOND in html] == []
    assert "找楼事会、办事项" in pages["buildings/cloud-tower/index.html"]


def test_what_a_district_has_not_is_neither_counted_nor_led_to_from_home() -> None:
    sample = load(SAMPLE)
    site = sample.site.model_copy(update={"featured_buildings": (), "featured_services": ()})
    nothing = replace(
        sample, site=site, figures=Figures(report="待公布"), records={key: {} for key in KINDS}
    )

    home = rendered(nothing)["index.html"]

    assert [kind for kind in KINDS if f'href="{kind}/' in home] == []
    assert re.findall(r"\b0 ?[个幢]|>0<", home) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_is_a_tab_where_it_or_one_of_its_three_leads_to_a_record(kind: str) -> None:
    sample = load(SAMPLE)
    beside = THREE_LISTS if kind in THREE_LISTS else (kind,)

    without = replace(sample, records={**sample.records, **{key: {} for key in beside}})

    assert sample.has_list(kind)
    assert not without.has_list(kind)
