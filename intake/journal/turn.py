"""One writer's turn at the journal: everybody else waits, and the index is as of the last row."""

from __future__ import annotations

from dataclasses import dataclass

from intake.cases.event import Event
from intake.journal.index import Index
from intake.journal.store import Store


@dataclass(frozen=True)
class Turn:
    """The right to write; while it lasts nobody else writes."""

    store: Store
    index: Index

    def write(self, event: Event) -> Event:
        """Append an event; return it as it now stands. Raises OSError, with nothing appended."""
        return self.store.append(event)
