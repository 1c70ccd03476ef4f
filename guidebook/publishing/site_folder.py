"""The site folder: what is published is written there, what nobody makes any more goes away."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from guidebook.steps import Steps

GZIPPED = (".html", ".css", ".js", ".json", ".csv", ".svg", ".xml", ".txt")
GZIP_FROM_BYTES = 600
GZIP_LEVEL = 6
"""The highest, 9, takes half as long again and saves three bytes in a thousand."""


@dataclass(frozen=True)
class Written:
    """What changed in the site folder."""

    files: int
    written: int
    removed: int
    names: frozenset[str]
    """The paths of all files of the site; nothing else in the folder is served."""
    size: int
    """Bytes of all files together, without the gzip copies."""
    earlier: frozenset[str] = frozenset()
    """Those among them that stay from the build before."""

    def in_words(self) -> str:
        """Say how much the site is."""
        pages = sum(name.endswith(".html") for name in self.names)
        return f"{pages} 页、{self.files} 个文件、{self.size / 1e6:.1f} MB"


OWN_FILE = "search/index.json"
"""A folder that holds this is a site of ours, and may be changed and emptied."""


class ForeignFolderError(Exception):
    """The folder holds files that are no site of ours: nothing in it was touched."""


def refuse_foreign_folder(folder: Path) -> None:
    """Make sure that a folder is empty or a site of ours; raises ForeignFolderError if not."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / OWN_FILE).is_file():
        raise ForeignFolderError(f"{folder} 里有别的文件，请换一个空文件夹")


def refuse_links(folder: Path) -> None:
    """Make sure that nothing is published from elsewhere; raises ForeignFolderError."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise ForeignFolderError(f"{path} 是符号链接：请放进文件本身，别处的文件不会发布")


def write_site(
    folder: Path,
    files: Mapping[str, bytes],
    staying: frozenset[str] = frozenset(),
    steps: Steps | None = None,
    *,
    keeps_copies: bool = False,
) -> Written:
    """Make a folder hold these files, and of those before the ones staying; touch what differs.

    `files` goes from path to content; every text file gets a gzip copy beside it for servers
    that send such copies as they are. With `keeps_copies`, those that this program packed before
    are not packed again.
    """
    steps = steps or Steps()

    def pack(path: str) -> bytes | None:
        """Return the gzip copy of a file, None for one that is there or has none."""
        if not _is_packed(path, files[path]):
            return None
        is_there = keeps_copies and _holds(folder / f"{path}.gz", files[path])
        return None if is_there else gzip.compress(files[path], GZIP_LEVEL, mtime=0)

    paths = sorted(files, key=lambda path: path != OWN_FILE)  # an interrupted build stays ours
    copies = dict(zip(paths, steps.each("压缩", pack, paths), strict=True))
    written = 0
    for path in steps.along("写网站", paths):
        written += write_file(folder / path, files[path])
        copy = copies[path]
        written += copy is not None and write_file(folder / f"{path}.gz", copy)
    names = {*files, *(f"{path}.gz" for path in files if _is_packed(path, files[path]))}
    earlier = frozenset(name for name in staying - names if (folder / name).is_file())
    removed = _remove_others(folder, names | earlier)
    size = sum(map(len, files.values()))
    return Written(len(names), written, removed, frozenset(names) | earlier, size, earlier)


def _is_packed(path: str, content: bytes) -> bool:
    return path.endswith(GZIPPED) and len(content) >= GZIP_FROM_BYTES


def _holds(file: Path, content: bytes) -> bool:
    """Tell whether a gzip copy is there, whole, and unpacks to a content."""
    try:
        return gzip.decompress(file.read_bytes()) == content
    except (OSError, EOFError, zlib.error):
        return False


def write_file(file: Path, content: bytes) -> bool:
    """Write a file if it differs, new and renamed: whoever reads or links it keeps the old one."""
    with suppress(FileNotFoundError):
        if file.read_bytes() == content:
            return False
    temporary = file.with_name(f".{file.name}.tmp")
    try:
        temporary.write_bytes(content)
    except FileNotFoundError:  # the first in its folder
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
    temporary.replace(file)
    return True


def _remove_others(folder: Path, wanted: Collection[str]) -> int:
    """Remove all files but some, and the folders that are empty then; return how many files."""
    removed = 0
    for place, _folders, names in os.walk(folder, topdown=False):
        inside = f"{place}/".removeprefix(f"{folder}/")
        others = [name for name in names if f"{inside}{name}" not in wanted]
        for name in others:
            Path(place, name).unlink()
        removed += len(others)
        if inside and not os.listdir(place):  # noqa: PTH208 # thousands of them
            Path(place).rmdir()
    return removed
