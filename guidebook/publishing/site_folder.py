"""The folder of a site: which one is ours, and what a build changed in it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


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

    def in_words(self) -> str:
        """Say how much the site is."""
        pages = sum(name.endswith(".html") for name in self.names)
        return f"{pages} 页、{self.files} 个文件、{self.size / 1e6:.1f} MB"


OWN_FILE = "search/index.json"
"""A folder that holds this is a site of ours, and may be changed and emptied."""
NEW = ".guide-new"
"""Where in it the files of the next build wait; a build that was killed leaves it."""


class ForeignFolderError(Exception):
    """The folder holds files that are no site of ours: nothing in it was touched."""


def refuse_foreign_folder(folder: Path) -> None:
    """Make sure that a folder is empty or a site of ours; raises ForeignFolderError if not."""
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if found - {NEW} and not (folder / OWN_FILE).is_file():
        raise ForeignFolderError(f"{folder} 里有别的文件，请换一个空文件夹")


def refuse_links(folder: Path) -> None:
    """Make sure that nothing is published from elsewhere; raises ForeignFolderError."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise ForeignFolderError(f"{path} 是符号链接：请放进文件本身，别处的文件不会发布")


def remove(path: Path) -> None:
    """Remove a file, a link or a whole folder, if it is there and may be."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


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
