"""The texts that results show a piece of, packed into small files of neighbours."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 500
"""Characters of a text that are kept."""
FILE = 1_000
"""Characters in a file, about: a result's text costs little, and neighbours often come together."""


def packed(texts: Sequence[str]) -> list[list[str]]:
    """Return the texts file by file, in their order; each file has one text at least."""
    files: list[list[str]] = []
    room = 0
    for text in (text[:LONGEST] for text in texts):
        if not files or len(text) > room:
            files.append([])
            room = FILE
        files[-1].append(text)
        room -= len(text)
    return files
