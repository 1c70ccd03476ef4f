"""What an edit changes in the site: the files that a server or a CDN has to hand out anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

HASHED = re.compile(r"\.[0-9a-f]{8,}\.(?:min\.)?[a-z0-9]+$")
"""Names that hold a hash, which caches keep for ever (deploy/nginx.conf says the same)."""


@dataclass(frozen=True)
class Changes:
    """Files that one release has otherwise than the one before, as they travel (gzip)."""

    files: int
    bytes: int
    pages: int
    hashed: int
    whole: int
    """Bytes of the whole site, so that a share can be told."""


def snapshot(site: Path) -> Mapping[str, tuple[int, int]]:
    """Return each file that travels with inode and bytes: an unchanged file is a hard link."""
    found = {}
    for file in site.resolve().rglob("*"):
        name = file.relative_to(site.resolve()).as_posix()
        if file.is_file() and not file.with_name(f"{file.name}.gz").exists():
            found[name.removesuffix(".gz")] = (file.stat().st_ino, file.stat().st_size)
    return found


def changes(before: Mapping[str, tuple[int, int]], after: Mapping[str, tuple[int, int]]) -> Changes:
    """Compare two releases."""
    anew = {
        name: size for name, (inode, size) in after.items() if before.get(name, (0,))[0] != inode
    }
    return Changes(
        len(anew),
        sum(anew.values()),
        sum(name.endswith(".html") for name in anew),
        sum(HASHED.search(name) is not None for name in anew),
        sum(size for _, size in after.values()),
    )


Edit = Callable[[str], str]

EDITS: Mapping[str, Edit] = {
    "house number": lambda text: re.sub(r"(address: .*?)\d+号", r"\g<1>3001号", text),
    "name": lambda text: re.sub(r"(name:\n? *(?:\{?zh: )?)(\S)", r"\1新\2", text, count=1),
}
"""What is edited → how a record's file reads then."""
