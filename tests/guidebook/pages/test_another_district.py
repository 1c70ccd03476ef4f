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
from intake.accounts.posts import Post, PostError, check_post, name_of
from intake.cases.lifecycle import IllegalTransition
from intake.cases.objections import REASONS, ROLES, objection

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
    assert "有事找楼事会" in pages["buildings/cloud-tower/index.html"]


OTHER_WORDS = {"楼事会": "企服会", SECOND: "副管家", "楼长": "管家", "所在街道": "所在镇"}


def in_other_words(guides: Path) -> Guidebook:
    """Write the whole district anew in words of its own."""
    for file in guides.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        for ours, theirs in OTHER_WORDS.items():
            text = text.replace(ours, theirs)
        file.write_text(text.replace("subdistrict: 街道}", "subdistrict: 镇}"), encoding="utf-8")
    return load(guides)


def test_a_district_with_other_words_has_none_of_ours_on_any_page(sample_guides: Path) -> None:
    pages = rendered(in_other_words(sample_guides))

    ours = [*OTHER_WORDS, "陆家嘴", "金融城"]
    found = [(path, word) for path, html in pages.items() for word in ours if word in html]
    assert found == []
    assert "有企服会" in pages["buildings/cloud-tower/index.html"]
    assert "楼宇和管家" in pages["index.html"]


def test_posts_and_refusals_are_in_the_words_of_the_district(sample_guides: Path) -> None:
    guidebook = in_other_words(sample_guides)
    refused = IllegalTransition("accept", "submitted", "by")

    chief = name_of(Post("second_chief", "cloud-tower"), guidebook)
    with pytest.raises(PostError, match="还没有企服会，没有副管家"):
        check_post(Post("second_chief", "willow-park"), guidebook)

    assert chief == "云桥中心副管家"
    assert "副管家" in objection(refused, guidebook)
    assert not [
        word
        for said in (*REASONS.values(), *ROLES.values())
        for word in OTHER_WORDS
        if word in said
    ]


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
