"""One queue, kept in files or in PostgreSQL: what a journal promises it promises on both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from intake.cases.event import Event
from intake.commands.tables import SCHEMAS
from intake.journal.database import Database
from intake.journal.journal import Journal
from intake.journal.places import Places
from intake.journal.postgres_store import INSERT, PostgresStore
from intake.journal.rows import content_of, texts_of
from intake.shared import SharedState
from intake.state import Place

STORES = ("files", "postgres")


@dataclass(frozen=True)
class Kept:
    """Where a queue is kept; may be told to another process."""

    folder: Path
    url: str = ""
    """The database's; empty for files."""

    def journal(self) -> Journal:
        """Open the queue as another process does."""
        if not self.url:
            return Journal(self.folder)
        places = Places(self.folder, self.folder / "mirror")
        return Journal(self.folder, store=PostgresStore(Database(self.url), places))

    def made(self) -> Journal:
        """Make the queue."""
        journal = self.journal()
        journal.make()
        return journal

    def shared(self) -> Place:
        """Open, as another process does, where accounts, attempts and mailing lists are."""
        return SharedState(Database(self.url)) if self.url else self.folder

    def made_shared(self) -> Place:
        """Make those tables."""
        shared = self.shared()
        if isinstance(shared, SharedState):
            shared.make(*SCHEMAS)
        self.folder.mkdir(exist_ok=True)
        return shared

    def rows(self) -> list[Event]:
        """Read the rows, which must all be intact."""
        rows = self.journal().rows()
        assert not rows.remarks
        return list(rows.events)

    def on(self, machine: Path) -> Kept:
        """Return the same queue as seen from another machine: its folder holds no rows."""
        return replace(self, folder=machine)

    def write_by_hand(self, rows: Sequence[Event]) -> None:
        """Put rows in place of all, as somebody does who may write and knows of check values."""
        if not self.url:
            for path in (self.folder / "journal.csv", self.folder / "mirror" / "journal.csv"):
                path.write_bytes(content_of(rows))
            return
        with psycopg.connect(self.url) as connection:
            connection.execute("DELETE FROM journal")
            connection.cursor().executemany(INSERT, [texts_of(row) for row in rows])
