"""A folder of content as it was in a commit, and which of its files changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from guidebook.reading.git import ask_git, has_git

PAGES = "site_src"
"""Beside a folder of content: the pages that are written by hand."""


class UnknownRevisionError(Exception):
    """There is no such commit here; the message says why."""


@dataclass(frozen=True)
class Moved:
    """A file that is not as it was: `old` is empty where it is new, `new` where it is gone."""

    old: str
    new: str


@dataclass(frozen=True)
class Revision:
    """A folder as it was in a commit; as it lies on the disk where `commit` is empty."""

    folder: Path
    commit: str = ""

    def text(self, path: str) -> str | None:
        """Return what a file of the folder holds, None if it is not there."""
        if self.commit:
            return _text_at(self.folder, self.commit, path)
        file = self.folder / path
        return file.read_text("utf-8", errors="replace") if file.is_file() else None


@cache
def _text_at(folder: Path, commit: str, path: str) -> str | None:
    return ask_git(folder, "show", f"{commit}:./{path}")


def revision(folder: Path, name: str) -> Revision:
    """Find a commit by what people call it: a number, a branch, `HEAD~1`.

    Raises UnknownRevisionError where there is none.
    """
    commit = ask_git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^0")
    if commit:
        return Revision(folder, commit.strip())
    if ask_git(folder, "rev-parse", "--git-dir") is None:
        raise UnknownRevisionError(f"{folder} 不能比较：{_why_no_git(folder)}")
    why = f"这里没有“{name}”这个提交"
    if is_shallow(folder):
        why += "：只取来了最近的提交，请先运行 git fetch --unshallow"
    raise UnknownRevisionError(why)


def _why_no_git(folder: Path) -> str:
    if not has_git():
        return "这台机器没有装 git"
    if any((place / ".git").exists() for place in (folder, *folder.parents)):
        return "git 读不了这里的记录，多半是属于别的账户，请以那个账户运行"
    return "没有 git 的记录"


def is_shallow(folder: Path) -> bool:
    """Tell whether only the latest commits were fetched."""
    return "true" in (ask_git(folder, "rev-parse", "--is-shallow-repository") or "")


def changed_files(old: Revision, new: Revision) -> tuple[Moved, ...]:
    """Return the files that differ, by name; a file that was only renamed is one, not two."""
    commits = [old.commit, *([new.commit] if new.commit else [])]
    told = ask_git(
        old.folder, "diff", "--name-status", "-z", "-M", "--relative", *commits, "--", "."
    )
    found = list(_read_status((told or "").split("\0")))
    if not new.commit:
        others = ask_git(old.folder, "ls-files", "--others", "--exclude-standard", "-z")
        found += [Moved("", path) for path in (others or "").split("\0") if path]
    return tuple(sorted(found, key=lambda moved: moved.new or moved.old))


def _read_status(words: list[str]) -> list[Moved]:
    """Read what git says of each file: a letter and its name, for a renamed one both names."""
    found, left = [], iter(words)
    for status in left:
        if status:
            old = next(left)
            new = next(left) if status[0] in "RC" else old
            found.append(Moved("" if status == "A" else old, "" if status == "D" else new))
    return found


@dataclass(frozen=True)
class PastChange:
    """What one commit changed in a folder, and on which day it was made."""

    day: date
    files: tuple[Moved, ...]


def past_changes(folder: Path, most: int = 500) -> tuple[PastChange, ...] | None:
    """Return what the latest commits changed in a folder and in the pages beside it, newest first.

    Files of the folder are named from there, pages from what holds both. None where that is not
    known: without git, or where not all commits were fetched, of which the oldest would seem to
    have added everything.
    """
    if is_shallow(folder):
        return None
    prefix = (ask_git(folder, "rev-parse", "--show-prefix") or "").strip()
    places = [".", f"../{PAGES}"] if prefix else ["."]
    told = ask_git(
        folder, "log", "-z", "-M", "--name-status", f"-n{most}", "--format=%x01%cs", "--", *places
    )
    if not told:
        return None
    return tuple(_read_commit(part, prefix) for part in told.split("\x01") if part)


def _read_commit(part: str, prefix: str) -> PastChange:
    day, *words = part.replace("\n", "").split("\0")
    above = prefix.rstrip("/").rpartition("/")[0]
    beside = f"{above}/" if above else ""

    def named(path: str) -> str:
        return path.removeprefix(prefix) if path.startswith(prefix) else path.removeprefix(beside)

    moves = [Moved(named(moved.old), named(moved.new)) for moved in _read_status(words)]
    return PastChange(date.fromisoformat(day), tuple(moves))
