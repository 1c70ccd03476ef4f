"""What leads from cases to the guide: drafts of needs and questions, and what comes up again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import click
from flask.cli import with_appcontext

from guidebook.model import Guidebook
from intake.cases.drafts import faq_draft, need_draft
from intake.cases.form_values import OTHER
from intake.cases.numbers import read_number
from intake.cases.service_request import ServiceRequest
from intake.clock import local
from intake.commands.telling import FOUND, as_json, fail, note_look, tell, telling_troubles
from intake.figures.repeats import Repeats, find_repeats
from intake.office import office


@click.command()
@click.argument("number", metavar="编号")
@with_appcontext
def need(number: str) -> None:
    """由一条诉求写一份需求草稿（guides/needs/ 的格式），不含企业、人名、电话和原话。"""
    today = local(office().clock()).date()
    click.echo(need_draft(_found(number), office().guidebook, today), nl=False)


@click.command()
@click.argument("number", metavar="编号")
@with_appcontext
def faq(number: str) -> None:
    """由一条诉求和它的答复写一条常见问题草稿，遮去人名、企业和数字，待审。"""
    known = _found(number)
    draft = faq_draft(known, office().guidebook)
    if not draft:
        fail("写不成常见问题：还没有答复，或者没有选事项", FOUND)
    with telling_troubles():
        note_look(known.number)
    click.echo(draft, nl=False)


@click.command()
@as_json
@with_appcontext
def repeats(as_json: bool) -> None:
    """列出反复出现的：一个月五次以上的同一事项，三次以上同样的不予受理。"""
    with telling_troubles():
        _, requests = office().journal.requests()
    found = find_repeats(requests, office().guidebook)
    tell(asdict(found), _lines(found, office().guidebook), as_json)


def _found(number: str) -> ServiceRequest:
    """Find a request, or end with why not."""
    with telling_troubles():
        known = office().journal.find(read_number(number) or "")
    if known is None:
        fail(f"没有编号为 {number} 的诉求", FOUND)
    return known


def _lines(found: Repeats, guidebook: Guidebook) -> Iterator[str]:
    for month, service, times in found.often:
        yield f"{month}  {_name(service, guidebook)}  {times} 条：指南里缺什么？"
    for service, place, times in found.declined:
        yield f"不予受理  {_name(service, guidebook)} → {place}  {times} 条：写进 not_accepted"
    if not (found.often or found.declined):
        yield "没有反复出现的"


def _name(service_id: str, guidebook: Guidebook) -> str:
    if service_id == OTHER:
        return str(guidebook.form.other.label)
    service = guidebook.services.get(service_id)
    return str(service.name) if service else service_id
