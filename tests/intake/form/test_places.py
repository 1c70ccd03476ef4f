"""A place that somebody typed: found by what it is called, and never dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from guides_folder import SAMPLE, edit, load
from intake_app import a_form

from intake.form.check import check
from intake.form.choices import place_of, understood_place

GUIDEBOOK = load(SAMPLE)


def place(**typed: str) -> tuple[str, str, str]:
    """Return building, subdistrict and further text that a form comes to."""
    form = a_form(building="", subdistrict="") | typed
    values = check(form, GUIDEBOOK).values
    return values.building, values.subdistrict, values.building_other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("云桥中心", ("cloud-tower", "", "")),
        (" 雲橋中心 ", ("cloud-tower", "", "")),
        ("云桥中心 23 楼", ("cloud-tower", "", "云桥中心 23 楼")),
        ("河东街道", ("other", "hedong", "河东街道")),
        ("雲橋飯店 3樓", ("cloud-tower", "", "雲橋飯店 3樓")),
        ("云桥", ("other", "", "云桥")),
        ("没听说过的楼", ("other", "", "没听说过的楼")),
        ("", ("other", "", "")),
    ],
)
def test_a_typed_place_is_found_by_its_name_and_what_else_was_typed_stays(
    text: str, expected: tuple[str, str, str]
) -> None:
    assert place(building_other=text) == expected


def test_a_building_is_found_by_its_road_and_number_and_no_longer_number_is() -> None:
    tower = GUIDEBOOK.buildings["cloud-tower"]
    address = f"{tower.street}{tower.house_number}号"

    assert place(building_other=f"{address}三楼")[0] == "cloud-tower"
    assert place(building_other=f"{tower.street}1{tower.house_number}号")[0] == "other"


@pytest.mark.parametrize(
    ("text", "building"),
    [
        ("{road}{number}", "cloud-tower"),
        ("{road} {number}", "cloud-tower"),
        ("{road}{number} 23楼", "cloud-tower"),
        ("在{road}{number}，23 楼", "cloud-tower"),
        ("{road}{number}23楼", "other"),
        ("{road}{number}5号", "other"),
        ("{road}{number}弄", "other"),
        ("{road}", "other"),
    ],
)
def test_a_number_is_known_without_its_sign_and_is_no_part_of_another(
    text: str, building: str
) -> None:
    tower = GUIDEBOOK.buildings["cloud-tower"]

    typed = text.format(road=tower.street, number=tower.house_number)

    assert place(building_other=typed)[0] == building


def test_of_an_address_alone_nothing_is_left_over() -> None:
    tower = GUIDEBOOK.buildings["cloud-tower"]

    assert place(building_other=f"{tower.street}{tower.house_number}")[2] == ""


def test_a_chosen_building_stays_whatever_else_is_typed() -> None:
    other = place(building="cloud-tower", building_other="柳园隔壁", subdistrict="hexi")

    assert other == ("cloud-tower", "hexi", "柳园隔壁")


@pytest.mark.parametrize("text", ["云桥中心", "云桥中心 23 楼", "河东街道", "没听说过的楼"])
def test_a_place_comes_back_as_it_was_typed(text: str) -> None:
    values = check(a_form(building="", building_other=text), GUIDEBOOK).values

    assert place_of(values, GUIDEBOOK) == text


@pytest.mark.parametrize(
    ("text", "building", "understood"),
    [
        ("開瓶器 23 樓", "cloud-tower", "開瓶器 23 樓（云桥中心）"),
        ("长堤路18号55楼", "cloud-tower", "长堤路18号55楼（云桥中心）"),
        ("东岸", "other", "东岸（河东街道）"),
        ("没听说过的楼", "other", "没听说过的楼"),
    ],
)
def test_a_place_is_known_by_a_keyword_and_checked_as_what_it_is_taken_for(
    sample_guides: Path, text: str, building: str, understood: str
) -> None:
    edit(sample_guides, "buildings/cloud-tower.yaml", "aliases:", "keywords: [开瓶器]\naliases:")
    edit(sample_guides, "subdistricts/hedong.yaml", "office:", "keywords: [东岸]\noffice:")
    guidebook = load(sample_guides)

    values = check(a_form(building="", building_other=text), guidebook).values

    assert values.building == building
    assert understood_place(values, guidebook) == understood
