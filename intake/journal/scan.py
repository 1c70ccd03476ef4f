"""The rows of a journal as they stand on disk: for looking them over, not for answering."""

from __future__ import annotations

from dataclasses import dataclass

from intake.cases.event import Event
from intake.journal.rows import HEADER, DamagedRowError, decode


@dataclass(frozen=True)
class Scan:
    """What a file holds; places in bytes."""

    events: tuple[Event, ...]
    damaged: tuple[int, ...]
    """Where whole lines begin that are no rows."""
    unfinished: int
    """Bytes behind the last whole line."""


def scan(content: bytes) -> Scan:
    """Read every line of a journal's content for itself."""
    events, damaged, place = [], [], 0
    whole = content[: content.rfind(b"\n") + 1]
    for line in whole.splitlines(keepends=True):
        if place or line != HEADER:
            try:
                events.append(decode(line))
            except DamagedRowError:
                damaged.append(place)
        place += len(line)
    return Scan(tuple(events), tuple(damaged), len(content) - len(whole))
