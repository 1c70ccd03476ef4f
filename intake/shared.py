"""What processes share beside the journal, in PostgreSQL: the same tables as in `state.sqlite`.

Statements are written for both: `?` for values, and what SQLite and PostgreSQL read alike.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import ETIMEDOUT
from typing import Any, LiteralString

from intake.journal.database import Connection, Database
from intake.journal.journal import why
from intake.journal.store import UnfitError

LOCK: LiteralString = "SELECT pg_advisory_xact_lock('account'::regclass::oid::bigint + (53 << 32))"
TRY_ALONE: LiteralString = (
    "SELECT pg_try_advisory_lock('account'::regclass::oid::bigint + (59 << 32))"
)
END_ALONE: LiteralString = (
    "SELECT pg_advisory_unlock('account'::regclass::oid::bigint + (59 << 32))"
)
"""Held by a connection until it ends; its process keeps its own threads and others here apart."""
NOCASE: LiteralString = (
    "CREATE COLLATION IF NOT EXISTS nocase"
    " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
)
"""Letters of either case are one, as in SQLite."""
WRITTEN_HERE = (("INTEGER", "bigint"), ("BLOB", "bytea"))
"""How the words of SQLite's tables are written here."""


class Statements:
    """Does what is asked of a connection in the words that both read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Any:
        """Do one statement; return what it found."""
        return self._connection.execute(_written(sql), _values(values))

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Any:
        """Do one statement for each row of values."""
        return self._connection.cursor().executemany(_written(sql), map(_values, rows))


class SharedState:
    """The tables of one queue, in its schema; every block raises sqlite3.Error."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, *schemas: str) -> None:
        """Make the tables that are not there."""
        with _as_of_a_file(), self._database.transaction(lambda _: None) as connection:
            connection.execute(NOCASE)
            for schema in schemas:
                for word, ours in WRITTEN_HERE:
                    schema = schema.replace(word, ours)  # noqa: PLW2901
                connection.execute(schema)

    @contextmanager
    def reading(self) -> Iterator[Statements]:
        """Look, as of one moment after another."""
        with _as_of_a_file(), self._database.transaction(lambda _: None) as connection:
            yield Statements(connection)

    @contextmanager
    def writing(self) -> Iterator[Statements]:
        """Write alone; all of it is kept when the block is left."""
        with _as_of_a_file(), self._database.transaction(_lock) as connection:
            yield Statements(connection)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold a lock without a transaction: the work may take minutes."""
        if not self._looked(TRY_ALONE):
            raise TimeoutError(ETIMEDOUT, "another machine is at it")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):  # who is gone holds nothing
                self._looked(END_ALONE)

    def _looked(self, sql: LiteralString) -> bool:
        with _as_of_a_file(), self._database.alone():
            found = self._database.look(lambda connection: connection.execute(sql).fetchall())
        return found == [(True,)]


def _lock(connection: Connection) -> None:
    connection.execute(LOCK)


def _written(sql: str) -> LiteralString:
    return sql.replace("?", "%s")


def _values(values: Sequence[Any]) -> list[Any]:
    """Return values as they can be asked for: no text there has a NUL, so that one is none."""
    return [None if isinstance(value, str) and "\0" in value else value for value in values]


@contextmanager
def _as_of_a_file() -> Iterator[None]:
    """Raise what callers expect of a file that cannot be read or written."""
    try:
        yield
    except (UnfitError, OSError) as error:
        raise sqlite3.OperationalError(why(error)) from None
