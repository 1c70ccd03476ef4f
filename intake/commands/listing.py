"""What operators call to look for requests: `flask --app intake queue list`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

import click
from flask.cli import with_appcontext

from guidebook.model import Guidebook
from intake.cases.due import due_of, is_overdue
from intake.cases.routing import departments_of
from intake.cases.service_request import ServiceRequest
from intake.clock import local
from intake.commands.sentences import summary, summary_lines
from intake.commands.telling import as_json, tell, telling_troubles
from intake.commands.words import one_of, record_of
from intake.office import office

Holds = Callable[[ServiceRequest], bool]


@click.command("list")
@click.option("--status", help="只列这个状态，如 submitted 或 已提交")
@click.option("--building", help="只列这幢楼，写编号或全称")
@click.option("--department", help="只列这个部门承办或协办的，写编号或全称")
@click.option("--service", help="只列这个事项，写编号或全称")
@click.option("--due", help="只列今天（today）、某天（2026-12-01）到期的，或逾期的（overdue）")
@click.option("--limit", type=click.IntRange(1), help="只列最近的几条")
@as_json
@with_appcontext
def list_requests(limit: int | None, as_json: bool, **wanted: str | None) -> None:
    """列出诉求，不含姓名、电话和内容。"""
    opened = office()
    with telling_troubles():
        _, requests = opened.journal.requests()
    today = local(opened.clock()).date()
    try:
        holds = tuple(_conditions(wanted, requests, today, opened.guidebook))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    with telling_troubles():
        found = [r for r in requests if all(hold(r) for hold in holds)][-(limit or 0) :]
        is_empty = opened.handling.is_empty
        summaries = [summary(r, opened.guidebook, is_empty) for r in found]
    tell(summaries, summary_lines(summaries), as_json)


def _conditions(
    wanted: Mapping[str, str | None],
    requests: Sequence[ServiceRequest],
    today: date,
    guidebook: Guidebook,
) -> Iterator[Holds]:
    """Yield what must hold of a request that is listed.

    Raises ValueError for a word that nothing is called.
    """
    if (text := wanted["status"]) is not None:
        status = one_of(text, guidebook.form.statuses)
        yield lambda r: r.status == status
    if (text := wanted["due"]) is not None:
        yield _due(text, today)
    for kind, ids_of in _RECORDS.items():
        if (text := wanted[kind]) is not None:
            held = {name for r in requests for name in ids_of(r)}
            yield _holding(record_of(text, guidebook.records[f"{kind}s"], held), ids_of)


def _holding(record_id: str, ids_of: Callable[[ServiceRequest], Sequence[str]]) -> Holds:
    return lambda r: record_id in ids_of(r)


def _departments(known: ServiceRequest) -> tuple[str, ...]:
    lead, shares = departments_of(known)
    return (lead, *(share.department for share in shares))


def _due(text: str, today: date) -> Holds:
    if text == "overdue":
        return lambda r: is_overdue(r, today)
    try:
        day = today if text == "today" else date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"--due 应为 today、overdue 或日期，如 2026-12-01，现在是“{text}”"
        ) from None
    return lambda r: due_of(r) == day


_RECORDS: Mapping[str, Callable[[ServiceRequest], Sequence[str]]] = {
    "building": lambda r: (r.submission.values.building,),
    "department": _departments,
    "service": lambda r: (r.submission.values.service,),
}
"""Option → the ids of a request that it may name."""
