"""What operators call: `flask --app intake queue …`, in plain Chinese, or as JSON for programs.

Exit codes: 0 done; 1 something was found or refused that a person has to see to; 2 called wrongly;
3 the queue cannot be read or written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup

from intake import command_words
from intake import recover as recovery
from intake.backup import BackupError, back_up
from intake.backup import restore as restore_queue
from intake.clerk_copy import refresh
from intake.clerk_import import UnreadableTableError, compare, take
from intake.export import WRITERS, export
from intake.journal import JournalUnavailable
from intake.journal_scan import rows_of
from intake.numbers import read_number
from intake.office import office
from intake.request_table import cells_of
from intake.verify import verify_queue

FOUND = 1
UNAVAILABLE = 3

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
as_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读取")

queue = AppGroup("queue", help="诉求队列：查看、导出、核对、备份和恢复。")


@contextmanager
def telling_troubles() -> Iterator[None]:
    """Turn what keeps a command from being done into a message and exit code 3."""
    try:
        yield
    except BackupError as error:
        _fail(str(error))
    except JournalUnavailable as error:
        _fail(f"队列读不了或写不了：{error.__cause__ or '先前的同步失败过'}")
    except OSError as error:
        _fail(f"文件读不了或写不了：{error}")


def _fail(message: str, code: int = UNAVAILABLE) -> NoReturn:
    click.echo(message, err=True)
    raise SystemExit(code)


def _tell(data: object, lines: Iterator[str], as_json: bool) -> None:
    """Print a result for programs, or line by line for people."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
        return
    for line in lines:
        click.echo(line)


@queue.command("list")
@click.option("--status", help="只列这个状态，如 submitted")
@click.option("--limit", type=click.IntRange(1), help="只列最近的几条")
@as_json
def list_requests(status: str | None, limit: int | None, as_json: bool) -> None:
    """列出诉求，不含姓名、电话和内容。"""
    with telling_troubles():
        _, requests = office().journal.requests()
    wanted = [r for r in requests if status in (None, r.status)][-(limit or 0) :]
    summaries = [command_words.summary(r, office().guidebook) for r in wanted]
    _tell(summaries, command_words.summary_lines(summaries), as_json)


@queue.command()
@click.argument("number")
@as_json
def show(number: str, as_json: bool) -> None:
    """显示一条诉求的全部内容和经过；含个人信息。"""
    stored = read_number(number) or ""
    with telling_troubles():
        found = office().journal.find(stored)
        rows = [row for row in rows_of(office().journal.folder) if row.number == stored]
    if found is None:
        click.echo(f"没有编号为 {number} 的诉求", err=True)
        raise SystemExit(FOUND)
    cells = cells_of(found, office().guidebook)
    _tell(command_words.shown(cells, rows), command_words.shown_lines(cells, rows), as_json)


@queue.command("export")
@click.argument("target", type=FILE)
@as_json
def export_requests(target: Path, as_json: bool) -> None:
    """把全部诉求写进 TARGET，按扩展名 .xlsx 或 .csv；含个人信息，权限 0600。"""
    if target.suffix.lower() not in WRITERS:
        raise click.BadParameter("文件名应以 .xlsx 或 .csv 结尾")
    if target.exists():
        raise click.BadParameter(f"{target} 已经存在，不覆盖")
    with telling_troubles():
        seq, requests = office().journal.requests()
        export(target, requests, office().guidebook)
    data = {"file": str(target), "requests": len(requests), "seq": seq}
    _tell(data, iter([f"已导出 {len(requests)} 条诉求到 {target}，截至序号 {seq}"]), as_json)


@queue.command("import")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "do_apply", is_flag=True, help="办理可以接受的状态变化；不加就只看")
@as_json
def import_table(source: Path, do_apply: bool, as_json: bool) -> None:
    """逐行核对一份改过的 requests.csv；不能接受的改动逐条说明原因。"""
    journal, now = office().journal, office().clock()
    with telling_troubles():
        try:
            found = compare(source.read_bytes(), journal, office().guidebook, now)
        except UnreadableTableError as error:
            _fail(f"{source} 不能用：{error}", FOUND)
        late = take(found.changes, journal, now) if do_apply else ()
        _renew_copy(do_apply)
    applied = len(found.changes) - len(late) if do_apply else None
    refused = (*found.refusals, *late)
    data = asdict(replace(found, refusals=refused)) | {"applied": applied or 0}
    _tell(data, command_words.import_lines(found, late, applied), as_json)
    if refused:
        raise SystemExit(FOUND)


@queue.command()
@as_json
def verify(as_json: bool) -> None:
    """核对队列：校验、序号、编号、半行、权限、清单；不改任何东西。"""
    with telling_troubles():
        found = verify_queue(office().journal, office().guidebook)
    lines = [f"{problem.where}：{problem.message}" for problem in found.problems]
    total = f"{found.files} 个文件，{found.rows} 行，{found.requests} 条诉求，到序号 {found.seq}"
    lines.append(f"{total}；" + (f"{len(lines)} 处问题" if lines else "没有发现问题"))
    _tell(asdict(found), iter(lines), as_json)
    if found.problems:
        raise SystemExit(FOUND)


@queue.command()
@as_json
def rotate(as_json: bool) -> None:
    """开始本月的文件，以前的月份不再写入；正在写的进程会自己跟过去。"""
    with telling_troubles():
        name = office().journal.begin_month(office().clock())
    _tell({"file": name}, iter([f"新的记录写进 {name}，以前的月份不再改变"]), as_json)


@queue.command()
@click.argument("target", type=FOLDER)
@as_json
def backup(target: Path, as_json: bool) -> None:
    """把已经落盘的记录复制到新文件夹 TARGET，附校验清单；含个人信息。"""
    with telling_troubles():
        made = back_up(office().journal, target, office().clock())
    total = f"{len(made.files)} 个文件，{made.requests} 条诉求，到序号 {made.seq}"
    _tell(asdict(made), iter([f"已备份到 {target}：{total}"]), as_json)


@queue.command()
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@as_json
def restore(source: Path, as_json: bool) -> None:
    """用备份 SOURCE 恢复空的队列，恢复前后都核对。"""
    journal = office().journal
    with telling_troubles():
        restored = restore_queue(source, journal)
        _renew_copy(True)
    total = f"{restored.requests} 条诉求，到序号 {restored.seq}"
    _tell(asdict(restored), iter([f"已从 {source} 恢复：{total}"]), as_json)


@queue.command()
@click.option("--apply", "do_apply", is_flag=True, help="写回能读回的；不加就只看")
@as_json
def recover(do_apply: bool, as_json: bool) -> None:
    """看坏行、半行和另存的文件里还能读回什么；--apply 才写回，原文件另存。"""
    journal = office().journal
    with telling_troubles():
        found = recovery.survey(journal)
        kept = recovery.apply(found, journal) if do_apply else ()
        _renew_copy(do_apply)
    data = command_words.recovery_data(found, kept, do_apply)
    _tell(data, command_words.recovery_lines(found, kept, do_apply), as_json)
    if recovery.is_left(found, do_apply):
        raise SystemExit(FOUND)


def _renew_copy(needed: bool) -> None:
    """Make the clerk's copy as new as the journal, if the command changed that."""
    if needed:
        journal = office().journal
        refresh(journal, office().guidebook, journal.seq())
