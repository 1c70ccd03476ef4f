"""Where the rows are kept: moved between files and PostgreSQL, or written as one file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import with_appcontext

from intake.commands.queue import FILE
from intake.commands.sentences import reason
from intake.commands.tables import ALL_TABLES, made_tables
from intake.commands.telling import (
    FOUND,
    as_json,
    fail,
    keep_new,
    keep_private,
    note_look,
    tell,
    telling_troubles,
)
from intake.journal.disk import replace_whole
from intake.journal.file_store import FileStore
from intake.journal.journal import Journal
from intake.journal.moving import MoveError, move
from intake.journal.rows import content_of
from intake.notices.marks import move_marks
from intake.office import office
from intake.queues import is_database, journal_in, shared_in
from intake.state import Place, State, move_tables, state_at

DROPPED = "原来的表删掉了：全部的行已经在新的地方读回来比过"


@click.command("move")
@click.option("--to", "target", required=True, help="postgresql://… 或者文件夹")
@as_json
@with_appcontext
def move_command(target: str, as_json: bool) -> None:
    """把队列搬到 PostgreSQL，或者搬回文件夹，逐行核对；先停下全部程序。

    搬的时候占着队列的锁，别人写不了；搬完原来的地方不再是队列：文件移进 aside/，表删掉。
    """
    if target.startswith("postgres") and not is_database(target):
        raise click.BadParameter(f"数据库的网址应像 postgresql://…，现在是“{target}”")
    source, beside = office().journal, state_at(office().shared, ALL_TABLES)
    click.echo("占着队列的锁，搬完才放；还在运行的程序这时不受理", err=True)
    with telling_troubles():
        try:
            tables = _tables_at(target)

            def move_beside() -> None:
                move_tables(beside, tables)
                move_marks(office().shared, _place_at(target))

            moved = move(source, _journal_at(target), move_beside)
        except MoveError as error:
            fail(str(error), FOUND)
    then = "请设 INTAKE_JOURNAL='网址'（带单引号，不然在 & 处断开）"
    if not is_database(target):
        then = "请去掉 INTAKE_JOURNAL"
        if Path(target).resolve() != office().settings.data.resolve():
            mirror = "、INTAKE_MIRROR" if office().settings.mirror else ""
            then = f"请设 INTAKE_DATA={target}，{then}{mirror}"  # its mirror is within
    total = f"{moved.rows} 行、{moved.requests} 条诉求，到序号 {moved.seq}，逐行核对过"
    lines = [f"已搬好，{then} 再启动：{total}"]
    if not isinstance(source.store, FileStore):
        lines.append(DROPPED)
    tell(asdict(moved), iter(lines), as_json)


def _tables_at(target: str) -> State:
    """Return the tables of a target, made where they are missing."""
    if not is_database(target):
        return state_at(Path(target), ALL_TABLES)
    return made_tables(target)


def _place_at(target: str) -> Place:
    return shared_in(target, office().settings) if is_database(target) else Path(target)


def _journal_at(target: str) -> Journal:
    settings = office().settings
    if is_database(target):
        return journal_in(target, settings)
    folder = Path(target)
    keep_private(folder)
    is_ours = folder.resolve() == settings.data.resolve()
    if is_ours and not settings.journal:
        raise MoveError(reason("same_place"))
    return Journal(folder, settings.mirror if is_ours else None)


@click.command("export-journal")
@click.argument("target", type=FILE, metavar="新文件")
@as_json
@with_appcontext
def export_journal(target: Path, as_json: bool) -> None:
    """把全部原始记录写成一个新文件（journal.csv 的格式）；含个人信息。"""
    keep_new(target)
    with telling_troubles():
        rows = office().journal.rows()
        note_look()
        replace_whole(target, content_of(rows.events))
    lines = [
        f"已写好 {target}：{len(rows.events)} 行",
        *(f"{r.where}：{r.message}" for r in rows.remarks),
    ]
    tell({"file": str(target), "rows": len(rows.events)}, iter(lines), as_json)
    if rows.remarks:
        raise SystemExit(FOUND)
