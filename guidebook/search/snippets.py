"""The texts that results show a piece of, packed into small files of neighbours."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 600
"""Characters of a text that are kept."""
FILE = 1_200
"""Characters in a file, about: a result's text costs little, and neighbours often come together."""


def packed(texts: Sequence[str]) -> tuple[list[list[str]], list[int]]:
    """Return the texts file by file, and the place of the first text of each file.

    Each file has one text at least.
    """
    files: list[list[str]] = []
    places: list[int] = []
    room = 0
    for place, text in enumerate(text[:LONGEST] for text in texts):
        if not files or len(text) > room:
            files.append([])
            places.append(place)
            room = FILE
        files[-1].append(text)
        room -= len(text)
    return files, places
