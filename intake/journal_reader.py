"""Reading the journal: each file from where the last reading ended, damaged lines passed over."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from errno import ENOENT
from pathlib import Path

from intake.index import Index
from intake.rows import HEADER, DamagedRowError, decode

FILES = "journal-*.csv"

log = logging.getLogger(__name__)


@dataclass
class Segment:
    """One file of the journal: how much of it was read, and is surely on disk, in bytes."""

    inode: int
    seen: int = 0
    synced: int = 0


@dataclass(frozen=True)
class DamagedLine:
    """A whole line that is no row, at a place in bytes; it stays where it is."""

    file: str
    start: int


class JournalReader:
    """Keeps an index of the journal in `folder` up to date; for one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._forget()

    def _forget(self) -> None:
        self.index = Index()
        self.segments: dict[str, Segment] = {}
        self.damaged: list[DamagedLine] = []

    def catch_up(self) -> None:
        """Read what was written since the last time, all of it again if a file was replaced.

        Lines without an end are left for later: they are being written, or torn.
        Raises OSError, also when a file is gone that was there before: rows are not forgotten.
        """
        files = sorted(path for path in self._folder.iterdir() if path.match(FILES))
        gone = self.segments.keys() - {path.name for path in files}
        if gone:
            raise FileNotFoundError(ENOENT, "a file of the journal is gone", min(gone))
        if any(self._was_replaced(path) for path in files):
            self._forget()
        for path in files:
            self._read_on(path)

    def _was_replaced(self, path: Path) -> bool:
        segment, now = self.segments.get(path.name), path.stat()
        return segment is not None and (now.st_ino != segment.inode or now.st_size < segment.seen)

    def _read_on(self, path: Path) -> None:
        now = path.stat()
        segment = self.segments.setdefault(path.name, Segment(now.st_ino))
        if now.st_size == segment.seen:
            return
        with path.open("rb") as file:
            file.seek(segment.seen)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._take(line, path.name, segment.seen)
                segment.seen += len(line)

    def _take(self, line: bytes, file: str, start: int) -> None:
        if start == 0 and line == HEADER:
            return
        try:
            self.index.apply(decode(line))
        except (DamagedRowError, KeyError, TypeError, AttributeError, ValueError):
            self.damaged.append(DamagedLine(file, start))
            self.index.skip()
            log.warning("damaged line in %s at byte %d", file, start)
