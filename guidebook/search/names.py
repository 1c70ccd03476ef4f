"""The names layer of the search: what a record is worth as an answer, by its names alone.

The twin of `site_src/assets/search-names.js`, for the form's check page. Both count in whole
numbers, so that their answers are the same to the last place (`tests/test_search_names.py`).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from guidebook.search.language import Language, is_han, pairs_in, pairs_of, singles_in
from guidebook.search.lines import Lines
from guidebook.search.points import WEIGHTS, Covered, Hits, Label, Piece, Wording, label_points

POINT = 10_000
"""Of the whole numbers answers are ranked by, what makes one point; an exact title has 100."""
GUESS = 22 * POINT
"""What is worth less is no more than a guess."""
SHARED = 25
"""Points beside those of its best label for a record whose labels together have every piece."""
QUESTIONS = {"buildings": 58, "departments": 76}
"""Asked everywhere alike: only its name makes a question theirs."""
PRIOR = {"services": 108, "departments": 93}
"""What readers come for, in per cent, where points are near."""
TYPED, SPOKEN, SYNONYM = 100, 90, 85
"""Per cent of its points that an answer to a wording of the query counts."""
VARIANTS = 6
PAIR, SINGLE = 4, 1
"""What a pair of characters weighs beside one."""
SAME, BEGUN, MISSPELT, SOUND = 100, 90, 80, 70
"""Per cent of a piece's weight for what is like it: so alone that begins so, one letter wrong, that
only sounds so."""
UNKNOWN = 3
"""Records that a piece is taken to occur in where it occurs in none."""
FINEST = 64
"""Steps of how much a piece tells in the natural logarithm's unit."""

PIECES_KEPT = 10_000
"""Pieces of queries whose labels are remembered: the wordings of one query share most of theirs."""

LETTERS = re.compile("[a-z]{2,}")


@dataclass(frozen=True)
class Answer:
    """A record that answers, and what it is worth in whole numbers (see POINT)."""

    kind: str
    record_id: str
    points: int


