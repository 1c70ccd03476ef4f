"""Looking a queue over: would a request be taken, and what should somebody know beside that?

Nothing is changed.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from intake.cases.event import VOID, Event
from intake.journal.disk import PRIVATE_FILE, PRIVATE_FOLDER, read_private
from intake.journal.erasure import clear, forgotten_in, is_whole_list
from intake.journal.file_store import FileStore
from intake.journal.journal import MOST_BEHIND, Journal
from intake.journal.places import FILE, Places
from intake.journal.replay import wrong_steps
from intake.journal.scan import scan
from intake.journal.start import OURS
from intake.journal.store import Remark

MOST_NAMED = 5


@dataclass(frozen=True)
class Findings:
    """What looking a queue over brought to light."""

    seq: int
    rows: int
    requests: int
    closed: str
    """Why no request is taken now, or none dated rightly; empty if they are."""
    remarks: tuple[Remark, ...]


def takes_requests(closed: str) -> bool:
    """Tell whether requests are taken all the same: by a clock that is behind with wrong dates."""
    return not closed or closed.startswith("clock_behind")


def verify(journal: Journal, now: datetime | None = None, backup: Path | None = None) -> Findings:
    """Look over a queue: both files, their rows, who may read them, what is set aside.

    With a backup, also whether every row that was in it is still what it was. Raises OSError or
    JournalUnavailable when it cannot even be looked at.
    """
    places = journal.places
    rows = journal.rows()
    events = rows.events
    remarks = [
        *privacy_remarks(places),
        *rows.remarks,
        *_seq_remarks(events),
        *_number_remarks(events),
        *_life_remarks(events, now),
        *(_backup_remarks(events, read_private(backup / FILE)) if backup else ()),
        *_list_remarks(places),
        *_aside_remarks(journal),
    ]
    return Findings(
        seq=max((event.seq for event in events), default=0),
        rows=len(events),
        requests=sum(event.event == "submit" for event in events),
        closed=journal.why_closed(now),
        remarks=tuple(remarks),
    )


def _seq_remarks(events: tuple[Event, ...]) -> Iterator[Remark]:
    """Find what is missing, double or out of order among 1 … the highest seq, and times."""
    seqs = Counter(event.seq for event in events)
    found = {
        "seq_missing": ("缺少序号", [n for n in range(1, max(seqs, default=0)) if n not in seqs]),
        "seq_double": ("序号重复", [seq for seq, times in seqs.items() if times > 1]),
        "seq_order": ("行的先后和序号不一致", _backwards([event.seq for event in events])),
        "void": ("已经认定丢失的序号", [e.seq for e in events if e.event == VOID]),
        "time_backwards": (
            "时间比前一行早",
            [n.seq for before, n in pairwise(events) if before.at - n.at > MOST_BEHIND],
        ),
    }
    for kind, (message, named) in found.items():
        if named:
            yield Remark(kind, "journal.csv", f"{message}：{_some(named)}，共 {len(named)} 个")


def _backwards(seqs: list[int]) -> list[int]:
    return [after for before, after in pairwise(seqs) if after < before]


def _some(seqs: list[int]) -> str:
    named = "、".join(map(str, seqs[:MOST_NAMED]))
    return named + (" 等" if len(seqs) > MOST_NAMED else "")


def _number_remarks(events: tuple[Event, ...]) -> Iterator[Remark]:
    begun: set[str] = set()
    for event in events:
        if event.event == "submit" and event.number in begun:
            yield Remark("number_double", event.number, "同一个编号提交了两次")
        if event.event == "submit":
            begun.add(event.number)
        elif event.number not in begun and event.event != VOID:
            yield Remark("number_unknown", event.number, f"序号 {event.seq} 的事件没有对应的提交")


def _life_remarks(events: tuple[Event, ...], now: datetime | None) -> Iterator[Remark]:
    """Name rows with a right check value that were never written: no life leads there."""
    for event in wrong_steps(events):
        message = f"序号 {event.seq} 的“{event.event}”和前面的经过接不上：可能有人改过"
        yield Remark("not_of_its_life", event.number, message)
    if ahead := [event.seq for event in events if now and event.at - now > MOST_BEHIND]:
        yield Remark("time_ahead", FILE, f"时间比现在晚：{_some(ahead)}，共 {len(ahead)} 个")
    if tuple(clear(events, forgotten_in(events))) != events:
        yield Remark("forgetting", FILE, "有删除没有做完：请运行 queue forget --due，或者重新启动")


def _backup_remarks(events: tuple[Event, ...], content: bytes) -> Iterator[Remark]:
    """Name the rows of a backup that are not there as they were, but for the forgotten."""
    days = forgotten_in(events)
    have = set(clear(events, days))
    changed = [e.seq for e in clear(scan(content).events, days) if e not in have]
    if changed or not content:
        message = f"备份里的行现在没有，或者变过：{_some(changed)}，共 {len(changed)} 个"
        yield Remark("not_as_in_backup", FILE, message if content else "备份里没有原始记录")


def _list_remarks(places: Places) -> Iterator[Remark]:
    """Tell whether the list of the forgotten can be read: who is not on it may come back."""
    content = read_private(places.forgotten)
    if content and not is_whole_list(content):
        message = "删除名单有读不懂的行：请用最近备份里的换回，不然恢复旧备份时有人会回来"
        yield Remark("list_damaged", places.forgotten.name, message)


def _aside_remarks(journal: Journal) -> Iterator[Remark]:
    if kept := len(list(journal.places.aside.glob("*"))):
        is_in_files = isinstance(journal.store, FileStore)
        then = "queue repair 会看能否补上" if is_in_files else "里面有个人信息，满了保存期清掉"
        yield Remark("aside", "aside/", f"有 {kept} 个移出的文件，{then}")


def privacy_remarks(places: Places) -> Iterator[Remark]:
    """Name what lies in the queue's folders and is not ours alone, or not ours. Raises OSError."""
    for path in sorted(places.folder.iterdir()):
        if not OURS.fullmatch(path.name):
            yield Remark("foreign", path.name, "不是队列的文件，里面有没有个人信息程序不知道")
    for folder in dict.fromkeys([places.folder, places.mirror_folder, places.aside]):
        if folder.is_dir():
            yield from _mode_remarks(folder.resolve(), PRIVATE_FOLDER)
            for path in sorted(path for path in folder.iterdir() if not path.is_dir()):
                with suppress(FileNotFoundError):  # it was there for a moment only
                    yield from _file_remarks(path)


def _file_remarks(path: Path) -> Iterator[Remark]:
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        yield Remark("not_a_file", path.name, "不是普通文件，不该在队列里")
        return
    yield from _mode_remarks(path, PRIVATE_FILE)
    if found.st_nlink > 1:
        yield Remark("linked", path.name, "另有一个硬链接，别处也能读到")


def _mode_remarks(path: Path, wanted: int) -> Iterator[Remark]:
    found = path.lstat()
    mode = stat.S_IMODE(found.st_mode)
    if mode != wanted:
        yield Remark("mode", path.name, f"权限应为 {wanted:04o}，现在是 {mode:04o}")
    if found.st_uid != os.geteuid():
        yield Remark("owner", path.name, "不属于运行程序的账户")
