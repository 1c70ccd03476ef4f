"""The next files of a site: made beside those that are served, and taken in when all are there."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from guidebook.publishing.site_folder import NEW, OWN_FILE, Written, remove

GZIPPED = (".html", ".css", ".js", ".json", ".csv", ".svg", ".xml", ".txt")
GZIP_FROM_BYTES = 600
GZIP_LEVEL = 6
"""The highest, 9, takes half as long again and saves three bytes in a thousand."""


@dataclass(frozen=True)
class NewFile:
    """A file of the site; its bytes wait on the disk, not in memory."""

    path: str
    size: int
    is_new: bool
    """Whether it waits to be taken in; else the site holds the very same already."""


class NewFiles:
    """The new files of a site; whatever becomes of a build, none is left waiting.

    Every text file gets a gzip copy beside it, for servers that send such copies as they are. With
    `keeps_copies`, those that this program packed before are not packed again. `clean` lays every
    file down anew; so does a folder with links in it, which lead who knows where.
    """

    def __init__(self, folder: Path, *, keeps_copies: bool = False, clean: bool = False) -> None:
        self._folder, self._new = folder, folder / NEW
        self._keeps_copies = keeps_copies
        self._is_clean = clean
        self._is_first = False

    def __enter__(self) -> NewFiles:
        self._drop()
        self._is_first = not self._folder.exists()
        self._is_clean = self._is_clean or _has_links(self._folder)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._drop()
        if self._is_first:
            with suppress(OSError):  # it holds a site
                self._folder.rmdir()

    def _drop(self) -> None:
        remove(self._new)

    def put(self, path: str, content: bytes) -> tuple[NewFile, ...]:
        """Lay a file down, and its gzip copy; several processes may, each its own files."""
        is_same = self._there(path) == content
        file = self._file(path, content, is_same=is_same)
        if not (path.endswith(GZIPPED) and len(content) >= GZIP_FROM_BYTES):
            return (file,)
        return file, self._copy(f"{path}.gz", content)

    def _there(self, path: str) -> bytes | None:
        """Return what the site holds at a path, if that may stay."""
        if not self._is_clean:
            with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                return (self._folder / path).read_bytes()
        return None

    def _copy(self, path: str, content: bytes) -> NewFile:
        there = self._there(path)
        if self._keeps_copies and there and _unpacked(there) == content:
            return NewFile(path, len(there), is_new=False)
        packed = gzip.compress(content, GZIP_LEVEL, mtime=0)
        return self._file(path, packed, is_same=there == packed)

    def _file(self, path: str, content: bytes, *, is_same: bool) -> NewFile:
        if not is_same:
            _write(self._new / path, content)
        return NewFile(path, len(content), is_new=not is_same)

    def read(self, file: NewFile) -> bytes:
        """Return the bytes of a file that was laid down."""
        return ((self._new if file.is_new else self._folder) / file.path).read_bytes()

    def take_in(self, files: Iterable[NewFile]) -> Written:
        """Make the folder hold these files, and no others.

        A file that differs is renamed into place: whoever reads or links it keeps the old one.
        """
        found = {file.path: file for file in files}
        new = sum(file.is_new for file in found.values())
        if new:
            self._folder.mkdir(parents=True, exist_ok=True)
            _move_into(self._folder, self._new)
        self._drop()
        removed = _remove_others(self._folder, found.keys())
        size = sum(file.size for file in found.values() if not file.path.endswith(".gz"))
        return Written(len(found), new, removed, frozenset(found), size)


def _unpacked(packed: bytes) -> bytes | None:
    """Return what a gzip copy holds, None where it is damaged."""
    with suppress(OSError, EOFError, zlib.error):
        return gzip.decompress(packed)
    return None


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except FileNotFoundError:  # the first in its folder
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _move_into(folder: Path, new: Path) -> None:
    """Rename what is new into its place, whole folders where there was none.

    The folder that makes a site ours comes first: whatever becomes of the rest, it is.
    """
    names = os.listdir(new)  # noqa: PTH208 # thousands of them
    for name in sorted(names, key=lambda name: name != OWN_FILE.partition("/")[0]):
        there = folder / name
        if there.is_dir() and (new / name).is_dir() and not there.is_symlink():
            _move_into(there, new / name)
        else:
            if there.is_dir() or (new / name).is_dir():
                remove(there)  # a file takes the place of a folder, or a folder that of a file
            (new / name).replace(there)


def _has_links(folder: Path) -> bool:
    return folder.is_symlink() or any(
        os.path.islink(f"{place}/{name}")  # noqa: PTH114 # thousands of them
        for place, folders, names in os.walk(folder)
        for name in (*folders, *names)
    )


def _remove_others(folder: Path, wanted: Collection[str]) -> int:
    """Remove all files but some, and the folders that are empty then; return how many files."""
    removed = 0
    for place, folders, names in os.walk(folder, topdown=False):
        inside = f"{place}/".removeprefix(f"{folder}/")
        links = [name for name in folders if os.path.islink(f"{place}/{name}")]  # noqa: PTH114
        others = [name for name in (*names, *links) if f"{inside}{name}" not in wanted]
        for name in others:
            Path(place, name).unlink()
        removed += len(others)
        if inside and not os.listdir(place):  # noqa: PTH208 # thousands of them
            Path(place).rmdir()
    return removed
