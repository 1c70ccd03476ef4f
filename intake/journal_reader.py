"""Reading the journal: each file from where the last reading ended, damaged lines passed over."""

from __future__ import annotations

import gc
import io
import logging
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from errno import ENOENT, ESTALE
from fnmatch import fnmatchcase
from pathlib import Path

from intake.event import Event
from intake.index import Index
from intake.journal_files import keep_content
from intake.rows import CHECK_LENGTH, HEADER, DamagedRowError, decode, reread

FILES = "journal-[0-9][0-9][0-9][0-9][0-9][0-9].csv"
"""A file for each month; a copy that somebody leaves beside them is none of them."""

_ROW_BEGINS = re.compile(rb'"[0-9]+","[0-9]{4}-[0-9]{2}-')
"""Tells how many rows a damaged line was: a lost line end makes two into one."""

CHUNK = 4 * 1024 * 1024
"""Bytes read at a time; far more than any line has."""

SECOND = 1_000_000_000
SETTLED = SECOND // 20
"""Nanoseconds; a folder's time tells its changes apart once this long has passed: system clocks
tick at least a hundred times a second. Times of whole seconds tell nothing."""

log = logging.getLogger(__name__)


@dataclass
class Segment:
    """One file of the journal: how much of it was read, and is surely on disk, in bytes."""

    inode: int
    held: int
    """A descriptor of the file; while it is open no other file gets the same inode."""
    seen: int = 0
    synced: int = 0
    tail: bytes = b""
    """The last bytes read: the check value in them tells this file from any other."""
    content: list[bytes] = field(default_factory=list)
    """Everything read, in pieces: should the file be overwritten, it can be set aside whole."""

    def __del__(self) -> None:
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
        self._names: list[str] = []
        self._changed = 0
        """When the folder changed last before its names were read; 0 if that is unsure."""
        self.index = Index()
        self.segments: dict[str, Segment] = {}
        self.damaged: list[DamagedLine] = []

    def catch_up(self) -> None:
        """Read what was written since the last time, all of it again if a file was replaced.

        Lines without an end are left for later: they are being written, or torn.
        Raises OSError, also when a file or a request is gone that was there before: what was
        received is not forgotten.
        """
        names = self._listed()
        gone = next((name for name in self.segments if name not in names), None)
        if gone:
            raise FileNotFoundError(ENOENT, f"{gone} is gone", self._set_aside(gone))
        for name in names:
            if not self._read_on(name):
                self._read_anew(name)
                return

    def take_written(self, name: str, line: bytes) -> Event:
        """Take in a whole line that was just appended to a file, without reading it again."""
        row = decode(line)
        self.index.apply(row)
        _note_read(self.segments[name], line)
        return row

    def _listed(self) -> list[str]:
        """Name the files of the journal in order; the folder is read only if it has changed."""
        changed = os.stat(self._folder).st_mtime_ns  # noqa: PTH116 (on the way of every answer)
        if changed != self._changed:
            present = os.listdir(self._folder)  # noqa: PTH208 (the same)
            self._names = sorted(name for name in present if _is_journal(name))
            is_sure = changed % SECOND and time.time_ns() - changed > SETTLED
            self._changed = changed if is_sure else 0
        return self._names

    def _read_anew(self, replaced: str) -> None:
        """Read everything again; what was known stays if the new files hold less."""
        found = JournalReader(self._folder)
        found.catch_up()
        if self.index.has_more_than(found.index):
            kept = self._set_aside(replaced)
            raise OSError(ESTALE, f"{replaced} was replaced, rows are missing in it", kept)
        log.warning("%s was replaced, nothing is missing in it", replaced)
        self.index, self.segments, self.damaged = found.index, found.segments, found.damaged

    def _set_aside(self, name: str) -> str:
        """Keep what was read of a file that others overwrote or removed; name where it stands."""
        segment = self.segments[name]
        target = self._folder / f"{name}.before-{segment.inode}"
        kept = keep_content(target, b"".join(segment.content))
        log.error("rows of %s are missing; as it was it stands in %s", name, kept)
        return kept

    def _read_on(self, name: str) -> bool:
        """Read what is new in a file; tell whether it is still the one that was read before."""
        segment = self.segments.get(name)
        if segment is None:
            held = os.open(self._folder / name, os.O_RDONLY | os.O_CLOEXEC)
            found = os.fstat(held)
            segment = self.segments[name] = Segment(found.st_ino, held)
            with _without_collecting():
                return self._read_rest(name, segment, found.st_size)
        found = os.stat(f"{self._folder}/{name}")  # noqa: PTH116 (pathlib takes five times as long)
        if found.st_ino != segment.inode or found.st_size < segment.seen:
            return False
        return self._read_rest(name, segment, found.st_size)

    def _read_rest(self, name: str, segment: Segment, size: int) -> bool:
        """Read up to `size` bytes, beginning with the tail; tell whether that is as it was."""
        while True:
            start = segment.seen - len(segment.tail)
            chunk = os.pread(segment.held, min(size - start, CHUNK), start)
            if not chunk.startswith(segment.tail):
                return False
            whole = chunk[len(segment.tail) : chunk.rfind(b"\n") + 1]
            if whole:
                self._take_lines(name, segment, whole)
            if not whole or segment.seen == size:
                return True

    def _take_lines(self, name: str, segment: Segment, whole: bytes) -> None:
        place = segment.seen
        for line in io.BytesIO(whole):
            try:
                self.index.apply(decode(line))
            except DamagedRowError:
                self._take_other(line, name, place)
            place += len(line)
        _note_read(segment, whole)

    def _take_other(self, line: bytes, file: str, start: int) -> None:
        """Take a line that is not a row as it was written: the header, or a damaged one."""
        if start == 0 and line == HEADER:
            return
        readable = self._takes_reread(line)
        if not readable and start:  # the first line is no row: it has no seq
            self.index.skip(len(_ROW_BEGINS.findall(line)) or 1)
        self.damaged.append(DamagedLine(file, start, readable))
        log.warning("damaged line in %s at byte %d", file, start)

    def _takes_reread(self, line: bytes) -> bool:
        """Take a line whose values are all as written; tell whether it is one."""
        try:
            self.index.apply(reread(line))
        except DamagedRowError:
            return False
        return True


def _note_read(segment: Segment, whole: bytes) -> None:
    segment.seen += len(whole)
    segment.content.append(whole)
    segment.tail = (segment.tail + whole)[-CHECK_LENGTH:]


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
