"""What has to be looked at: records whose review is due, or which are no longer valid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from guidebook.model import Guidebook


@dataclass(frozen=True, order=True)
class Due:
    """A record that somebody should look at, and by when."""

    by: date
    path: str
    name: str
    owner: str
    expired: bool


def find_due(guidebook: Guidebook, today: date, within: int) -> list[Due]:
    """Return what is overdue, expired, or due within a number of days; the oldest first."""
    last = today + timedelta(days=within)
    return sorted(due for due in _all(guidebook, today) if due.by <= last)


def _all(guidebook: Guidebook, today: date) -> Iterator[Due]:
    """Yield each record with its review, or the day it stops being valid if that comes first."""
    for kind, record in guidebook.every_record():
        yield Due(
            by=min(record.review_by, record.valid_to or date.max),
            path=f"{kind}/{record.id}.yaml",
            name=str(record.name),
            owner=guidebook.owner_of(record),
            expired=record.valid_to is not None and record.valid_to < today,
        )
