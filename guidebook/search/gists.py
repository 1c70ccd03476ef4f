"""The lines that results show of records, packed into small files of neighbours."""

from __future__ import annotations

from collections.abc import Sequence

FILE = 4_000
"""Characters in a file, about: 2 or 3 KB to load, and the ten records shown are in a few files."""


def packed(gists: Sequence[str]) -> list[list[str]]:
    """Return the lines file by file, in their order; each file has one line at least."""
    files: list[list[str]] = []
    room = 0
    for gist in gists:
        if not files or len(gist) > room:
            files.append([])
            room = FILE
        files[-1].append(gist)
        room -= len(gist)
    return files
