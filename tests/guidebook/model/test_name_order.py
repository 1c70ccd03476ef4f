"""Lists, choices and the index stand in the pinyin of the names."""

from __future__ import annotations

from guides_folder import GUIDES, load
from pypinyin import Style, pinyin

from guidebook.model.name_order import RARE, first_letter, name_order
from guidebook.pages.complete_index import complete_index
from guidebook.search.readings import common_characters
from intake.form.choices import choices_of


def heard(character: str) -> set[str]:
    readings = pinyin(character, heteronym=True, style=Style.NORMAL)[0]
    return {reading[0].upper() for reading in readings}


def test_names_stand_by_pinyin_and_numbers_by_size() -> None:
    names = ["云桥中心", "10号楼", "柳浪园区", "SOHO", "“阿里”大厦", "2号楼", "soho 二期"]

    ordered = sorted(names, key=name_order)

    assert ordered == ["2号楼", "10号楼", "“阿里”大厦", "柳浪园区", "SOHO", "soho 二期", "云桥中心"]


def test_the_letter_of_a_common_character_is_that_of_one_of_its_readings() -> None:
    letters = {c: first_letter(c) for c in common_characters()}

    heard = {
        c: {r[0].upper() for r in pinyin(c, heteronym=True, style=Style.NORMAL)[0]} for c in letters
    }
    wrong = [c for c, letter in letters.items() if letter not in heard[c]]
    assert wrong == []
    assert [first_letter(name) for name in ("“a座”", "3号楼", "鑫茂大厦")] == ["A", "0", RARE]


def test_buildings_stand_by_their_first_sound_in_list_choices_and_index() -> None:
    guidebook = load(GUIDES)
    names = [str(building.name) for building in guidebook.buildings.values()]

    letters = [first_letter(name) for name in names]
    offered = [
        [option.label for option in group.options] for group in choices_of(guidebook)["building"]
    ]
    indexed = next(kind for kind in complete_index(guidebook) if kind.kind == "buildings")

    assert letters == sorted(letters)
    assert all(group == sorted(group, key=name_order) for group in offered)
    for group in indexed.groups:
        listed = [str(record.name) for record in group.records]
        assert listed == sorted(listed, key=name_order)
