"""What a person may ask of the queue: a copy of what it holds, to be forgotten (PIPL 45, 47)."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from intake.cases.lifecycle import StaleTransition
from intake.cases.numbers import read_number, show_number
from intake.cases.objections import CHANGED
from intake.cases.service_request import ServiceRequest
from intake.commands.personal_sheet import personal_sheet
from intake.commands.queue import FILE
from intake.commands.telling import (
    FOUND,
    as_json,
    clock_is_right,
    fail,
    keep_new,
    note_look,
    tell,
    telling_troubles,
)
from intake.journal.disk import replace_whole
from intake.office import office


@click.command()
@click.argument("number", required=False, metavar="[编号]")
@click.option("--due", is_flag=True, help="删除过了保存期限的；由定时任务每天做一次")
@clock_is_right
@as_json
@with_appcontext
def forget(number: str | None, due: bool, clock_is_right: bool, as_json: bool) -> None:
    """永久删除一条诉求的或到期的（--due）个人信息；没有办完的同时撤回。"""
    if bool(number) == due:
        raise click.UsageError("写一个编号，或者写 --due")
    opened = office()
    now = opened.clock()
    with telling_troubles():
        was_before = _is_forgotten(number)
        done = [_forgotten(number)] if number else opened.handling.forget_due(now, clock_is_right)
    numbers = [show_number(known.number) for known in done]
    total = f"删除了 {len(numbers)} 条的内容，留下编号、日期、楼宇、事项、部门、结果和评价"
    if was_before:
        total = "它的内容以前就删除了，这次只清了可能漏下的"
    tell(numbers, iter([*numbers, total]), as_json)


@click.command()
@click.argument("number", metavar="编号")
@click.argument("target", required=False, type=FILE, metavar="[新文件]")
@with_appcontext
def copy(number: str, target: Path | None) -> None:
    """把保存着的关于一条诉求的全部内容写给本人看，印出来或写进新文件（文本，权限 0600）。"""
    if target:
        keep_new(target)
    opened = office()
    with telling_troubles():
        known = opened.journal.find(read_number(number) or "")
        if known is None:
            fail(f"没有编号为 {number} 的诉求", FOUND)
        note_look(known.number)
        text = "".join(f"{line}\n" for line in personal_sheet(known, opened.guidebook))
        if target:
            replace_whole(target, text.encode())
    click.echo(f"已写好 {target}" if target else text, nl=bool(target))


def _is_forgotten(number: str | None) -> bool:
    known = office().journal.find(read_number(number or "") or "")
    return known is not None and known.redacted


def _forgotten(number: str) -> ServiceRequest:
    """Forget one request, or end with why not."""
    opened = office()
    try:
        return opened.handling.forget(read_number(number) or "", opened.clock())
    except StaleTransition:
        fail(CHANGED, FOUND)
    except KeyError:
        fail(f"没有编号为 {number} 的诉求", FOUND)
