"""What changed in the content day by day, as the public page and its feed tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from guidebook.model import KINDS, LIST, Guidebook
from guidebook.model.addresses import NEW_REQUEST, list_address, record_address
from guidebook.reading.revisions import PAGES, Moved, PastChange

MOST_DAYS = 30
"""Days with changes that are shown, the latest."""
MOST_NAMED = 20
"""So many records of one kind that share a day are named; of more there is the number."""

ADDED, CHANGED, MOVED, REMOVED = "新增", "修改", "换了网址", "撤下"

SINGLE_PAGES: Mapping[str, tuple[str, str, str]] = {
    "site": ("名称、网址和固定文字", "每一页", "/"),
    "sources": ("出处", "引用它的页面", ""),
    "form": ("诉求表单", NEW_REQUEST, NEW_REQUEST),
    "consent": ("个人信息处理说明", "/privacy/", "/privacy/"),
    "calendar": ("工作日历", "答复日期", ""),
    "figures": ("办件公开", "/figures/", "/figures/"),
    "history": ("来历", "/history/", "/history/"),
    "pushes": ("推送记录", "各楼的订阅", ""),
    "synonyms": ("同义词", "搜索", ""),
    "company_facts": ("要问的企业情况", "/match/", "/match/"),
}
"""Single file → what it is called, where readers meet it, and the address of that if it has one."""


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


def changes_by_day(
    past: Iterable[PastChange], guidebook: Guidebook, titles: Mapping[str, str] = {}
) -> tuple[Day, ...]:
    """Return the latest days on which a page changed, the newest first, each page once a day.

    `titles` are those of pages that are written by hand, by their path in `site_src/`.
    """
    days: list[Day] = []
    since = guidebook.site.changes_from
    own = (change for change in past if since is None or change.day >= since)
    for day, changes in groupby(own, key=lambda change: change.day):
        entries = list(_entries(list(changes), guidebook, titles))
        if entries:
            days.append(Day(day, tuple(_shortened(entries, guidebook)), len(entries)))
        if len(days) == MOST_DAYS:
            break
    return tuple(days)


def _entries(
    changes: Sequence[PastChange], guidebook: Guidebook, titles: Mapping[str, str]
) -> Iterator[Entry]:
    """Yield what a day did to each page; what came and went within it is nothing."""
    deeds: dict[str, str] = {}
    for change in changes:  # the newest first
        for moved in change.files:
            path = moved.new or moved.old
            deeds[path] = _joined(_deed(moved), deeds.get(path))
    for path, deed in sorted(deeds.items()):
        page = path.removeprefix(f"{PAGES}/")
        if page == path:
            entry = _entry(path, deed, guidebook)
        else:
            entry = _hand_written(page, deed, titles) if page in titles else None
        if entry:
            yield entry


def _hand_written(page: str, deed: str, titles: Mapping[str, str]) -> Entry | None:
    """Return the entry of a page that is written by hand and still there."""
    address = f"/{page.removesuffix('.md').removesuffix('index')}".rstrip("/") + "/"
    return Entry(CHANGED if deed == REMOVED else deed, "", titles[page], address) if deed else None


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
    if not kind and name in SINGLE_PAGES and deed:
        called, _where, address = SINGLE_PAGES[name]
        has_page = name != "history" or guidebook.history.events
        return Entry(deed, "", called, address) if has_page else None
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
