"""The count of attempts that all processes of a queue share; it knows nobody by name.

Who tried, and what at, stands there as a keyed hash: the file tells no addresses and no numbers.
"""

from __future__ import annotations

import hmac
import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from intake.attempts.rules import Rule
from intake.state import Place, Statements, state_at

SCHEMA = """
CREATE TABLE IF NOT EXISTS attempt (what BLOB PRIMARY KEY, over_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS attempt_over ON attempt (over_at);
"""
KEEP = (
    "INSERT INTO attempt VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET over_at = excluded.over_at"
)

WAIT = 2.0
"""Seconds that somebody who sends something is kept waiting for the file at most."""


log = logging.getLogger(__name__)

Found = TypeVar("Found")


@dataclass(frozen=True)
class Try:
    """Something that is tried, at or by whom it is counted."""

    rule: Rule
    subject: str


@dataclass(frozen=True)
class Refusal:
    """What was tried too often, and in how many seconds it may be tried again."""

    tried: Try
    seconds: int


class LedgerUnavailable(Exception):  # noqa: N818 (it is a state of affairs)
    """The count cannot be read or written now; nothing was counted. `__cause__` says why."""


class Ledger:
    """Counts what is tried; safe for any number of threads and processes.

    Every method raises LedgerUnavailable. Why is logged once, until something can be counted again.
    """

    def __init__(self, place: Place, secret_key: str) -> None:
        self._state = state_at(place, SCHEMA, WAIT)
        self._key = hmac.digest(secret_key.encode(), b"attempts", "sha256")
        self._is_told = False

    def take(self, at: datetime, *tries: Try) -> Refusal | None:
        """Count what is tried all at once, or refuse it and count nothing of it."""
        now = int(at.timestamp() * 1000)
        return self._alone(lambda store: self._take(store, now, tries))

    def give_back(self, *tries: Try) -> None:
        """Take tries out of the count again: they were none."""
        self._alone(lambda store: self._give_back(store, tries))

    def _alone(self, work: Callable[[Statements], Found]) -> Found:
        try:
            with self._state.writing() as store:
                done = work(store)
        except (sqlite3.Error, OSError) as error:
            if not self._is_told:
                log.error("attempts are not counted: %s", type(error).__name__)
            self._is_told = True
            raise LedgerUnavailable from error
        self._is_told = False
        return done

    def _take(self, store: Statements, now: int, tries: Sequence[Try]) -> Refusal | None:
        known = [(tried, self._over_at(store, tried)) for tried in tries]
        for tried, over_at in known:
            if seconds := tried.rule.seconds_to_wait(over_at, now):
                return Refusal(tried, seconds)
        store.execute("DELETE FROM attempt WHERE over_at <= ?", (now,))
        for tried, over_at in known:
            self._keep(store, tried, tried.rule.after_a_try(over_at, now))
        return None

    def _give_back(self, store: Statements, tries: Sequence[Try]) -> None:
        for tried in tries:
            if over_at := self._over_at(store, tried):
                self._keep(store, tried, tried.rule.given_back(over_at))

    def _over_at(self, store: Statements, tried: Try) -> int:
        query = "SELECT over_at FROM attempt WHERE what = ?"
        found: tuple[int] | None = store.execute(query, (self._what(tried),)).fetchone()
        return found[0] if found else 0

    def _keep(self, store: Statements, tried: Try, over_at: int) -> None:
        store.execute(KEEP, (self._what(tried), over_at))

    def _what(self, tried: Try) -> bytes:
        return hmac.digest(self._key, f"{tried.rule.name}\n{tried.subject}".encode(), "sha256")[:16]
