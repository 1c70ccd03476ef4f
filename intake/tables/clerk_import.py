"""A clerk's copy that comes back from a spreadsheet: every change is found, none taken blindly.

Each row is compared with the present state of its request. A changed status becomes an event if the
life cycle allows it and needs nothing else to be told; every other change is refused with a reason.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from guidebook.model import Guidebook
from intake.cases.lifecycle import Action, IllegalTransition, StaleTransition, next_status
from intake.cases.numbers import read_number
from intake.cases.roles import STAFF
from intake.cases.service_request import ServiceRequest
from intake.cases.wording import status_label
from intake.journal.journal import Journal
from intake.tables.request_table import COLUMNS, spreadsheet_cells

EVENT_OF_STATUS = {"accepted": "accept", "in_progress": "start"}
"""New status → the event that leads there and has nothing to tell but itself."""

MOMENTS = ("submitted_at", "first_contact_by", "answer_by", "close_by")

_MOMENT = re.compile(r"[0-9]{4}([-/])[0-9]{1,2}\1[0-9]{1,2}( [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?")
_NUMBER_LIKE = re.compile(
    r"[-+]?[0-9.,]+(E[-+]?[0-9]+)?%?|#+|#[A-Z/0!?]+|TRUE|FALSE|Err:[0-9]+", re.I
)


@dataclass(frozen=True)
class Refusal:
    """A change that is not taken: in which line (the header is 1), of what, and why."""

    line: int
    number: str
    column: str
    reason: str


@dataclass(frozen=True)
class Change:
    """A change of status that the life cycle allows."""

    line: int
    number: str
    action: Action
    status: str


@dataclass(frozen=True)
class Comparison:
    """What a table that came back differs in; `same` rows are as they were."""

    same: int
    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]


class UnreadableTableError(Exception):
    """The whole file is no clerk's copy; the message says why, in Chinese."""


@dataclass(frozen=True)
class TableRow:
    """A row as it came back."""

    line: int
    cells: Mapping[str, str]


def compare(content: bytes, journal: Journal, guidebook: Guidebook, at: datetime) -> Comparison:
    """Compare a table with the journal, all of it before anything is done.

    Raises UnreadableTableError or JournalUnavailable.
    """
    rows, refusals = _rows(content)
    changes: list[Change] = []
    same = 0
    numbers = Counter(read_number(row.cells["number"]) for row in rows)
    for row in rows:
        known = journal.find(read_number(row.cells["number"]) or "")
        found = _compare_row(row, known, numbers, guidebook, at)
        changes += [item for item in found if isinstance(item, Change)]
        refusals += [item for item in found if isinstance(item, Refusal)]
        same += not found
    refusals += _missing(rows, journal)
    return Comparison(same, tuple(changes), tuple(sorted(refusals, key=lambda r: r.line)))


def take(changes: tuple[Change, ...], journal: Journal, at: datetime) -> tuple[Refusal, ...]:
    """Let the changes happen; return those that somebody else was quicker than.

    Raises JournalUnavailable; what was taken before that stays.
    """
    late = []
    for change in changes:
        try:
            journal.transition(change.number, change.action, at)
        except (StaleTransition, IllegalTransition):
            reason = "刚才有人办过这一条，请用最新的清单"
            late.append(Refusal(change.line, change.number, "status", reason))
    return tuple(late)


