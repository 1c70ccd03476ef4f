"""Why a database did not do what it was asked, in a word: its own words repeat values."""

from __future__ import annotations

import os
from collections.abc import Mapping
from errno import ENOSPC, EROFS, ETIMEDOUT

import psycopg
from psycopg import errors

from intake.journal.store import UnfitError


class SilentError(psycopg.OperationalError):
    """A server did not answer for so long that nobody waits any more."""


_WORDS: Mapping[type[psycopg.Error], str] = {
    SilentError: "database_silent",
    errors.ConnectionTimeout: "database_silent",
    errors.UndefinedTable: "no_queue",
    errors.UndefinedColumn: "database_columns",
    errors.InvalidSchemaName: "no_schema",
    errors.InsufficientPrivilege: "database_rights",
    errors.UniqueViolation: "database_double",
    errors.DuplicateTable: "queue_exists",
}
_NUMBERS: Mapping[type[psycopg.Error], int] = {
    errors.LockNotAvailable: ETIMEDOUT,
    errors.DiskFull: ENOSPC,
    errors.ReadOnlySqlTransaction: EROFS,
}
READ_ONLY = "session is read-only"
"""The driver's own words where no host of an address may be written to; it has no code for it."""


def told(error: psycopg.Error) -> Exception:
    """Return what to raise for a fault of a database."""
    for kind, number in _NUMBERS.items():
        if isinstance(error, kind):
            return OSError(number, os.strerror(number))
    for kind, word in _WORDS.items():
        if isinstance(error, kind):
            return UnfitError(word)
    if error.sqlstate is None:
        return _told_without_a_code(error)
    is_gone = error.sqlstate[:2] in ("08", "57")
    return UnfitError("database_gone" if is_gone else f"database_{error.sqlstate}")


def _told_without_a_code(error: psycopg.Error) -> Exception:
    """Tell a lost connection from one that was refused, and both from a fault of ours."""
    if READ_ONLY in str(error):
        return OSError(EROFS, os.strerror(EROFS))
    if error.pgconn and error.pgconn.used_password:
        return UnfitError("database_login")
    is_gone = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return UnfitError("database_gone" if is_gone else f"database_{type(error).__name__}")
