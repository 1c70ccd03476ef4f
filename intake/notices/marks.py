"""How far each channel was told: one small private file in the queue's folder, written whole.

Where the rows are in a database it is a row there: whichever machine tells goes on from it.

It holds what every channel was told, and beside it only the channels that are not there: a new
channel begins at the present, one that is down is remembered with its tries.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ValidationError

from intake.journal.disk import locked, read_private, replace_whole
from intake.state import Place

FILE = "notices.json"
LOCK = "notices.lock"

SCHEMA = "CREATE TABLE IF NOT EXISTS notice (id INTEGER PRIMARY KEY, content TEXT NOT NULL);"

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


class Sheet:
    """What the marks are written on, in the folder of a queue or in its database.

    Every method raises OSError or sqlite3.Error.
    """

    def __init__(self, place: Place) -> None:
        self._place = place

    def __str__(self) -> str:
        return str(self._place / FILE) if isinstance(self._place, Path) else "数据库的 notice 表"

    def read(self) -> bytes:
        """Return what is written there, empty if nothing is."""
        if isinstance(self._place, Path):
            return read_private(self._place / FILE)
        with self._place.reading() as store:
            row = store.execute("SELECT content FROM notice").fetchone()
            return row[0].encode() if row else b""

    def write(self, content: bytes) -> None:
        """Write something in place of all; nothing where it is empty."""
        if isinstance(self._place, Path):
            if content:
                replace_whole(self._place / FILE, content)
            else:
                (self._place / FILE).unlink(missing_ok=True)
            return
        with self._place.writing() as store:
            store.execute("DELETE FROM notice")
            if content:
                store.execute("INSERT INTO notice VALUES (1, ?)", (content.decode(),))


@contextmanager
def telling_alone(folder: Path, place: Place, patience: float | None = None) -> Iterator[None]:
    """Be the only one who tells anybody, of all machines; raises TimeoutError or sqlite3.Error."""
    with locked(folder / LOCK, patience):
        if isinstance(place, Path):
            yield
        else:
            with place.alone():
                yield


def move_marks(source: Place, target: Place) -> None:
    """Put the marks of a queue where it is moved to; doing it again changes nothing."""
    if content := Sheet(source).read():
        Sheet(target).write(content)
        Sheet(source).write(b"")


class Marks:
    """The marks of all channels; any number of threads may note theirs."""

    def __init__(self, sheet: Sheet, usual: Mark, others: Mapping[str, Mark]) -> None:
        self._sheet = sheet
        self._mutex = threading.Lock()
        self.usual = usual
        self.others = dict(others)
        """Channels that are not where all are."""

    @classmethod
    def read(cls, place: Place, latest: int) -> Self | None:
        """Read the marks; None when nobody was ever told. `latest` is the seq of the journal.

        Raises OSError, sqlite3.Error, or MarksError.
        """
        sheet = Sheet(place)
        content = sheet.read()
        if not content:
            return None
        try:
            read = _File.model_validate_json(content)
        except ValidationError:
            raise MarksError(f"{sheet} 坏了：删去它，就从那时起重新通知") from None
        # a journal restored from a backup may be shorter: what comes now has those seqs again
        others = {name: _at_most(mark, latest) for name, mark in read.others.items()}
        return cls(sheet, _at_most(read.usual, latest), others)

    @classmethod
    def begin(cls, place: Place, usual: Mark) -> Self:
        """Begin with everybody told of everything so far. Raises OSError or sqlite3.Error."""
        marks = cls(Sheet(place), usual, {})
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
        if self._content() != self._sheet.read():
            self.write()

    def write(self) -> None:
        """Put the marks on disk. Raises OSError."""
        self._sheet.write(self._content())

    def _content(self) -> bytes:
        content = _File(usual=self.usual, others=self.others)
        return content.model_dump_json(exclude_defaults=True).encode()


def _at_most(mark: Mark, latest: int) -> Mark:
    return mark.model_copy(update={"told": min(mark.told, latest)})
