"""How a text is compared in the search: one way to write it, and its pieces.

Chinese is cut into pairs of characters on both sides, so that no segmenter can disagree with
itself. An index is folded here, a query by `site_src/assets/search-language.js`: both give the same
for every text.
"""

from __future__ import annotations

import re
import unicodedata
from operator import add

from guidebook.search.traditional import simplified

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(f"([{HAN}]+)|[^ {HAN}]+")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_TRADITIONAL = re.compile(f"[{''.join(map(chr, simplified()))}]")
"""Few texts have one: to look for them takes less time than to translate every character."""


def fold(text: str) -> str:
    """Return a text as all are compared: small simplified letters, single blanks between words."""
    plain = _BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()
    return _TRADITIONAL.sub(lambda sign: simplified()[ord(sign[0])], plain)


def pieces_in(folded: str) -> list[str]:
    """Return what a folded text is found by: pairs of Chinese characters, and other words whole."""
    pieces: list[str] = []
    for run in _RUNS.finditer(folded):
        pieces += map(add, run[0], run[0][1:]) if run[1] else [run[0]]
    return pieces
