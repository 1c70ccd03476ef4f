"""What a record says, fact by fact, in the words that somebody checks on paper."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from guidebook.model import (
    Building,
    Contact,
    Guidebook,
    Post,
    Record,
    RecordId,
    Service,
    Text,
    Unannounced,
)
from guidebook.model.places import BuildingCouncil
from guidebook.model.values import UNANNOUNCED, Content
from guidebook.model.walk import Location

POSTS: Location = ("council", "posts")
"""Where a building has its posts; on a sheet each is named by its role, also those not there."""

STATE: Location = ("council", "state")
"""What editors conclude from the posts; no fact for a sheet."""

PARTY: Location = ("council", "party_organisation")
"""A group of its own; on a sheet also where nothing is known, so that it can be filled in."""

CONTACTS = frozenset({"contact", "complaint"})
"""How a record is reached; of a service each may have several."""

_FIELDS_OF = {"known_council": "council", "name_en": "name"}
"""Fact that is worked out → the field that it is read from."""


@dataclass(frozen=True)
class Fact:
    """One value of a record; `words` is how people say it."""

    kind: str
    record: str
    location: Location
    """As in the file, but that posts stand by their role instead of their place in the list."""
    label: str
    value: Any
    words: str
    group: str
    """The group of facts that vouches for it."""

    @property
    def key(self) -> str:
        """What names the fact on a sheet, and tells when its value has changed since."""
        digest = hashlib.sha256(self.words.encode()).hexdigest()[:8]
        place = "/".join(map(str, self.location))
        return f"{self.kind}/{self.record} {place} {digest}"


def facts_of(kind: str, record: Record, guidebook: Guidebook) -> Iterator[Fact]:
    """Yield every fact of a record that has to be vouched for, group by group."""
    seen: set[Location] = set()
    for group, fields in record.fact_groups.items():
        for location, label, value in _group_parts(record, fields, guidebook):
            if location not in seen and not _is_other_language(group, location):
                seen.add(location)
                words = guidebook.in_words(value)
                yield Fact(kind, record.id, location, label, value, words, group)


def _is_other_language(group: str, location: Location) -> bool:
    """Tell whether a value of the name belongs to the group of the other language."""
    return location[0] == "name" and (group == "name_en") != (location[-1] == "en")


def _group_parts(
    record: Record, fields: tuple[str, ...], guidebook: Guidebook
) -> Iterator[tuple[Location, str, Any]]:
    for name in fields:
        if name == "known_posts" and isinstance(record, Building):
            yield from _posts(record, guidebook)
            continue
        if name == PARTY[1] and isinstance(record, Building):
            known = record.party_organisation or UNANNOUNCED
            yield from _parts(known, PARTY, _title(BuildingCouncil, PARTY[1]))
            continue
        field = _FIELDS_OF.get(name, name)
        value, title = getattr(record, field), _title(type(record), field)
        if field in CONTACTS and isinstance(value, Unannounced):
            yield from _unknown_contact(record, field, title)
            continue
        for part in _parts(value, (field,), title):
            if part[0][:2] not in (POSTS, STATE, PARTY):
                yield part


def _unknown_contact(record: Record, field: str, title: str) -> Iterator[tuple[Location, str, Any]]:
    """Yield what makes a contact, so that one which nobody knew can be filled in."""
    place: Location = (field, 0) if isinstance(record, Service) else (field,)
    for name in ("label", "phone"):
        yield (*place, name), f"{title} › {_title(Contact, name)}", UNANNOUNCED


def _title(model: type[Content], field: str) -> str:
    return str(model.model_fields[field].title or field)


def _parts(value: Any, location: Location, label: str) -> Iterator[tuple[Location, str, Any]]:
    """Yield every single value within a value, with its place and what it is called."""
    if isinstance(value, Text):
        yield (*location, "zh"), label, value.zh
        if value.en:
            yield (*location, "en"), f"{label}（英文）", value.en
    elif isinstance(value, Content):
        for name, field in type(value).model_fields.items():
            yield from _parts(
                getattr(value, name), (*location, name), f"{label} › {field.title or name}"
            )
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from _parts(item, (*location, n), f"{label} {n + 1}")
    elif value is not None:
        yield location, label, value


def _posts(building: Building, guidebook: Guidebook) -> Iterator[tuple[Location, str, Any]]:
    """Yield who fills each post that a council has, and how they are reached, known or not."""
    posts = {str(post.role): post for post in building.council.posts}
    for role in guidebook.roles.values():
        post = posts.get(role.id)
        contact = post.contact if post and post.contact else None
        place: Location = (*POSTS, role.id)
        filled_by = post.filled_by if post else None
        yield (*place, "filled_by"), f"{role.name} › 由谁担任", str(filled_by or UNANNOUNCED)
        for name in ("label", "phone", "email", "hours"):
            label = f"{role.name} › {_title(Post, 'contact')} › {_title(Contact, name)}"
            yield (*place, "contact", name), label, str(getattr(contact, name, "") or UNANNOUNCED)


def typed_as(value: Any, correction: str, guidebook: Guidebook) -> str:
    """Return what a file holds for a correction in words of a value.

    Raises LookupError where it names no record that is known.
    """
    if correction == str(UNANNOUNCED) or isinstance(value, Unannounced):
        return correction
    if isinstance(value, bool):
        return {"是": "true", "否": "false"}.get(correction, correction)
    if isinstance(value, RecordId) and value.kind in guidebook.records:
        for name, record in guidebook.records[value.kind].items():
            if correction in (name, *record.names):
                return name
        raise LookupError(correction)
    return correction
