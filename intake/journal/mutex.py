"""Threads of one process take turns, and nobody waits for ever."""

from __future__ import annotations

import threading
from errno import ETIMEDOUT

from intake.journal import disk


class Mutex:
    """A lock that a thread may take again while it has it; others wait as long as for a file's."""

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        """Wait; raises TimeoutError."""
        if not self._lock.acquire(timeout=disk.PATIENCE):
            raise TimeoutError(ETIMEDOUT, "the journal is held by other threads")

    def __exit__(self, *_: object) -> None:
        """Let the next one."""
        self._lock.release()
