"""What changed in the content day by day, as the public page and its feed tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from guidebook.model import KINDS, LIST, Guidebook
from guidebook.model.addresses import list_address, record_address
from guidebook.reading.revisions import Moved, PastChange

MOST_DAYS = 30
"""Days with changes that are shown, the latest."""
MOST_NAMED = 20
"""So many records of one kind that share a day are named; of more there is the number."""

ADDED, CHANGED, MOVED, REMOVED = "新增", "修改", "换了网址", "撤下"

_SINGLE_PAGES = {
    "consent.yaml": ("个人信息处理说明", "/privacy/"),
    "history.yaml": ("来历", "/history/"),
    "figures.yaml": ("办件公开", "/figures/"),
    "company_facts.yaml": ("找政策", "/match/"),
}


@dataclass(frozen=True)
class Entry:
    """One page that changed, or a number of them; what is gone without a word has no name."""

    deed: str
    kind: str
    name: str
    address: str


@dataclass(frozen=True)
class Day:
    """All that changed on one day, on so many pages."""

    day: date
    entries: tuple[Entry, ...]
    pages: int


def changes_by_day(past: Iterable[PastChange], guidebook: Guidebook) -> tuple[Day, ...]:
    """Return the latest days on which a page changed, the newest first, each page once a day."""
    days = []
    for day, changes in groupby(past, key=lambda change: change.day):
        entries = list(_entries(list(changes), guidebook))
        if entries:
            days.append(Day(day, tuple(_shortened(entries, guidebook)), len(entries)))
        if len(days) == MOST_DAYS:
            break
    return tuple(days)


def _entries(changes: Sequence[PastChange], guidebook: Guidebook) -> Iterator[Entry]:
    """Yield what a day did to each page; what came and went within it is nothing."""
    deeds: dict[str, str] = {}
    for change in changes:  # the newest first
        for moved in change.files:
            path = moved.new or moved.old
            deeds[path] = _joined(_deed(moved), deeds.get(path))
    for path, deed in sorted(deeds.items()):
        entry = _entry(path, deed, guidebook)
        if entry:
            yield entry


def _deed(moved: Moved) -> str:
    if not (moved.old and moved.new):
        return ADDED if moved.new else REMOVED
    return CHANGED if moved.old == moved.new else MOVED


def _joined(earlier: str, later: str | None) -> str:
    """Return what two deeds of a day come to; empty where the page was there only within it."""
    if earlier == ADDED:
        return "" if later in (REMOVED, "") else ADDED
    return later or earlier


def _entry(path: str, deed: str, guidebook: Guidebook) -> Entry | None:
    kind, _, file = path.rpartition("/")
    name = file.removesuffix(".yaml")
    if not kind and path in _SINGLE_PAGES and deed:
        has_page = path != "history.yaml" or guidebook.history.events
        return Entry(deed, "", *_SINGLE_PAGES[path]) if has_page else None
    if kind not in KINDS or name == LIST or not deed:
        return None
    record = guidebook.records[kind].get(name)
    gone = guidebook.retired[kind].get(name)
    if record:
        deed = CHANGED if deed == REMOVED else deed
        return Entry(deed, kind, str(record.name), record_address(kind, name))
    if gone and deed == REMOVED:
        return Entry(REMOVED, kind, str(gone.name), record_address(kind, name))
    return Entry(REMOVED, kind, "", "") if deed == REMOVED else None


def _shortened(entries: list[Entry], guidebook: Guidebook) -> Iterator[Entry]:
    """Yield the entries in the order of the kinds, many alike as their number."""
    order = ["", *KINDS]
    entries.sort(key=lambda entry: (order.index(entry.kind), entry.deed, not entry.name))
    for (kind, deed, named), alike in groupby(
        entries, key=lambda e: (e.kind, e.deed, bool(e.name))
    ):
        found = list(alike)
        if kind and (len(found) > MOST_NAMED or not named):
            number = f"{len(found)} 个{guidebook.wordings[kind].name}"
            yield Entry(deed, kind, number, list_address(kind) if named else "")
        else:
            yield from found
