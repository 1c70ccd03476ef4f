"""The order of names: by pinyin, the same in lists, choices and the index."""

from __future__ import annotations

import re
from bisect import bisect

_FIRST_OF_LETTER = [c.encode("gb2312") for c in "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"]
_LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
_LAST = "座".encode("gb2312")


RARE = "~"
"""Stands for the letter of a name whose first sign is no letter, no number and no common one."""


def name_order(name: str) -> str:
    """Return a key that orders names by the pinyin of their characters, numbers by their size.

    GB 2312 lists its 3,755 common characters by reading, and GB 18030 keeps their places; rarer
    characters come after them. A dictionary of readings would know these too, at 58 MB in every
    process of the intake. A character of several readings stands where GB 2312 has it: 长 under C.
    """
    signs = "".join(filter(str.isalnum, name.lower()))
    counted = re.sub(r"[0-9]+", lambda number: number[0].zfill(9), signs)
    return first_letter(name) + counted.encode("gb18030", errors="replace").decode("latin-1")


def first_letter(name: str) -> str:
    """Return the letter that a name is listed under: A to Z, 0 for a number, or RARE."""
    first = next(filter(str.isalnum, name.upper()), "")
    if first.isascii():
        return "0" if first.isdigit() else first
    place = first.encode("gb2312", errors="replace")
    if not _FIRST_OF_LETTER[0] <= place <= _LAST:
        return RARE
    return _LETTERS[bisect(_FIRST_OF_LETTER, place) - 1]
