"""Commands for editors: is the content in order, and what has to be looked at."""

from __future__ import annotations

from pathlib import Path

import click

from cli import options
from cli.annotations import FORMATS, told_of
from guidebook.checks.freshness import find_due
from guidebook.reading.problems import did_you_mean
from guidebook.telling import check_folder, summary, tell_due
from guidebook.today import today_in

LONGEST = 3660
"""Days; dates of review are never written farther ahead."""


@click.command()
@options.guides
@options.date
@click.option(
    "--format",
    "form",
    type=click.Choice(["plain", *FORMATS]),
    default="plain",
    help="给人看（plain），或者给 CI：github 在那一行旁边标出，json 也是 GitLab 的质量报告。",
)
def check(guides: Path, date: str | None, form: str) -> None:
    """检查内容：每处问题一行，写明文件、行号、键、错在哪、该怎么写。"""
    today, pages = today_in(date), options.ROOT / "site_src"
    if form in FORMATS:
        told = told_of(guides, today, pages)
        click.echo(FORMATS[form](told))
        raise SystemExit(int(any(level == "error" for level, _problem in told)))
    guidebook = check_folder(guides, today, pages)
    click.echo(f"没有发现问题。{summary(guidebook)}")


@click.command()
@options.guides
@click.option(
    "--days", type=click.IntRange(0, LONGEST), default=30, help="多少天以内到期的，默认 30。"
)
@click.option("--owner", default="", help="只列一个部门或街道的；不写就是全部。")
@options.date
def due(guides: Path, days: int, owner: str, date: str | None) -> None:
    """列出该核对的内容：按请谁核对分开，已过期的和快到期的，最早的在前。"""
    today = today_in(date)
    guidebook = check_folder(guides, today)
    owners = {guidebook.owner_of(record) for _kind, record in guidebook.every_record()}
    if owner and owner not in owners:
        raise click.BadParameter(
            f"没有请“{owner}”核对的内容{did_you_mean(owner, owners)}", param_hint="--owner"
        )
    found = find_due(guidebook, today, days)
    tell_due([entry for entry in found if owner in ("", entry.owner)], today, days)
