"""Copies of the queue as operators and timers make them, and the way back from one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import with_appcontext

from intake.accounts.access import access_records, bring_back_records
from intake.accounts.accounts import AccountError, Accounts
from intake.accounts.copies import COPY, copied_accounts, read_accounts
from intake.clock import local
from intake.commands.queue import FOLDER, READABLE_FILE, READABLE_FOLDER, renew_copy
from intake.commands.sentences import file_fault, reason, tables_fault
from intake.commands.telling import FOUND, as_json, keep_private, tell, telling_troubles
from intake.journal.backup import BackupError, back_up, read_manifest
from intake.journal.backup import restore as restore_queue
from intake.journal.rotation import Trial, drop_old, one_backup, place_for
from intake.journal.rotation import try_restore as try_newest
from intake.office import office


@click.command()
@click.argument("target", type=FOLDER, required=False, metavar="[新文件夹]")
@as_json
@with_appcontext
def backup(target: Path | None, as_json: bool) -> None:
    """把原始记录、镜像、aside/、账户和查看记录复制到一个新文件夹，附校验清单；含个人信息。

    不写新文件夹，就写进 INTAKE_BACKUPS，再去掉到期的：七天、四周、十二个月各留最后一份。
    """
    opened = office()
    now = opened.clock()
    with telling_troubles():
        place = target or place_for(_backups("请写备份到哪个新文件夹，或者"), now)
        keep_private(place)
        with nullcontext() if target else one_backup(place.parent):
            beside, lost = _beside()
            made = back_up(opened.journal, place, now, beside)
            is_whole = not (made.closed or lost)
            staying = () if target or not is_whole else drop_old(place.parent, place)
    lines = [f"已备份到 {place}：{made.requests} 条诉求，到序号 {made.seq}", *lost]
    if staying:
        lines.append(f"一共留着 {len(staying)} 份")
    if made.closed:
        lines.append(f"队列现在不受理：{reason(made.closed)}")
    tell(asdict(made), iter(lines), as_json)
    if not is_whole:
        raise SystemExit(FOUND)


def _backups(otherwise: str = "") -> Path:
    """Return the folder of the timer's backups."""
    if folder := office().settings.backups:
        return folder
    raise click.UsageError(f"{otherwise}请设 INTAKE_BACKUPS：定时备份放在哪个文件夹")


def _beside() -> tuple[dict[str, bytes], list[str]]:
    """Return what lies beside the rows; what cannot be read keeps nothing else out of a backup.

    The second part is what to say of that.
    """
    beside, lost = dict[str, bytes](), list[str]()
    ways: Mapping[str, Callable[[], Mapping[str, bytes]]] = {
        "账户": lambda: {COPY: copied_accounts(office().shared)},
        "查看记录": lambda: access_records(office().journal.folder),
    }
    for what, read in ways.items():
        try:
            beside |= read()
        except (sqlite3.Error, OSError) as error:
            why = tables_fault(error) if isinstance(error, sqlite3.Error) else file_fault(error)
            lost.append(f"没有备份{what}，{what}读不了：{why}")
    return beside, lost


@click.command()
@click.argument("source", type=READABLE_FOLDER, metavar="备份")
@click.option(
    "--forgotten", "lists", type=READABLE_FILE, multiple=True, help="更新的删除名单 forgotten.csv"
)
@as_json
@with_appcontext
def restore(source: Path, lists: tuple[Path, ...], as_json: bool) -> None:
    """用备份恢复空的队列，先核对备份；账户一起恢复，设备要重新登录。"""
    keep_private(source)
    journal = office().journal
    with telling_troubles():
        restored = restore_queue(
            source, journal, lambda: _bring_back(source, journal.folder), lists
        )
    renew_copy()
    total = f"{restored.requests} 条诉求，到序号 {restored.seq}"
    tell(asdict(restored), iter([f"已从 {source} 恢复：{total}"]), as_json)


def _bring_back(source: Path, queue: Path) -> None:
    """Bring accounts and access record of a backup back into a queue; raises BackupError."""
    bring_back_records(source, queue)
    if COPY not in {file.name for file in read_manifest(source).files}:
        return
    try:
        Accounts(queue).bring_back(read_accounts((source / COPY).read_bytes()), office().clock())
    except AccountError as error:
        raise BackupError(f"账户恢复不了：{error}") from None
    except sqlite3.Error as error:
        raise BackupError(f"账户恢复不了：{tables_fault(error)}") from None


@click.command("try-restore")
@as_json
@with_appcontext
def try_restore(as_json: bool) -> None:
    """把 INTAKE_BACKUPS 里最新的一份恢复到旁边的临时文件夹，看能不能全部找回；用完就删。"""
    with telling_troubles():
        trial = try_newest(_backups(), office().clock(), _bring_back)
    tell(asdict(trial), _trial_lines(trial), as_json)
    if trial.fault:
        raise SystemExit(FOUND)


def _trial_lines(trial: Trial) -> Iterator[str]:
    at = f"{local(trial.at):%Y-%m-%d %H:%M}"
    yield f"{at} 试恢复 {trial.backup}：{reason(trial.fault) or '全部找回'}"
