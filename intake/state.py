"""What the processes of a queue share beside its rows, and may lose: `state.sqlite` in its folder.

Each who keeps something there brings its own tables, in words that SQLite and PostgreSQL read
alike: where the rows are in a database, these tables are too (`shared.py`). What is deleted from
the file is overwritten.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, TypeAlias

from intake.journal.disk import check_private, open_private
from intake.journal.store import Remark

FILE = "state.sqlite"

WAIT = 5.0
"""Seconds that one process waits for another that writes."""

_at_its_name = Lock()
"""Held by a thread that looks for the file or makes it. A file that is there is not opened, and one
that is made is closed before others see it: closing it would drop the locks of this process on it.
"""

TABLES = ("account", "invitation", "device", "attempt", "subscriber", "push", "mailed")
"""All tables that anybody brings, each behind those that it refers to."""


NO_DATABASE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
DAMAGED = (
    "不是数据库，或者坏了，账户、登录和订阅都读不了：请停下程序，把它移走，"
    "再用 queue repair --apply --from 备份 带回账户，或者重新 staff invite"
)


class Found(Protocol):
    """The rows that a statement found."""

    def fetchone(self) -> Any:
        """Return the next one."""

    def __iter__(self) -> Iterator[Any]: ...


class Statements(Protocol):
    """Does statements; `?` stands for a value."""

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Found:
        """Do one statement."""

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> object:
        """Do one statement for each row of values."""


class State(Protocol):
    """The tables of one queue; safe for any number of threads and processes.

    Every block raises sqlite3.Error or OSError when they cannot be read or written.
    """

    def reading(self) -> AbstractContextManager[Statements]:
        """Look."""

    def writing(self) -> AbstractContextManager[Statements]:
        """Write alone; all of it is kept when the block is left."""


class SharedTables(State, Protocol):
    """The tables of a queue that is in a database: more than one machine may use them."""

    def alone(self) -> AbstractContextManager[None]:
        """Be the only one of all machines at some long work; raises TimeoutError."""


Place: TypeAlias = Path | SharedTables
"""The folder of a queue, or the tables where they are in a database."""


def state_at(place: Place, schema: str, wait: float = WAIT) -> State:
    """Return the tables of a schema; a file makes those that are missing, a database has them."""
    return StateFile(place, schema, wait) if isinstance(place, Path) else place


class StateFile:
    """The file of one queue."""

    def __init__(self, folder: Path, schema: str, wait: float = WAIT) -> None:
        self._path = folder / FILE
        self._schema = schema
        self._wait = wait

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open the file for a look."""
        with closing(self._opened()) as store:
            yield store

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one who writes alone; all of it is kept when the block is left."""
        with self.reading() as store:
            store.execute("BEGIN IMMEDIATE")
            with store:
                yield store

    def _opened(self) -> sqlite3.Connection:
        with _at_its_name:
            try:
                check_private(self._path, self._path.lstat())
            except FileNotFoundError:
                os.close(open_private(self._path, os.O_RDWR | os.O_CREAT))
        store = sqlite3.connect(self._path, timeout=self._wait, isolation_level=None)
        store.executescript(f"PRAGMA secure_delete = ON;{self._schema}")
        return store


def state_remarks(place: Place) -> Iterator[Remark]:
    """Tell whether the file of a queue is no database any more; nothing is changed."""
    path = place / FILE if isinstance(place, Path) else None
    if path and path.is_file() and not _is_database(path):
        yield Remark("state_damaged", path.name, DAMAGED)


def _is_database(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as store:
            return [*store.execute("PRAGMA quick_check(1)")] == [("ok",)]
    except sqlite3.DatabaseError as error:  # any other is for a while
        return error.sqlite_errorcode not in NO_DATABASE


def move_tables(source: State, target: State) -> None:
    """Put what is in some tables in place of what is in others; doing it again changes nothing.

    Raises sqlite3.Error or OSError.
    """
    with source.writing() as old:
        content = {name: list(old.execute(f"SELECT * FROM {name}")) for name in TABLES}  # noqa: S608 # no name is from outside
        if not any(content.values()):
            return
        with target.writing() as new:
            _clear(new)
            for name, rows in content.items():
                if not rows:
                    continue
                places = ", ".join("?" * len(rows[0]))
                new.executemany(f"INSERT INTO {name} VALUES ({places})", rows)  # noqa: S608 # the same
        _clear(old)


def _clear(store: Statements) -> None:
    for name in reversed(TABLES):
        store.execute(f"DELETE FROM {name}")  # noqa: S608 # no name is from outside
