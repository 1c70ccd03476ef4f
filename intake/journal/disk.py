"""The queue's files on disk: private to us, written whole or not at all.

Nothing else opens, locks or flushes them.
"""

from __future__ import annotations

import fcntl
import os
import resource
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from errno import EFBIG, ENOSPC, EPERM, ETIMEDOUT
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from intake.journal.places import Places

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

PATIENCE = 5.0
"""Seconds that anybody waits for a lock: whoever stops while holding it must not stop the rest."""
NEXT_TRY = 0.001
"""Seconds between two tries; a writer holds the lock for a tenth of that."""

ROOM = 64 * 1024
"""Bytes that must be free for a disk to count as having room: more than any row takes."""

sync = getattr(os, "fdatasync", os.fsync)
"""Put a file's content on disk; fdatasync where the system has it."""


class Both(NamedTuple):
    """Descriptors of journal and mirror."""

    journal: int
    mirror: int


Stamp = tuple[int, int, int]
"""Inode, bytes, and when it was written (ns): tells, with luck, that a file was changed."""


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Say of which file it was what the system says without a name: of those that are open."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error


def make_private_folder(folder: Path) -> None:
    """Make a folder, open to nobody else whatever the umask.

    Raises OSError.
    """
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    folder.chmod(PRIVATE_FOLDER)


def other_owner(folder: Path) -> str:
    """Name the account that a folder belongs to, empty if that is ours.

    Of a folder that is not there yet, or that another account keeps us from seeing, it is the
    account of the one above; where one is to be made, that is for root to heed alone.
    """
    place = next(place for place in (folder, *folder.parents) if os.path.exists(place))  # noqa: PTH110 # one that nobody may look for is none
    may_enter = place != folder and os.geteuid() and os.access(place, os.X_OK)
    return "" if place.stat().st_uid == os.geteuid() or may_enter else place.owner()


def open_private(path: Path, flags: int) -> int:
    """Open a file of this account, a new one for it alone; return the descriptor.

    Raises OSError, also for links, pipes and files of other accounts: a name is not trusted.
    """
    flags |= os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # a pipe would be waited for
    descriptor = os.open(path, flags, PRIVATE_FILE)
    try:
        check_private(path, os.fstat(descriptor))
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def check_private(path: Path, found: os.stat_result) -> None:
    """Raise OSError unless what was found at a path is a regular file of this account."""
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
        raise OSError(EPERM, "not a regular file of this account", str(path))


def close_to_others(descriptor: int) -> None:
    """Take from other accounts what they may do with an open file."""
    if stat.S_IMODE(os.fstat(descriptor).st_mode) != PRIVATE_FILE:
        os.fchmod(descriptor, PRIVATE_FILE)


@contextmanager
def both_open(places: Places, flags: int) -> Iterator[Both]:
    """Open journal and mirror; closed when the block is left. Raises OSError."""
    with ExitStack() as opened:
        descriptors = []
        for path in (places.journal, places.mirror):
            descriptors.append(open_private(path, flags))
            opened.callback(os.close, descriptors[-1])
        yield Both(*descriptors)


@contextmanager
def locked(path: Path, patience: float | None = None, flags: int = os.O_RDONLY) -> Iterator[int]:
    """Hold the lock file at `path`; yield its descriptor.

    flock and not lockf: POSIX locks belong to the process, so that threads of two processes meet
    false deadlocks and closing any descriptor drops the lock (measured). Raises OSError; that is
    TimeoutError when others hold it for longer than `patience` seconds.
    """
    deadline = time.monotonic() + (PATIENCE if patience is None else patience)
    while True:
        descriptor = open_private(path, flags | os.O_CREAT)
        try:
            with naming(path):
                _wait_for(descriptor, deadline)
            if is_still_at(path, descriptor):  # else it was removed, and others lock a new one
                yield descriptor
                return
        finally:
            os.close(descriptor)


def _wait_for(descriptor: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise TimeoutError(ETIMEDOUT, "the lock is held by others") from None
            time.sleep(NEXT_TRY)
        else:
            return


def is_still_at(path: Path, descriptor: int) -> bool:
    """Tell whether a path leads to the file that is open."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def stamp_of(found: os.stat_result) -> Stamp:
    """Return the stamp of a file."""
    return found.st_ino, found.st_size, found.st_mtime_ns


def stamps_of(files: Both) -> tuple[Stamp, Stamp]:
    """Return the stamps of journal and mirror."""
    return stamp_of(os.fstat(files.journal)), stamp_of(os.fstat(files.mirror))


def read_from(descriptor: int, start: int) -> bytes:
    """Return what stands in a file from a place (bytes) on."""
    return os.pread(descriptor, max(0, os.fstat(descriptor).st_size - start), start)


def read_private(path: Path) -> bytes:
    """Return the content of a file of this account; nothing if there is none, or something else.

    Raises OSError.
    """
    if not path.is_file() or path.is_symlink():
        return b""
    descriptor = open_private(path, os.O_RDONLY)
    try:
        return read_from(descriptor, 0)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_room(folder: Path, end: int, tries: bool = False) -> None:
    """Raise OSError unless there is room for a row behind `end` (bytes) of a file in a folder.

    What the disk tells knows nothing of quotas and broken disks: with `tries` as much is written
    and flushed, into a file without a name.
    """
    found = os.statvfs(folder)
    if found.f_bavail * found.f_frsize < ROOM:
        raise OSError(ENOSPC, os.strerror(ENOSPC), str(folder))
    most, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    if most != resource.RLIM_INFINITY and most < end + ROOM:
        raise OSError(EFBIG, os.strerror(EFBIG), str(folder))
    if tries:
        with naming(folder), TemporaryFile(dir=folder) as file:
            file.write(bytes(ROOM))
            file.flush()
            os.fsync(file.fileno())


def append_whole(descriptor: int, data: bytes, end: int) -> None:
    """Append data in one write to a file that ends at `end` (bytes), or leave the file as it was.

    Raises OSError when there is no room for all of it.
    """
    try:
        if os.write(descriptor, data) == len(data):
            return
    except OSError:
        os.ftruncate(descriptor, end)
        raise
    os.ftruncate(descriptor, end)
    raise OSError(ENOSPC, os.strerror(ENOSPC))


def replace_whole(path: Path, content: bytes) -> None:
    """Put new content in place of a file: a reader sees the old or the new one, never half.

    Raises OSError.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        fill_new(new, content, os.O_TRUNC)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    new.replace(path)
    sync_folder(path.parent)


def lay_down(places: Places, content: bytes) -> None:
    """Put new content in place of both files, the mirror first: a journal that is there has one.

    Raises OSError.
    """
    make_private_folder(places.mirror_folder)
    replace_whole(places.mirror, content)
    replace_whole(places.journal, content)


def fill_new(path: Path, content: bytes, flags: int = os.O_EXCL) -> None:
    """Write a file that is not there yet, on disk when this returns; its name may not be.

    Raises OSError.
    """
    descriptor = open_private(path, os.O_WRONLY | os.O_CREAT | flags)
    with naming(path), os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def new_place_aside(places: Places, reason: str) -> Path:
    """Return a path in the folder for what is set aside: its name is the time and the reason."""
    make_private_folder(places.aside)
    return places.aside / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{reason}"


def set_aside(places: Places, reason: str, content: bytes) -> str:
    """Keep content for good, on disk when this returns the name of its file. Raises OSError."""
    path = new_place_aside(places, reason)
    fill_new(path, content)
    sync_folder(places.aside)
    sync_folder(places.folder)
    return path.name
