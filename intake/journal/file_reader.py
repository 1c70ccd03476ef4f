"""Reading the journal and its mirror on from where the last reading ended.

The journal is written first, so the mirror is the same bytes, or lacks the last row: its writer was
killed in between. Whatever else they are is not read: people then look first (`queue repair`).
"""

from __future__ import annotations

import logging
import os
from itertools import count
from zlib import crc32

from intake.cases.event import Event
from intake.journal.disk import (
    Both,
    Stamp,
    append_whole,
    close_to_others,
    read_from,
    set_aside,
    stamp_of,
    stamps_of,
)
from intake.journal.index import Index
from intake.journal.mark import read_mark
from intake.journal.places import Places
from intake.journal.rows import HEADER, DamagedRowError, decode
from intake.journal.store import UnfitError

log = logging.getLogger(__name__)


class FileReader:
    """An index of what was read; kept up to date by whoever holds the lock."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._stamps: tuple[Stamp, ...] = ()
        """Those of journal and mirror when they were last read or written here."""
        self._check = 0
        """The CRC-32 of what was read: these bytes do not change any more."""
        self._torn = b""
        """What stands behind the last whole row."""
        self.index = Index()
        self.seen = 0
        """Bytes read, whole rows."""
        self.synced = 0
        """Bytes that are surely on disk, in both files."""

    def is_current(self) -> bool:
        """Tell, without a lock, that there is nothing to read and nothing to flush."""
        try:
            found = stamp_of(self._places.journal.lstat())
        except FileNotFoundError:
            return False
        return self._stamps[:1] == (found,) and not self._torn and self.synced == self.seen

    def caught_up(self, files: Both) -> FileReader:
        """Read on; return the reader that knows all, another one where files were replaced.

        The lock is held. Raises OSError or UnfitError; then nothing was taken in.
        """
        try:
            self._read_on(files)
        except UnfitError:
            return self._read_anew(files)
        return self

    def mend(self, files: Both) -> None:
        """Finish what a killed writer left: a torn row is set aside, the mirror completed.

        The lock is held. Raises OSError.
        """
        close_to_others(files.journal)
        close_to_others(files.mirror)
        _, mirrored, _ = self._stamps[1]
        if self._torn:
            name = set_aside(self._places, "torn.csv", self._torn)
            log.warning("torn tail at byte %d was set aside in %s", self.seen, name)
            mirrored = min(mirrored, self.seen)
            os.ftruncate(files.mirror, mirrored)
            os.ftruncate(files.journal, self.seen)
            self._torn = b""
        if mirrored < self.seen:
            append_whole(files.mirror, read_from(files.journal, mirrored), mirrored)

    def take_written(self, line: bytes, files: Both) -> Event:
        """Take in a row that was just appended to both files, without reading it again."""
        event = decode(line)
        self._take((event,), line)
        self._stamps = stamps_of(files)
        return event

    def _read_anew(self, files: Both) -> FileReader:
        """Read all of it: others may have repaired it, or forgotten somebody.

        Raises UnfitError if rows are gone, or others than they were.
        """
        fresh = FileReader(self._places)
        fresh._read_on(files)
        if fresh.index.lacks(self.index):
            raise UnfitError("rows_gone", self.index.seq)
        if fresh.index.differs_from(self.index):
            raise UnfitError("rows_changed")
        log.info("journal and mirror were replaced; nothing is missing in them")
        return fresh

    def _read_on(self, files: Both) -> None:
        stamps = stamps_of(files)
        if stamps == self._stamps:
            return
        journal, mirror = read_from(files.journal, 0), read_from(files.mirror, 0)
        self._compare(journal, mirror)
        end = journal.rfind(b"\n") + 1
        events = self._events_in(journal[self.seen : end])
        seq, marked = self.index.seq + len(events), read_mark(self._places.mark)
        if not self.seen and seq < marked:
            raise UnfitError("rows_gone", marked)
        self._take(events, journal[self.seen : end])
        self._stamps, self._torn = stamps, journal[end:]

    def _compare(self, journal: bytes, mirror: bytes) -> None:
        """Compare the files with each other and with what was read; raises UnfitError."""
        if not journal.startswith(mirror):
            is_shorter = mirror.startswith(journal)
            raise UnfitError("journal_shorter" if is_shorter else "mirror_differs")
        if journal.count(b"\n", len(mirror)) > 1:
            raise UnfitError("mirror_shorter")
        if crc32(journal[: self.seen]) != self._check:
            raise UnfitError("overwritten")

    def _events_in(self, whole: bytes) -> tuple[Event, ...]:
        """Read lines that must be the next rows; raises UnfitError."""
        place, lines = self.seen, whole.splitlines(keepends=True)
        if not self.seen:
            if not whole.startswith(HEADER):
                raise UnfitError("header")
            place += len(lines.pop(0))
        events = []
        for seq, line in zip(count(self.index.seq + 1), lines, strict=False):
            try:
                events.append(decode(line))
            except DamagedRowError:
                raise UnfitError("damaged_row", place) from None
            if events[-1].seq != seq:
                raise UnfitError("seq_missing", seq)
            place += len(line)
        return tuple(events)

    def _take(self, events: tuple[Event, ...], whole: bytes) -> None:
        for event in events:
            self.index.apply(event)
        self.seen += len(whole)
        self._check = crc32(whole, self._check)
