"""What operators call: `flask --app intake queue …`, in plain Chinese, or as JSON for programs.

Exit codes stand in `telling`.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path

import click
from flask.cli import AppGroup

from intake.accounts.access import bring_back_records
from intake.accounts.copies import bring_back_missing
from intake.cases.numbers import read_number
from intake.commands import sentences as command_words
from intake.commands.tables import made_tables
from intake.commands.telling import (
    FOUND,
    as_json,
    keep_new,
    keep_private,
    note_look,
    tell,
    telling_troubles,
)
from intake.journal.mark import MOST_SEQS
from intake.journal.repair import files_in
from intake.journal.repair import repair as repair_queue
from intake.journal.rotation import look_at
from intake.journal.verify import verify as verify_queue
from intake.office import office
from intake.settings import SettingsError
from intake.state import state_remarks
from intake.tables.clerk_copy import copy_remarks
from intake.tables.export import WRITERS, export
from intake.tables.request_table import cells_of

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
READABLE_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
READABLE_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

LARGEST_BACKUP = 1 << 30
"""Bytes, all of which are read at once; a year's requests are a thousandth of that."""

queue = AppGroup("queue", help="诉求队列：查看、导出、核对、备份和恢复。")


def _seqs(_context: click.Context, _option: click.Parameter, text: str) -> frozenset[int]:
    """Read seqs by number, ranges too: `17,20-22`."""
    try:
        ranges = [[int(seq) for seq in part.split("-")] for part in text.split(",") if part]
    except ValueError:
        ranges = [[]]
    if not all(len(r) in (1, 2) and 0 < r[0] <= r[-1] < MOST_SEQS for r in ranges):
        raise click.BadParameter(f"应为序号，如 17,20-22，现在是“{text}”")
    return frozenset(seq for r in ranges for seq in range(r[0], r[-1] + 1))


def _files_of(backup: Path) -> tuple[Path, ...]:
    """Return what lies in a backup; refuse a folder that is none, such as that of a whole disk."""
    keep_private(backup)
    files = files_in(backup)
    if sum(file.stat().st_size for file in files) > LARGEST_BACKUP:
        raise click.BadParameter(f"{backup} 太大，不像备份（超过 1 GiB）：请写一份备份的文件夹")
    return files


def _brought_back(backup: Path) -> int:
    """Bring back what lies beside the rows where a queue has none; return how many accounts."""
    folder = office().journal.folder
    bring_back_records(backup, folder)
    return bring_back_missing(backup, folder, office().clock())


def renew_copy() -> None:
    """Make the clerk's copy anew; what was done stays done where the content does not allow it."""
    try:
        office().clerk_copy.renew()
    except SettingsError as error:
        click.echo(f"清单没有更新：{error.message}", err=True)


@queue.command()
@as_json
def init(as_json: bool) -> None:
    """建立空的队列，文件夹也一起建；已经有、曾经有过或放着别的文件的文件夹不动。"""
    journal, url = office().journal, office().settings.journal
    with telling_troubles():
        if url:
            made_tables(url)
        journal.make()
    where = "数据库里" if url else str(journal.folder)
    tell({"folder": str(journal.folder)}, iter([f"已建立空的队列 {where}"]), as_json)


@queue.command()
@click.argument("number", metavar="编号")
@as_json
def show(number: str, as_json: bool) -> None:
    """显示一条诉求的全部内容和经过，--json 是原始记录的每一行；含个人信息。"""
    stored = read_number(number) or ""
    with telling_troubles():
        found = office().journal.find(stored)
        if found:
            note_look(stored)
        events = office().journal.rows().events
    rows = [event for event in events if event.number == stored]
    if found is None:
        click.echo(f"没有编号为 {number} 的诉求", err=True)
        raise SystemExit(FOUND)
    guidebook = office().guidebook
    told = command_words.shown(cells_of(found, guidebook), rows)
    tell(told, command_words.shown_lines(found, guidebook), as_json)


@queue.command("export")
@click.argument("target", type=FILE, metavar="新文件")
@as_json
def export_requests(target: Path, as_json: bool) -> None:
    """把全部诉求写进新文件，按扩展名 .xlsx 或 .csv；含个人信息，权限 0600。"""
    if target.suffix.lower() not in WRITERS:
        raise click.BadParameter("文件名应以 .xlsx 或 .csv 结尾")
    keep_new(target)
    with telling_troubles():
        seq, requests = office().journal.requests()
        note_look()
        export(target, requests, office().guidebook)
    data = {"file": str(target), "requests": len(requests), "seq": seq}
    tell(data, iter([f"已导出 {len(requests)} 条诉求到 {target}，截至序号 {seq}"]), as_json)


@queue.command()
@click.option("--backup", type=READABLE_FOLDER, help="再和这份备份逐行比：有没有少、有没有变")
@as_json
def verify(backup: Path | None, as_json: bool) -> None:
    """核对原始记录、镜像、经过、时间、权限、清单，不改任何东西；能受理才以 0 结束。"""
    with telling_troubles():
        journal = office().journal
        found = verify_queue(journal, office().clock(), backup)
        copied = () if found.closed else copy_remarks(journal)
        remarks = (*found.remarks, *state_remarks(office().shared), *copied)
        found = replace(found, remarks=remarks)
    folder, now = office().settings.backups, office().clock()
    backups = look_at(folder, now) if folder else None
    data = {**asdict(found), "backups": backups and asdict(backups)}
    told = [command_words.backups_line(backups)] if backups else []
    lines = command_words.findings_lines(found, is_in_files=not office().settings.journal)
    tell(data, iter([*told, *lines]), as_json)
    if found.closed:
        raise SystemExit(FOUND)


@queue.command()
@click.option("--apply", "do_apply", is_flag=True, help="写回；不加就只看")
@click.option("--from", "backup", type=READABLE_FOLDER, help="也从这份备份里找")
@click.option(
    "--accept-loss", "lost", default="", callback=_seqs, help="认定丢失的序号，如 17,20-22"
)
@as_json
def repair(do_apply: bool, backup: Path | None, lost: frozenset[int], as_json: bool) -> None:
    """从原始记录、镜像、aside/ 和备份里找回每一行；--apply 才写回，能受理才以 0 结束。"""
    journal, others = office().journal, _files_of(backup) if backup else ()
    with telling_troubles():
        found = repair_queue(journal, do_apply, others, lost)
        closed = journal.why_closed()
        accounts = _brought_back(backup) if backup and do_apply else 0
    if do_apply:
        renew_copy()
    tell(
        {**command_words.repair_data(found, do_apply, closed), "accounts": accounts},
        chain(
            [f"带回账户 {accounts} 个，每台设备要重新 staff invite"] if accounts else [],
            command_words.repair_lines(found, do_apply, closed),
        ),
        as_json,
    )
    if closed or (found.is_needed and not do_apply):
        raise SystemExit(FOUND)
