"""Reading the journal: each file from where the last reading ended, damaged lines passed over."""

from __future__ import annotations

import gc
import io
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import ENOENT, ESTALE
from fnmatch import fnmatchcase
from pathlib import Path

from intake.index import Index
from intake.journal_files import replace_whole
from intake.rows import CHECK_LENGTH, HEADER, DamagedRowError, decode, reread

FILES = "journal-*.csv"

CHUNK = 4 * 1024 * 1024
"""Bytes read at a time; far more than any line has."""

log = logging.getLogger(__name__)


@dataclass
class Segment:
    """One file of the journal: how much of it was read, and is surely on disk, in bytes."""

    inode: int
    seen: int = 0
    synced: int = 0
    tail: bytes = b""
    """The last bytes read: the check value in them tells this file from any other."""
    held: int = -1
    """A descriptor of the file: should another take its place, what was read can be set aside."""

    def __del__(self) -> None:
        if self.held >= 0:
            os.close(self.held)


@dataclass(frozen=True)
class DamagedLine:
    """A whole line that is not as it was written, at a place in bytes; it stays where it is."""

    file: str
    start: int
    readable: bool = False
    """A spreadsheet changed only its form: its row counts all the same."""


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
        Raises OSError, also when a file or a request is gone that was there before: what was
        received is not forgotten.
        """
        present = os.listdir(self._folder)  # noqa: PTH208 (on the way of every answer)
        names = sorted(name for name in present if _is_journal(name))
        gone = self.segments.keys() - set(names)
        if gone:
            raise FileNotFoundError(ENOENT, "a file of the journal is gone", min(gone))
        replaced = [name for name in names if self._was_replaced(name)]
        if replaced:
            self._read_anew(names, replaced[0])
        for name in names:
            self._read_on(name)

    def _read_anew(self, names: list[str], replaced: str) -> None:
        """Read everything again; what was known stays if the new files hold less."""
        before = self.index, self.segments, self.damaged
        self._forget()
        for name in names:
            self._read_on(name)
        lost = before[0].by_number.keys() - self.index.by_number.keys()
        if not lost and self.index.seq >= before[0].seq:
            log.warning("%s was replaced, nothing is missing in it", replaced)
            return
        self.index, self.segments, self.damaged = before
        kept = self._set_aside(replaced)
        log.error(
            "%s was replaced and rows are missing in it; as it was it stands in %s", replaced, kept
        )
        raise OSError(ESTALE, "a file of the journal was replaced, rows are gone", kept)

    def _set_aside(self, name: str) -> str:
        """Keep what a file held before another took its place, once; name where it stands."""
        segment = self.segments[name]
        kept = f"{name}.before-{segment.inode}"
        if not (self._folder / kept).exists() and os.fstat(segment.held).st_size >= segment.seen:
            replace_whole(self._folder / kept, os.pread(segment.held, segment.seen, 0))
        return kept if (self._folder / kept).exists() else "none"

    def _was_replaced(self, name: str) -> bool:
        """Tell whether a file is another than the one read before, or was written over."""
        segment = self.segments.get(name)
        if segment is None:
            return False
        now = os.stat(f"{self._folder}/{name}")  # noqa: PTH116 (pathlib takes five times as long)
        if now.st_ino != segment.inode or now.st_size < segment.seen:
            return True
        start = segment.seen - len(segment.tail)
        return os.pread(segment.held, len(segment.tail), start) != segment.tail

    def _read_on(self, name: str) -> None:
        segment = self.segments.get(name)
        if segment is None:
            held = os.open(self._folder / name, os.O_RDONLY | os.O_CLOEXEC)
            segment = self.segments[name] = Segment(os.fstat(held).st_ino, held=held)
            with _without_collecting():
                self._read_rest(name, segment)
        else:
            self._read_rest(name, segment)

    def _read_rest(self, name: str, segment: Segment) -> None:
        while chunk := os.pread(segment.held, CHUNK, segment.seen):
            whole = chunk[: chunk.rfind(b"\n") + 1]
            for line in io.BytesIO(whole):
                self._take(line, name, segment.seen)
                segment.seen += len(line)
            segment.tail = (segment.tail + whole)[-CHECK_LENGTH:]
            if len(whole) < len(chunk) < CHUNK or not whole:
                break

    def _take(self, line: bytes, file: str, start: int) -> None:
        if start == 0 and line == HEADER:
            return
        try:
            self.index.apply(decode(line))
        except (DamagedRowError, KeyError, TypeError, AttributeError, ValueError):
            self._take_damaged(line, file, start)

    def _take_damaged(self, line: bytes, file: str, start: int) -> None:
        readable = self._takes_reread(line)
        if not readable and start:  # the first line is no row: it has no seq
            self.index.skip()
        self.damaged.append(DamagedLine(file, start, readable))
        log.warning("damaged line in %s at byte %d", file, start)

    def _takes_reread(self, line: bytes) -> bool:
        """Take a line whose values are all as written; tell whether it is one."""
        try:
            self.index.apply(reread(line))
        except (DamagedRowError, KeyError, TypeError, AttributeError, ValueError):
            return False
        return True


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep Python from looking for garbage while rows pile up that are all kept: a third of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _is_journal(name: str) -> bool:
    return fnmatchcase(name, FILES)
