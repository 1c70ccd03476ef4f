"""What the commands of the queue say: line by line for people, as plain data for programs.

Only `show` tells names, phones and texts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from guidebook.model import Guidebook
from intake.clerk_import import Comparison, Refusal
from intake.clock import local
from intake.event import Event
from intake.numbers import show_number
from intake.recover import Recovery
from intake.request_table import cells_of
from intake.service_request import ServiceRequest

SUMMARY = ("number", "seq", "submitted_at", "status", "service", "lead_department", "answer_by")


def summary(service_request: ServiceRequest, guidebook: Guidebook) -> Mapping[str, str]:
    """Return what a list shows of a request: nothing about the person."""
    cells = cells_of(service_request, guidebook)
    return {column: cells[column] for column in SUMMARY}


def summary_lines(summaries: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield a line for each request, and how many there are."""
    count = 0
    for cells in summaries:
        count += 1
        yield "  ".join(cells[column] for column in SUMMARY)
    yield f"共 {count} 条"


def shown(cells: Mapping[str, str], rows: Iterable[Event]) -> Mapping[str, Any]:
    """Return everything about a request, and the events of its life."""
    return {**cells, "events": [event(row) for row in rows]}


def shown_lines(cells: Mapping[str, str], rows: Iterable[Event]) -> Iterator[str]:
    """Yield a line for each thing known of a request, then one for each event."""
    yield from (f"{column}：{text}" for column, text in cells.items() if text)
    yield "经过："
    for row in rows:
        yield f"  {row.seq}  {local(row.at):%Y-%m-%d %H:%M}  {row.event} → {row.status}  {row.by}"
        if row.event != "submit" and row.data != "{}":
            yield f"      {row.data}"


def event(row: Event) -> Mapping[str, Any]:
    """Return an event; the data of a submission are the request's own."""
    at = row.at.isoformat()
    told = {"seq": row.seq, "at": at, "event": row.event, "status": row.status, "by": row.by}
    return told if row.event == "submit" else {**told, "data": json.loads(row.data)}


def import_lines(
    found: Comparison, late: tuple[Refusal, ...], applied: int | None
) -> Iterator[str]:
    """Yield what a table differs in; `applied` is None where nothing was to be done."""
    for refusal in (*found.refusals, *late):
        place = f"第 {refusal.line} 行" if refusal.line else "整张表"
        column = f" {refusal.column}" if refusal.column else ""
        yield f"{place} {refusal.number}{column}：不接受，{refusal.reason}"
    for change in found.changes:
        yield f"第 {change.line} 行 {show_number(change.number)}：可以改为 {change.status}"
    done = "没有写入任何改动" if applied is None else f"已办理 {applied} 条"
    refused = len(found.refusals) + len(late)
    yield f"{found.same} 行没有改动，{len(found.changes)} 行可以接受，{refused} 处不接受；{done}"


def recovery_data(found: Recovery, kept: tuple[str, ...], applied: bool) -> Mapping[str, Any]:
    """Return what can be read again; no personal data, only where it is."""
    return {
        "remains": [
            {"where": r.where, "length": r.length, "readable": r.mended is not None}
            for r in found.remains
        ],
        "torn_files": found.torn_files,
        "torn_rows": [
            {"file": torn.file, "number": torn.row.number, "can_be_queued": torn.can_be_queued}
            for torn in found.torn_rows
        ],
        "lost_rows": [
            {"file": lost.file, "number": lost.row.number, "event": lost.row.event}
            | {"fits": lost.fits}
            for lost in found.lost_rows
        ],
        "applied": applied,
        "kept": kept,
    }


def recovery_lines(found: Recovery, kept: tuple[str, ...], applied: bool) -> Iterator[str]:
    """Yield what can be read again and what cannot, and what was done about it."""
    for remains in found.remains:
        state = "读不回来，留在原处" if remains.mended is None else "能按原样读回"
        yield f"{remains.where}，{remains.length} 字节：{state}"
    for torn in found.torn_rows:
        state = "完整，能补登" if torn.can_be_queued else "没有确认过，或已有别的经过，不补登"
        yield f"{torn.file}：{show_number(torn.row.number)} {torn.row.event}，{state}"
    yield from _lost_lines(found)
    for name in sorted(set(found.torn_files) - {torn.file for torn in found.torn_rows}):
        yield f"{name}：没有完整的行"
    if not (found.remains or found.torn_files or found.lost_rows):
        yield "没有坏行，没有移出的半行，另存的文件里也没有多出的行"
    elif applied:
        yield "已写回能读回的；看过的 *.torn 改名为 *.torn.read-1 等"
        yield from (f"原来的文件另存为 {name}" for name in kept)
    else:
        yield "没有改动任何文件；加 --apply 才写回"


def _lost_lines(found: Recovery) -> Iterator[str]:
    fitting = Counter(lost.file for lost in found.lost_rows if lost.fits)
    for name, count in sorted(fitting.items()):
        yield f"{name}：有 {count} 行原始记录里没有，能放回"
    for lost in found.lost_rows:
        if not lost.fits:
            what = f"{show_number(lost.row.number)} {lost.row.event}"
            yield f"{lost.file}：{what} 和现在的经过接不上，不放回，请人核对"
