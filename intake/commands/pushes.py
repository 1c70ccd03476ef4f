"""What operators call for what was pushed: `flask --app intake pushes`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import click
import yaml
from flask.cli import with_appcontext

from guidebook.model import Guidebook
from intake.clock import local
from intake.commands.telling import keep_new, telling_troubles
from intake.form.fields import RefusedError, email_address
from intake.journal.disk import replace_whole
from intake.office import office
from intake.pushes.mailing_list import MailingList, Pushed

HEAD = (
    "# 给各楼推送过什么，由诉求系统生成：.venv/bin/flask --app intake pushes --out 新文件.yaml，"
    "核对后换下这个文件。\n"
)


KEPT = timedelta(days=366)
"""Older pushes are news to nobody; the file stays small for good."""


@click.command("pushes")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写进哪个新文件；不写就印在屏幕上。",
)
@click.option("--leave", metavar="邮箱", help="把这个邮箱从每幢楼的订阅里删除，不写文件。")
@with_appcontext
def pushes_command(out: Path | None, leave: str | None) -> None:
    """推送过的写成 guides/pushes.yaml 的格式，已经公布的都在里面；核对后再换进 guides。"""
    opened = office()
    if out:
        keep_new(out)
    today = local(opened.clock()).date()
    with telling_troubles():
        mailing_list = MailingList(opened.shared, opened.guidebook.present_ids)
        if leave is not None:
            click.echo(f"删除了 {mailing_list.leave_all(_address(leave))} 处订阅")
            return
        text = as_yaml(every_push(mailing_list.pushed(), opened.guidebook, today))
    if out is None:
        click.echo(text, nl=False)
        return
    with telling_troubles():
        replace_whole(out, text.encode())
    click.echo(f"已写好 {out}。请核对，再换进内容文件夹里的 pushes.yaml。")


def _address(text: str) -> str:
    with suppress(RefusedError):
        if address := email_address(text):
            return address
    raise click.BadParameter("不像邮箱", param_hint="--leave")


def every_push(pushed: Iterable[Pushed], guidebook: Guidebook, today: date) -> tuple[Pushed, ...]:
    """Return what is published already and what came since, of a year, the newest first.

    What the guide does not have any more is left out: its page is gone.
    """
    published = (
        Pushed(str(building), str(push.page), push.pushed_on, push.by)
        for push in guidebook.pushes.pushes
        for building in push.buildings
    )
    each = {(p.building, p.page, p.pushed_on): p for p in (*pushed, *published)}
    known = (p for p in each.values() if _is_known(p, guidebook) and today - p.pushed_on <= KEPT)
    return tuple(sorted(known, key=lambda p: (p.pushed_on, p.page, p.by), reverse=True))


def _is_known(pushed: Pushed, guidebook: Guidebook) -> bool:
    kind, _, record_id = pushed.page.partition("/")
    return pushed.building in guidebook.buildings and record_id in guidebook.records.get(kind, {})


def as_yaml(pushed: Iterable[Pushed]) -> str:
    """Write the file of `guides/`, a line for what was pushed together."""
    lines = "".join(_lines(pushed))
    return f"{HEAD}pushes:\n{lines}" if lines else f"{HEAD}pushes: []\n"


def _lines(pushed: Iterable[Pushed]) -> Iterator[str]:
    for (page, day, by), rows in groupby(pushed, lambda p: (p.page, p.pushed_on, p.by)):
        buildings = sorted(each.building for each in rows)
        push = {"buildings": buildings, "page": page, "pushed_on": day, "by": by}
        line = yaml.safe_dump(
            push, default_flow_style=True, allow_unicode=True, sort_keys=False, width=100_000
        )
        yield f"  - {line}"