def _rows(content: bytes) -> tuple[list[TableRow], list[Refusal]]:
    """Read the table; rows of another width are refused at once."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableTableError("编码不是 UTF-8：请在表格软件里另存为“CSV UTF-8”") from None
    try:
        header, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    except (csv.Error, ValueError):
        raise UnreadableTableError("不是完整的 CSV 文件") from None
    _check_header(header)
    rows = []
    refusals = []
    for number, cells in enumerate(lines, start=2):
        if len(cells) == len(header):
            rows.append(TableRow(number, dict(zip(header, cells, strict=True))))
        elif any(cells):
            reason = f"应有 {len(header)} 格，现在是 {len(cells)} 格"
            refusals.append(Refusal(number, cells[0], "", reason))
    return rows, refusals


def _check_header(header: list[str]) -> None:
    """Make sure that every column is there once; their order does not matter."""
    missing = [column for column in COLUMNS if column not in header]
    extra = [column for column in header if column not in COLUMNS]
    double = [column for column, times in Counter(header).items() if times > 1]
    told = [
        f"{what} {'、'.join(columns)}"
        for what, columns in (("缺少列", missing), ("多出列", extra), ("重复列", double))
        if columns
    ]
    if told:
        hint = "：分隔符应为逗号，编码应为 UTF-8" if len(missing) == len(COLUMNS) else ""
        raise UnreadableTableError("；".join(told) + hint)


def _compare_row(
    row: TableRow,
    known: ServiceRequest | None,
    numbers: Counter[str | None],
    guidebook: Guidebook,
    at: datetime,
) -> list[Change | Refusal]:
    """Find what differs in a row, nothing where it is as it was."""
    number = row.cells["number"]
    if known is None or numbers[known.number] > 1:
        reason = "没有这个编号" if read_number(number) else "编号认不出来"
        return [Refusal(row.line, number, "number", "同一个编号有两行" if known else reason)]
    if row.cells["seq"] != str(known.seq):
        reason = f"清单是旧的：这一条现在的序号是 {known.seq}，表里是“{row.cells['seq']}”"
        return [Refusal(row.line, number, "seq", reason)]
    present = dict(zip(COLUMNS, spreadsheet_cells(known, guidebook), strict=True))
    changed = [c for c in COLUMNS if not _is_same(c, row.cells[c], present[c])]
    if changed == ["status"]:
        return [_status_change(row, known, guidebook, at)]
    return [
        Refusal(row.line, number, column, _reason(column, row.cells[column], present[column]))
        for column in changed
    ]


def _is_same(column: str, now: str, before: str) -> bool:
    """Tell whether a cell is as it was; a moment may be written otherwise, as in 2026/11/24.

    Spreadsheets rewrite days on saving; nobody could send back a status through one else.
    """
    if column in MOMENTS and (parts := _moment(now)):
        return parts == _moment(before)
    return now == before


def _moment(text: str) -> tuple[int, ...]:
    """Return year, month, day, hour, minute, second of a moment, empty if it is none."""
    if not _MOMENT.fullmatch(text):
        return ()
    parts = [int(part) for part in re.findall("[0-9]+", text)]
    return (*parts, *[0] * (6 - len(parts)))


def _reason(column: str, now: str, before: str) -> str:
    """Say why a changed cell is not taken."""
    if column == "status":
        return "同一行还有别的改动，状态也不改"
    if now == before.removeprefix("'"):
        return "被表格软件去掉了开头的撇号"
    if before and not now:
        return "内容被清空了"
    if _NUMBER_LIKE.fullmatch(now) and now != before:
        return f"像是被表格软件改成了数字：“{now}”"
    return f"这一列不能在清单里改：“{now}”"


def _status_change(
    row: TableRow, known: ServiceRequest, guidebook: Guidebook, at: datetime
) -> Change | Refusal:
    label = row.cells["status"]
    labels = {str(text): str(name) for name, text in guidebook.form.statuses.items()}
    event = EVENT_OF_STATUS.get(labels.get(label, ""))
    before = status_label(known.status, guidebook)
    if label not in labels:
        return Refusal(row.line, known.number, "status", f"没有“{label}”这个状态")
    if event is None:
        reason = f"改成“{label}”还要填理由、部门或期限，请在办理台办"
        return Refusal(row.line, known.number, "status", reason)
    action = Action(event, STAFF, {}, known.seq)
    try:
        status = next_status(known, action, at)
    except (StaleTransition, IllegalTransition):
        return Refusal(row.line, known.number, "status", f"“{before}”不能改成“{label}”")
    return Change(row.line, known.number, action, status)


def _missing(rows: list[TableRow], journal: Journal) -> Iterator[Refusal]:
    """Find requests that the copy must have had, by its highest seq, and that are gone from it."""
    seqs = [int(row.cells["seq"]) for row in rows if row.cells["seq"].isdecimal()]
    listed = {read_number(row.cells["number"]) for row in rows}
    for known in journal.requests()[1]:
        if known.number not in listed and known.timeline[0].seq <= max(seqs, default=0):
            yield Refusal(0, known.number, "", "清单里少了这一条；原始记录里还在")
