"""How a text is compared in the search: one way to write it, its pieces, and how it sounds.

The twin of `site_src/assets/search-language.js`: both give the same for every text, so that the
form's check page and the search box answer alike. Chinese is cut into pairs of characters on both
sides, so that no segmenter can disagree with itself, and into pairs of syllables, so that
homophones and pinyin find what they sound like.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from guidebook.search.readings import common_characters

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(f"[{HAN}]+|[^ {HAN}]+")
_HAN = re.compile(f"[{HAN}]")
_READING = re.compile("([a-z]+)([0-9]+)")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_NEVER = re.compile("(?!)")

LONGEST_SYLLABLE = 6


def is_han(text: str) -> bool:
    """Tell whether a text begins with a Chinese character."""
    return bool(_HAN.match(text))


def runs_of(folded: str) -> list[str]:
    """Cut a folded text into runs of Chinese characters and other words."""
    return _RUNS.findall(folded)


def pairs_of(items: Sequence[str], glue: str) -> Iterator[str]:
    """Yield every two neighbours, joined."""
    return (one + glue + other for one, other in itertools.pairwise(items))


def unique(values: Iterator[str]) -> list[str]:
    """Return the values once each, in the order of their first place."""
    return list(dict.fromkeys(values))


def pairs_in(folded: str) -> list[str]:
    """Return the pieces that a text is found by: pairs of Chinese characters, then other words."""
    runs = runs_of(folded)
    pairs = (pair for run in runs if is_han(run) for pair in pairs_of(run, ""))
    return unique(iter([*pairs, *(run for run in runs if not is_han(run))]))


def singles_in(folded: str) -> list[str]:
    """Return the Chinese characters of a text."""
    return unique(character for run in runs_of(folded) if is_han(run) for character in run)


def fold_plain(text: str) -> str:
    """Return a text in small letters of one width, its words parted by single blanks."""
    return _BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()


class Language:
    """Folds and reads texts by the tables of an index."""

    def __init__(
        self, readings: Mapping[str, Any], traditional: str, fillers: Sequence[str]
    ) -> None:
        self._simple = str.maketrans(dict(zip(traditional[::2], traditional[1::2], strict=True)))
        self._phrases = {pair: spoken.split(" ") for pair, spoken in readings["phrases"].items()}
        self._syllable = dict(_common_readings(readings["runs"])) | readings["rare"]
        self._syllables = set(self._syllable.values())
        self._fillers = re.compile("|".join(fillers)) if fillers else _NEVER

    def fold(self, text: str) -> str:
        """Return a text as all texts are compared: `fold_plain`, and in simplified characters."""
        return fold_plain(text).translate(self._simple)

    def core(self, folded: str) -> str:
        """Return what a question is about: without 怎么办, 请问 …, unless nothing else is left."""
        return self._fillers.sub(" ", folded).strip() or folded

    def aloud(self, folded: str) -> list[str]:
        """Return the syllables of a folded text; other words stay one piece."""
        spoken: list[str] = []
        for run in runs_of(folded):
            signs = list(run) if is_han(run) else [run]
            place = 0
            while place < len(signs):
                pair = self._phrases.get("".join(signs[place : place + 2]))
                spoken += pair or [self._syllable.get(signs[place], signs[place])]
                place += 2 if pair else 1
        return spoken

    def parse(self, letters: str) -> list[str]:
        """Return the syllables that letters are made of, the fewest; none if they are no pinyin."""
        best: list[list[str] | None] = [[], *[None] * len(letters)]
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - LONGEST_SYLLABLE), end):
                before, now = best[start], best[end]
                if before is None or letters[start:end] not in self._syllables:
                    continue
                if now is None or len(before) + 1 < len(now):
                    best[end] = [*before, letters[start:end]]
        return best[-1] or []


def _common_readings(runs: str) -> Iterator[tuple[str, str]]:
    """Yield the common characters with their readings; they stand in the order of those."""
    characters = iter(common_characters())
    for syllable, length in _READING.findall(runs):
        for _ in range(int(length)):
            yield next(characters), syllable
