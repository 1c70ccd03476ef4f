"""The figures for the public (办件公开): made from the queue, read by people before they go out.

`flask --app intake figures` writes what `guides/figures.yaml` holds. Nothing of a request gets into
it but the keys of enumerated records and numbers: see `tally` for what is counted, `disclosure` for
what is withheld.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from statistics import median
from typing import Any

from guidebook.model import UNANNOUNCED, Content, Guidebook, Measures, Period, Report, Withheld
from guidebook.model.figures import (
    BuildingFigures,
    DepartmentFigures,
    MonthFigures,
    NeedFigures,
    ServiceFigures,
)
from intake.cases.service_request import ServiceRequest
from intake.clock import local
from intake.figures.disclosure import Cell, Place, Undisclosable, is_few, withheld_cells
from intake.figures.tally import ANSWERED, COUNTS, Case, Counts, case_of, summed

NOTICE = "# 由诉求系统生成：.venv/bin/flask --app intake figures。少于 5 件的数不公布。\n"

TABLES = (("months",), ("buildings",), ("departments", "services", "needs"))
"""The tables that are judged together: everybody may know which department leads a service, and
which services a need is about."""

NO_NEED = ("needs", "")
"""The row of those that join no need: of no interest, and so never published."""

LABELS = {
    "months": "month",
    "buildings": "building",
    "departments": "department",
    "services": "service",
    "needs": "need",
}
"""Table → the key of its rows, which is also that label of a case."""

ROWS: Mapping[str, type[Measures]] = {
    "months": MonthFigures,
    "buildings": BuildingFigures,
    "departments": DepartmentFigures,
    "services": ServiceFigures,
    "needs": NeedFigures,
}
"""Table → what its rows are."""


def make_report(
    requests: Iterable[ServiceRequest],
    guidebook: Guidebook,
    today: date,
    first: date | None = None,
    last: date | None = None,
) -> Report | None:
    """Count the requests received between two days; None where there are fewer than five.

    The last day is yesterday, or before: one that still goes on is not counted whole, and what
    comes in after the count could be told from the next figures.
    """
    yesterday = today - timedelta(days=1)
    first, last = first or date.min, min(last or yesterday, yesterday)
    days = {request.number: local(request.submitted_at).date() for request in requests}
    chosen = [request for request in requests if first <= days[request.number] <= last]
    if is_few(len(chosen)):
        return None
    cases = [case_of(request, guidebook) for request in chosen]
    earliest = min(days[request.number] for request in chosen).replace(day=1)
    return report_of(cases, Period(first=max(first, earliest), last=last), today)


def report_of(cases: Sequence[Case], period: Period, today: date) -> Report:
    """Count cases, five or more, and withhold what tells too much."""
    totals = summed(cases)
    few = {n for n, count in enumerate(totals) if is_few(count)}
    tables = {name: rows for together in TABLES for name, rows in _tables(together, cases, totals)}
    return Report(made_on=today, period=period, totals=Measures(**_measures(cases, few)), **tables)


def _tables(
    together: Sequence[str], cases: Sequence[Case], totals: Counts
) -> Iterator[tuple[str, tuple[Measures, ...]]]:
    """Yield the rows of tables judged together; none where withholding cannot help."""
    places: defaultdict[Place, list[Case]] = defaultdict(list)
    for case in cases:
        places[tuple((table, getattr(case, LABELS[table])) for table in together)].append(case)
    try:
        cells = withheld_cells(places, totals, [NO_NEED])
    except Undisclosable:
        return
    for table in together:
        yield table, _rows(table, cases, cells)


def _rows(table: str, cases: Sequence[Case], cells: Collection[Cell]) -> tuple[Measures, ...]:
    """Make the rows of one table in order of their keys: any order by size would tell sizes."""
    groups: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if (table, label := getattr(case, LABELS[table])) != NO_NEED:
            groups[label].append(case)
    if table == "months":
        groups |= {month: [] for month in _months(groups) if month not in groups}
    return tuple(
        ROWS[table](
            **{LABELS[table]: label or None},
            **_measures(group, {n for row, n in cells if row == (table, label)}),
        )
        for label, group in sorted(groups.items(), key=lambda item: (not item[0], item[0]))
    )


def _months(known: Iterable[str]) -> Iterator[str]:
    """Yield every month from the first to the last, those in which nobody asked too."""
    year, month = map(int, min(known).split("-"))
    while (name := f"{year}-{month:02}") <= max(known):
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _measures(cases: Sequence[Case], withheld: Collection[int]) -> dict[str, Any]:
    """Return the measures of a group; its days are as public as how many were answered."""
    counts = summed(cases)
    shown = {
        name: _mark(counts[n]) if n in withheld else counts[n] for n, name in enumerate(COUNTS)
    }
    if isinstance(shown["answered"], Withheld) or is_few(counts[ANSWERED]):
        return shown | dict.fromkeys(("median_days", "p90_days"), Withheld.NOT_RECKONED)
    days = sorted(case.days for case in cases if case.days is not None)
    ninth = days[ceil(0.9 * len(days)) - 1]
    return {**shown, "median_days": median(days), "p90_days": ninth}


def _mark(count: int) -> Withheld:
    return Withheld.FEW if is_few(count) else Withheld.GUARD


def as_yaml(report: Report | None) -> str:
    """Write what `guides/figures.yaml` holds."""
    if report is None:
        return f"{NOTICE}report: {UNANNOUNCED}\n"
    lines = [
        f"{NOTICE}report:",
        f"  made_on: {report.made_on}",
        f"  period: {_flow(report.period)}",
        f"  totals: {_flow(report.totals)}",
    ]
    for table in ROWS:
        rows: tuple[Measures, ...] = getattr(report, table)
        lines += [f"  {table}:" if rows else f"  {table}: []"]
        lines += [f"    - {_flow(row)}" for row in rows]
    return "\n".join(lines) + "\n"


def _flow(content: Content) -> str:
    """Write a record in one line, its label first; every value is a key, a day or a number."""
    values = {name: value for name, value in content if value is not None}
    first = sorted(values, key=lambda name: name not in LABELS.values())
    return "{" + ", ".join(f"{name}: {_scalar(values[name])}" for name in first) + "}"


def _scalar(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
