"""The clerk's copy: `requests.csv`, one row a request, safe to open in a spreadsheet.

Derived from the journal and made anew as a whole; nothing is read back from it here.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress
from errno import errorcode

from guidebook.model import Guidebook
from intake.cells import csv_line
from intake.journal import Journal, JournalUnavailable
from intake.journal_files import locked, replace_whole
from intake.request_table import COLUMNS, spreadsheet_cells
from intake.rows import BYTE_ORDER_MARK
from intake.service_request import ServiceRequest

FILE = "requests.csv"
LOCK = "view.lock"
"""Held while the copy is written; holds the seq that the copy is as of."""

PAUSE = 2.0
"""Seconds between two writings at least, whichever process writes: under load the copy follows a
little later."""
SLOW = 0.1
"""Seconds; a copy that takes longer is written beside the requests, not between them."""
SHARE = 20
"""A slow writing is not repeated before this many times as long has passed."""

log = logging.getLogger(__name__)


class Lines:
    """The lines of a copy: each is made once for a state of its request, then kept."""

    def __init__(self, guidebook: Guidebook) -> None:
        self._guidebook = guidebook
        self._kept: dict[str, tuple[ServiceRequest, bytes]] = {}

    def content(self, requests: tuple[ServiceRequest, ...]) -> bytes:
        """Return the content of a copy of these requests."""
        header = (BYTE_ORDER_MARK + csv_line(COLUMNS)).encode()
        return b"".join([header, *map(self._line, requests)])

    def _line(self, request: ServiceRequest) -> bytes:
        known, line = self._kept.get(request.number, (None, b""))
        if known is not request:
            line = csv_line(spreadsheet_cells(request, self._guidebook)).encode()
            self._kept[request.number] = request, line
        return line


class ClerkCopy:
    """Keeps the copy of a journal up to date, at once if there is time, else a little later.

    One object serves all threads of a process; processes take turns.
    """

    def __init__(self, journal: Journal, guidebook: Guidebook) -> None:
        self._journal = journal
        self._lines = Lines(guidebook)
        self._mutex = threading.Lock()
        self._not_before = 0.0
        self._is_slow = False
        self._waiting: threading.Timer | None = None
        self._noted_at = 0.0
        """When this object wrote the copy last, by the time of the lock's file."""

    def begin(self) -> None:
        """Bring the copy up to date at start; raises JournalUnavailable."""
        self._write(self._journal.seq(), 0)

    def follow(self, seq: int) -> None:
        """Bring the copy to `seq`, now or soon; no sender waits for a long one.

        A copy that waits is dropped if the process ends; the next start writes it.
        """
        with self._mutex:
            wait = self._not_before - time.monotonic()
            if self._waiting or wait > 0 or self._is_slow:
                self._wait(max(wait, 0))
                return
            self._not_before = time.monotonic() + PAUSE
        self._write(seq, PAUSE)

    def _wait(self, seconds: float) -> None:
        """Have the copy written later, once; the mutex is held."""
        if not self._waiting:
            self._waiting = threading.Timer(seconds, self._write_later)
            self._waiting.daemon = True
            self._waiting.start()

    def _write_later(self) -> None:
        with self._mutex:
            self._waiting = None
            self._not_before = time.monotonic() + PAUSE
        with suppress(JournalUnavailable):
            self._write(self._journal.seq(), PAUSE)

    def _write(self, seq: int, pause: float) -> None:
        began = time.monotonic()
        wait = self._bring_or_log(seq, pause)
        took = time.monotonic() - began
        with self._mutex:
            if wait > 0:
                self._wait(wait)
                return
            self._is_slow = took > SLOW
            if self._is_slow:
                self._not_before = max(self._not_before, began + SHARE * took)

    def _bring_or_log(self, seq: int, pause: float) -> float:
        """Bring the copy to `seq`; a failure is logged only: the journal has the request."""
        try:
            return self.bring(seq, pause)
        except (OSError, JournalUnavailable) as error:
            cause = error if isinstance(error, OSError) else error.__cause__
            name = errorcode.get(getattr(cause, "errno", None) or 0, "unknown")
            log.error("the clerk's copy was not written: %s", name)
            return 0

    def bring(self, seq: int, pause: float = 0) -> float:
        """Write the copy as of now, unless it is as of `seq` or later.

        Return for how many seconds to wait, at most `pause`, because another process wrote just
        before; none if the copy is done. Raises OSError or JournalUnavailable.
        """
        path = self._journal.folder / FILE
        with locked(self._journal.folder / LOCK) as lock:
            copied, noted_at = copied_seq(lock), os.fstat(lock).st_mtime
            if path.exists() and seq <= copied <= self._journal.seq():
                return 0
            age = time.time() - noted_at
            if noted_at != self._noted_at and copied >= 0 and 0 <= age < pause:
                return pause - age
            now, requests = self._journal.requests()
            replace_whole(path, self._lines.content(requests))
            os.ftruncate(lock, 0)
            os.pwrite(lock, str(now).encode(), 0)
            self._noted_at = os.fstat(lock).st_mtime
        return 0


def refresh(journal: Journal, guidebook: Guidebook, seq: int) -> None:
    """Write the copy as of now, unless it is already as of `seq` or later.

    Raises OSError or JournalUnavailable.
    """
    ClerkCopy(journal, guidebook).bring(seq)


def table(requests: tuple[ServiceRequest, ...], guidebook: Guidebook) -> bytes:
    """Return the content of a copy of these requests."""
    return Lines(guidebook).content(requests)


def copied_seq(lock: int) -> int:
    """Return the seq that the copy is as of, -1 if that was never noted; `lock` is held or read."""
    noted = os.pread(lock, 20, 0)
    return int(noted) if noted.isdigit() else -1
