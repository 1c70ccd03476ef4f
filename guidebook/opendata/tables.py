"""Tables as CSV for people with a spreadsheet, each with its Table Schema (Frictionless)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from guidebook.cells import guard_formula
from guidebook.model import Content, Guidebook, Limit, Record, Source, Text, Unannounced
from guidebook.model.conditions import Quantity
from guidebook.model.places import BuildingCouncil
from guidebook.model.text import plain
from guidebook.opendata.facts import (
    EVIDENCE,
    SAMPLES,
    UNANNOUNCED,
    Entry,
    Group,
)

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes Chinese for another encoding."""

_AS_SAID = (Limit, Quantity)
"""Groups of values that people say as one."""


_NO_FACTS = ("keywords", "asked_as")
"""What search finds a record by; the latter stand among the questions."""


@dataclass(frozen=True)
class Column:
    """One column: its name, what it holds, and its type as Table Schema names it."""

    name: str
    title: str
    kind: str = "string"
    choices: tuple[str, ...] = ()
    required: bool = False

    def value(self, cell: str) -> Any:
        """Return what a cell holds: a number, or a text, also one in place of a number."""
        kind = {"integer": int, "number": float}.get(self.kind)
        return kind(cell) if kind and cell[0].isdigit() else cell

    @property
    def schema(self) -> dict[str, Any]:
        """The field of a Table Schema."""
        limits: dict[str, Any] = {"required": True} if self.required else {}
        if self.choices:
            limits["enum"] = list(self.choices)
        found = {"name": self.name, "title": self.title, "type": self.kind}
        return found | ({"constraints": limits} if limits else {})


