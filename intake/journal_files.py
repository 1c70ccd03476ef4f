"""The queue's files on disk: private to us, written whole or not at all."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EEXIST, ENOSPC
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

sync = getattr(os, "fdatasync", os.fsync)
"""Put a file's content on disk; fdatasync where the system has it."""


def make_private_folder(folder: Path) -> None:
    """Make the folder of the queue, open to nobody else whatever the umask.

    Raises OSError.
    """
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    folder.chmod(PRIVATE_FOLDER)


def open_private(path: Path | str, flags: int) -> int:
    """Open a file, making it if need be, for its owner alone; return the descriptor.

    Raises OSError.
    """
    return os.open(path, flags | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, PRIVATE_FILE)


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Hold the lock file at `path`, waiting for other holders; yield its descriptor.

    flock and not lockf: POSIX locks belong to the process, so that threads of two processes meet
    false deadlocks and closing any descriptor drops the lock (measured). Raises OSError.
    """
    descriptor = open_private(path, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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


def move_tail(descriptor: int, start: int, target: Path) -> None:
    """Move what stands after `start` (bytes) to the end of another file: nothing is thrown away."""
    tail = os.pread(descriptor, os.fstat(descriptor).st_size - start, start)
    torn = open_private(target, os.O_WRONLY | os.O_APPEND)
    try:
        append_whole(torn, tail, os.fstat(torn).st_size)
        os.fsync(torn)
    finally:
        os.close(torn)
    os.ftruncate(descriptor, start)


def replace_whole(path: Path, content: bytes) -> None:
    """Put new content in place of a file: a reader sees the old or the new one, never half.

    Raises OSError.
    """
    new = path.with_name(f".{path.name}.new")
    _fill(open_private(new, os.O_WRONLY | os.O_TRUNC), new, content)
    new.replace(path)
    sync_folder(path.parent)


def keep_content(path: Path, content: bytes) -> str:
    """Keep content beside other files, on disk when this returns the name it has.

    That is the name of `path`, with -2, -3 … behind it if others have it. A file that begins with
    the same is left as it is; none is ever overwritten. Raises OSError.
    """
    for name in (path.name, *(f"{path.name}-{number}" for number in range(2, 1000))):
        kept = path.with_name(name)
        try:
            descriptor = open_private(kept, os.O_WRONLY | os.O_EXCL)
        except FileExistsError:
            if kept.read_bytes().startswith(content):
                return name
            continue
        _fill(descriptor, kept, content)
        return name
    raise FileExistsError(EEXIST, os.strerror(EEXIST), path.name)


def _fill(descriptor: int, path: Path, content: bytes) -> None:
    """Write a new file whole, and close it; if that fails it is as if it had never been."""
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink()
        raise
    sync_folder(path.parent)
