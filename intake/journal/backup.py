"""Copies of a queue with a manifest, and a queue from such a copy; both checked throughout.

A backup has the shape of a queue, and holds personal data like it: private files in a private
folder. The manifest is written last: a folder without one is no backup.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from intake.journal.disk import (
    PRIVATE_FOLDER,
    fill_new,
    make_private_folder,
    read_private,
    replace_whole,
    sync_folder,
)
from intake.journal.erasure import is_whole_list
from intake.journal.file_store import FileStore
from intake.journal.journal import Journal, JournalUnavailable
from intake.journal.places import FILE, Places
from intake.journal.repair import repair
from intake.journal.rows import content_of
from intake.journal.scan import scan
from intake.journal.start import is_foreign, is_new

MANIFEST = "manifest.json"
BROKEN = (
    "做备份时队列不受理，里面的行不一定全：请先 queue init，再 queue repair --apply --from 这份备份"
)


class BackupError(Exception):
    """The backup cannot be made or used; the message says why, in Chinese."""


@dataclass(frozen=True)
class CopiedFile:
    """One file of a backup; size in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: every row up to `seq`."""

    made_at: str
    seq: int
    requests: int
    closed: str
    """Why the queue took no requests then, empty if it did."""
    files: tuple[CopiedFile, ...]


def back_up(journal: Journal, target: Path, at: datetime, beside: Mapping[str, bytes]) -> Manifest:
    """Copy every row that is there now into a new folder, while requests keep coming in.

    `beside` is what else the backup holds, by name. Raises BackupError, OSError or
    JournalUnavailable.
    """
    if target.resolve().is_relative_to(journal.folder.resolve()):
        raise BackupError("备份不能放在队列自己的文件夹里")
    contents = {**_contents(journal), **beside}
    if (closed := journal.why_closed()) == "no_queue":
        raise JournalUnavailable(closed)
    try:
        target.mkdir(mode=PRIVATE_FOLDER, parents=True)
    except FileExistsError:
        raise BackupError(f"{target} 已经存在：备份只写进新的文件夹") from None
    try:
        return _written(target, contents, closed, at)
    except OSError:
        shutil.rmtree(target, ignore_errors=True)  # half of one is none, and tells of people
        raise


def _written(target: Path, contents: Mapping[str, bytes], closed: str, at: datetime) -> Manifest:
    """Write a backup into its new folder, the manifest last. Raises OSError."""
    files = tuple(_copied(target / name, name, content) for name, content in contents.items())
    events = scan(contents[FILE]).events
    manifest = Manifest(
        made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        seq=max((event.seq for event in events), default=0),
        requests=sum(event.event == "submit" for event in events),
        closed=closed,
        files=files,
    )
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    replace_whole(target / MANIFEST, text.encode())
    sync_folder(target.resolve().parent)
    return manifest


def restore(
    source: Path,
    journal: Journal,
    first: Callable[[], None],
    lists: Sequence[Path] = (),
) -> Manifest:
    """Fill an empty queue from a backup that is as it was made, and whole.

    What is forgotten comes back without its person: by the backup, by the list that is in the
    queue's folder already, and by other `lists`. `first` brings back what lies beside the rows.
    Killed in between it leaves a queue that stays closed, until it is done again or, where rows
    are there by then, `repair` is. Raises BackupError, OSError or JournalUnavailable.
    """
    manifest = read_manifest(source)
    _check(source, manifest)
    if not isinstance(journal.store, FileStore):
        message = "备份恢复到文件里：先不设 INTAKE_JOURNAL 恢复，再用 queue move --to 搬进数据库"
        raise BackupError(message)
    for path in (*lists, *filter(Path.is_file, (journal.places.forgotten,))):
        if not is_whole_list(path.read_bytes()):
            raise BackupError(f"{path} 不是删除名单，或者有读不懂的行：请换成最近备份里的")
    if is_foreign(journal.places) or not is_new(journal.places):
        both = f"{journal.folder} 或镜像 {journal.places.mirror_folder} "
        message = "里已经有记录或别的文件：只能恢复到空的队列，INTAKE_MIRROR 也要是空的"
        raise BackupError(f"{both}{message}")
    make_private_folder(journal.folder)
    first()
    if not manifest.seq and not journal.places.journal.exists():
        journal.make()
    of_backup = source / journal.places.forgotten.name
    repair(journal, apply=True, others=[source / FILE, *filter(Path.is_file, (of_backup, *lists))])
    return manifest


def read_manifest(source: Path) -> Manifest:
    """Read the manifest of a backup.

    Raises BackupError.
    """
    try:
        found = source / MANIFEST
        content = found.read_bytes() if found.is_file() else b""  # a pipe would be waited for
        return TypeAdapter(Manifest).validate_json(content, strict=True)
    except (OSError, ValueError):
        message = f"读不到备份清单 {source / MANIFEST}；第一版的备份请用 queue repair --from"
        raise BackupError(message) from None


def _contents(journal: Journal) -> dict[str, bytes]:
    """Return the name in a backup and the content of everything that holds rows."""
    if isinstance(journal.store, FileStore):
        with journal.alone():
            return dict(_files(journal.places))
    return {FILE: content_of(journal.rows().events), **dict(_list(journal.places))}


def _files(places: Places) -> Iterator[tuple[str, bytes]]:
    yield FILE, read_private(places.journal)
    yield f"mirror/{FILE}", read_private(places.mirror)
    yield from _list(places)
    for path in sorted(places.aside.glob("*")):
        yield f"aside/{path.name}", read_private(path)


def _list(places: Places) -> Iterator[tuple[str, bytes]]:
    if forgotten := read_private(places.forgotten):
        yield places.forgotten.name, forgotten


def _check(source: Path, manifest: Manifest) -> None:
    if manifest.closed:
        raise BackupError(BROKEN)
    if FILE not in {file.name for file in manifest.files}:
        raise BackupError(f"备份清单里没有 {FILE}")
    for file in manifest.files:
        path = source / file.name.replace("\0", "")
        if not path.resolve().is_relative_to(source.resolve()) or not path.is_file():
            raise BackupError(f"备份缺少文件 {file.name}")
        if hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            raise BackupError(f"备份的 {file.name} 和清单不符：内容变过")
    found = scan((source / FILE).read_bytes())
    seqs = [event.seq for event in found.events]
    if found.damaged or seqs != [*range(1, len(seqs) + 1)] or len(seqs) != manifest.seq:
        raise BackupError(BROKEN)


def _copied(path: Path, name: str, content: bytes) -> CopiedFile:
    make_private_folder(path.parent)
    fill_new(path, content)
    sync_folder(path.parent)
    return CopiedFile(name, len(content), hashlib.sha256(content).hexdigest())
