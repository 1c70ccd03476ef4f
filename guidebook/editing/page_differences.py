"""What changed in the pages that are written by hand, and in the files they show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from guidebook.editing.differences import Difference
from guidebook.model import KINDS
from guidebook.reading.revisions import Moved, Revision, changed_files

_TITLE = re.compile(r"^title:\s*(.+?)\s*$", re.MULTILINE)


def page_differences(old: Revision, new: Revision) -> Iterator[Difference]:
    """Yield what changed in `site_src/`, file by file: of pages line by line."""
    for moved in changed_files(old, new):
        path = moved.new or moved.old
        words = tuple(_words(moved, old, new))
        if words:
            yield Difference(path, *_subject(path, new if moved.new else old), words)


def _subject(path: str, revision: Revision) -> tuple[str, str]:
    """Return what a file is called, and where readers meet it."""
    if not path.endswith(".md"):
        return f"图片、样式或脚本 {path}", "用到它的页面"
    title = _TITLE.search(revision.text(path) or "")
    called = title[1] if title else path
    folder, _, name = path.removesuffix(".md").rpartition("/")
    if name.startswith("_"):
        return f"{called}的版式", f"/{folder}/ 各页"
    page = "/".join(part for part in (folder, name) if part and part != "index")
    kind = "列表页" if folder in KINDS else "手写的页面"
    return f"{kind} {called}", f"/{page}/" if page else "/"


def _words(moved: Moved, old: Revision, new: Revision) -> Iterator[str]:
    if not moved.new or not moved.old:
        yield "新增" if moved.new else "删去"
        return
    if moved.new != moved.old:
        yield f"从 {moved.old} 改名为 {moved.new}"
    if moved.new.endswith(".md"):
        yield from _lines(_read(old, moved.old), _read(new, moved.new))
    elif moved.new == moved.old:
        yield "内容换了"


def _read(revision: Revision, path: str) -> list[str]:
    lines = (line.strip() for line in (revision.text(path) or "").splitlines())
    return [line for line in lines if line]


def _lines(before: list[str], after: list[str]) -> Iterator[str]:
    for deed, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if deed == "equal":
            continue
        gone, come = before[a:b], after[c:d]
        if len(gone) == len(come):
            changed = zip(gone, come, strict=True)
            yield from (f"从“{one}”改成“{other}”" for one, other in changed)
        else:
            yield from (f"去掉“{line}”" for line in gone)
            yield from (f"加上“{line}”" for line in come)
