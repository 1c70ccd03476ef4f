"""The clerk's copy: `requests.csv`, one row a request, safe to open in a spreadsheet.

Derived from the journal and made anew as a whole; nothing is read back from it here.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
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
"""Seconds between two writings at least: under load the copy follows a little later."""
SLOW = 0.1
"""Seconds; a copy that takes longer is written beside the requests, not between them."""
SHARE = 20
"""A slow writing is not repeated before this many times as long has passed."""

log = logging.getLogger(__name__)


@dataclass
class ClerkCopy:
    """Keeps the copy of a journal up to date, at once if there is time, else a little later.

    One object serves all threads of a process.
    """

    journal: Journal
    guidebook: Guidebook
    _mutex: threading.Lock = field(default_factory=threading.Lock)
    _not_before: float = 0.0
    _is_slow: bool = False
    _waiting: threading.Timer | None = None

    def begin(self) -> None:
        """Bring the copy up to date at start; raises JournalUnavailable."""
        self._write(self.journal.requests()[0])

    def follow(self, seq: int) -> None:
        """Bring the copy to `seq`, now or soon; no sender waits for a long one.

        A copy that waits is dropped if the process ends; the next start writes it.
        """
        with self._mutex:
            if self._waiting:
                return
            wait = self._not_before - time.monotonic()
            if wait > 0 or self._is_slow:
                self._waiting = threading.Timer(max(wait, 0), self._write_later)
                self._waiting.daemon = True
                self._waiting.start()
                return
            self._not_before = time.monotonic() + PAUSE
        self._write(seq)

    def _write_later(self) -> None:
        with self._mutex:
            self._waiting = None
            self._not_before = time.monotonic() + PAUSE
        with suppress(JournalUnavailable):
            self._write(self.journal.requests()[0])

    def _write(self, seq: int) -> None:
        began = time.monotonic()
        keep_clerk_copy(self.journal, self.guidebook, seq)
        took = time.monotonic() - began
        with self._mutex:
            self._is_slow = took > SLOW
            if self._is_slow:
                self._not_before = max(self._not_before, began + SHARE * took)


def keep_clerk_copy(journal: Journal, guidebook: Guidebook, seq: int) -> None:
    """Bring the copy to `seq` or later; a failure is logged only: the journal has the request."""
    try:
        refresh(journal, guidebook, seq)
    except (OSError, JournalUnavailable) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        name = errorcode.get(getattr(cause, "errno", None) or 0, "unknown")
        log.error("the clerk's copy was not written: %s", name)


def refresh(journal: Journal, guidebook: Guidebook, seq: int) -> None:
    """Write the copy as of now, unless it is already as of `seq` or later.

    Raises OSError or JournalUnavailable.
    """
    path = journal.folder / FILE
    with locked(journal.folder / LOCK) as lock:
        copied = copied_seq(lock) if path.exists() else -1
        now, requests = journal.requests()
        if seq <= copied <= now:
            return
        replace_whole(path, table(requests, guidebook))
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(now).encode(), 0)


def table(requests: tuple[ServiceRequest, ...], guidebook: Guidebook) -> bytes:
    """Return the content of a copy of these requests."""
    lines = (csv_line(spreadsheet_cells(request, guidebook)) for request in requests)
    return (BYTE_ORDER_MARK + csv_line(COLUMNS) + "".join(lines)).encode()


def copied_seq(lock: int) -> int:
    """Return the seq that the copy is as of, -1 if that was never noted; `lock` is held or read."""
    noted = os.pread(lock, 20, 0)
    return int(noted) if noted.isdigit() else -1
