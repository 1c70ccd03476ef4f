"""How Chinese is read aloud: the table by which the search box understands pinyin and homophones.

The 3,755 common characters of GB 2312 level one stand in the order of their readings, and every
browser knows that order (TextDecoder). So runs of one reading are enough: 2 KB in place of 10.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any

from pypinyin import lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

from guidebook.model import Record

FIRST_ROW, LAST_ROW = 0xB0, 0xD7
"""Rows of GB 2312 level one; a row has 94 characters, the last one 89."""


@cache
def common_characters() -> str:
    """Return the characters of GB 2312 level one, in their order."""
    rows = range(FIRST_ROW, LAST_ROW + 1)
    cells = (bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    return b"".join(cells).decode("gb2312", errors="ignore")


def is_han(character: str) -> bool:
    """Tell whether a character is a common Chinese one."""
    return "\u4e00" <= character <= "\u9fff"


def readings(texts: Iterable[str]) -> dict[str, Any]:
    """Return all the worker needs to read `texts` aloud, in the same way at every build.

    `runs`: the reading and length of each run of GB 2312 level one; `rare`: readings of other
    characters in the texts; `phrases`: pairs of characters read otherwise than one by one (银行).
    """
    texts = sorted(set(texts))
    common = common_characters()
    rare = sorted({c for text in texts for c in text if is_han(c)} - set(common))
    runs = ((key, len(list(run))) for key, run in groupby(common, key=_alone))
    return {
        "runs": " ".join(f"{key}{length}" for key, length in runs),
        "rare": {character: _alone(character) for character in rare},
        "phrases": _phrases(texts),
    }


@cache
def _alone(character: str) -> str:
    return lazy_pinyin(character)[0]


def _phrases(texts: Iterable[str]) -> dict[str, str]:
    """Find the pairs in which pypinyin's phrase dictionary reads a character differently."""
    pairs = {run[n : n + 2] for text in texts for run in _han_runs(text) for n in range(len(run))}
    spoken = {pair: lazy_pinyin(pair) for pair in sorted(pairs & phrases_dict.keys())}
    return {
        pair: " ".join(reading)
        for pair, reading in spoken.items()
        if reading != [_alone(character) for character in pair]
    }


def _han_runs(text: str) -> list[str]:
    return ["".join(run) for han, run in groupby(text, key=is_han) if han]


def spoken(record: Record) -> str:
    """Return how the names of a record are written and read aloud: what a list is narrowed by."""
    names = (str(record.name), *record.aliases)
    return " ".join((*record.aliases, *map(reading_of, names)))


@cache
def reading_of(text: str) -> str:
    """Return the pinyin of a text, by which lists are ordered."""
    return " ".join(lazy_pinyin(text)).lower()
