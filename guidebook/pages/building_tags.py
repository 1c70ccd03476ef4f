"""What stands on a building's page and card at a glance."""

from __future__ import annotations

from collections.abc import Iterator

from guidebook.model import Building, Guidebook


def building_tags(guidebook: Guidebook, building: Building) -> tuple[str, ...]:
    """Return the tags of a building by name: its council first, of a tax class the class itself."""
    return tuple(_tags(guidebook, building))


def lit_windows(guidebook: Guidebook, building: Building) -> int:
    """Return how many posts of a building's council can be reached: a lit window each."""
    if not guidebook.has_council(building):
        return 0
    return sum(bool(post.contact) for post in guidebook.council_building(building).council.posts)


def _tags(guidebook: Guidebook, building: Building) -> Iterator[str]:
    home = guidebook.council_building(building)
    yield _council(guidebook, building)
    if home.council.state == "pilot":
        yield "pilot"
    if building.kind == "park":
        yield "park"
    if building.tax_class:
        yield building.tax_class


def _council(guidebook: Guidebook, building: Building) -> str:
    """Say how sure it is that a council serves a building."""
    if guidebook.has_council(building):
        return "council"
    if guidebook.says_council(building):
        return "council_unchecked"
    none = guidebook.council_building(building).council.state == "none"
    return "council_none" if none else "council_unannounced"
