"""What a preview is made of, as it lies on the disk: seen often, read only when it changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Seen = Mapping[str, tuple[int, ...]]
"""Path → what tells that a file is another one; the same as long as nobody saved anything."""

SETTLING = 0.04
"""Seconds for which nothing may change before anything is read: two changes so close may have the
same time (10 ms on some systems), and who saves may empty a file before writing it."""
LONGEST = 2.0
"""Seconds after which it is read all the same: something there never rests."""


@dataclass(frozen=True)
class Sources:
    """Files and folders that are looked at; hidden files are an editor's own, and left out."""

    places: Sequence[Path]

    def look(self) -> Seen:
        """Return the state of every file: a millisecond for five hundred of them."""
        return {path: state for place in self.places for path, state in _states(str(place))}

    def settled(self, pause: Callable[[float], None] = time.sleep) -> Seen:
        """Return the state of every file as soon as nobody is in the middle of saving."""
        seen = self.look()
        for _ in range(round(LONGEST / SETTLING)):
            pause(SETTLING)
            before, seen = seen, self.look()
            if seen == before:
                break
        return seen


def part_of(seen: Seen, places: Sequence[Path]) -> Seen:
    """Return what was seen of some places alone."""
    roots = tuple(f"{place}/" for place in places)
    return {path: state for path, state in seen.items() if f"{path}/".startswith(roots)}


def _states(place: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield each file with its state; what is gone meanwhile is gone."""
    try:
        if not os.path.isdir(place):  # noqa: PTH112 # thousands of times a minute
            yield place, _state(os.stat(place))  # noqa: PTH116 # the same
            return
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name == "__pycache__":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from _states(entry.path)
                else:
                    yield entry.path, _state(entry.stat(follow_symlinks=False))
    except OSError:
        return


def _state(found: os.stat_result) -> tuple[int, ...]:
    """Return what is another after each change; nobody can set the time of the last change back."""
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