class Names:
    """Finds records by their names; made from what `files.names_of` returns."""

    def __init__(self, index: Mapping[str, Any]) -> None:
        self.language = Language(index["readings"], index["traditional"], index["fillers"])
        kinds = [folder for folder, _name in index["kinds"]]
        self._records = [(kinds[kind], record_id) for kind, record_id, *_ in index["entries"]]
        self._groups: list[list[str]] = index["synonyms"]
        self._labels = [
            self._label(record, weight, text)
            for record, entry in enumerate(index["entries"])
            for weight, text in self._texts(entry, self._records[record][0])
        ]
        self._texts_held = Lines(label.core for label in self._labels)
        self._sounds_held = Lines(label.aloud for label in self._labels)
        self._letters_held = Lines(label.letters for label in self._labels)
        self._initials_held = Lines(label.initials for label in self._labels)
        self._words = _words_of(self._labels)
        self._piece = lru_cache(PIECES_KEPT)(self._made)

    def answers(self, text: str) -> list[Answer]:
        """Return the records that have anything in common with a query, the best first."""
        query = self.language.fold(text)
        return self._rank(self._wordings(query)) if query else []

    def _texts(self, entry: Sequence[Any], kind: str) -> Iterator[tuple[int, str]]:
        title, *lists = entry[2:]
        names, questions, keywords = [*lists, (), (), ()][:3]
        yield WEIGHTS["title"], self.language.fold(title)
        yield from ((WEIGHTS["name"], name) for name in names)
        asked = QUESTIONS.get(kind, WEIGHTS["question"])
        yield from ((asked, question) for question in questions)
        yield from ((WEIGHTS["keyword"], keyword) for keyword in keywords)

    def _label(self, record: int, weight: int, text: str) -> Label:
        core = self.language.core(text)
        return Label(
            record=record,
            weight=weight,
            core=core,
            compact=text.replace(" ", ""),
            size=max(1, len(pairs_in(core))),
            syllables=tuple(self.language.aloud(text)),
        )

    # ---- The query: what was typed, what it may stand for ----

    def _wordings(self, query: str) -> list[Wording]:
        others = [self._wording(text, SYNONYM) for text in self._variants(query)]
        spoken = self._spoken_wording(query)
        return [self._wording(query, TYPED), *others, *([spoken] if spoken else [])]

    def _variants(self, query: str) -> list[str]:
        """Return the query with each word that has synonyms replaced by one of them."""
        found: dict[str, None] = {}
        for group in self._groups:
            for word in (word for word in group if word in query):
                for other in group:
                    if word not in other or other not in query:
                        found[query.replace(word, other, 1)] = None
        found.pop(query, None)
        return list(found)[:VARIANTS]

    def _wording(self, text: str, worth: int) -> Wording:
        core = self.language.core(text)
        pieces = [self._piece(piece) for piece in (*pairs_in(core), *singles_in(core))]
        has_han = any(is_han(sign) for sign in text)
        spoken = " ".join(self.language.aloud(text)) if has_han else ""
        return Wording(text, worth, tuple(pieces), spoken)

    def _spoken_wording(self, text: str) -> Wording | None:
        """Return letters that may be pinyin; its syllables are the pieces."""
        letters = text.replace(" ", "")
        if not LETTERS.fullmatch(letters):
            return None
        syllables = [s for word in text.split(" ") for s in self.language.parse(word)]
        pieces = map(self._piece, pairs_of(syllables, " "))
        return Wording(text, SPOKEN, tuple(pieces), letters=letters)

    def _made(self, piece: str) -> Piece:
        """Find what has a pair of characters, one, a pair of syllables or a word."""
        if " " in piece:
            return self._same(PAIR, self._sounds_held.holding(f" {piece} "))
        if not is_han(piece):
            return self._word(piece)
        return self._han_piece(piece) if len(piece) > 1 else self._single(piece)

    def _han_piece(self, pair: str) -> Piece:
        same = self._texts_held.holding(pair)
        alike = self._sounds_held.holding(f" {' '.join(self.language.aloud(pair))} ")
        hits = dict.fromkeys(alike, SOUND) | dict.fromkeys(same, SAME)
        return self._found(PAIR * self._rarity(same), sorted(hits.items()))

    def _word(self, word: str) -> Piece:
        """Look for a word that is no Chinese, also as the beginning of one, or misspelt."""
        hits: dict[int, int] = {}
        for known, labels in self._words.items():
            if share := _likeness(word, known):
                hits |= {label: max(share, hits.get(label, 0)) for label in labels}
        return self._found(PAIR * self._rarity(self._words.get(word, [])), sorted(hits.items()))

    def _single(self, character: str) -> Piece:
        return self._same(SINGLE, self._texts_held.holding(character))

    def _same(self, weight: int, labels: list[int]) -> Piece:
        hits = [(label, SAME) for label in labels]
        return self._found(weight * self._rarity(labels), hits, weight == SINGLE)

    def _found(self, weight: int, hits: Hits, is_single: bool = False) -> Piece:
        records: dict[int, int] = {}
        for label, share in hits:
            record = self._labels[label].record
            records[record] = max(share, records.get(record, 0))
        return Piece(weight, hits, records, is_single)

    def _rarity(self, labels: Iterable[int]) -> int:
        """Return how much a piece tells: little where many records have it."""
        records = len({self._labels[label].record for label in labels})
        return math.floor(0.5 + FINEST * math.log(1 + len(self._records) / (records or UNKNOWN)))

    # ---- Points ----

    def _rank(self, wordings: Iterable[Wording]) -> list[Answer]:
        points: dict[int, int] = {}
        for wording in wordings:
            for record, found in self._record_points(wording):
                points[record] = max(found, points.get(record, 0))
        ranked = sorted((-found, record) for record, found in points.items() if found)
        return [Answer(*self._records[record], -found) for found, record in ranked]

    def _record_points(self, wording: Wording) -> Iterator[tuple[int, int]]:
        """Yield what the records are worth that share a piece with a wording."""
        shares = self._record_shares(wording)
        labels = sorted(self._covered(wording).items())
        for record, covered in groupby(labels, key=lambda item: self._labels[item[0]].record):
            best = max(self._weighed(label, wording, share) for label, share in covered)
            found = PRIOR.get(self._records[record][0], 100) * best // 100
            found += SHARED * POINT * shares[record] // (100 * wording.total)
            yield record, wording.worth * found // 100

    def _weighed(self, number: int, wording: Wording, covered: Covered) -> int:
        label = self._labels[number]
        return label.weight * label_points(label, wording, covered)

    def _covered(self, wording: Wording) -> dict[int, Covered]:
        """Return, for labels that have a piece, the weight of their pieces and how many pairs.

        A single character makes no answer, unless there is nothing else in the query.
        """
        covered: dict[int, Covered] = {}
        only_singles = all(piece.is_single for piece in wording.pieces)
        for piece in wording.pieces:
            for label, share in piece.hits:
                if piece.is_single and not only_singles and label not in covered:
                    continue
                weight, pairs = covered.get(label, (0, 0))
                covered[label] = weight + share * piece.weight, pairs + (not piece.is_single)
        for label in self._spoken_labels(wording.letters):
            covered.setdefault(label, (0, 0))
        return covered

    def _spoken_labels(self, letters: str) -> Iterator[int]:
        if letters:
            yield from self._letters_held.holding(letters)
            yield from self._initials_held.holding(letters)

    def _record_shares(self, wording: Wording) -> Mapping[int, int]:
        """Return, for each record, the weight of the pieces its labels have together, times 100."""
        shares: defaultdict[int, int] = defaultdict(int)
        for piece in wording.pieces:
            for record, share in piece.records.items():
                shares[record] += share * piece.weight
        return shares


def _words_of(labels: Iterable[Label]) -> dict[str, list[int]]:
    """Return each word that is no Chinese, with its labels."""
    words: dict[str, list[int]] = {}
    for number, label in enumerate(labels):
        for word in pairs_in(label.core):
            if not is_han(word):
                words.setdefault(word, []).append(number)
    return words


def _likeness(word: str, known: str) -> int:
    if word == known:
        return SAME
    if len(word) > 1 and known.startswith(word):
        return BEGUN
    return MISSPELT if len(word) > 4 and _is_one_edit_away(word, known) else 0


def _is_one_edit_away(one: str, other: str) -> bool:
    """Tell whether one letter was added, lost or changed, or two neighbours changed places."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, others = one[start:], other[start:]
    swapped = rest[:2] == others[:2][::-1] and rest[2:] == others[2:]
    return swapped or rest[1:] in (others[1:], others) or rest == others[1:]
