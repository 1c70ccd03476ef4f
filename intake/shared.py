"""What processes share beside the journal, in PostgreSQL: the same tables as in `state.sqlite`.

Statements are written for both: `?` for values, and what SQLite and PostgreSQL read alike.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

from intake.journal.database import Connection, Database
from intake.journal.store import UnfitError

LOCK: LiteralString = "SELECT pg_advisory_xact_lock('account'::regclass::oid::bigint + (53 << 32))"
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
        raise sqlite3.OperationalError(str(error)) from None
