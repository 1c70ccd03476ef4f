"""A drawn sketch for each building: a generic silhouette with lit windows, seeded by the id.

It is a picture of no real house (示意图): the same id always gives the same drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

WIDTH = 48
HEIGHT = 96
_COLUMN = 7
_ROW = 9


@dataclass(frozen=True)
class Window:
    """One window: left edge, top edge (in the units of the drawing) and whether it is lit."""

    x: int
    y: int
    lit: bool


@dataclass(frozen=True)
class Silhouette:
    """A tower standing on the drawing's bottom edge."""

    left: int
    top: int
    width: int
    roof: str
    """The outline of the roof as an SVG path, closed."""
    windows: tuple[Window, ...]

    @property
    def door(self) -> str:
        """Return the door as an SVG path: it is lit, for a request may always be made."""
        return f"M{self.left + self.width // 2 - 3} {HEIGHT - 6}h6v6h-6z"

    def outline(self, lit: bool) -> str:
        """Return all lit, or all dark, windows as one SVG path: a page may show 150 towers."""
        return "".join(f"M{w.x} {w.y}h4v5h-4z" for w in self.windows if w.lit == lit)


def silhouette(seed: str, lit: int | None = None) -> Silhouette:
    """Draw the silhouette of an id, on a sheet of WIDTH by HEIGHT.

    `lit` is how many windows are lit, always the same ones first; None is any city in the evening.
    """
    numbers = blake2b(seed.encode(), digest_size=64).digest()
    columns = 3 + numbers[0] % 3
    rows = 6 + numbers[1] % 4
    width = columns * _COLUMN + 5
    top = HEIGHT - rows * _ROW - 6
    left = (WIDTH - width) // 2
    roof = _roof(numbers[2] % 4, left, top, width)
    count = rows * columns
    shining = _evening(numbers, count) if lit is None else _spread(count)[:lit]
    windows = tuple(
        Window(left + 4 + n % columns * _COLUMN, top + 5 + n // columns * _ROW, n in shining)
        for n in range(count)
    )
    return Silhouette(left, top, width, roof, windows)


def _evening(numbers: bytes, count: int) -> list[int]:
    """Return the windows that are lit in a city in the evening."""
    return [n for n in range(count) if numbers[3 + n % 61] % 5 < 2]


def _spread(count: int) -> list[int]:
    """Return windows in the order in which they are lit, spread over the tower."""
    return sorted(range(count), key=lambda n: (n * 11) % count * 7 % 13)


def _roof(shape: int, left: int, top: int, width: int) -> str:
    right, middle = left + width, left + width // 2
    return (
        f"M{left} {top}h{width}v1h-{width}z",
        f"M{left} {top}L{middle} {top - 9}L{right} {top}z",
        f"M{left} {top}V{top - 10}L{right} {top}z",
        f"M{left + 6} {top}v-7h{width - 12}v7z",
    )[shape]
