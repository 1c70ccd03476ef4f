"""What must hold before the intake starts; each failure is told plainly to whoever starts it."""

from __future__ import annotations

import re
from pathlib import Path

from intake.settings import Settings, SettingsError

LAYOUT = "layout/requests.html"
MOUNTS = Path("/proc/self/mountinfo")

NETWORK_FILE_SYSTEMS = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs")
"""Locks and flushes are not to be relied on there (SQLite says the same of its WAL)."""


def check_places(settings: Settings) -> None:
    """Make sure that layouts are there, and that the queue is neither published nor remote.

    Raises SettingsError.
    """
    if not (settings.layouts / LAYOUT).is_file():
        raise SettingsError(
            f"没有页面版式 {settings.layouts / LAYOUT}：请先运行 python build.py site"
        )
    site = settings.site.resolve()
    queue = {"INTAKE_DATA": settings.data, "INTAKE_MIRROR": settings.mirror or settings.data}
    for name, path in (queue | {"INTAKE_SECRET_KEY_FILE": settings.secret_key_file}).items():
        if path.resolve().is_relative_to(site):
            raise SettingsError(f"{name} 不能放在公开的网站目录 {settings.site} 里，现在是 {path}")
    if settings.mirror and settings.mirror.resolve() == settings.data.resolve():
        raise SettingsError("INTAKE_MIRROR 不能和 INTAKE_DATA 是同一个文件夹")
    mounts = MOUNTS.read_text(encoding="utf-8") if MOUNTS.exists() else ""
    for name, path in queue.items():
        kind = file_system_of(path.resolve(), mounts)
        if kind in NETWORK_FILE_SYSTEMS:
            raise SettingsError(f"{name} 不能放在网络文件系统（{kind}）上，现在是 {path}")


def file_system_of(path: Path, mounts: str) -> str:
    """Name the kind of file system a path is on, by the text of `/proc/self/mountinfo` (man proc).

    Empty when that does not tell.
    """
    deepest, found = -1, ""
    for line in mounts.splitlines():
        mounted, _, kind = line.partition(" - ")
        point = Path(_unescaped(mounted.split()[4]))
        if path.is_relative_to(point) and len(point.parts) >= deepest:
            deepest, found = len(point.parts), kind.split()[0]
    return found


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), text)
