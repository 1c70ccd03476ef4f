"""The figures for who leads the district: everything counted, nothing withheld.

They stay inside the office: only supervisors see them. What the public may know is `report`'s
matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from guidebook.model import Guidebook
from guidebook.model.figures import per_cent
from guidebook.model.form import Outcome, Status
from intake.cases.due import is_overdue
from intake.cases.form_values import OTHER
from intake.cases.lifecycle import OPEN
from intake.cases.routing import departments_of
from intake.cases.service_request import ServiceRequest
from intake.clock import local
from intake.figures.tally import CONTENT, is_closed, last_grade

MEASURES: Mapping[str, str] = {
    "received": "收到",
    "answered": "答复",
    "closed": "办结",
    "solved": "解决",
    "open": "在办",
    "overdue": "超期",
    "handed_back": "退单",
    "reopened": "重办",
    "withdrawn": "撤回",
    "unanswered_by_sender": "已答复未再反映",
    "rated": "评价",
    "satisfied": "满意",
}
"""Measure → its heading, in the order of the table."""

UNKNOWN = "没写"
UNDECIDED = "没有派单"
"""What no department has, or had to its end."""


@dataclass(frozen=True)
class Line:
    """One row of a table: a name, and a number for each measure."""

    name: str
    counts: Mapping[str, int]

    @property
    def satisfaction(self) -> int | None:
        """Per cent of ratings that are content; None without a rating."""
        rated = self.counts["rated"]
        return per_cent(self.counts["satisfied"], rated) if rated else None


@dataclass(frozen=True)
class Internal:
    """All requests together, and parted in five ways; table → its rows, the largest first."""

    total: Line
    tables: Mapping[str, tuple[Line, ...]]

    @property
    def headline(self) -> str:
        """The first line, as the press prints it."""
        return f"收到 {self.total.counts['received']} 条，办结 {self.total.counts['closed']} 条"


def internal_figures(
    requests: Iterable[ServiceRequest], guidebook: Guidebook, today: date
) -> Internal:
    """Count requests as of a day, by month, building, department, service and channel."""
    all_of_them = tuple(requests)
    tables = {
        name: _parted(all_of_them, part, today, by_name=name == "月份")
        for name, part in _parts(guidebook).items()
    }
    return Internal(_line("合计", all_of_them, today), tables)


def _parts(guidebook: Guidebook) -> Mapping[str, Callable[[ServiceRequest], str]]:
    """Return table → what names the row of a request."""

    channels = {c.id: str(c.label) for c in guidebook.form.fields.channel.choices}

    def named(kind: str, record_id: str, unknown: str = UNKNOWN) -> str:
        unnamed = unknown if record_id in ("", OTHER) else record_id
        return guidebook.name_of(kind, record_id) or unnamed

    return {
        "月份": lambda r: f"{local(r.submitted_at):%Y-%m}",
        "楼宇": lambda r: named("buildings", r.submission.values.building),
        "部门": lambda r: named("departments", departments_of(r)[0], UNDECIDED),
        "来源": lambda r: channels.get(r.submission.values.channel, "网上"),
        "事项": lambda r: named("services", r.submission.values.service),
    }


def _parted(
    requests: tuple[ServiceRequest, ...],
    part: Callable[[ServiceRequest], str],
    today: date,
    by_name: bool,
) -> tuple[Line, ...]:
    groups: dict[str, list[ServiceRequest]] = {}
    for known in requests:
        groups.setdefault(part(known), []).append(known)
    lines = [_line(name, group, today) for name, group in groups.items()]
    if by_name:
        return tuple(sorted(lines, key=lambda line: line.name))
    return tuple(sorted(lines, key=lambda line: (-line.counts["received"], line.name)))


def _line(name: str, requests: Iterable[ServiceRequest], today: date) -> Line:
    counts = dict.fromkeys(MEASURES, 0)
    for known in requests:
        for measure, holds in _measured(known, today).items():
            counts[measure] += holds
    return Line(name, counts)


def _measured(known: ServiceRequest, today: date) -> Mapping[str, bool]:
    """Return what counts of one request; answered is not solved, and silence is neither."""
    events = {happening.event for happening in known.timeline}
    is_open, grade = known.status in OPEN, last_grade(known)
    return {
        "received": True,
        "answered": bool(events & {"answer", "decline"}),
        "closed": is_closed(known),
        "solved": known.outcome == Outcome.SOLVED,
        "open": is_open or known.status == Status.ANSWERED,
        "overdue": is_overdue(known, today),
        "handed_back": known.handed_back,
        "reopened": known.reopened > 0,
        "withdrawn": known.outcome == Outcome.WITHDRAWN,
        "unanswered_by_sender": known.outcome == Outcome.UNANSWERED_BY_SENDER,
        "rated": grade is not None,
        "satisfied": grade in CONTENT,
    }
