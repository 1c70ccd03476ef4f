"""Rules within the figures: dates in order, parts no more than the whole, each row once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from guidebook.model import Figures, Measures, Report
from guidebook.model.walk import Location
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem

FARTHEST = timedelta(days=366)
"""A day of counting further ahead is a slip of the year."""

_PARTS = (
    ("answered", "received"),
    ("closed", "answered"),
    ("solved", "closed"),
    ("on_time", "answered"),
    ("reopened", "answered"),
    ("rated", "answered"),
    ("satisfied", "rated"),
)
"""Each first is counted among the second."""

_TABLES = {
    "months": "month",
    "buildings": "building",
    "departments": "department",
    "services": "service",
    "needs": "need",
}
"""Table → the key that its rows are told apart by."""


def figure_dates(read: Folder) -> Iterator[Problem]:
    """Yield dates of the figures out of order: first day, last day, day of counting.

    One that is a little ahead is a reminder only: a server whose clock is late has to start.
    """
    report = _report(read)
    if report is None:
        return
    file, period = read.file_of(Figures), report.period
    if period.last < period.first:
        message = f"最后一天 {period.last} 早于第一天 {period.first}"
        yield file.problem(("report", "period", "last"), message)
    if report.made_on <= period.last:
        message = f"统计日期 {report.made_on} 应晚于统计期间的最后一天 {period.last}"
        yield file.problem(("report", "made_on"), message)
    if report.made_on > read.today + FARTHEST:
        message = f"统计日期 {report.made_on} 还没有到，请检查年份"
        yield file.problem(("report", "made_on"), message)
    first, last = (day.isoformat()[: len("2026-11")] for day in (period.first, period.last))
    for n, row in enumerate(report.months):
        if period.first <= period.last and not first <= row.month <= last:
            message = f"{row.month} 不在统计期间 {period.first} 至 {period.last} 里"
            yield file.problem(("report", "months", n, "month"), message)


def figure_parts(read: Folder) -> Iterator[Problem]:
    """Yield every count that is larger than what it is a part of, as far as both are shown."""
    for place, measures in _measures(read):
        for part, whole in _PARTS:
            few, many = getattr(measures, part), getattr(measures, whole)
            if isinstance(few, int) and isinstance(many, int) and few > many:
                names = [Measures.model_fields[name].title for name in (part, whole)]
                message = f"{names[0]} {few} 件，多于{names[1]} {many} 件"
                yield read.file_of(Figures).problem((*place, part), message)
        half, most = measures.median_days, measures.p90_days
        if isinstance(half, int | float) and isinstance(most, int | float) and half > most:
            names = [Measures.model_fields[name].title for name in ("median_days", "p90_days")]
            message = f"{names[0]} {half} 大于{names[1]} {most}，可能写反了"
            yield read.file_of(Figures).problem((*place, "median_days"), message)


def figure_sums(read: Folder) -> Iterator[Problem]:
    """Yield every table whose rows come to more than the totals; withheld counts add nothing.

    The months make up the whole period: their sum is the totals', where none is withheld.
    """
    report = _report(read)
    for table in _TABLES if report else ():
        rows = getattr(report, table)
        counts = [row.received for row in rows]
        shown = sum(count for count in counts if isinstance(count, int))
        total = report.totals.received if report else 0
        is_whole = table == "months" and rows and all(isinstance(count, int) for count in counts)
        if isinstance(total, int) and (shown > total or (is_whole and shown != total)):
            message = f"各行“收到”加起来是 {shown} 件，合计是 {total} 件，请核对"
            yield read.file_of(Figures).problem(("report", table), message)


def repeated_rows(read: Folder) -> Iterator[Problem]:
    """Yield every month, building, department or service that has a second row."""
    report = _report(read)
    for table, key in _TABLES.items() if report else ():
        seen: Counter[str] = Counter()
        for n, row in enumerate(getattr(report, table)):
            name = getattr(row, key)
            seen[name] += 1
            if seen[name] > 1:
                message = f"“{name or '其他'}”写了两次，请并成一行"
                yield read.file_of(Figures).problem(("report", table, n, key), message)


def _report(read: Folder) -> Report | None:
    figures = read.single(Figures)
    return figures.report if figures and isinstance(figures.report, Report) else None


def _measures(read: Folder) -> Iterator[tuple[Location, Measures]]:
    report = _report(read)
    if report:
        yield ("report", "totals"), report.totals
        for table in _TABLES:
            for n, row in enumerate(getattr(report, table)):
                yield ("report", table, n), row
