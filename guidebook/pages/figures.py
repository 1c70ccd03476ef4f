"""The tables and charts of the page 办件公开: each row with its label, its link and its bars.

Bars begin at zero and share one scale within a chart. Widths are shares of the drawing's width and
heights are in em, so that a chart fits any screen and grows with the reader's letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guidebook.model import Guidebook, Measures, Report, Withheld
from guidebook.model.addresses import record_address
from guidebook.model.values import RecordId

BARS = ("received", "answered", "solved")
"""What a chart shows of each row, each as a bar of its own."""

ROWS_DRAWN = 10
"""A chart of more rows shows the largest; the table below it has them all."""

LONGEST = 60
"""The longest bar in percent of the width: its words stand to the right of it."""

BAR_STEP = 1.5
"""From the top of one bar to that of the next, in em."""


@dataclass(frozen=True)
class Bar:
    """One bar; `width` is in percent and empty where the value is withheld, `top` in em."""

    measure: str
    value: int | Withheld
    width: str
    top: str


@dataclass(frozen=True)
class FiguresRow:
    """The figures of one month or record; `address` is that of its page, empty if it has none."""

    label: str
    address: str
    measures: Measures

    @property
    def size(self) -> int:
        """How many requests it is known to have: by this, and nothing finer, rows are ordered."""
        received = self.measures.received
        if isinstance(received, Withheld):
            return 0 if received is Withheld.FEW else 1
        return received


@dataclass(frozen=True)
class FiguresTable:
    """One table, its rows in the order they are shown, with the chart of the largest of them."""

    name: str
    rows: tuple[FiguresRow, ...]
    chart: tuple[tuple[FiguresRow, tuple[Bar, ...]], ...]
    height: str
    """Of each row's drawing, in em."""


def figures_tables(guidebook: Guidebook) -> tuple[FiguresTable, ...]:
    """Return the tables that have rows, in the order of the page."""
    report = guidebook.figures.report
    if not isinstance(report, Report):
        return ()
    months = [FiguresRow(_month(row.month), "", row) for row in report.months]
    tables = {
        "months": months,
        "services": _records(((row.service, row) for row in report.services), guidebook),
        "needs": _records(((row.need, row) for row in report.needs), guidebook),
        "departments": _records(((row.department, row) for row in report.departments), guidebook),
        "buildings": _records(((row.building, row) for row in report.buildings), guidebook),
    }
    return tuple(_table(name, rows) for name, rows in tables.items() if rows)


def _records(
    rows: Iterable[tuple[RecordId | None, Measures]], guidebook: Guidebook
) -> list[FiguresRow]:
    """Label the rows of records, the largest first; what is in no list stands under 「其他」."""
    return sorted((_record(*row, guidebook) for row in rows), key=lambda row: -row.size)


def _record(record_id: RecordId | None, measures: Measures, guidebook: Guidebook) -> FiguresRow:
    if record_id is None:
        return FiguresRow(str(guidebook.form.other.label), "", measures)
    name = guidebook.records[record_id.kind][record_id].name
    return FiguresRow(str(name), record_address(record_id.kind, record_id), measures)


def _table(name: str, rows: list[FiguresRow]) -> FiguresTable:
    drawn = rows if name == "months" else [row for row in rows if row.size > 1][:ROWS_DRAWN]
    longest = max((row.size for row in drawn), default=1)
    chart = tuple((row, tuple(_bars(row.measures, longest))) for row in drawn)
    return FiguresTable(name, tuple(rows), chart, f"{len(BARS) * BAR_STEP:g}")


def _bars(measures: Measures, longest: int) -> Iterator[Bar]:
    for n, name in enumerate(BARS):
        value: int | Withheld = getattr(measures, name)
        width = "" if isinstance(value, Withheld) else f"{value / max(longest, 1) * LONGEST:.2f}"
        yield Bar(name, value, width, f"{n * BAR_STEP:g}")


def _month(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"
