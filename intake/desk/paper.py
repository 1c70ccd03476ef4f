"""The case page on paper is one A4 sheet: how much of its long texts has room there.

Reckoned in lines of the print style, with some to spare: fonts differ.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from math import ceil

LINES = 30
"""Of a sheet, for texts and steps: what stands around them is taken off."""
SIGNS = 43
"""Of a line, as wide as an ideograph."""
NARROW = 0.6
"""Width of a letter."""
MOST_STEPS = 12
"""Steps that are printed, the last ones."""
SIGNS_OF_A_FACT = 18
"""Of a line of a fact: two stand beside each other."""


def shortened(texts: Sequence[str], steps: int, facts: Sequence[str]) -> Mapping[str, str]:
    """Return the texts that have no room on one sheet, each with its beginning that has."""
    wrapped = sum(ceil(_width(fact) / SIGNS_OF_A_FACT) - 1 for fact in facts if fact)
    room = max(len(texts), LINES - min(steps, MOST_STEPS) - wrapped)
    needed = [lines_of(text) for text in texts]
    most = max(needed, default=0)
    while sum(min(lines, most) for lines in needed) > room:
        most -= 1
    long = (text for text, lines in zip(texts, needed, strict=True) if lines > most)
    return {text: _beginning(text, most) for text in long}


def lines_of(text: str) -> int:
    """Count the lines that a text takes on paper."""
    return sum(max(1, ceil(_width(line) / SIGNS)) for line in text.split("\n"))


def _beginning(text: str, lines: int) -> str:
    """Return as much of a text as has room in some lines, with a few signs to spare."""
    spare = "云" * 8
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high) if lines_of(text[:middle] + spare) <= lines else (low, middle - 1)
        )
    return text[:low].rstrip()


def _width(text: str) -> float:
    return sum(1 if unicodedata.east_asian_width(sign) in "WFA" else NARROW for sign in text)
