"""Releases: each build lies in a folder of its own, and is switched to by one rename when whole.

`ROOT/current` is the site that servers read, `ROOT/layouts` what the intake needs beside it. Both
lead into the same `ROOT/releases/NUMBER/`, so that pages, form and content are of one build. A
release begins as hard links to the files of the one before: whoever writes into it writes new files
and renames them.

A release is a folder called by a number, with a stamp. What else lies there is somebody else's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from os.path import samestat
from pathlib import Path
from stat import S_IFREG, S_ISDIR

from guidebook.publishing.made_of import hand_back_notes, names_beside, strays
from guidebook.publishing.site_folder import OWN_FILE, ForeignFolderError, remove
from guidebook.stamp import STAGE, STAMP, has_build, names_in_stamp

KEPT = 5
NUMBER = re.compile("[1-9][0-9]*")
CURRENT, LAYOUTS, RELEASES, LOCK = "current", "layouts", "releases", "lock"
UNFINISHED = ".new"
"""Ends the name of a release that is being built, or that nobody lived to finish."""


class NoReleaseError(Exception):
    """There is no such release to go back to; the message says which there are."""


@dataclass(frozen=True)
class Release:
    """One finished build, or one that is being made."""

    folder: Path

    @property
    def number(self) -> int:
        """Return its number; later builds have higher ones, whatever the clock says."""
        return int(self.folder.stem)

    @property
    def site(self) -> Path:
        """Return the folder that is served."""
        return self.folder / "site"

    @property
    def layouts(self) -> Path:
        """Return the folder of layouts, content and stamp."""
        return self.folder / LAYOUTS

    @property
    def made_at(self) -> datetime:
        """Return when it was finished (UTC)."""
        return datetime.fromtimestamp((self.layouts / STAMP).stat().st_mtime, UTC)

    def is_whole(self) -> bool:
        """Tell whether all is there that its build left, so that it can be served."""
        with suppress(OSError):  # not ours to read
            names = names_in_stamp(self.layouts)
            has_files = bool(names) and all((self.site / name).is_file() for name in names)
            return has_files and has_build(self.layouts)
        return False


@contextmanager
def one_at_a_time(folder: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Keep other builds out of a folder; calls `wait` first where one is at work."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            wait()
            flock(lock, LOCK_EX)
        yield


def releases_in(root: Path) -> list[Release]:
    """Return the finished releases that may be read, the newest first."""
    named = [path for path in (root / RELEASES).glob("*") if NUMBER.fullmatch(path.name)]
    found = [Release(path) for path in named if os.access(path / LAYOUTS / STAMP, os.R_OK)]
    return sorted(found, key=lambda release: release.number, reverse=True)


def leftovers(root: Path) -> list[Path]:
    """Return what was left of releases that nobody lived to finish, or could not remove."""
    return [p for p in (root / RELEASES).glob(f"*{UNFINISHED}") if NUMBER.fullmatch(p.stem)]


def current_release(root: Path) -> Release | None:
    """Return the release that is served, if any is; it may be damaged."""
    folder = Path(os.path.realpath(root / CURRENT)).parent  # also of a link to itself
    is_one = folder.parent == (root / RELEASES).resolve() and NUMBER.fullmatch(folder.name)
    return Release(root / RELEASES / folder.name) if is_one else None


def refuse_foreign_root(root: Path) -> None:
    """Make sure that a folder is empty or ours; raises ForeignFolderError if not."""
    ours = (root / RELEASES, root / LOCK)
    if root.is_dir() and any(root.iterdir()) and not any(path.exists() for path in ours):
        raise ForeignFolderError(f"{root} 里有别的文件，请换一个空文件夹")
    for link in (root / CURRENT, root / LAYOUTS):
        if link.exists() and not link.is_symlink():
            raise ForeignFolderError(
                f"{link} 应是链接，现在不是：复制的时候没有保留链接，请用 cp -a 或 rsync -a。"
                "先把它移走，再运行一次"
            )


@contextmanager
def new_release(root: Path, wait: Callable[[], None], *, clean: bool = False) -> Iterator[Release]:
    """Offer a folder to build in; switch to it if the block ends well, else drop it.

    It holds what the release before holds, unless `clean`. What turns out the same as the one that
    is served is dropped too, so that those kept are five that differ.
    """
    refuse_foreign_root(root)
    with one_at_a_time(root, wait):
        last = current_release(root)
        new = _begun(root)
        try:
            if last and not clean:
                _hand_on(last, new)
            yield new
            if last and _is_same(new, last):
                hand_back_notes(new.layouts, last.site, last.layouts)
                _switch(root, last.number)  # one that was interrupted there
            else:
                finished = new.folder.rename(new.folder.with_suffix(""))
                try:
                    _switch(root, new.number)
                except OSError:
                    finished.rename(new.folder)  # nobody is served with it
                    raise
                _drop_old(root)
        finally:
            remove(new.folder)


def roll_back(root: Path, number: int | None, wait: Callable[[], None]) -> Release:
    """Serve an earlier release, or the one before the present that is whole.

    Which ones those are is settled before a running build is waited for; that one may drop the
    oldest. Raises NoReleaseError, or ForeignFolderError.
    """
    refuse_foreign_root(root)
    present, there = current_release(root), releases_in(root)
    if number is not None:
        found = [release for release in there if release.number == number]
    else:
        found = [release for release in there if present and release.number < present.number]
    _first_whole(found, root)
    with one_at_a_time(root, wait):
        whole = _first_whole(found, root)
        _switch(root, whole.number)
    return whole


def _first_whole(releases: Iterable[Release], root: Path) -> Release:
    """Return the first that can be served; raises NoReleaseError, naming all that can."""
    whole = next((release for release in releases if release.is_whole()), None)
    if not whole:
        numbers = "、".join(f"第 {r.number} 版" for r in releases_in(root) if r.is_whole())
        there = f"留着、没有缺文件的是{numbers}" if numbers else "一版没有缺文件的也没有"
        raise NoReleaseError(f"没有可以退回的：{root} 里{there}")
    return whole


def _begun(root: Path) -> Release:
    """Make the folder of a new release, with a number of its own; what was left goes away."""
    for path in leftovers(root):
        remove(path)
    names = [path.name.removesuffix(UNFINISHED) for path in (root / RELEASES).glob("*")]
    last = max([0, *(int(name) for name in names if NUMBER.fullmatch(name))])
    new = Release(root / RELEASES / f"{last + 1}{UNFINISHED}")
    new.folder.mkdir(parents=True)
    return new


def _hand_on(last: Release, new: Release) -> None:
    """Link into a release the files of the one before that are as this build would write them.

    All else is made anew: what is lost, is no file, has other rights or belongs to somebody else.
    """
    mode = S_IFREG | new.folder.stat().st_mode & 0o666  # as the umask has it
    beside = (f"{LAYOUTS}/{name}" for name in (STAMP, STAGE))
    for name in (*beside, *(f"site/{name}" for name in names_in_stamp(last.layouts))):
        file, link = last.folder / name, new.folder / name
        with suppress(OSError):
            if file.lstat().st_mode == mode:
                _linked(file, link)
    if not (new.site / OWN_FILE).is_file():
        remove(new.site)  # without this it would be nobody's


def _linked(file: Path, link: Path) -> None:
    try:
        link.hardlink_to(file)
    except FileNotFoundError:  # the first in its folder
        link.parent.mkdir(parents=True, exist_ok=True)
        link.hardlink_to(file)


def _is_same(new: Release, last: Release) -> bool:
    """Tell whether two releases serve the same."""
    names = _served(last)
    return (
        _served(new) == names
        and not strays(last.site, last.layouts)
        and all(_is_one(new.folder / name, last.folder / name) for name in names)
    )


def _served(release: Release) -> set[str]:
    """Return what is served of a release: files, and the folders that they are in."""
    files = {f"site/{name}" for name in names_in_stamp(release.layouts)}
    files |= {f"{LAYOUTS}/{name}" for name in names_beside(release.layouts)}
    return files | {name.rpartition("/")[0] for name in files}


def _is_one(path: Path, other: Path) -> bool:
    """Tell whether two names are of one file, or of its like, with the same rights."""
    with suppress(OSError):  # somebody took it away, or put another thing there
        one, two = path.stat(), other.stat()
        if (one.st_mode, one.st_uid) == (two.st_mode, two.st_uid):
            is_one = S_ISDIR(one.st_mode) or samestat(one, two)
            return is_one or path.read_bytes() == other.read_bytes()
    return False


def _switch(root: Path, number: int) -> None:
    """Serve a release: both links lead to it from one moment to the next."""
    _link(root / LAYOUTS, f"{CURRENT}/../{LAYOUTS}")
    _link(root / CURRENT, f"{RELEASES}/{number}/site")


def _link(link: Path, target: str) -> None:
    if link.is_symlink() and str(link.readlink()) == target:
        return
    new = link.with_name(f"{link.name}{UNFINISHED}")
    remove(new)
    new.symlink_to(target)
    new.replace(link)


def _drop_old(root: Path) -> None:
    """Remove all but the newest releases; what may not be removed is left."""
    for release in releases_in(root)[KEPT:]:
        unfinished = release.folder.with_suffix(UNFINISHED)  # what is half gone is no release
        with suppress(OSError):
            release.folder.rename(unfinished)
            remove(unfinished)
