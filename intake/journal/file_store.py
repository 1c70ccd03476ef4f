"""The rows in files: `journal.csv`, an append-only file, and its mirror.

Any number of threads and processes may share a folder. Writers take turns on a lock file; the flush
to disk happens outside the lock, where the disk groups the flushes of many (8 writers: 1.6 to 2.4
times the rows of flushing inside it, docs/benchmarks.md).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from errno import EIO

from intake.cases.event import Event
from intake.journal import erasure
from intake.journal.disk import (
    Both,
    append_whole,
    both_open,
    check_room,
    lay_down,
    locked,
    naming,
    new_place_aside,
    read_private,
    sync,
    sync_folder,
)
from intake.journal.file_reader import FileReader
from intake.journal.index import Index
from intake.journal.mutex import Mutex
from intake.journal.places import Places
from intake.journal.rows import content_of, encode
from intake.journal.scan import scan
from intake.journal.start import MOVED, begin, expect_queue, make
from intake.journal.store import Remark, Rows, UnfitError

READ = os.O_RDONLY
WRITE = os.O_RDWR | os.O_APPEND


class FileStore:
    """Keeps rows in a folder and its mirror; what is not as writers leave it closes the queue."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._mutex = Mutex()
        self._has_lock = False
        """The thread that holds the mutex holds the lock file too."""
        self._reader = FileReader(places)
        self._files = Both(-1, -1)
        """Those that are open while the lock is held."""
        self._is_doubtful = False
        """The last write failed, or is under way: to look at the disk is then not enough."""
        self._flush_failed = False
        """The kernel may have dropped what it could not flush and succeed the next time: so this
        process writes no more, and its last row is judged anew by the next one that starts."""

    def make(self, events: Iterable[Event] | None = None) -> None:
        """Lay down both files."""
        make(self.places, None if events is None else tuple(events))

    @contextmanager
    def reading(self) -> Iterator[Index]:
        """Read on under the lock only where there is something to read or to flush."""
        with self._mutex:
            if self._reader.is_current():
                yield self._reader.index
                return
        with self._open_turn(READ) as index:
            yield index

    @contextmanager
    def writing(self) -> Iterator[Index]:
        """Hold the lock; what was written, or found, is flushed when the block is left."""
        with self._open_turn(WRITE, mends=True) as index:
            self._is_doubtful = True
            yield index
        self._is_doubtful = False

    def append(self, event: Event) -> Event:
        """Append to the journal, then to its mirror, or leave both files as they were."""
        reader, files = self._reader, self._files
        end, line = reader.seen, encode(replace(event, seq=reader.index.seq + 1))
        with naming(self.places.journal):
            append_whole(files.journal, line, end)
        try:
            with naming(self.places.mirror):
                append_whole(files.mirror, line, end)
        except OSError:
            os.ftruncate(files.journal, end)
            raise
        return reader.take_written(line, files)

    def rewrite(self, events: Iterable[Event]) -> None:
        """Put two new files in place; whoever has read the old ones reads anew."""
        lay_down(self.places, content_of(events))

    def rows(self) -> Rows:
        """Read both files line by line."""
        with self.alone():
            journal, mirror = read_private(self.places.journal), read_private(self.places.mirror)
        return Rows(scan(journal).events, tuple(_remarks(journal, mirror)))

    def check_room(self) -> None:
        """Look at both disks; where the last write failed, try one."""
        with self._open_turn(WRITE):
            for folder in (self.places.folder, self.places.mirror_folder):
                check_room(folder, self._reader.seen, self._is_doubtful)

    def retire(self, copy: Callable[[], object]) -> None:
        """Set the journal aside; the folder stays for what lies beside the rows."""
        with self.alone():
            aside = new_place_aside(self.places, MOVED)
            copy()
            self.places.journal.rename(aside)
            sync_folder(self.places.folder)
            self.places.mirror.unlink()  # the same bytes, maybe on a disk that has no aside
            sync_folder(self.places.mirror_folder)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everybody else waiting, for work on the files themselves."""
        with self._mutex:
            if self._has_lock:
                yield
                return
            if not self.places.folder.exists():
                raise UnfitError("no_queue")
            with locked(self.places.lock):
                self._has_lock = True
                try:
                    yield
                finally:
                    self._has_lock = False

    @contextmanager
    def _open_turn(self, flags: int, mends: bool = False) -> Iterator[Index]:
        """Read on under the lock, and flush behind it what may not be on disk yet.

        A row is visible before it is; a thread whose row went to disk with another's flush has
        nothing left to do.
        """
        if self._flush_failed:
            raise OSError(EIO, "an earlier flush failed", str(self.places.journal))
        expect_queue(self.places)
        with ExitStack() as opened:
            with self.alone():
                if mends and not self._reader.index.seq:
                    begin(self.places)
                files = self._files = self._caught_up(opened, flags)
                if mends:
                    self._reader.mend(files)
                yield self._reader.index
                reader, seen = self._reader, self._reader.seen
            if reader.synced < seen:
                self._flush(files)
                reader.synced = max(reader.synced, seen)

    def _caught_up(self, opened: ExitStack, flags: int) -> Both:
        """Open both files and read on; what somebody who was forgetting left half is finished."""
        files = opened.enter_context(both_open(self.places, flags))
        try:
            self._reader = self._reader.caught_up(files)
        except UnfitError:
            if not erasure.finish_laying_down(self.places):
                raise
            files = opened.enter_context(both_open(self.places, flags))
            self._reader = self._reader.caught_up(files)
        return files

    def _flush(self, files: Both) -> None:
        """Put both files on disk, through the descriptors written with: those learn of faults."""
        try:
            with naming(self.places.journal):
                sync(files.journal)
            with naming(self.places.mirror):
                sync(files.mirror)
        except OSError:
            self._flush_failed = True
            raise


def _remarks(journal: bytes, mirror: bytes) -> Iterator[Remark]:
    for name, content in (("journal.csv", journal), ("镜像", mirror)):
        found = scan(content)
        for place in found.damaged:
            yield Remark("damaged", f"{name} 第 {place} 字节", "坏行，另一份里有就能补回")
        if found.unfinished:
            yield Remark("unfinished", name, "末尾有没写完的半行，下次写入时会移到 aside/")
    if not journal.startswith(mirror):
        yield Remark("differs", "镜像", "和原始记录不一样")
    elif journal.count(b"\n", len(mirror)) > 1:
        yield Remark("shorter", "镜像", f"少 {len(journal) - len(mirror)} 字节，不止一行")
    elif len(journal) > len(mirror):
        yield Remark("behind", "镜像", f"少 {len(journal) - len(mirror)} 字节，下次写入时会补上")
