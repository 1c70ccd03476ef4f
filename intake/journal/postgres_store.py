"""The rows in a table of PostgreSQL: the same columns and check values as in a file.

Writers take turns on an advisory lock of the table, which a commit gives back once its rows are on
disk and can be seen; so rows are seen in the order of their seqs, and reading takes no lock.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from errno import EROFS
from itertools import count
from typing import Any, LiteralString

import psycopg

from intake.cases.event import VOID, Event
from intake.cases.forgetting import forgotten
from intake.journal.database import Connection, Database
from intake.journal.disk import ROOM, make_private_folder
from intake.journal.index import Index
from intake.journal.mark import read_mark
from intake.journal.places import Places
from intake.journal.rows import DamagedRowError, proven, texts_of
from intake.journal.store import Remark, Rows, UnfitError

TABLE: LiteralString = """
CREATE TABLE journal (
  seq bigint PRIMARY KEY CHECK (seq > 0), at text NOT NULL, event text NOT NULL,
  number text NOT NULL, key text NOT NULL, status text NOT NULL, by text NOT NULL,
  data text NOT NULL, "check" text NOT NULL);
CREATE UNIQUE INDEX ON journal (number) WHERE event = 'submit';
CREATE UNIQUE INDEX ON journal (key) WHERE event = 'submit';
"""
SELECT: LiteralString = 'SELECT seq, at, event, number, key, status, by, data, "check" FROM journal'
MORE: LiteralString = f"{SELECT} WHERE seq > %s OR seq = ANY(%s) ORDER BY seq"
INSERT: LiteralString = (
    'INSERT INTO journal (seq, at, event, number, key, status, by, data, "check")'
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
LOCK: LiteralString = "SELECT pg_advisory_xact_lock('journal'::regclass::oid::bigint + (47 << 32))"
"""Another queue, in a schema of its own, has another table and so another lock."""
LONG_WORK: LiteralString = "SET LOCAL idle_in_transaction_session_timeout = '6h'"
"""Moving a queue, or forgetting in files beside it, lets the connection rest meanwhile."""
BARRIER: LiteralString = (
    "SELECT pg_logical_emit_message(true, 'intake', '')"
    " WHERE current_setting('synchronous_standby_names') <> ''"
)
"""Waits until what others committed is on the replica too: a row whose commit was broken off while
it waited is seen by all, and may yet be lost."""
MAY_WRITE: LiteralString = (
    "SELECT has_table_privilege('journal', 'INSERT'), current_setting('transaction_read_only')"
)


class PostgresStore:
    """Keeps rows in the table `journal` of one schema."""

    def __init__(self, database: Database, places: Places) -> None:
        self._database = database
        self._places = places
        self._index = Index()
        self._last: dict[int, str] = {}
        """Seq → check value of the last row that was read."""
        self._undone: dict[int, str] = {}
        """The same of rows that say that somebody is forgotten, while they still name the key."""
        self._turn: Connection | None = None
        """The connection of the block of `writing` that is under way."""
        self._has_written = False
        """Rows are in the index that may never be committed."""
        self._is_doubtful = False
        """The last time something was written, it failed."""

    def make(self, events: Iterable[Event] | None = None) -> None:
        """Make the table in the first schema of the search path."""
        make_private_folder(self._places.folder)
        rows = [texts_of(event) for event in events or ()]
        with self._database.transaction(lambda new: new.execute(TABLE)) as connection:
            connection.cursor().executemany(INSERT, rows)

    @contextmanager
    def reading(self) -> Iterator[Index]:
        """Read on; one statement finds what is new, and that the last row is as it was."""
        with self._database.alone():
            self._database.look(self._read_on)
            yield self._index

    @contextmanager
    def writing(self) -> Iterator[Index]:
        """Hold the lock of the table until the commit."""
        with self._database.mutex:
            self._has_written = False
            try:
                with self._database.transaction(self._take_turn) as self._turn:
                    yield self._index
            except BaseException:
                self._is_doubtful = True
                if self._has_written:
                    self._forget_all()  # what is there is read anew
                raise
            finally:
                self._turn = None
            self._is_doubtful = False

    def append(self, event: Event) -> Event:
        """Insert a row; it is in the index before the commit, and out of it again without one."""
        texts = texts_of(replace(event, seq=self._index.seq + 1))
        written = proven(texts)
        self._on_turn().execute(INSERT, texts)
        self._has_written = True
        self._take([written], [texts])
        return written

    def rewrite(self, events: Iterable[Event]) -> None:
        """Update the rows that differ in key or data; no other column is ever changed."""
        texts = {found[0]: found for found in self._all(self._on_turn())}
        rows = [row for event in events if (row := texts_of(event)) != texts.get(row[0])]
        self._has_written = True
        self._last = dict.fromkeys(self._last, "")  # so that this process reads anew too
        self._on_turn().cursor().executemany(
            'UPDATE journal SET key = %s, data = %s, "check" = %s WHERE seq = %s',
            [(row[4], row[7], row[8], row[0]) for row in rows],
        )

    def rows(self) -> Rows:
        """Read the whole table, as of one moment; who has the turn takes long over that."""
        with self._database.alone():
            if self._turn:
                self._turn.execute(LONG_WORK)
            texts = self._all(self._turn) if self._turn else self._database.look(self._all)
        events, remarks = [], []
        for row in texts:
            try:
                events.append(proven(row))
            except DamagedRowError:
                remarks.append(Remark("damaged", f"序号 {row[0]}", "这一行被人改过：用备份核对"))
        return Rows(tuple(events), tuple(remarks))

    def check_room(self) -> None:
        """Ask whether this role may write; where it failed the last time, try and take it back."""
        with self._database.transaction(self._take_turn) as connection:
            ((is_allowed, read_only),) = connection.execute(MAY_WRITE).fetchall()
            if not is_allowed:
                raise UnfitError("database_rights")
            if read_only == "on":
                raise OSError(EROFS, os.strerror(EROFS))
            if self._is_doubtful:
                large = secrets.token_urlsafe(ROOM)  # what is short may fit in where there is none
                trial = Event(self._index.seq + 1, datetime.now(UTC), VOID, "", "", "", "", large)
                connection.execute("SAVEPOINT trial")
                connection.execute(INSERT, texts_of(trial))
                connection.execute("ROLLBACK TO trial")
        self._is_doubtful = False

    def retire(self, copy: Callable[[], object]) -> None:
        """Drop the table: what stayed behind, nobody would ever be forgotten in."""
        self._on_turn().execute("DROP TABLE journal")  # as soon as all is committed
        copy()

    def _all(self, connection: Connection) -> list[tuple[str, ...]]:
        return _rows(connection.execute(f"{SELECT} ORDER BY seq"))

    def _on_turn(self) -> Connection:
        assert self._turn, "only within a block of writing"  # noqa: S101
        return self._turn

    def _take_turn(self, connection: Connection) -> None:
        connection.execute(LOCK)
        self._read_on(connection)

    def _read_on(self, connection: Connection) -> None:
        """Take in what is new, nothing where more than that is new; raises UnfitError."""
        seq, watched = self._index.seq, {**self._undone, **self._last}
        rows = _rows(connection.execute(MORE, (seq, list(watched))))
        if {int(row[0]) for row in rows[: len(watched)]} != watched.keys():
            raise UnfitError("rows_gone", seq)
        is_other = any(watched[int(row[0])] != row[-1] for row in rows[: len(watched)])
        new = _next_events(rows[len(watched) :], seq)
        if new:
            connection.execute(BARRIER)
        if not seq:
            self._read_first(new, rows)
        elif is_other or any(event.event == "redact" for event in new):
            self._read_anew(connection)
        else:
            self._take(new, rows[len(watched) :])

    def _forget_all(self) -> None:
        self._index, self._last, self._undone = Index(), {}, {}

    def _read_first(self, events: Sequence[Event], rows: Sequence[Sequence[str]]) -> None:
        if len(events) < (marked := read_mark(self._places.mark)):
            raise UnfitError("rows_gone", marked)
        self._take(events, rows)

    def _read_anew(self, connection: Connection) -> None:
        """Read all of it: somebody was forgotten. Raises UnfitError if that is not all."""
        rows = self._all(connection)
        events = _next_events(rows, 0)
        before, watched = self._index, (self._last, self._undone)
        self._forget_all()
        self._take(events, rows)
        try:
            if self._index.seq < before.seq or self._index.lacks(before):
                raise UnfitError("rows_gone", before.seq)
            if self._index.differs_from(before):
                raise UnfitError("rows_changed")
        except UnfitError:
            self._index, (self._last, self._undone) = before, watched
            raise

    def _take(self, events: Sequence[Event], rows: Sequence[Sequence[str]]) -> None:
        for event, row in zip(events, rows, strict=True):
            self._index.apply(event)
            if event.event == "redact" and forgotten(event) != event:
                self._undone[event.seq] = row[-1]
            self._last = {event.seq: row[-1]}


def _rows(found: psycopg.Cursor[tuple[Any, ...]]) -> list[tuple[str, ...]]:
    """Return the texts of rows, as `texts_of` would."""
    return [(str(row[0]), *row[1:]) for row in found.fetchall()]


def _next_events(rows: Iterable[Sequence[str]], seq: int) -> tuple[Event, ...]:
    """Read rows that must be the next ones; raises UnfitError."""
    events = []
    for wanted, row in zip(count(seq + 1), rows, strict=False):
        if row[0] != str(wanted):
            raise UnfitError("seq_missing", wanted)
        try:
            events.append(proven(row))
        except DamagedRowError:
            raise UnfitError("damaged_row", wanted) from None
    return tuple(events)
