"""What operators call for the public figures: `flask --app intake figures`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import click
from flask.cli import with_appcontext

from guidebook.model import Guidebook
from intake.clock import local
from intake.commands.telling import FOUND, fail, keep_new, telling_troubles
from intake.figures.internal import Internal, internal_figures
from intake.figures.report import as_yaml, make_report
from intake.journal.disk import replace_whole
from intake.office import office
from intake.tables.internal_figures import figures_workbook

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("figures")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写进哪个新文件；不写就印在屏幕上。",
)
@click.option("--first", type=DAY, help="从哪一天收到的算起，默认接着已经公布的。")
@click.option("--last", type=DAY, help="算到哪一天收到的为止，默认昨天。")
@click.option(
    "--internal",
    type=click.Path(dir_okay=False, path_type=Path),
    help="内部统计写进新的 xlsx 文件，什么也不隐去，不要公开。",
)
@with_appcontext
def figures_command(
    out: Path | None, first: datetime | None, last: datetime | None, internal: Path | None
) -> None:
    """统计办件数据，格式同 guides/figures.yaml；少于 5 件的数不写出来。核对后再换进 guides。"""
    opened = office()
    for path in filter(None, (out, internal)):
        keep_new(path)
    if first and last and first > last:
        raise click.UsageError("--first 应在 --last 之前")
    if internal and (out or first or last):
        raise click.UsageError("--internal 统计全部诉求，不能和 --out、--first、--last 一起用")
    with telling_troubles():
        _, requests = opened.journal.requests()
    today = local(opened.clock()).date()
    if last and last.date() >= today:
        raise click.UsageError("--last 应早于今天：今天还会有诉求，下次相减就看得出是哪几件")
    if internal:
        _write_internal(internal, internal_figures(requests, opened.guidebook, today))
        return
    begin, end = (day.date() if day else None for day in (first, last))
    begin = _begin(begin, end, opened.guidebook)
    report = make_report(requests, opened.guidebook, today, begin, end)
    if report is None:
        _tell_of_few(opened.guidebook)
    if out is None:
        click.echo(as_yaml(report), nl=False)
        return
    with telling_troubles():
        replace_whole(out, as_yaml(report).encode())
    click.echo(f"已写好 {out}。请逐项核对，再换进内容文件夹里的 figures.yaml。")


def _begin(first: date | None, last: date | None, guidebook: Guidebook) -> date | None:
    """Return the day from which requests are counted: none of them is in published figures."""
    published = guidebook.figures.report
    if not published:
        return first
    following = published.period.last + timedelta(days=1)
    if any(day and day < following for day in (first, last)):
        period = f"{published.period.first} 至 {published.period.last}"
        fail(
            f"已经公布了 {period} 收到的诉求（{published.made_on} 统计）：和它重叠的，"
            f"两次相减会看出少数几件，不能公布。请从 --first {following} 算起，或者不写",
            FOUND,
        )
    return first or following


def _tell_of_few(guidebook: Guidebook) -> None:
    """Say that there is nothing to publish; where figures are published, those stay."""
    few = "这段时间收到的诉求少于 5 件，没有可以公布的数"
    if guidebook.figures.report:
        fail(f"{few}：已经公布的先留着，什么也没有写。", FOUND)
    click.echo(f"{few}。", err=True)


def _write_internal(path: Path, figures: Internal) -> None:
    with telling_troubles():
        replace_whole(path, figures_workbook(figures))
    click.echo(f"{figures.headline}。已写进 {path}，只供内部使用。")
