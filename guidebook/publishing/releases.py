"""Releases: each build lies in a folder of its own, and is switched to by one rename when whole.

`ROOT/current` is the site that servers read, `ROOT/layouts` what the intake needs beside it. Both
lead into the same `ROOT/releases/NUMBER/`, so that pages, form and content are of one build. A
release begins as hard links to the one before: whoever writes into it writes new files and renames
them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from guidebook.publishing.made_of import hand_on_made_of, strays
from guidebook.publishing.site_folder import OWN_FILE, ForeignFolderError
from guidebook.stamp import STAMP, has_same_content, own_names

KEPT = 5
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
    """Return the finished releases, the newest first."""
    folders = (root / RELEASES).glob("[0-9]*")
    found = [Release(folder) for folder in folders if folder.suffix != UNFINISHED]
    return sorted(found, key=lambda release: release.number, reverse=True)


def current_release(root: Path) -> Release | None:
    """Return the release that is served, if any is."""
    link = root / CURRENT
    return Release(link.resolve().parent) if link.is_symlink() else None


def refuse_foreign_root(root: Path) -> None:
    """Make sure that a folder is empty or ours; raises ForeignFolderError if not."""
    ours = (root / RELEASES, root / OWN_FILE, root / LOCK)
    if root.is_dir() and any(root.iterdir()) and not any(path.exists() for path in ours):
        raise ForeignFolderError(f"{root} 里有别的文件，请换一个空文件夹")


@contextmanager
def new_release(root: Path, wait: Callable[[], None], *, clean: bool = False) -> Iterator[Release]:
    """Offer a folder to build in; switch to it if the block ends well, else drop it.

    It holds what the release before holds, unless `clean`. What turns out the same as the one that
    is served is dropped too, so that those kept are five that differ.
    """
    refuse_foreign_root(root)
    with one_at_a_time(root, wait):
        last = current_release(root)
        number = max([0, *(release.number for release in releases_in(root))]) + 1
        new = Release(_begun(root, number, None if clean else last))
        try:
            yield new
            if last and _is_same(new, last):
                hand_on_made_of(new.layouts, last.layouts)
                _switch(root, last.number)  # one that was interrupted there
            else:
                new.folder.rename(new.folder.with_suffix(""))
                _switch(root, number)
                _drop_old(root)
        finally:
            shutil.rmtree(new.folder, ignore_errors=True)


def roll_back(root: Path, number: int | None, wait: Callable[[], None]) -> Release:
    """Serve an earlier release, or the one before the present; raises NoReleaseError.

    Which one that is is settled before a running build is waited for.
    """
    present, there = current_release(root), releases_in(root)
    if number is not None:
        found = [release for release in there if release.number == number]
    else:
        found = [release for release in there if present and release.number < present.number]
    if not found:
        numbers = "、".join(f"第 {release.number} 版" for release in there) or "一版也没有"
        raise NoReleaseError(f"没有可以退回的：留着的是 {numbers}")
    with one_at_a_time(root, wait):
        _switch(root, found[0].number)
    return found[0]


def _begun(root: Path, number: int, last: Release | None) -> Path:
    """Make the folder of a new release; whatever was left unfinished goes away."""
    for leftover in (root / RELEASES).glob(f"*{UNFINISHED}"):
        shutil.rmtree(leftover)
    folder = root / RELEASES / f"{number}{UNFINISHED}"
    if last and last.folder.is_dir():
        _begin_like(last.folder, folder)
    else:
        folder.mkdir(parents=True)
    return folder


def _begin_like(last: Path, folder: Path) -> None:
    """Make a folder of hard links to all files of another; raises OSError at the first it cannot.

    `shutil.copytree` would raise one error of thousands, without their kind.
    """
    for at, _, names in os.walk(last):
        here = folder / Path(at).relative_to(last)
        here.mkdir()
        for name in names:
            (here / name).hardlink_to(f"{at}/{name}")


def _is_same(new: Release, last: Release) -> bool:
    """Tell whether two releases serve the same, apart from files that only stay for a while."""
    names = own_names(last.layouts)
    return (
        own_names(new.layouts) == names
        and not strays(last.site, last.layouts)
        and has_same_content(new.layouts, last.layouts)
        and all(_is_one(new.site / name, last.site / name) for name in names)
    )


def _is_one(file: Path, other: Path) -> bool:
    """Tell whether two names are of one file, or of its like; somebody may have taken it away."""
    with suppress(FileNotFoundError):
        return file.samefile(other) or file.read_bytes() == other.read_bytes()
    return False


def _switch(root: Path, number: int) -> None:
    """Serve a release: both links lead to it from one moment to the next."""
    _link(root / CURRENT, f"{RELEASES}/{number}/site")
    if not (root / LAYOUTS).is_symlink():
        _link(root / LAYOUTS, f"{CURRENT}/../{LAYOUTS}")


def _link(link: Path, target: str) -> None:
    new = link.with_name(f"{link.name}{UNFINISHED}")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)


def _drop_old(root: Path) -> None:
    """Remove all but the newest releases, and the plain site of an earlier edition."""
    for release in releases_in(root)[KEPT:]:
        unfinished = release.folder.with_suffix(UNFINISHED)  # what is half gone is no release
        release.folder.rename(unfinished)
        shutil.rmtree(unfinished)
    if (root / OWN_FILE).is_file():
        for path in root.iterdir():
            if path.name not in (CURRENT, LAYOUTS, RELEASES, LOCK):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