@dataclass(frozen=True)
class Table:
    """A table: its columns, and rows of as many cells."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    key: tuple[str, ...]
    missing: tuple[str, ...] = ("",)
    """What stands in a cell without a value."""

    @property
    def form(self) -> str:
        """The name of its Table Schema, which the tables of all kinds share."""
        return "facts" if self.columns == FACTS else self.name

    @property
    def schema(self) -> dict[str, Any]:
        """The Table Schema."""
        fields = [column.schema for column in self.columns]
        known = {"primaryKey": list(self.key)} if self.key else {}
        return {"fields": fields, "missingValues": list(self.missing)} | known

    def objects(self) -> Iterator[dict[str, Any]]:
        """Yield each row as an object, without its empty cells."""
        for row in self.rows:
            cells = zip(self.columns, row, strict=True)
            yield {column.name: column.value(cell) for column, cell in cells if cell}

    def csv(self) -> bytes:
        """Write the table as CSV (RFC 4180) in UTF-8 with a mark for spreadsheets.

        A text that a spreadsheet would compute has an apostrophe in front.
        """
        guarded = cache(guard_formula)  # most cells of a column are alike
        cells_of = zip(self.columns, zip(*self.rows, strict=True), strict=bool(self.rows))
        columns = [
            map(guarded, cells) if column.kind == "string" and not column.choices else cells
            for column, cells in cells_of
        ]
        written = io.StringIO(newline="")
        written.write(BYTE_ORDER_MARK)
        lines = csv.writer(written, quoting=csv.QUOTE_ALL)
        lines.writerow(column.name for column in self.columns)
        lines.writerows(zip(*columns, strict=True))
        return written.getvalue().encode()


_EVIDENCE = tuple(EVIDENCE)
BACKED = (
    Column("evidence", "依据的种类", choices=_EVIDENCE, required=True),
    Column("mark", "示例标注：不是空的，就不能当作事实引用"),
    Column("source_ids", "出处的编号，见 sources.csv；几个的用空格分开"),
    Column("sources", "出处的名称和网址"),
)
"""What stands beside every fact."""
DAYS = (
    Column("checked_on", "核对日期；空着是还没和主管部门核对", "date"),
    Column("review_by", "下次核对", "date", required=True),
    Column("valid_from", "生效日期", "date"),
    Column("valid_to", "失效日期", "date"),
)
FACTS = (
    Column("id", "编号", required=True),
    Column("key", "这一项在记录里的位置", required=True),
    Column("name", "名称", required=True),
    Column("name_evidence", "名称的依据；空着是本指南起的标题", choices=_EVIDENCE),
    Column("group", "这一项属于哪一组，一组共用出处", required=True),
    Column("label", "这一项叫什么", required=True),
    Column("value", "内容", required=True),
    *BACKED,
    Column("department", "承办部门"),
    Column("department_evidence", "承办部门的依据", choices=_EVIDENCE),
    *DAYS,
    Column("valid_evidence", "生效、失效日期的依据；空着是编辑定的期限", choices=_EVIDENCE),
    Column("page", "网页", required=True),
)
"""One row a fact."""


def backing(evidence: str, sources: Iterable[str], guidebook: Guidebook) -> tuple[str, ...]:
    """Return the cells of BACKED."""
    names = tuple(sources)
    found = (guidebook.sources.get(name) for name in names)
    said = "；".join(f"{each.title} {each.url or ''}".rstrip() for each in found if each)
    mark = str(guidebook.site.texts.sample) if evidence in SAMPLES else ""
    return (evidence, mark, " ".join(names), said)


def days_of(entry: Entry) -> tuple[str, ...]:
    """Return the cells of DAYS."""
    return tuple(str(day or "") for day in entry.days.values())


def facts_table(kind: str, entries: Iterable[Entry], guidebook: Guidebook) -> Table:
    """Return all that the guide says of the records of a kind, one row a fact."""
    rows = (row for entry in entries for row in _rows(entry, guidebook))
    return Table(kind, str(guidebook.wordings[kind].name), FACTS, tuple(rows), ("id", "key"))


def _rows(entry: Entry, guidebook: Guidebook) -> Iterator[tuple[str, ...]]:
    record = entry.record
    called = (str(record.name), entry.name_evidence)
    after = (
        *(entry.department, entry.department_evidence),
        *(*days_of(entry), entry.valid_evidence, entry.page),
    )
    for group in entry.groups:
        backed = backing(group.evidence, group.sources, guidebook)
        for key, label, value in _items(group, record):
            is_open = isinstance(value, Unannounced)
            shown = backing(UNANNOUNCED, (), guidebook) if is_open else backed
            words = in_words(value, guidebook)
            yield (record.id, key, *called, group.name, label, words, *shown, *after)


def _items(group: Group, record: Record) -> Iterator[tuple[str, str, Any]]:
    """Yield each fact of a group, of a list each entry: its key, what it is called, its value."""
    for name, value in group.values.items():
        if name in _NO_FACTS:
            continue
        title = title_of(name, record)
        if isinstance(value, tuple):
            for n, item in enumerate(value):
                yield f"{name}/{n}", f"{title} {n + 1}", item
        else:
            yield name, title, value
        if isinstance(value, Text) and value.en and name != "name":
            yield f"{name}_en", f"{title}（英文）", value.en


def in_words(value: Any, guidebook: Guidebook) -> str:
    """Say a value as people do; of a group of values each by what it is called, but the first."""
    if isinstance(value, tuple):
        return "、".join(in_words(item, guidebook) for item in value)
    if isinstance(value, Content) and not isinstance(value, (Text, *_AS_SAID)):
        fields = type(value).model_fields.items()
        said = [(str(field.title), getattr(value, name)) for name, field in fields]
        known = [(title, part) for title, part in said if part not in (None, ())]
        words = [f"{title}：{in_words(part, guidebook)}" for title, part in known]
        return "；".join(words)
    return plain(guidebook.in_words(value))


def title_of(field: str, record: Record) -> str:
    """Return what a field of a record is called, or of the council that a building has."""
    for model in (type(record), BuildingCouncil):
        found = model.model_fields.get(field)
        if found and found.title:
            return found.title
    return "英文名称" if field == "name_en" else field


def sources_table(guidebook: Guidebook) -> Table:
    """Return every source that the content refers to."""
    columns = (
        Column("id", "编号", required=True),
        Column("title", "名称", required=True),
        Column("kind", "种类", choices=get_args(Source.model_fields["kind"].annotation)),
        Column("publisher", "发布机关"),
        Column("published_on", "日期"),
        Column("url", "网址"),
        Column("read_on", "查阅日期", "date"),
    )
    rows = tuple(
        tuple(str(getattr(source, column.name) or "") for column in columns)
        for source in sorted(guidebook.sources.sources, key=lambda source: source.id)
    )
    return Table("sources", "出处", columns, rows, ("id",))
