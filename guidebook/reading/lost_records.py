"""Records of the last commit that are gone: people saved and printed their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from guidebook.model import KINDS, LIST, KindWording
from guidebook.model.addresses import record_address
from guidebook.reading.folder import Folder
from guidebook.reading.git import ask_git
from guidebook.reading.problems import Problem

FEW = 5
"""So many are told one by one; more are another guide in place of this one."""


def lost_records(read: Folder) -> Iterator[Problem]:
    """Yield a reminder of every record whose address would say nothing from now on.

    Nothing where git does not know what was there before.
    """
    told = ask_git(read.root, "ls-tree", "-r", "-z", "--name-only", "HEAD", ".")
    before = [PurePosixPath(name) for name in (told or "").split("\0")]
    lost = [
        (file.parent.name, file.stem)
        for file in before
        if file.parent.name in KINDS and file.stem != LIST and not _is_answered(file, read)
    ]
    for kind, name in lost[:FEW]:
        message = (
            f"提交过的这一条没有了，印出去的网址 {record_address(kind, name)} 会打不开。"
            f"请还原这个文件，改名用 build.py rename {kind} {name} 新编号，"
            f"撤下用 build.py retire {kind} {name}"
        )
        yield Problem(f"{read.root.name}/{kind}/{name}.yaml", 1, "", message)
    if lost[FEW:]:
        message = f"像这样没有了的还有 {len(lost[FEW:])} 条"
        yield Problem(read.root.name, 1, "", message)


def _is_answered(file: PurePosixPath, read: Folder) -> bool:
    """Tell whether the address of a record still leads to something."""
    kind, name = file.parent.name, file.stem
    wording = read.contents.get((kind, LIST))
    gone = wording.retired if isinstance(wording, KindWording) else ()
    return (
        (kind, name) in read.files
        or (kind, name) in read.present_ids
        or any(record.id == name for record in gone)
    )
