"""What a label is worth as an answer to a wording of the query, in whole numbers.

The twin of the second half of `site_src/assets/search-names.js`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

WEIGHTS = {"title": 100, "name": 97, "question": 90, "keyword": 60}
"""Per cent of its points that a label counts."""

_LATIN = re.compile("[a-z0-9]")

Hits = list[tuple[int, int]]
"""(label, per cent of the piece it has), labels ascending."""

Covered = tuple[int, int]
"""The weight of the pieces that a label has, times 100, and how many of them are pairs."""


@dataclass(frozen=True)
class Label:
    """A name, question or keyword of a record; `record` is its place among all."""

    record: int
    weight: int
    core: str
    compact: str
    size: int
    """Pieces it has, one at least."""
    syllables: tuple[str, ...]

    @property
    def is_question(self) -> bool:
        """Tell whether a part of it says little."""
        return self.weight <= WEIGHTS["question"]

    @cached_property
    def aloud(self) -> str:
        """Its syllables, each between blanks."""
        return f" {' '.join(self.syllables)} "

    @property
    def letters(self) -> str:
        """Its syllables as a reader types them."""
        return "".join(self.syllables)

    @property
    def initials(self) -> str:
        """The first letters of its syllables."""
        return "".join(syllable[0] for syllable in self.syllables if _LATIN.match(syllable))

    def starts(self) -> set[int]:
        """Return the places in `letters` where a syllable begins."""
        places, place = set(), 0
        for syllable in self.syllables:
            places.add(place)
            place += len(syllable)
        return places


@dataclass(frozen=True)
class Piece:
    """A part of a query and the labels that have it."""

    weight: int
    hits: Hits
    records: Mapping[int, int]
    """Record → the best share that any label of it has."""
    is_single: bool = False


@dataclass(frozen=True)
class Wording:
    """One way to put the query, what an answer to it is worth, and its pieces."""

    text: str
    worth: int
    pieces: tuple[Piece, ...]
    spoken: str = ""
    """Syllables, where there are Chinese characters."""
    letters: str = ""
    """What may be pinyin or initials, for a wording that is only spoken."""

    @cached_property
    def compact(self) -> str:
        """The text without blanks."""
        return self.text.replace(" ", "")

    @cached_property
    def total(self) -> int:
        """The weight of all pieces."""
        return sum(piece.weight for piece in self.pieces) or 1


def label_points(label: Label, wording: Wording, covered: Covered) -> int:
    """Return how well a label answers a wording, in hundredths of 100 points."""
    if wording.letters:
        return max(_spoken_points(label, wording), _coverage(label, wording, covered))
    asked, own = wording.compact, label.compact
    if own == asked:
        return 100 * 100
    near = _nearness(len(asked), len(own))
    if label.is_question and asked in own:
        return 2500 + 6 * near
    if own.startswith(asked):
        return 7000 + 2 * near
    if asked in own:
        return 6000 + 2 * near
    points = _coverage(label, wording, covered)
    if len(own) > 1 and own in asked:
        return max(points, 2500 + 55 * near // 10)
    return max(points, _homophone_points(label, wording.spoken))


def _nearness(one: int, other: int) -> int:
    """Return the shorter length in thousandths of the longer."""
    return 1000 * min(one, other) // max(one, other)


def _coverage(label: Label, wording: Wording, covered: Covered) -> int:
    """Return the points for how much of a wording a label has, and of the label that is."""
    weight, pairs = covered
    fullness = 600 + 400 * min(pairs, label.size) // label.size
    return 68 * weight * fullness // (1000 * wording.total)


def _homophone_points(label: Label, spoken: str) -> int:
    if " " not in spoken:
        return 0
    if label.aloud == f" {spoken} ":
        return 9200
    is_part = f" {spoken} " in label.aloud
    return 4500 + 35 * _nearness(len(label.aloud), len(spoken)) // 10 if is_part else 0


def _spoken_points(label: Label, wording: Wording) -> int:
    """Return the points for how a label sounds: pinyin from a syllable's start, or initials."""
    rank = 2500 if label.is_question else 6000
    letters, initials = label.letters, label.initials
    return max(
        _found_at(_start_of(label, wording.letters), rank, wording.letters, letters),
        _found_at(initials.find(wording.letters), rank - 500, wording.letters, initials),
    )


def _found_at(place: int, rank: int, asked: str, own: str) -> int:
    if place < 0:
        return 0
    return rank + (0 if place else 1000) + 25 * _nearness(len(asked), len(own)) // 10


def _start_of(label: Label, letters: str) -> int:
    """Return where in a label letters stand from the start of a syllable, -1 if nowhere."""
    starts, place = label.starts(), label.letters.find(letters)
    while place > 0 and place not in starts:
        place = label.letters.find(letters, place + 1)
    return place
