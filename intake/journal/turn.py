"""One writer's turn at the journal, under the lock: where the row goes, and that it goes whole."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from intake.cases.event import Event
from intake.journal.disk import Both, append_whole
from intake.journal.index import Index
from intake.journal.reader import JournalReader
from intake.journal.rows import encode


@dataclass(frozen=True)
class Turn:
    """The right to write; while it lasts the reader is up to date and nobody else writes."""

    reader: JournalReader
    files: Both

    @property
    def index(self) -> Index:
        """The index as of the last row."""
        return self.reader.index

    def write(self, event: Event) -> Event:
        """Append an event to the journal, then to its mirror; return it as it now stands.

        Raises OSError, with both files as they were before.
        """
        end, line = self.reader.seen, encode(replace(event, seq=self.index.seq + 1))
        append_whole(self.files.journal, line, end)
        try:
            append_whole(self.files.mirror, line, end)
        except OSError:
            os.ftruncate(self.files.journal, end)
            raise
        return self.reader.take_written(line, self.files)
