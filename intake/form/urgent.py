"""Emergencies in progress: whom to call first, by the words of a description."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from guidebook.model import Guidebook
from guidebook.model.form import GAP, OR, Emergency

FEW = "[^。!?;|]{0,8}"
"""What a gap in a word of the list holds: a few signs of the same sentence, or none."""
HIDDEN = "|"
"""What stands for a harmless phrase; no gap reaches over it."""


def emergencies_in(text: str, guidebook: Guidebook) -> tuple[Emergency, ...]:
    """Return the emergencies that a text seems to report, by the district's own list of words.

    Blanks and the width of characters do not matter. A wrong guess costs a sender one more button,
    a missed one may cost a life: so only whole phrases are passed over, never a text that has one.
    """
    written = _written(text)
    return tuple(e for e in guidebook.form.urgent if _tells(written, e))


def _tells(written: str, emergency: Emergency) -> bool:
    if emergency.harmless:
        written = _any_of(emergency.harmless).sub(HIDDEN, written)
    return _any_of(emergency.words).search(written) is not None


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    parts = ([_one_of(part) for part in word.split(GAP)] for word in words)
    return re.compile("|".join(map(FEW.join, parts)))


def _one_of(part: str) -> str:
    return f"(?:{'|'.join(re.escape(_written(each)) for each in part.split(OR))})"


def _written(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
