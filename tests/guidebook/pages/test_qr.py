"""What a QR code says is read back from its picture, as ISO/IEC 18004 has it read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guidebook.qr import MASK, qr_code

SIZE, MARGIN = 21, 2
"""Of the smallest code (version 1), whose text stands in it in one piece."""
STROKE = re.compile(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?")


def dark_modules(svg: str) -> set[tuple[int, int]]:
    """Return row and column of every module that the picture's strokes cover."""
    strokes = svg[svg.index('d="', svg.index("qrline")) :]
    dark, row, column = set(), 0, 0
    for command, across, down in STROKE.findall(strokes[: strokes.index("/>")]):
        if command == "M":
            row, column = int(float(down)) - MARGIN, int(across) - MARGIN
            continue
        if command == "h":
            dark |= {(row, column + n) for n in range(int(across))}
        row, column = row + int(down or 0), column + int(across)
    return dark


def path_of_the_text() -> Iterator[tuple[int, int]]:
    """Yield the modules that hold data, bit by bit: two columns up, two down, from the right."""
    for turn, right in enumerate((20, 18, 16, 14, 12, 10, 8, 5, 3, 1)):
        for row in range(SIZE) if turn % 2 else reversed(range(SIZE)):
            for column in (right, right - 1):
                is_corner = (column < 9 and (row < 9 or row > 12)) or (column > 12 and row < 9)
                if not is_corner and 6 not in (row, column):
                    yield row, column


def read_back(dark: set[tuple[int, int]]) -> str:
    """Undo the mask (2: every third column) and read mode, length and bytes."""
    bits = "".join(str(int(((r, c) in dark) != (c % 3 == 0))) for r, c in path_of_the_text())
    mode, length = bits[:4], int(bits[4:12], 2)
    assert mode == "0100"
    return bytes(int(bits[n : n + 8], 2) for n in range(12, 12 + 8 * length, 8)).decode()


def test_a_code_reads_as_its_text_by_the_mask_it_names() -> None:
    dark = dark_modules(qr_code("https://a.cn/x"))

    named = int("".join(str(int((8, column) in dark)) for column in range(5)), 2) ^ 0b10101
    assert named == MASK == 2  # the two bits before it, 00, are correction M
    assert read_back(dark) == "https://a.cn/x"
