"""Questions and answers as one table: for 12345's knowledge base, and for assistants of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from guidebook.model import Guidebook, Record, Service
from guidebook.model.text import plain
from guidebook.opendata.facts import EXAMPLE, Entry, group_with
from guidebook.opendata.tables import BACKED, DAYS, Column, Table, backing, days_of

FAQ, POINTER = "faq", "pointer"
"""An answered question · a way of asking, with one line on the page that has the answer."""

COLUMNS = (
    Column("id", "编号", required=True),
    Column("type", "faq 是问答；pointer 是常见问法，答的是哪一页讲这件事", choices=(FAQ, POINTER)),
    Column("question", "问", required=True),
    Column("answer", "答", required=True),
    *BACKED,
    Column("name", "那一页的名称", required=True),
    *DAYS,
    Column("page", "网页", required=True),
)

GISTS = ("summary", "meaning")
"""Facts that say in one line what a record is about."""


def questions_table(kinds: Mapping[str, tuple[Entry, ...]], guidebook: Guidebook) -> Table:
    """Return every question with its answer, its evidence and its page."""
    entries = (entry for found in kinds.values() for entry in found)
    rows = tuple(row for entry in entries for row in _rows(entry, guidebook))
    return Table("questions", "问答", COLUMNS, rows, ("id",))


def _rows(entry: Entry, guidebook: Guidebook) -> Iterator[tuple[str, ...]]:
    record = entry.record
    after = (str(record.name), *days_of(entry), entry.page)
    place = f"{entry.kind}/{record.id}"
    if isinstance(record, Service) and record.faqs:
        backed = _backed("faqs", entry, guidebook)
        for n, faq in enumerate(record.faqs):
            answer = plain(str(faq.answer))
            yield (f"{place}/faqs/{n}", FAQ, str(faq.question), answer, *backed, *after)
    field = next((name for name in GISTS if _is_said_by_all(name, record)), None)
    if field:
        gist = getattr(record, field)
        backed = _backed(group_with(field, record), entry, guidebook)
        for n, asked in enumerate(record.asked_as):
            yield (f"{place}/asked_as/{n}", POINTER, asked, plain(str(gist)), *backed, *after)


def _is_said_by_all(field: str, record: Record) -> bool:
    """Tell whether every record of a kind has a field: else it says something beside the point."""
    found = type(record).model_fields.get(field)
    return found is not None and found.is_required()


def _backed(group: str | None, entry: Entry, guidebook: Guidebook) -> tuple[str, ...]:
    """Return what vouches for an answer: where nothing does, it is an example."""
    found = next((each for each in entry.groups if each.name == group), None)
    return (
        backing(found.evidence, found.sources, guidebook)
        if found
        else backing(EXAMPLE, (), guidebook)
    )
