"""After each build, what was read of it is read anew; until then everything is of one build."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TypeVar

from guidebook.load import ContentError
from guidebook.stamp import STAMP

log = logging.getLogger(__name__)
Made = TypeVar("Made")


class Renewal:
    """Notices each finished build, and each switch to another; serves all threads of a process."""

    def __init__(self, layouts: Path) -> None:
        self._path = layouts / STAMP
        self._lock = Lock()
        self._seen = self._stamp()

    def after_build(self, make: Callable[[], Made], put: Callable[[Made], None]) -> None:
        """Make something anew and put it in place, if a build was finished since the last time.

        What has faults, or cannot be read, is told once and not put in place.
        """
        stamp = self._stamp()
        if stamp in (None, self._seen):
            return
        with self._lock:
            if stamp != self._seen:
                self._make_anew(stamp, make, put)

    def _make_anew(
        self, stamp: object, make: Callable[[], Made], put: Callable[[Made], None]
    ) -> None:
        fault: ContentError | OSError | None = None
        try:
            made = make()
        except (ContentError, OSError) as error:
            fault = error
        if self._stamp() != stamp:
            return  # the next build began meanwhile; its own stamp brings us back
        self._seen = stamp
        if fault:
            log.error("the new build is not taken, the last one stays: %s", fault)
        else:
            put(made)

    def _stamp(self) -> object:
        """Return what tells one stamp from another, None while there is none."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns
