"""What the commands of the queue say: line by line for people, as plain data for programs.

Only `show` tells names, phones and texts.
"""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from guidebook.model import Guidebook
from guidebook.said_by_system import WHY, why_not
from intake.accounts.posts import told_post_of
from intake.cases.event import Event
from intake.cases.numbers import show_number
from intake.cases.objections import ACTS
from intake.cases.routing import IsEmpty
from intake.cases.service_request import ServiceRequest
from intake.clock import local
from intake.commands.personal_sheet import personal_sheet
from intake.journal.repair import Repair
from intake.journal.rotation import Backups
from intake.journal.verify import Findings, takes_requests
from intake.state import DAMAGED, FILE, NO_DATABASE
from intake.tables.request_table import cells_of

SUMMARY = ("number", "seq", "submitted_at", "status", "service", "post", "answer_by")


def summary(
    service_request: ServiceRequest, guidebook: Guidebook, is_empty: IsEmpty
) -> Mapping[str, str]:
    """Return what a list shows of a request: nothing about the person."""
    post = told_post_of(service_request, guidebook, is_empty)
    cells = {**cells_of(service_request, guidebook), "post": post}
    return {column: cells[column] for column in SUMMARY}


def summary_lines(summaries: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield a line for each request, and how many there are."""
    count = 0
    for cells in summaries:
        count += 1
        yield "  ".join(cells[column] for column in SUMMARY)
    yield f"共 {count} 条"


def shown(cells: Mapping[str, str], rows: Iterable[Event]) -> Mapping[str, Any]:
    """Return everything about a request, and the events of its life."""
    return {**cells, "events": [event(row) for row in rows]}


def shown_lines(known: ServiceRequest, guidebook: Guidebook) -> Iterator[str]:
    """Yield what is known of a request, as its sender may have it, then what was promised."""
    yield from personal_sheet(known, guidebook)
    by = known.promise
    dates = f"首次联系 {by.first_contact_by}，答复 {by.answer_by}，办结 {by.close_by}"
    yield from ("", f"期限：{dates}", f"序号：{known.seq}")


def event(row: Event) -> Mapping[str, Any]:
    """Return an event; the data of a submission are the request's own."""
    at = row.at.isoformat()
    told = {"seq": row.seq, "at": at, "event": row.event, "status": row.status, "by": row.by}
    return told if row.event == "submit" else {**told, "data": json.loads(row.data)}


REASONS: Mapping[str, str] = {
    "replaced": "文件被换过",
    "overwritten": "文件被改写过",
    "journal_shorter": "原始记录比镜像短",
    "mirror_shorter": "镜像少了几行",
    "mirror_differs": "原始记录和镜像不一样",
    "header": "表头不是原样",
    "damaged_row": "有坏行",
    "seq_missing": "缺少序号",
    "rows_gone": "少了以前有过的行，曾到序号",
    "rows_nowhere": "文件是空的或者认不出，哪里也没有一行：请用 repair --apply --from 从备份找回",
    "rows_changed": "以前读过的行被改过",
    "no_queue": (
        "这里没有队列：磁盘没有挂上，或者还没有运行 queue init；"
        "磁盘坏了、镜像或备份还在的，queue repair --apply（可加 --from 备份）找回"
    ),
    "no_mirror": (
        "镜像不在：磁盘没有挂上的，先挂上；真的没有了，用 queue repair --apply 照原始记录重做"
    ),
    "other_mirror": "镜像是别的队列的，没有一条诉求和这里相同：请改 INTAKE_MIRROR",
    "queue_exists": "这里已经有队列",
    "queue_was": (
        "这里曾经有过队列，镜像里或旁边还有它的：请用 queue repair --apply 找回；"
        "是别的队列的镜像，就换一个 INTAKE_MIRROR"
    ),
    "foreign_folder": "文件夹里有别的文件，不能当队列用",
    "moved": (
        "队列已经用 queue move 搬走了，这里没有再接着办：请设好 INTAKE_JOURNAL（网址要带单引号，"
        "不然在 & 处断开）；真要用回这些行，见 docs/scale.md"
    ),
    "same_place": "队列已经在那里",
    "no_files": "队列在 PostgreSQL 里，没有文件可以修：从备份或副本恢复，见 docs/scale.md",
    "no_schema": "数据库里没有网址写的 schema，或者这个角色不能用它（GRANT USAGE）",
    "database_gone": "连不上数据库，或者连接断了",
    "database_silent": "数据库没有回答：停住了，或者网络不通",
    "database_login": "数据库没有放行：角色、密码、期限或者数据库名不对，数据库的日志里写明",
    "database_columns": "数据库的表少了列：不是这一版的表",
    "database_rights": "数据库的这个角色不能写",
    "database_commit": "数据库没有确认提交",
    "database_double": "数据库里已经有同一份表单或编号",
    "database_fsync": "数据库关了 fsync，断电会丢",
    "database_encoding": "数据库的编码不是 UTF8",
    "clock_behind": "时钟比最后一行慢，分钟数",
    "EACCES": "没有权限，或者别人也能读",
    "EBUSY": "正在被占用",
    "EEXIST": "已经有同名的文件",
    "EISDIR": "是文件夹，应是文件",
    "ELOOP": "是符号链接，应是文件",
    "ENAMETOOLONG": "名字太长",
    "ENOTDIR": "不是文件夹，或者路径中间有一段不是",
    "EFBIG": "文件大小到了限额",
    "EILSEQ": "不是 UTF-8 的文字",
    "EDQUOT": "磁盘配额用完了",
    "EIO": "磁盘读写出错",
    "ENOENT": "没有文件或文件夹",
    "ENOSPC": "磁盘满了，请腾出地方",
    "EPERM": "是链接、管道或别的账户的文件：账户不对请 chown 还回来，链接、管道请移走",
    "EROFS": "磁盘或者数据库只读",
    "ETIMEDOUT": "别的程序占着不放",
}
"""Word → why a queue is closed; other words are the system's own."""


NOT_BY_REPAIR = {
    *("no_queue", "no_mirror", "moved", "rows_changed", "clock_behind", "no_schema", "no_files"),
    *("database_gone", "database_silent", "database_login", "database_rights"),
    *("database_commit", "database_columns", "database_fsync", "database_encoding"),
    *("ENOSPC", "EDQUOT", "EFBIG", "EROFS", "ETIMEDOUT", "EACCES", "EILSEQ", "EPERM", "ELOOP"),
}
"""Words for what no repair of rows cures."""


def reason(why: str) -> str:
    """Say why a queue is closed; what follows the word is a name, a byte or a seq."""
    word, _, rest = why.partition(" ")
    told = REASONS.get(word) or WHY.get(getattr(errno, word, None), word)
    is_of_system = rest and word in errno.errorcode.values()
    return f"{told}（{rest}）" if is_of_system else f"{told} {rest}".strip()


def file_fault(error: OSError) -> str:
    """Say what the system said of a file, and of which."""
    told = REASONS.get(errno.errorcode.get(error.errno or 0, "")) or why_not(error)
    return f"{told}（{error.filename}）" if error.filename else told


def tables_fault(error: sqlite3.Error) -> str:
    """Say what is amiss with the tables beside the rows."""
    code = getattr(error, "sqlite_errorcode", -1) & 0xFF  # a database of ours tells a word
    if code in NO_DATABASE:
        return f"{FILE} {DAMAGED}"
    return _OF_TABLES[code] if code in _OF_TABLES else reason(str(error))


_OF_TABLES: Mapping[int, str] = {
    sqlite3.SQLITE_CANTOPEN: "打不开",
    sqlite3.SQLITE_FULL: REASONS["ENOSPC"],
    sqlite3.SQLITE_READONLY: REASONS["EROFS"],
    sqlite3.SQLITE_BUSY: REASONS["ETIMEDOUT"],
    sqlite3.SQLITE_IOERR: REASONS["EIO"],
}


def _ranges(seqs: Iterable[int]) -> Iterator[str]:
    """Yield seqs as `--accept-loss` takes them, those in a row as one: a lost disk had many."""
    for _, run in groupby(enumerate(seqs), lambda counted: counted[1] - counted[0]):
        first, *others = [seq for _, seq in run]
        yield f"{first}-{others[-1]}" if others else str(first)


def _state(closed: str) -> str:
    if takes_requests(closed):
        return f"能受理，但是{reason(closed)}；承诺的日期会算错，请校时" if closed else "能受理"
    return f"现在不受理：{reason(closed)}"


def findings_lines(found: Findings, is_in_files: bool) -> Iterator[str]:
    """Yield what looking a queue over brought to light."""
    yield from (f"{remark.where}：{remark.message}" for remark in found.remarks)
    state = _state(found.closed)
    if found.closed and found.closed.split()[0] not in NOT_BY_REPAIR:
        remedy = "请运行 queue repair" if is_in_files else "请从备份或副本恢复，见 docs/scale.md"
        state += f"；{remedy}"
    yield f"{found.rows} 行，{found.requests} 条诉求，到序号 {found.seq}；{state}"


STATES = {"ok": "按时", "old": "太久了", "none": "没有", "failed": "没有恢复成"}
"""Word → how the timer's backups and the trials of restoring them are."""


def backups_line(found: Backups) -> str:
    """Say how old the last backup is, and whether it could be restored."""
    made = f" {local(found.made_at):%Y-%m-%d %H:%M}" if found.made_at else ""
    trial = found.tried
    tried = f" {local(trial.at):%Y-%m-%d %H:%M} {reason(trial.fault)}" if trial else ""
    told = f"备份：{STATES[found.backup]}{made}；试恢复：{STATES[found.restore]}{tried}".rstrip()
    ahead = f"；时钟快的时候做的 {'、'.join(found.ahead)} 不会按时去掉，请自己删"
    return told + ahead if found.ahead else told


def repair_data(found: Repair, applied: bool, closed: str) -> Mapping[str, Any]:
    """Return what can be read again; no personal data, only which rows."""
    return {
        "rows": len(found.events),
        "regained": [event.seq for event in found.regained],
        "moved": [event.seq for event in found.moved],
        "unfit": [event.seq for event in found.unfit],
        "missing": found.missing,
        "is_needed": found.is_needed,
        "applied": applied,
        "closed": closed,
    }


def repair_lines(found: Repair, applied: bool, closed: str) -> Iterator[str]:
    """Yield what can be read again and what cannot, and what was done about it."""
    yield f"各份文件里共有 {len(found.events)} 行，原始记录里没有的 {len(found.regained)} 行"
    for events, state in ((found.moved, "接在末尾"), (found.unfit, "和现在的经过接不上，留在原处")):
        for event in events:
            act = ACTS.get(event.event, event.event)
            what = f"{show_number(event.number)} {act}，序号 {event.seq}"
            yield f"另有一份不同的 {what}：{state}"
    if found.missing:
        named = ",".join(_ranges(found.missing))
        yield f"哪里都没有序号 {named}：找到备份请加 --from，找不到就加 --accept-loss {named}"
    if found.is_needed:
        yield "已写回，原来的文件在 aside/" if applied else "没有改动任何文件；加 --apply 才写回"
    yield _state(closed)
