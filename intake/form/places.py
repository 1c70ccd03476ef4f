"""The place that somebody typed: a building or subdistrict of the guide, by what it is called.

A building is known by its whole name, another name or its address, alone or with more around it
(上海中心 23 楼). Where two are meant alike, none is: the text stays, and people read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from guidebook.model import Building, Guidebook, Record, Subdistrict
from guidebook.search.language import fold
from intake.cases.form_values import OTHER

SHORTEST_WITHIN = 3
"""Characters of a name that is looked for within a longer text."""


def place_typed(taken: Mapping[str, str], guidebook: Guidebook) -> Mapping[str, str]:
    """Return the fields that follow from a place that was typed, none where it is not known.

    A building that was chosen stays. What was typed stays as well, unless it is only its name.
    """
    typed = fold(taken.get("building_other", ""))
    text = _plain(typed)
    if not text:
        return {}
    chosen = guidebook.buildings.get(taken.get("building", OTHER))
    found = chosen or _named_in(typed, guidebook)
    if isinstance(found, Building):
        is_name = {text, f"{text}号"} & set(_names_of(found))
        return {"building": found.id} | ({"building_other": ""} if is_name else {})
    if isinstance(found, Subdistrict) and not taken.get("subdistrict"):
        return {"subdistrict": found.id}
    return {}


def typed_place(building: str, other: str, guidebook: Guidebook) -> str:
    """Return how a place is written in the form's one field for it."""
    record = guidebook.buildings.get(building)
    if record is None or any(name in _plain(other) for name in _names_of(record)):
        return other
    return f"{record.name} {other}".strip()


def places(guidebook: Guidebook) -> tuple[str, ...]:
    """Return the names to offer while somebody types a place."""
    return tuple(str(record.name) for record in _places(guidebook))


def _named_in(typed: str, guidebook: Guidebook) -> Record | None:
    """Return the one place that the longest name or address in a text stands for."""
    meant: dict[str, Record] = {}
    longest = 0
    for place in _places(guidebook):
        length = max(_lengths(place, typed), default=0)
        if length and length >= longest:
            meant = {place.id: place} | (meant if length == longest else {})
            longest = length
    return next(iter(meant.values())) if len(meant) == 1 else None


def _lengths(place: Record, typed: str) -> Iterator[int]:
    """Yield the length of each name of a place that a text has."""
    text = _plain(typed)
    for name in _names_of(place):
        if name == text or (len(name) >= SHORTEST_WITHIN and name in text):
            yield len(name)
    if isinstance(place, Building) and has_address(typed, place):
        yield len(f"{place.street}{place.house_number}")


def has_address(typed: str, building: Building) -> bool:
    """Tell whether a folded text has the road and the number, 号 or not: 世纪大道100 23楼."""
    if not (building.street and building.house_number):
        return False
    road = r"\s*".join(re.escape(sign) for sign in _plain(building.street))
    number = building.house_number
    another = "" if "弄" in building.door else r"|\s*弄"  # 100弄 is not 100号
    return bool(re.search(rf"{road}\s*{number}(?!\d{another})", typed))


def _places(guidebook: Guidebook) -> Iterator[Record]:
    yield from guidebook.buildings.values()
    yield from guidebook.subdistricts.values()


def _names_of(place: Record) -> Iterator[str]:
    """Yield what a place is called, and a building's street with its number."""
    yield from map(_plain, place.names)
    if isinstance(place, Building) and place.street and place.house_number:
        yield _plain(f"{place.street}{place.house_number}号")


def _plain(text: str) -> str:
    return fold(text).replace(" ", "")
