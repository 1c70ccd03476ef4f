"""The journal: an append-only file of events, the one truth about every request.

Any number of threads and processes may share a folder. Writers take turns on a lock file; the flush
to disk happens outside the lock, where the disk groups the flushes of many (8 writers: 1.6 to 2.4
times the rows of flushing inside it, docs/benchmarks.md).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from errno import EIO
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from intake.event import Event, to_json
from intake.index import Index
from intake.journal_files import locked, sync
from intake.journal_reader import DamagedLine, JournalReader
from intake.journal_turn import Turn
from intake.lifecycle import Action, next_status
from intake.numbers import new_number
from intake.roles import APPLICANT
from intake.service_request import ServiceRequest, Submission, submitted

NO_FILES: Mapping[str, int] = MappingProxyType({})

Found = TypeVar("Found")


class JournalUnavailable(Exception):  # noqa: N818 (it is a state of affairs)
    """The journal cannot be read or written now; nothing was acknowledged. `__cause__` says why."""


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise JournalUnavailable from error


def _surely(service_request: ServiceRequest | None) -> ServiceRequest:
    """Return the request of a row that was just written and read back."""
    if service_request is None:
        raise OSError(EIO, "a row that was just written cannot be read")
    return service_request


class Journal:
    """Appends events and answers from them; every answer rests on rows that are safely on disk.

    Every method raises JournalUnavailable when the disk is full, read-only, gone or broken.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock_file = folder / ".lock"
        self._mutex = threading.Lock()
        self._reader = JournalReader(folder)
        self._flush_failed = False
        """The kernel may have dropped what it could not flush and succeed the next time: so this
        process writes no more, and its last row is judged anew by the next one that starts."""

    def submit(self, key: str, at: datetime, submission: Submission) -> ServiceRequest:
        """Queue a new request; a form that was sent before (same key) is the request it became."""
        data, number = submission.as_json(), new_number(())
        with self._turn() as turn:
            known = turn.index.of_key(key)
            if known is None:
                if number in turn.index.by_number:
                    number = new_number(turn.index.by_number)
                row = turn.write(Event(0, at, "submit", number, key, "submitted", APPLICANT, data))
        return known or submitted(row, submission)

    def transition(self, number: str, action: Action, at: datetime) -> ServiceRequest:
        """Let something happen to a request, if its life cycle allows it; return what it became.

        Judged under the lock: of two who want the same at once, one is refused. Raises
        StaleTransition, IllegalTransition, or KeyError for a number that nobody has.
        """
        with self._turn() as turn:
            known = turn.index.of_number(number)
            if known is None:
                raise KeyError(number)
            status, data = next_status(known, action, at), to_json(action.data)
            turn.write(Event(0, at, action.event, number, known.key, status, action.by, data))
            return _surely(turn.index.of_number(number))

    def find(self, number: str) -> ServiceRequest | None:
        """Find a request by its number, as stored."""
        return self._look_up(lambda index: index.of_number(number))

    def find_by_token(self, token: str) -> ServiceRequest | None:
        """Find a request by the secret of its private link."""
        return self._look_up(lambda index: index.of_token(token))

    def find_by_key(self, key: str) -> ServiceRequest | None:
        """Find the request that a form became."""
        return self._look_up(lambda index: index.of_key(key))

    def requests(self) -> tuple[int, tuple[ServiceRequest, ...]]:
        """Return every request in order of submission, and the seq they are as of."""
        return self._look_up(lambda index: (index.seq, index.requests()))

    def seq(self) -> int:
        """Return the seq of the latest row."""
        return self._look_up(lambda index: index.seq)

    def check(self) -> None:
        """Make sure that the journal can be read, and that this process may still write."""
        self.seq()
        if self._flush_failed:
            raise JournalUnavailable

    @contextmanager
    def alone(self) -> Iterator[Turn]:
        """Keep all other writers waiting, for work on the files themselves."""
        with self._turn() as turn:
            yield turn

    def begin_month(self, at: datetime) -> str:
        """Begin the file of a moment's month, so that no older one is written again; name it.

        Writers follow to it with their next row. It stays with the newest file if that is of a
        later month.
        """
        with self._turn() as turn:
            return turn.begin(at)

    def snapshot(self) -> tuple[int, Mapping[str, int]]:
        """Return the seq, and file → how many bytes hold the rows up to it, all of them on disk."""
        with self._turn():
            segments = self._reader.segments.items()
            return self._reader.index.seq, {name: segment.seen for name, segment in segments}

    @property
    def damaged(self) -> tuple[DamagedLine, ...]:
        """The whole lines that are no rows, as far as the journal has been read."""
        return tuple(self._reader.damaged)

    @contextmanager
    def _turn(self) -> Iterator[Turn]:
        """Let one writer write; what it wrote, or found, is on disk when the block is left."""
        turn = Turn(self._reader, self.folder)
        with _refusing():
            if self._flush_failed:
                raise OSError(EIO, "an earlier flush failed")
            try:
                with self._mutex, locked(self._lock_file):
                    self._reader.catch_up()
                    yield turn
                self._settle(turn.open_files)
            finally:
                turn.close()

    def _look_up(self, look: Callable[[Index], Found]) -> Found:
        with _refusing():
            with self._mutex:
                self._reader.catch_up()
                found = look(self._reader.index)
            self._settle()
        return found

    def _settle(self, open_files: Mapping[str, int] = NO_FILES) -> None:
        """Flush what was read or written and may not be on disk yet: a row is visible before it is.

        A thread whose row went to disk with another's flush has nothing left to do.
        """
        with self._mutex:
            due = [
                (name, segment, segment.seen)
                for name, segment in self._reader.segments.items()
                if segment.synced < segment.seen
            ]
        for name, segment, seen in due:
            self._flush(name, open_files)
            with self._mutex:
                segment.synced = max(segment.synced, seen)

    def _flush(self, name: str, open_files: Mapping[str, int]) -> None:
        """Put a file on disk, through the descriptor written with: that one learns of faults."""
        if self._flush_failed:
            raise OSError(EIO, "an earlier flush failed")
        own = open_files.get(name)
        descriptor = os.open(self.folder / name, os.O_RDONLY) if own is None else own
        try:
            sync(descriptor)
        except OSError:
            self._flush_failed = True
            raise
        finally:
            if own is None:
                os.close(descriptor)
