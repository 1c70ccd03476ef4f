"""The place that somebody typed: a building or subdistrict of the guide, by what it is called.

A building is known by its whole name, another name or its address, alone or with more around it
(上海中心 23 楼), else by keywords and by how its names begin, as in the
search (开瓶器, 震旦 12 楼).
Where two are meant alike, none is: the text stays, and people read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from guidebook.model import Building, Guidebook, Record, Subdistrict
from guidebook.search.language import fold
from intake.cases.form_values import OTHER

SHORTEST_WITHIN = 3
"""Characters of a name that is looked for within a longer text."""
SHORTEST_BEGINNING = 2
"""Characters that a name has to begin with, to be meant by them."""
_FLOOR = re.compile(r"[a-z]?\d+\s*(?:楼|层|室|座|f\b)")


def place_typed(taken: Mapping[str, str], guidebook: Guidebook) -> Mapping[str, str]:
    """Return the fields that follow from a place that was typed, none where it is not known.

    A building that was chosen stays. What was typed stays as well, unless it is only its name.
    """
    typed = fold(taken.get("building_other", ""))
    text = _plain(typed)
    if not text:
        return {}
    chosen = guidebook.buildings.get(taken.get("building", OTHER))
    found = chosen or _place_in(typed, guidebook)
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
    if other and _place_in(other, guidebook) == record:
        return other
    return f"{record.name} {other}".strip()


def understood(building: str, other: str, guidebook: Guidebook) -> str:
    """Return the place as its sender wrote it, with what it was taken for where that says more."""
    text = typed_place(building, other, guidebook)
    found = guidebook.buildings.get(building) or _place_in(other, guidebook)
    return f"{text}（{found.name}）" if found and str(found.name) not in text else text


def places(guidebook: Guidebook) -> tuple[str, ...]:
    """Return the names to offer while somebody types a place."""
    return tuple(str(record.name) for record in _places(guidebook))


def _place_in(text: str, guidebook: Guidebook) -> Record | None:
    typed = fold(text)
    return (_named_in(typed, guidebook) or _begun_by(typed, guidebook)) if typed else None


def _begun_by(typed: str, guidebook: Guidebook) -> Record | None:
    """Return the one place that a text, but for the floor, begins a name of, or is a keyword of.

    What stands in names of other records too (园区, 国际大厦), or is a road, means no building.
    """
    first, *others = _FLOOR.sub(" ", typed).split() or [""]
    if len(first) < SHORTEST_BEGINNING:
        return None
    meant: list[Record] = [
        place
        for place in guidebook.subdistricts.values()
        if not others and first in map(fold, place.keywords)
    ]
    if not meant and first not in {fold(b.street or "") for b in guidebook.buildings.values()}:
        meant = [r for _, r in guidebook.every_record() if any(first in n for n in _sought_as(r))]
    names = tuple(_sought_as(meant[0])) if len(meant) == 1 else ()
    is_begun = any(name.startswith(first) for name in names)
    has_others = all(any(word in name for name in names) for word in others)
    is_place = bool(meant) and isinstance(meant[0], Building | Subdistrict)
    return meant[0] if is_begun and has_others and is_place else None


def _sought_as(record: Record) -> Iterator[str]:
    yield from map(_plain, (*record.names, *record.keywords))


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
