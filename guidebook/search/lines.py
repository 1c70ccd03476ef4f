"""Many short texts as one long one: which of them hold a piece is found by looking for it.

So nothing has to be indexed before the first question. The twin of `Lines` in
`site_src/assets/search-names.js`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable


class Lines:
    """Texts without line breaks, numbered from 0."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = ""
        self._starts: list[int] = []
        parts, end = [], 0
        for text in texts:
            self._starts.append(end)
            parts.append(f"{text}\n")
            end += len(text) + 1
        self._text = "".join(parts)
        self._starts.append(end)

    def holding(self, piece: str) -> list[int]:
        """Return the numbers of the texts that hold a piece, ascending."""
        found: list[int] = []
        place = self._text.find(piece)
        while place >= 0:
            line = bisect_right(self._starts, place) - 1
            found.append(line)
            place = self._text.find(piece, self._starts[line + 1])
        return found
