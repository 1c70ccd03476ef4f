"""Characters of a text: which are dropped because nobody sees them, and which cannot be taken.

Code points only, no table of what is assigned: rare Han of any extension must pass, also those
that are younger than this Python.
"""

from __future__ import annotations

import re
import unicodedata

BLANKS = " \t\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000"
"""Blanks within a line."""

LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")

_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
"""Zero width: they only hide that two texts differ."""

_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\u2028\u2029\u202a-\u202e\u2066-\u2069"  # separators; what turns the writing direction
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"  # surrogates, private use, noncharacters
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000)
    )
    + "\U000f0000-\U0010ffff]"
)

MOST_MARKS = 4
"""Combining marks on one letter; no script in use needs more, floods of them cover other lines."""


def without_invisible(text: str) -> str:
    """Drop characters of zero width."""
    return _INVISIBLE.sub("", text)


def has_invisible(text: str) -> bool:
    """Tell whether a text holds characters of zero width."""
    return bool(_INVISIBLE.search(text))


def has_refused(text: str) -> bool:
    """Tell whether a text holds what cannot be taken: controls, overrides, noncharacters."""
    return bool(_REFUSED.search(text)) or _has_flood_of_marks(text)


def without_refused(text: str) -> str:
    """Return a text as it can be shown again, line breaks kept as line feeds."""
    return _REFUSED.sub("", LINE_BREAK.sub("\n", text))


def _has_flood_of_marks(text: str) -> bool:
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks > MOST_MARKS:
            return True
    return False
