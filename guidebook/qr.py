"""QR codes, drawn in one way on pages, posters and receipts.

Two codes of one length differ only where their texts do, and in the check words of that difference
(ISO/IEC 18004: the code is linear). So the encoder works once for each length, not for each of a
thousand addresses; the drawing is the same in a sixth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain, zip_longest
from operator import itemgetter
from typing import Any

import segno
from markupsafe import Markup
from segno import consts

MASK = 2
"""Readers undo any of the standard's eight masks. To find the fairest, an encoder tries all, which
is four fifths of its work; this one is the fairest most often for addresses such as ours."""

_FILLER = b"a"
"""What the text of a sheet is made of; a text with small letters is written in bytes as it is."""
_DATA = (consts.TYPE_DATA_DARK, consts.TYPE_DATA_LIGHT)
_FLIPPED = str.maketrans("01", "10")


def qr_code(text: str) -> Markup:
    """Draw a QR code (error correction M) as inline SVG that scales to its box."""
    if text.isascii() and re.search("[a-z]", text):
        return Markup(_sheet(len(text)).drawn(text.encode()))  # noqa: S704 # drawn
    return Markup(_svg(_encoded(text)))  # noqa: S704 # drawn


def _encoded(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False, mask=MASK)


def _svg(code: segno.QRCode) -> str:
    return code.svg_inline(border=2, omitsize=True, light="#fff")


@dataclass(frozen=True)
class _Sheet:
    """What all codes of one length have in common."""

    head: str
    tail: str
    stroke: Callable[[str], str]
    """Writes dark modules in a row as a stroke, with what lies before them."""
    blocks: tuple[int, ...]
    """How many words of data stand in each block."""
    spare: int
    """Bits of data that follow those of the text."""
    times: tuple[int, ...]
    """Word → its product with the generator of the check words, without the first term."""
    check_words: int
    modules: Callable[[str], Sequence[str]]
    """Picks each module from the bits that differ, the same flipped, a light one and a dark one;
    and the ends of rows."""

    def drawn(self, text: bytes) -> str:
        """Return the picture of a text."""
        filler = _FILLER * len(text)
        differs = int.from_bytes(text, "big") ^ int.from_bytes(filler, "big")
        data = (differs << self.spare).to_bytes(sum(self.blocks), "big")
        words = self._in_turn(data)
        bits = f"{int.from_bytes(words, 'big'):0{8 * len(words)}b}"
        *strokes, _end = _after_dark("".join(self.modules(bits)))
        return self.head + "".join(map(self.stroke, strokes)).removeprefix("m0 0") + self.tail

    def _in_turn(self, data: bytes) -> bytes:
        """Return the words as they are drawn: of each block the first, of each the second."""
        ends = [sum(self.blocks[: n + 1]) for n in range(len(self.blocks))]
        blocks = [data[end - size : end] for end, size in zip(ends, self.blocks, strict=True)]
        checks = [self._check_words(block) for block in blocks]
        turns = chain(zip_longest(*blocks), zip_longest(*checks))
        return bytes([word for turn in turns for word in turn if word is not None])

    def _check_words(self, block: bytes) -> bytes:
        """Divide by the generator: what is left."""
        left, top = 0, 8 * (self.check_words - 1)
        rest = (1 << top) - 1
        for word in block.lstrip(b"\0"):  # of nothing nothing is left
            left = (left & rest) << 8 ^ self.times[left >> top ^ word]
        return left.to_bytes(self.check_words, "big")


def _after_dark(modules: str) -> list[str]:
    """Cut modules behind each run of dark ones; the last piece holds none."""
    return modules.replace("10", "1,0").replace("1\n", "1,\n").split(",")


def _stroke(modules: str, size: int) -> str:
    """Write a run of dark modules as a stroke that begins where the last one ended.

    Before the run stand light modules, and ends of rows, after the last one's.
    """
    *ends_of_rows, row = modules.split("\n")
    light = row.index("1")
    right = light + len(ends_of_rows[0]) - size if ends_of_rows else light
    return f"m{right} {len(ends_of_rows)}h{len(row) - light}"


@cache
def _sheet(length: int) -> _Sheet:
    """Let an encoder draw one text of a length, and find out where its bits went."""
    code = _encoded(_FILLER.decode() * length)
    version, level = int(code.version), getattr(consts, f"ERROR_LEVEL_{code.error}")
    kinds = [list(row) for row in code.matrix_iter(border=0, verbose=True)]
    ecc: Any = consts.ECC
    blocks = [b for b in ecc[version][level] for _ in range(b.num_blocks)]
    words = sum(block.num_data for block in blocks)
    total = 8 * sum(block.num_total for block in blocks)
    light, _, end_of_row = (total * 2 + n for n in range(3))
    picks = [pick for row in code.matrix for pick in (*(light + dark for dark in row), end_of_row)]
    for bit, place in zip(range(total), _places_of_bits(kinds), strict=False):
        picks[place] = bit + total * (picks[place] - light)
    choose = itemgetter(*picks)
    head, tail = re.split(r'(?<=d="M2 2\.5)[^"]+', _svg(code))
    check_words = blocks[0].num_total - blocks[0].num_data
    return _Sheet(
        *(head, tail, cache(partial(_stroke, size=len(kinds)))),
        blocks=tuple(block.num_data for block in blocks),
        spare=8 * (words - length) - (12 if version < 10 else 20),
        times=_times(check_words),
        check_words=check_words,
        modules=lambda bits: choose(bits + bits.translate(_FLIPPED) + "01\n"),
    )


def _places_of_bits(kinds: list[list[int]]) -> Iterator[int]:
    """Yield where each bit is drawn: pairs of columns up and down in turn, from the right.

    Behind each row is its end.
    """
    size = len(kinds)
    for turn, right in enumerate(n for n in (*range(size - 1, 7, -2), 5, 3, 1)):
        for row in range(size) if turn % 2 else reversed(range(size)):
            for column in (right, right - 1):
                if kinds[row][column] in _DATA or (row, column) == (8, size - 9):  # segno: format
                    yield row * (size + 1) + column


@cache
def _times(check_words: int) -> tuple[int, ...]:
    """Multiply the generator of so many check words with each word of the field."""
    generator = consts.GEN_POLY[check_words]  # the logarithms of its terms but the first
    products = (
        bytes(
            consts.GALIOS_EXP[consts.GALIOS_LOG[word] + term] if word else 0 for term in generator
        )
        for word in range(256)
    )
    return tuple(int.from_bytes(product, "big") for product in products)
