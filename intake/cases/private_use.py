"""Characters of GBK that old programs keep in Unicode's private area, and their own code points.

GBK (1995) gave the codes FE50 to FEA0 to 80 ideographs that Unicode did not have; Microsoft's code
page 936 therefore read them as U+E815 to U+E864, and names typed there still hold these. GB 18030
gives each its code point: Python's codec for 66 (of 2000), the table for the 14 that came later
(GB 18030-2005, annex; Unicode 3.1 and 4.1).
"""

from __future__ import annotations

FIRST, LAST = 0xE815, 0xE864

_LATER = {
    0xE816: 0x20087,
    0xE817: 0x20089,
    0xE818: 0x200CC,
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE831: 0x215D7,
    0xE832: 0x9FB8,
    0xE83B: 0x2298F,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE855: 0x241FE,
    0xE864: 0x9FBB,
}


def _code_point(private: int) -> int:
    trail = 0x50 + private - FIRST
    trail += trail >= 0x7F  # no code of GBK ends with 7F
    return _LATER.get(private) or ord(bytes([0xFE, trail]).decode("gb18030"))


OWN_CODE_POINTS = {private: _code_point(private) for private in range(FIRST, LAST + 1)}
"""Private code point → the character's own, for `str.translate`."""
