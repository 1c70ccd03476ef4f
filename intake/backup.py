"""Copies of a queue with a manifest, and a queue from such a copy; both checked throughout.

A backup holds personal data like the queue itself: private files in a private folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from intake.journal import Journal
from intake.journal_files import (
    make_private_folder,
    open_private,
    replace_whole,
    sync_folder,
)
from intake.journal_scan import journal_files
from intake.verify import verify_journal

MANIFEST = "manifest.json"
SET_ASIDE = ("*.torn", "*.torn.read-*", "*.csv.before-*")
"""What was once damaged goes into a backup as it is."""


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
    files: tuple[CopiedFile, ...]


def back_up(journal: Journal, target: Path, at: datetime) -> Manifest:
    """Copy every row that is on disk now into a new folder, while requests keep coming in.

    Raises BackupError, OSError or JournalUnavailable, and leaves no half of a folder.
    """
    if target.exists():
        raise BackupError(f"{target} 已经存在：备份只写进新的文件夹")
    if target.resolve().is_relative_to(journal.folder.resolve()):
        raise BackupError("备份不能放在队列自己的文件夹里")
    seq, sizes = journal.snapshot()
    make_private_folder(target)
    try:
        manifest = _filled(target, journal, seq, sizes, at)
    except (BackupError, OSError):
        shutil.rmtree(target)
        raise
    sync_folder(target.resolve().parent)
    return manifest


def _filled(
    target: Path, journal: Journal, seq: int, sizes: Mapping[str, int], at: datetime
) -> Manifest:
    files = tuple(_copied(journal.folder, target, sizes))
    found = verify_journal(target)
    if found.seq > seq or sum(file.size for file in files if file.name in sizes) != sum(
        sizes.values()
    ):
        raise BackupError("备份时文件被换过，请再做一次")
    made_at = at.astimezone(UTC).isoformat(timespec="seconds")
    manifest = Manifest(made_at, seq, found.requests, files)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    replace_whole(target / MANIFEST, text.encode())
    return manifest


def restore(source: Path, journal: Journal) -> Manifest:
    """Fill an empty queue from a backup, checked before and after.

    Raises BackupError, OSError or JournalUnavailable.
    """
    manifest = read_manifest(source)
    _check(source, manifest, "备份")
    make_private_folder(journal.folder)
    with journal.alone():
        if journal_files(journal.folder) or any(journal.folder.glob("*.torn*")):
            raise BackupError(f"{journal.folder} 里已经有记录：只能恢复到空的队列")
        for file in manifest.files:
            replace_whole(journal.folder / file.name, (source / file.name).read_bytes())
    _check(journal.folder, manifest, "恢复后的队列")
    return manifest


def read_manifest(source: Path) -> Manifest:
    """Read the manifest of a backup.

    Raises BackupError.
    """
    try:
        data: Mapping[str, Any] = json.loads((source / MANIFEST).read_bytes())
        files = tuple(CopiedFile(**file) for file in data["files"])
        return Manifest(data["made_at"], data["seq"], data["requests"], files)
    except (OSError, ValueError, KeyError, TypeError):
        raise BackupError(f"读不到备份清单 {source / MANIFEST}") from None


def _check(folder: Path, manifest: Manifest, what: str) -> None:
    for file in manifest.files:
        path = folder / file.name
        if Path(file.name).name != file.name or not path.is_file():
            raise BackupError(f"{what}缺少文件 {file.name}")
        if hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            raise BackupError(f"{what}的 {file.name} 和清单不符：内容变过")
    found = verify_journal(folder)
    if found.seq > manifest.seq or found.requests != manifest.requests:
        raise BackupError(f"{what}的行数和清单不符")


def _copied(folder: Path, target: Path, sizes: Mapping[str, int]) -> Iterator[CopiedFile]:
    for name, size in sizes.items():
        yield _copy(folder / name, target / name, size)
    for path in sorted(path for pattern in SET_ASIDE for path in folder.glob(pattern)):
        yield _copy(path, target / path.name, path.stat().st_size)


def _copy(path: Path, target: Path, size: int) -> CopiedFile:
    """Copy the first `size` bytes of a file and put them on disk."""
    with path.open("rb") as file:
        content = file.read(size)
    descriptor = open_private(target, os.O_WRONLY | os.O_EXCL)
    with os.fdopen(descriptor, "wb") as copy:
        copy.write(content)
        copy.flush()
        os.fsync(copy.fileno())
    return CopiedFile(path.name, len(content), hashlib.sha256(content).hexdigest())
