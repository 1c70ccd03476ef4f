"""The ways of storing a row that are compared: ours, the same syncing inside the lock, SQLite.

All take the same submissions and keep a request found by its key from being stored twice.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from intake.cases.event import Event
from intake.cases.numbers import new_number
from intake.cases.service_request import ServiceRequest, Submission, submission_of, submitted
from intake.journal.file_store import FileStore
from intake.journal.index import Index
from intake.journal.journal import Journal
from intake.journal.places import Places

Submit = Callable[[str, datetime, Submission], object]


class SyncingInside(FileStore):
    """Our files but for one thing: the flush happens while the lock is held."""

    @contextmanager
    def writing(self) -> Iterator[Index]:
        """Flush within the turn; behind it nothing is left to flush."""
        with super().writing() as index:
            yield index
            os.fdatasync(self._files.journal)
            os.fdatasync(self._files.mirror)
            self._reader.synced = self._reader.seen


def journal_syncing_inside(folder: Path) -> Journal:
    """Return a journal that flushes inside the lock."""
    return Journal(folder, store=SyncingInside(Places(folder, folder / "mirror")))


class SqliteStore:
    """The same in SQLite: WAL, synchronous=FULL, one row a request, key and number unique."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.places = Places(folder, folder)
        self._path = folder / "requests.sqlite"
        self._known: list[ServiceRequest] = []
        self._connections: dict[int, sqlite3.Connection] = {}
        if not self._path.exists():  # the mode stays with the file
            self._connection().execute("PRAGMA journal_mode=WAL")
        self._connection().execute(
            "CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY, at TEXT, event TEXT,"
            " number TEXT UNIQUE, key TEXT UNIQUE, status TEXT, by TEXT, data TEXT)"
        )

    def _connection(self) -> sqlite3.Connection:
        """Return the connection of this process and thread."""
        me = hash((os.getpid(), threading.get_ident()))
        if me not in self._connections:
            connection = sqlite3.connect(self._path, timeout=60, isolation_level=None)
            connection.execute("PRAGMA synchronous=FULL")
            self._connections[me] = connection
        return self._connections[me]

    def submit(self, key: str, at: datetime, submission: Submission) -> ServiceRequest:
        """Store a request, committed when this returns."""
        number, data = new_number(()), submission.as_json()
        self._connection().execute(
            "INSERT INTO event (at, event, number, key, status, by, data) VALUES (?,?,?,?,?,?,?)",
            (at.isoformat(), "submit", number, key, "submitted", "applicant", data),
        )
        return _request(number, key, at, submission)

    def seq(self) -> int:
        """Return the seq of the latest row, for the clerk's copy."""
        return self._connection().execute("SELECT max(seq) FROM event").fetchone()[0] or 0

    def requests(self) -> tuple[int, tuple[ServiceRequest, ...]]:
        """Return every request and the seq they are as of; each is read once, as ours are."""
        new = "SELECT seq, at, event, number, key, status, by, data FROM event WHERE seq > ?"
        last = self._known[-1].seq if self._known else 0
        for seq, at, *texts in self._connection().execute(new + " ORDER BY seq", (last,)):
            self._known.append(_read(Event(seq, datetime.fromisoformat(at), *texts)))
        return (self._known[-1].seq if self._known else 0), tuple(self._known)


class NoStore:
    """Keeps nothing: what the application itself takes."""

    def submit(self, key: str, at: datetime, submission: Submission) -> ServiceRequest:
        """Return the request as if it had been stored."""
        return _request(new_number(()), key, at, submission)


def _read(row: Event) -> ServiceRequest:
    return submitted(row, submission_of(row.data))


def _request(number: str, key: str, at: datetime, submission: Submission) -> ServiceRequest:
    return submitted(Event(1, at, "submit", number, key, "submitted", "applicant", ""), submission)
