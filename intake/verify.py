"""Looking a queue over: is every row as written, every seq there, every file ours alone?

Nothing is changed. Problems are what somebody has to see to; the rest are counts.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from guidebook.model import Guidebook
from intake.clerk_copy import FILE, LOCK, copied_seq, table
from intake.event import Event
from intake.journal import Journal
from intake.journal_files import PRIVATE_FILE, PRIVATE_FOLDER
from intake.journal_scan import INTACT, Line, journal_files, lines_of
from intake.lost_rows import lost_rows

MOST_SEQS_NAMED = 5


@dataclass(frozen=True)
class Problem:
    """Something wrong in a queue: a word for programs, where, and what in Chinese."""

    kind: str
    where: str
    message: str


@dataclass(frozen=True)
class Findings:
    """What looking a queue over brought to light."""

    seq: int
    rows: int
    requests: int
    files: int
    problems: tuple[Problem, ...]


CONDITIONS = {
    "reshaped": "被表格软件存过：值都没变，仍然有效；请运行 queue recover --apply 写回原样",
    "damaged": "坏行，已跳过；请运行 queue recover 看能否读回",
    "unfinished": "末尾不完整的半行；下次写入时会移到 *.torn",
    "bad_header": "表头不是原样；请运行 queue recover",
}


def verify_journal(folder: Path) -> Findings:
    """Look over the files of a journal alone, such as those of a backup.

    Raises OSError.
    """
    lines = tuple(lines_of(folder))
    rows = tuple(line.row for line in lines if line.row)
    problems = (*_line_problems(lines), *_seq_problems(rows), *_number_problems(rows))
    return Findings(
        seq=max((row.seq for row in rows), default=0),
        rows=len(rows),
        requests=sum(row.event == "submit" for row in rows),
        files=len(journal_files(folder)),
        problems=tuple(problems),
    )


def verify_queue(journal: Journal, guidebook: Guidebook) -> Findings:
    """Look over a queue: the journal, what was set aside, who may read it, and the clerk's copy.

    Raises OSError or JournalUnavailable.
    """
    found = verify_journal(journal.folder)
    problems = (
        *found.problems,
        *_torn_problems(journal.folder),
        *_lost_problems(journal.folder),
        *_privacy_problems(journal.folder),
        *_copy_problems(journal, guidebook),
    )
    return Findings(found.seq, found.rows, found.requests, found.files, problems)


def _line_problems(lines: Iterable[Line]) -> Iterator[Problem]:
    for line in lines:
        if line.condition != INTACT:
            where = f"{line.file} 第 {line.start} 字节"
            yield Problem(line.condition, where, CONDITIONS[line.condition])


def _seq_problems(rows: tuple[Event, ...]) -> Iterator[Problem]:
    """Find what is missing, double or out of order among 1 … the highest seq."""
    seqs = Counter(row.seq for row in rows)
    holes = [seq for seq in range(1, max(seqs, default=0)) if seq not in seqs]
    doubles = [seq for seq, times in seqs.items() if times > 1]
    order = [row.seq for row in rows]
    if holes:
        yield Problem("seq_hole", "journal", f"缺少序号 {_some(holes)}，共 {len(holes)} 个")
    if doubles:
        yield Problem("seq_double", "journal", f"序号重复 {_some(doubles)}，共 {len(doubles)} 个")
    if order != sorted(order):
        yield Problem("seq_order", "journal", "行的先后和序号不一致")


def _some(seqs: list[int]) -> str:
    named = "、".join(map(str, seqs[:MOST_SEQS_NAMED]))
    return named + (" 等" if len(seqs) > MOST_SEQS_NAMED else "")


def _number_problems(rows: tuple[Event, ...]) -> Iterator[Problem]:
    begun: set[str] = set()
    for row in rows:
        if row.event == "submit" and row.number in begun:
            yield Problem("number_double", row.number, "同一个编号提交了两次")
        if row.event != "submit" and row.number not in begun:
            yield Problem("number_unknown", row.number, f"序号 {row.seq} 的事件没有对应的提交")
        if row.event == "submit":
            begun.add(row.number)


def _torn_problems(folder: Path) -> Iterator[Problem]:
    for path in sorted(folder.glob("*.torn")):
        size = path.stat().st_size
        yield Problem("torn", path.name, f"移出的半行，{size} 字节；请运行 queue recover 看一看")


def _lost_problems(folder: Path) -> Iterator[Problem]:
    for name, count in sorted(Counter(lost.file for lost in lost_rows(folder)).items()):
        message = f"其中 {count} 行原始记录里没有；请运行 queue recover 看一看"
        yield Problem("rows_lost", name, message)


def _privacy_problems(folder: Path) -> Iterator[Problem]:
    yield from _mode_problems(folder, PRIVATE_FOLDER)
    for path in sorted(folder.iterdir()):
        information = path.lstat()
        if stat.S_ISREG(information.st_mode):
            yield from _mode_problems(path, PRIVATE_FILE)
        else:
            yield Problem("not_a_file", path.name, "不是普通文件，不该在队列里")
        if stat.S_ISREG(information.st_mode) and information.st_nlink > 1:
            yield Problem("linked", path.name, "另有一个硬链接，别处也能读到")


def _mode_problems(path: Path, wanted: int) -> Iterator[Problem]:
    information = path.lstat()
    mode = stat.S_IMODE(information.st_mode)
    if mode != wanted:
        message = f"权限应为 {wanted:04o}，现在是 {mode:04o}"
        yield Problem("mode", path.name, message)
    if information.st_uid != os.geteuid():
        yield Problem("owner", path.name, "不属于运行程序的账户")


def _copy_problems(journal: Journal, guidebook: Guidebook) -> Iterator[Problem]:
    """Compare the clerk's copy with what it should be, and its seq with the journal's."""
    path, lock = journal.folder / FILE, journal.folder / LOCK
    seq, requests = journal.requests()
    copied = _copied(lock)
    if copied > seq:
        message = f"清单做到序号 {copied}，原始记录只到 {seq}：后面的行不见了"
        yield Problem("rows_gone", "journal", message)
    if requests and not path.exists():
        yield Problem("copy_missing", FILE, "还没有清单；下一次写入或启动时会做")
    elif path.exists() and copied == seq and path.read_bytes() != table(requests, guidebook):
        yield Problem("copy_differs", FILE, "清单被改过；下一次写入时会重做")


def _copied(lock: Path) -> int:
    if not lock.exists():
        return -1
    descriptor = os.open(lock, os.O_RDONLY)
    try:
        return copied_seq(descriptor)
    finally:
        os.close(descriptor)
