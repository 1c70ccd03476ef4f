"""The published figures on the requests as one table; small counts stay withheld."""

from __future__ import annotations

from collections.abc import Iterator

from guidebook.model import Guidebook, Measures, Report, Withheld
from guidebook.model.addresses import record_address
from guidebook.opendata.tables import Column, Table

MEASURES = tuple(Measures.model_fields)
"""All but the satisfaction, which is worked out."""
_DAYS = ("median_days", "p90_days")

TABLES = ("totals", "months", "services", "departments", "buildings", "needs")

COLUMNS = (
    Column("table", "哪张表", choices=TABLES),
    Column("id", "月份或编号；空着是合计，或者不在本指南里的", required=False),
    Column("name", "名称"),
    *(
        Column(
            name, str(Measures.model_fields[name].title), "number" if name in _DAYS else "integer"
        )
        for name in MEASURES
    ),
    Column("satisfaction", "满意率（%）", "integer"),
    Column("first", "统计期间第一天", "date", required=True),
    Column("last", "统计期间最后一天", "date", required=True),
    Column("made_on", "统计日期", "date", required=True),
    Column("page", "网页"),
)


def figures_table(guidebook: Guidebook) -> Table:
    """Return the figures, one row a total, month or record; no row while none are published."""
    report = guidebook.figures.report
    rows = tuple(_rows(report, guidebook)) if isinstance(report, Report) else ()
    missing = ("", *(str(mark) for mark in Withheld))
    return Table("figures", "办件公开", COLUMNS, rows, (), missing)


def _rows(report: Report, guidebook: Guidebook) -> Iterator[tuple[str, ...]]:
    after = tuple(map(str, (report.period.first, report.period.last, report.made_on)))
    base = guidebook.site.site_url.rstrip("/")
    yield ("totals", "", "合计", *_cells(report.totals), *after, f"{base}/figures/")
    for month in report.months:
        yield ("months", month.month, month.month, *_cells(month), *after, f"{base}/figures/")
    listed = {
        "services": ((row.service, row) for row in report.services),
        "departments": ((row.department, row) for row in report.departments),
        "buildings": ((row.building, row) for row in report.buildings),
        "needs": ((row.need, row) for row in report.needs),
    }
    for table, rows in listed.items():
        for record_id, row in rows:
            name = guidebook.in_words(record_id) if record_id else str(guidebook.form.other.label)
            page = base + record_address(table, record_id) if record_id else ""
            yield (table, record_id or "", name, *_cells(row), *after, page)


def _cells(measures: Measures) -> Iterator[str]:
    for name in (*MEASURES, "satisfaction"):
        yield str(getattr(measures, name))
