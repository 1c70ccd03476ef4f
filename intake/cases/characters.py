"""Characters of a text: which are dropped because nobody sees them, and which cannot be taken.

Code points only, no table of what is assigned: rare Han of any extension must pass, also those
that are younger than this Python.
"""

from __future__ import annotations

import re
import unicodedata

from intake.cases.private_use import OWN_CODE_POINTS

BLANKS = " \t\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u2800\u3000"
"""Blanks within a line."""

LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")

_UNSEEN = (
    "\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls but tab, line breaks and NUL
    # Default_Ignorable_Code_Point (Unicode 15.1) up to the variation selectors for ideographs
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    "\ufff9-\ufffc\U0001d159"  # annotations, what stands for a picture, a note without a head
    "\U00013441\U00013442"  # blanks of hieroglyphs (Unicode 15), letters to Unicode
)
_SELECTORS = "\U000e0100-\U000e01ef"
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_INVISIBLE = re.compile(f"[{_UNSEEN}{_SELECTORS}]")
_INVISIBLE_IN_TEXT = re.compile(f"[{_UNSEEN}]|(?<![{_HAN}])[{_SELECTORS}]")
"""In a text, what chooses a form of an ideograph stays with it: names are written so."""

_REFUSED = re.compile(
    "[\x00"  # no keyboard and no clipboard has it, and other programs end a text there
    "\ufffd"  # what another program put for signs that it could not read
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"  # surrogates, private, noncharacters
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000)
    )
    + "\U000f0000-\U0010ffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")

_NOTHING = ("Zs", "Cc", "Cf", "Mn", "Me")
"""Categories of what is not seen by itself."""

MOST_MARKS = 4
"""Combining marks on one letter; no script in use needs more, floods of them cover other lines."""


def seen_text(text: str) -> str:
    """Return what people see of a text, line breaks as line feeds, GBK's private Han as their own.

    What cannot be taken is left in its place.
    """
    lines = _INVISIBLE_IN_TEXT.sub("", LINE_BREAK.sub("\n", text))
    return unicodedata.normalize("NFC", lines.translate(OWN_CODE_POINTS))


def seen_code(text: str) -> str:
    """Return what people see of a code, in ASCII where it was typed in full width."""
    whole = unicodedata.normalize("NFKC", _INVISIBLE.sub("", LINE_BREAK.sub("\n", text)))
    return whole.strip(BLANKS + "\n")


def typed_text(text: str) -> str:
    """Return a text as it was typed, for the form to show again."""
    return _SURROGATE.sub("", LINE_BREAK.sub("\n", text))


def folded(text: str) -> str:
    """Return a text as the guide's search compares it: one way to write it, no blanks."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def place_of_refused(text: str) -> int:
    """Return the place of the first character that cannot be taken, counted from 1; 0 for none.

    That is NUL, a replacement, one of private use, no character at all, or a flood of marks.
    """
    refused = _REFUSED.search(text)
    if refused:
        return refused.start() + 1
    return _place_of_flood(text)


def is_blank(text: str) -> bool:
    """Tell whether a text holds nothing to see: only blanks, and marks on nothing."""
    return all(c in BLANKS or unicodedata.category(c) in _NOTHING for c in text)


def _place_of_flood(text: str) -> int:
    marks = 0
    for place, character in enumerate(text, 1):
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks > MOST_MARKS:
            return place
    return 0
