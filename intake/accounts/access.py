"""The access record: who opened the personal data of which request, and when.

One file a month beside the journal (`access-YYYYMM.csv`, in the district's time): at, by, number.
It holds no personal data itself, and nothing of it stands in the journal.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from intake.clock import local
from intake.journal.disk import (
    append_whole,
    naming,
    open_private,
    read_private,
    replace_whole,
    sync,
)

EVERY_NUMBER = "全部"
"""Stands for the number where all requests were taken out at once."""

FILES = "access-*.csv"
HEADER = b"\xef\xbb\xbfat,by,number\r\n"


def access_records(folder: Path) -> Mapping[str, bytes]:
    """Return the files of the record in the folder of a queue, by name. Raises OSError."""
    return {path.name: read_private(path) for path in sorted(folder.glob(FILES))}


def bring_back_records(source: Path, folder: Path) -> None:
    """Put the months that a queue has not into its folder, from a backup. Raises OSError."""
    for path in sorted(source.glob(FILES)):
        if path.is_file() and not path.is_symlink() and not (folder / path.name).exists():
            replace_whole(folder / path.name, path.read_bytes())


def note_access(folder: Path, at: datetime, by: str, number: str) -> None:
    """Add one line; it is on disk when this returns, so that nothing is shown unrecorded.

    Raises OSError.
    """
    moment = local(at)
    line = f"{moment.isoformat(timespec='seconds')},{by},{number}\r\n".encode()
    path = folder / f"access-{moment:%Y%m}.csv"
    descriptor = open_private(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        with naming(path):
            end = os.fstat(descriptor).st_size
            append_whole(descriptor, line if end else HEADER + line, end)
            sync(descriptor)
    finally:
        os.close(descriptor)
