"""The complete index: every page by kind, long kinds by the first letter of their pinyin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from guidebook.model import Guidebook, Record
from guidebook.model.name_order import RARE, first_letter, name_order
from guidebook.search.readings import reading_of

LONG = 20
"""From so many records on, a kind is cut by first letters."""

DIGITS = "0-9"


@dataclass(frozen=True)
class Group:
    """The records of one first letter; `letter` is empty where a kind is not cut."""

    letter: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class IndexedKind:
    """One kind with all its records in groups."""

    kind: str
    number: int
    groups: tuple[Group, ...]


def complete_index(guidebook: Guidebook) -> tuple[IndexedKind, ...]:
    """Return every kind that has records, in the order of the kinds."""
    kinds = ((kind, tuple(records.values())) for kind, records in guidebook.records.items())
    return tuple(IndexedKind(k, len(found), _groups(found)) for k, found in kinds if found)


def _groups(records: tuple[Record, ...]) -> tuple[Group, ...]:
    if len(records) < LONG:
        return (Group("", records),)
    ordered = sorted(records, key=lambda record: (letter_of(record), name_order(str(record.name))))
    return tuple(Group(letter, tuple(found)) for letter, found in groupby(ordered, letter_of))


def letter_of(record: Record) -> str:
    """Return what a record is listed under: a letter of its reading, or DIGITS."""
    name = str(record.name)
    letter = first_letter(name)
    if letter == RARE:
        letter = reading_of(name)[:1].upper()
    return letter if "A" <= letter <= "Z" else DIGITS


def first_letters(records: Sequence[Record]) -> Mapping[str, str]:
    """Return, for a long list by pinyin, the id of each letter's first record → the letter.

    Nothing for a list in another order. Records whose letter goes back come last, by the order of
    rare signs, and have no mark.
    """
    if len(records) < LONG or any(r.position != (0, name_order(str(r.name))) for r in records):
        return {}
    marks: dict[str, str] = {}
    latest = ""
    for record in records:
        letter = letter_of(record)
        if letter > latest:
            marks[record.id] = latest = letter
    return marks
