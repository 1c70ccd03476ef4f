"""What a chapter leads to: the plans first, then each other kind of page as one row."""

from __future__ import annotations

from guidebook.model import Guidebook, Record
from guidebook.model.book import Chapter

FIRST = "paths"
"""Who has one thing to get done needs no list of services."""


def pages_by_kind(
    guidebook: Guidebook, chapter: Chapter
) -> tuple[tuple[str, tuple[Record, ...]], ...]:
    """Return each kind of page of a chapter with its pages, in the chapter's order."""
    found: dict[str, list[Record]] = {FIRST: []}
    for page in chapter.pages:
        kind, record = guidebook.page(page)
        found.setdefault(kind, []).append(record)
    return tuple((kind, tuple(records)) for kind, records in found.items() if records)
