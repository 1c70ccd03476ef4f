"""What keeps the intake from starting: every reason at once, each with what to do."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug.sansio.utils import host_is_trusted

from guidebook.model import Guidebook, Site
from guidebook.model.addresses import is_loopback, is_own_machine
from intake.journal.places import Places
from intake.notices.channels import read_channels
from intake.queues import faults_of_journal
from intake.settings import PUBLIC, Settings, SettingsError, is_public, read_secret_keys

LAYOUT = "layout/requests.html"
MOUNTS = Path("/proc/self/mountinfo")

NETWORK_FILE_SYSTEMS = (
    *("9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs"),
    *("lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "smb2", "smb3", "smbfs"),
    *("fuse.ceph-fuse", "fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.juicefs"),
    *("fuse.ossfs", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs"),
    *("fuse.vmhgfs-fuse", "prl_fs", "vboxsf", "virtiofs"),
)
"""Those of other machines, folders that virtual ones share too. Locks and flushes are not to be
relied on there (SQLite says the same of its WAL)."""


def refuse(faults: Iterable[str]) -> None:
    """Raise SettingsError with all faults, one a line, if there are any."""
    if found := tuple(dict.fromkeys(faults)):
        raise SettingsError("\n".join(found))


def faults_of_start(settings: Settings) -> Iterator[str]:
    """Yield what keeps an application from starting, wherever it is to be reached."""
    yield from faults_of_places(settings)
    yield from faults_of_files(settings)
    yield from faults_of_layouts(settings)
    yield from faults_of_journal(settings.journal, settings.journal_password_file)


def faults_of_places(settings: Settings) -> Iterator[str]:
    """Yield what is wrong with where things lie: published, remote, or one over the other."""
    queue = {"INTAKE_DATA": settings.data, "INTAKE_MIRROR": settings.mirror}
    further = {
        "INTAKE_SECRET_KEY_FILE": settings.secret_key_file,
        "INTAKE_JOURNAL_PASSWORD_FILE": settings.journal_password_file,
        "INTAKE_NOTIFY": settings.notify,
        "INTAKE_BACKUPS": settings.backups,
    }
    for name, path in (queue | further).items():
        if path and is_public(path, settings):
            yield f"{name} 不能放在{PUBLIC}，现在是 {path}：请换到这些文件夹外面"
    if settings.mirror and settings.mirror.resolve() == settings.data.resolve():
        yield "INTAKE_MIRROR 不能和 INTAKE_DATA 是同一个文件夹：最好放在另一块磁盘上"
    if settings.mirror and _is_of_another_queue(settings.mirror.resolve(), settings.data.resolve()):
        yield (
            f"INTAKE_MIRROR 不能放在别的队列里，现在是 {settings.mirror}：每个队列要有自己的镜像，"
            "不设就在它自己的文件夹里"
        )
    if settings.backups and settings.backups.resolve().is_relative_to(settings.data.resolve()):
        yield "INTAKE_BACKUPS 不能放在 INTAKE_DATA 里：最好放在另一块磁盘上"
    mounts = MOUNTS.read_text(encoding="utf-8") if MOUNTS.exists() else ""
    for name, path in queue.items():
        kind = file_system_of(path.resolve(), mounts) if path else ""
        if kind in NETWORK_FILE_SYSTEMS:
            yield f"{name} 不能放在网络文件系统（{kind}）上，现在是 {path}：请换到本机磁盘"


def _is_of_another_queue(mirror: Path, queue: Path) -> bool:
    """Tell whether the folder of a mirror is another queue's, or lies in one as its mirror does."""
    return any(
        folder != queue and os.path.exists(Places(folder, folder).lock)  # noqa: PTH110 # where nobody may look, none is seen
        for folder in (mirror, mirror.parent)
    )


def faults_of_files(settings: Settings) -> Iterator[str]:
    """Yield what others may read or change of the queue, and what is wrong with the key."""
    for folder in filter(None, (settings.data, settings.mirror)):
        if open_to_all := tuple(_open_to_all(folder)):
            names = "、".join(open_to_all[:3]) + ("等" if len(open_to_all) > 3 else "")
            yield f"{folder} 里有谁都能读的文件（{names}）：请运行 chmod -R go= {folder}"
    try:
        read_secret_keys(settings.secret_key_file)
    except SettingsError as error:
        yield error.message


def _open_to_all(folder: Path) -> Iterator[str]:
    """Yield the files of a queue that any account may read or write."""
    for path in sorted(folder.rglob("*")):
        found = path.lstat()
        if stat.S_ISREG(found.st_mode) and found.st_mode & (stat.S_IROTH | stat.S_IWOTH):
            yield path.relative_to(folder).as_posix()


def faults_of_layouts(settings: Settings) -> Iterator[str]:
    """Yield that no build left its layouts."""
    if not (settings.layouts / LAYOUT).is_file():
        yield (
            f"还没有生成过网站（没有 {settings.layouts / LAYOUT}）：请运行 make site；"
            "服务器上请推送内容（docs/deploying.md 第十条），推好了自己启动"
        )


def faults_of_news(settings: Settings, guidebook: Guidebook) -> Iterator[str]:
    """Yield that pushes are offered by mail where no mail can be sent."""
    if guidebook.site.news_by_mail and not can_mail(settings.notify, guidebook):
        yield (
            "site.yaml 写了 news_by_mail: true，但 INTAKE_NOTIFY 的文件里没有 mail（邮件服务器）："
            "请写上，或者把 news_by_mail 删去"
        )


def can_mail(notify: Path | None, guidebook: Guidebook) -> bool:
    """Tell whether the file of channels names a mail server."""
    try:
        return read_channels(notify, guidebook).mail is not None
    except SettingsError:
        return False


def faults_of_openness(settings: Settings, host: str, site: Site) -> Iterator[str]:
    """Yield what must not be so where others than this machine may come: `host` is listened on."""
    name, address = (
        ("intake_url", site.intake_url) if site.intake_url else ("site_url", site.site_url)
    )
    named = urlsplit(str(address)).hostname or ""
    is_ours = host_is_trusted(named, settings.trusted_hosts)
    if is_ours and urlsplit(str(address)).scheme == "https" and not settings.proxies:
        yield (
            f"site.yaml 的 {name} 是 https，INTAKE_PROXIES 却是 0：这里只讲 http，每一次提交都会像"
            "从别的网站来的。请让反向代理送来 X-Forwarded-Proto，设 INTAKE_PROXIES=1"
        )
    if is_own_machine(host):
        return
    if all(map(is_loopback, settings.trusted_hosts)):
        yield (
            f"要在 {host} 对外提供，INTAKE_TRUSTED_HOSTS 里却只有本机：请设成公布的主机名，"
            "如 INTAKE_TRUSTED_HOSTS=guide.example.cn"
        )
    if is_loopback(named):
        yield (
            f"要在 {host} 对外提供，site.yaml 的 {name} 却是 {address}：收据和二维码里都是它，"
            "别人打不开。请改成公布的网址"
        )
    elif not is_ours:
        yield f"site.yaml 的 {name} 是 {address}，INTAKE_TRUSTED_HOSTS 里却没有 {named}：请加上"


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
