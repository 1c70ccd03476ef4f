"""The site folder: what is published is written there, what nobody makes any more goes away."""

from __future__ import annotations

import gzip
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from guidebook.model.addresses import DESK, REQUESTS

GZIPPED = (".html", ".css", ".js", ".json", ".csv", ".svg", ".xml", ".txt")
GZIP_FROM_BYTES = 600


@dataclass(frozen=True)
class Written:
    """What changed in the site folder."""

    files: int
    written: int
    removed: int
    names: frozenset[str]
    """The paths of all files of the site; nothing else in the folder is served."""
    earlier: frozenset[str] = frozenset()
    """Those among them that stay from the build before."""


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
    folder: Path, files: Mapping[str, bytes], staying: frozenset[str] = frozenset()
) -> Written:
    """Make a folder hold these files, and of those before the ones staying; touch what differs.

    `files` goes from path to content; every text file gets a gzip copy beside it for servers
    that send such copies as they are.
    """
    first = (
        {OWN_FILE: files[OWN_FILE]} if OWN_FILE in files else {}
    )  # an interrupted build stays ours
    wanted = first | dict(files)
    for path, content in files.items():
        if path.endswith(GZIPPED) and len(content) >= GZIP_FROM_BYTES:
            wanted[f"{path}.gz"] = gzip.compress(content, mtime=0)
    written = sum(write_file(folder / path, content) for path, content in wanted.items())
    earlier = frozenset(name for name in staying - set(wanted) if (folder / name).is_file())
    names = earlier | set(wanted)
    return Written(len(wanted), written, _remove_others(folder, names), names, earlier)


def write_file(file: Path, content: bytes) -> bool:
    """Write a file if it differs, new and renamed: whoever reads or links it keeps the old one."""
    if file.is_file() and file.read_bytes() == content:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.tmp")
    temporary.write_bytes(content)
    temporary.replace(file)
    return True


def _remove_others(folder: Path, wanted: Collection[str]) -> int:
    others = [
        file
        for file in folder.rglob("*")
        if file.is_file() and file.relative_to(folder).as_posix() not in wanted
    ]
    for file in others:
        file.unlink()
    for directory in sorted(folder.rglob("*"), reverse=True):
        if directory.is_dir() and not any(directory.iterdir()):
            directory.rmdir()
    return len(others)


def sitemap(site_url: str, addresses: list[str]) -> bytes:
    """Write the sitemap of all public pages, as sitemaps.org 0.9 asks."""
    rows = "".join(
        f"<url><loc>{escape(site_url.rstrip('/') + address)}</loc></url>\n"
        for address in sorted(addresses)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'{head}<urlset xmlns="{namespace}">\n{rows}</urlset>\n'.encode()


def robots(site_url: str) -> bytes:
    """Write robots.txt: everything may be read but the requests."""
    lines = ["User-agent: *", f"Disallow: {REQUESTS}/", f"Disallow: {DESK}/", ""]
    return "\n".join([*lines, f"Sitemap: {site_url}sitemap.xml", ""]).encode()
