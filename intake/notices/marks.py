"""How far each channel was told: one small private file in the queue's folder, written whole.

It holds what every channel was told, and beside it only the channels that are not there: a new
channel begins at the present, one that is down is remembered with its tries.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ValidationError

from intake.journal.disk import read_private, replace_whole

FILE = "notices.json"
LOCK = "notices.lock"

LONGEST_PAUSE = timedelta(hours=4)


class MarksError(Exception):
    """The file cannot be understood; the message says in Chinese what to do."""


class Mark(BaseModel, extra="forbid", frozen=True):
    """How far one channel is."""

    told: int
    """The seq of the last event it was told of, or that did not concern it."""
    digest: date
    """The last day whose digest it had, or did not need."""
    tries: int = 0
    """How often in a row it could not be told."""
    since: datetime | None = None
    """Since when."""
    next_try: datetime | None = None

    def failed(self, now: datetime) -> Self:
        """Return the mark after one more try that failed: pauses double, up to hours."""
        pause = min(timedelta(minutes=2 ** min(self.tries, 10)), LONGEST_PAUSE)
        tries, since = self.tries + 1, self.since or now
        return self.model_copy(update={"tries": tries, "since": since, "next_try": now + pause})

    def waits(self, now: datetime) -> bool:
        """Tell whether it is too early to try again."""
        return self.next_try is not None and now < self.next_try


class _File(BaseModel, extra="forbid", frozen=True):
    usual: Mark
    others: Mapping[str, Mark]


class Marks:
    """The marks of all channels; any number of threads may note theirs."""

    def __init__(self, path: Path, usual: Mark, others: Mapping[str, Mark]) -> None:
        self._path = path
        self._mutex = threading.Lock()
        self.usual = usual
        self.others = dict(others)
        """Channels that are not where all are."""

    @classmethod
    def read(cls, folder: Path, latest: int) -> Self | None:
        """Read the marks; None when nobody was ever told. `latest` is the seq of the journal.

        Raises OSError, or MarksError.
        """
        path = folder / FILE
        content = read_private(path)
        if not content:
            return None
        try:
            read = _File.model_validate_json(content)
        except ValidationError:
            raise MarksError(f"{path} 坏了：删去它，就从那时起重新通知") from None
        # a journal restored from a backup may be shorter: what comes now has those seqs again
        others = {name: _at_most(mark, latest) for name, mark in read.others.items()}
        return cls(path, _at_most(read.usual, latest), others)

    @classmethod
    def begin(cls, folder: Path, usual: Mark) -> Self:
        """Begin with everybody told of everything so far. Raises OSError."""
        marks = cls(folder / FILE, usual, {})
        marks.write()
        return marks

    def of(self, channel: str) -> Mark:
        """Return the mark of a channel."""
        return self.others.get(channel, self.usual)

    def note(self, channel: str, mark: Mark) -> None:
        """Note how far a channel is, on disk when this returns. Raises OSError."""
        with self._mutex:
            self.others[channel] = mark
            self.write()

    def settle(self, usual: Mark, others: Mapping[str, Mark]) -> None:
        """Note how far all are after a round. Raises OSError."""
        self.usual, self.others = usual, dict(others)
        if self._content() != read_private(self._path):
            self.write()

    def write(self) -> None:
        """Put the marks on disk. Raises OSError."""
        replace_whole(self._path, self._content())

    def _content(self) -> bytes:
        content = _File(usual=self.usual, others=self.others)
        return content.model_dump_json(exclude_defaults=True).encode()


def _at_most(mark: Mark, latest: int) -> Mark:
    return mark.model_copy(update={"told": min(mark.told, latest)})
