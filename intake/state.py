"""`state.sqlite` in a queue's folder: what its processes share beside the journal, and may lose.

Each who keeps something there brings its own tables. What is deleted is overwritten.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from intake.journal.disk import check_private, open_private

FILE = "state.sqlite"

WAIT = 5.0
"""Seconds that one process waits for another that writes."""


class State:
    """The file of one queue; safe for any number of threads and processes.

    Every block raises sqlite3.Error or OSError when the file cannot be read or written.
    """

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
        try:
            # a file that is there is not opened: closing it would drop the locks of other threads
            check_private(self._path, self._path.lstat())
        except FileNotFoundError:
            os.close(open_private(self._path, os.O_RDWR | os.O_CREAT))
        store = sqlite3.connect(self._path, timeout=self._wait, isolation_level=None)
        store.executescript(f"PRAGMA secure_delete = ON;{self._schema}")
        return store
