"""One writer's turn at the journal, under the lock: where the row goes, and that it goes whole."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from datetime import UTC, datetime
from errno import ESTALE
from pathlib import Path

from intake.event import Event
from intake.index import Index
from intake.journal_files import append_whole, move_tail, open_private, sync_folder
from intake.journal_reader import JournalReader
from intake.rows import HEADER, encode

log = logging.getLogger(__name__)


class Turn:
    """The right to write; while it lasts the reader is up to date and nobody else writes."""

    def __init__(self, reader: JournalReader, folder: Path) -> None:
        self._reader = reader
        self._folder = folder
        self.open_files: dict[str, int] = {}
        """Name → descriptor of what was written, to be flushed after the turn."""

    @property
    def index(self) -> Index:
        """The index as of the last row."""
        return self._reader.index

    def write(self, event: Event) -> Event:
        """Append one row in one write, and take it into the index; return it as it now stands.

        Raises OSError, with the file as it was before.
        """
        name = self._file_name(event.at)
        descriptor = self._open(name)
        end = self._whole_end(descriptor, name)
        line = encode(replace(event, seq=self.index.seq + 1))
        append_whole(descriptor, line, end)
        return self._reader.take_written(name, line)

    def begin(self, at: datetime) -> str:
        """Make sure that the file for a moment is there; return its name. Raises OSError."""
        name = self._file_name(at)
        self._whole_end(self._open(name), name)
        return name

    def close(self) -> None:
        """Close what was opened."""
        for descriptor in self.open_files.values():
            os.close(descriptor)
        self.open_files.clear()

    def _file_name(self, at: datetime) -> str:
        """Name the file of the event's month (UTC), never one before the newest.

        So the order of names is the order of rows, even should the clock go back.
        """
        month = f"journal-{at.astimezone(UTC):%Y%m}.csv"
        return max([month, *self._reader.segments])

    def _open(self, name: str) -> int:
        if name not in self.open_files:
            path = f"{self._folder}/{name}"  # a Path takes five times as long, under the lock
            self.open_files[name] = open_private(path, os.O_RDWR | os.O_APPEND)
        return self.open_files[name]

    def _whole_end(self, descriptor: int, name: str) -> int:
        """Return where the last whole line ends (bytes), after moving away a torn one behind it."""
        segment, file = self._reader.segments.get(name), os.fstat(descriptor)
        if segment and segment.inode != file.st_ino:
            raise OSError(ESTALE, "a file of the journal was replaced just now", name)
        end = segment.seen if segment else 0
        if file.st_size > end:
            torn = f"{name.removesuffix('.csv')}-{end}.torn"
            move_tail(descriptor, end, self._folder / torn)
            log.warning("torn tail of %s at byte %d was set aside in %s", name, end, torn)
        if end == 0:
            append_whole(descriptor, HEADER, 0)
            os.fsync(descriptor)
            sync_folder(self._folder)
            self._reader.catch_up()
            end = len(HEADER)
        return end
