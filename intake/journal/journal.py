"""The journal: what happened to every request, in rows that are only ever added.

Where the rows are kept, in files or in a database, is the affair of its store; what they mean is
told here, once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from errno import EIO, errorcode
from pathlib import Path
from typing import TypeVar

from intake.cases.event import Event
from intake.cases.numbers import new_number
from intake.cases.present_ids import Ids, in_present_ids
from intake.cases.roles import APPLICANT
from intake.cases.service_request import ServiceRequest, Submission, submitted
from intake.cases.steps import Step, events_of
from intake.journal import erasure
from intake.journal.disk import make_private_folder
from intake.journal.file_store import FileStore
from intake.journal.index import FAR_AHEAD, Index
from intake.journal.places import Places
from intake.journal.start import clear
from intake.journal.store import Rows, Store, UnfitError
from intake.journal.turn import Turn

MOST_BEHIND = timedelta(minutes=5)
"""By how much a clock may be behind the last row: it is set now and then."""

SEEN_AFTER = timedelta(days=30)
"""By then somebody has seen the dates that a wrong clock gives."""

log = logging.getLogger(__name__)

Found = TypeVar("Found")


class JournalUnavailable(Exception):  # noqa: N818 (it is a state of affairs)
    """The journal cannot be read or written now; nothing was acknowledged. `__cause__` says why."""


def _surely(service_request: ServiceRequest | None) -> ServiceRequest:
    """Return the request of a row that was just written and read back."""
    if service_request is None:
        raise OSError(EIO, "a row that was just written cannot be read")
    return service_request


class Journal:
    """Appends events and answers from them; every answer rests on rows that are there for good.

    Every method raises JournalUnavailable when the store is full, read-only, gone or broken, when
    rows are not as writers leave them, or others hold the lock for too long. Why is logged once,
    until a row can be written again.
    """

    def __init__(
        self, folder: Path, mirror_folder: Path | None = None, store: Store | None = None
    ) -> None:
        self.places = Places(folder, mirror_folder or folder / "mirror")
        """What lies beside the rows; the rows too unless another store is given."""
        self.store: Store = store or FileStore(self.places)
        self.ids_of_today: Callable[[], Ids] = dict
        """What its requests name by another id than the guide does today; set by whoever knows."""
        self._told: set[str] = set()
        """What was logged since a row was last written."""

    @property
    def folder(self) -> Path:
        """The folder of the queue."""
        return self.places.folder

    def make(self) -> None:
        """Make a new queue, its folder too; nothing else ever does, whatever is missing."""
        with self.refusing():
            self.store.make()

    def begin(self) -> None:
        """Make a queue ready at start: closed to others, one of the first edition taken over."""
        with self.turn() as turn:
            make_private_folder(self.folder)
            clear(self.places)
            erasure.finish(turn, self.places, self._rewritten())

    def forget(self) -> None:
        """Clear the folder of every request that was redacted; doing it again changes nothing.

        What others have in memory they read anew with their next look.
        """
        with self.turn() as turn:
            erasure.finish(turn, self.places, self._rewritten())
        self.seq()  # so does this one

    def aside_before(self, day: date) -> tuple[Path, ...]:
        """Return what was set aside before a day."""
        return erasure.aside_before(self.places, day)

    def clear_aside(self, before: date) -> None:
        """Remove what was set aside before a day, unless something is amiss."""
        with self.turn():
            for path in self.aside_before(before):
                path.unlink()

    def submit(
        self, key: str, at: datetime, submission: Submission, by: str = APPLICANT
    ) -> ServiceRequest:
        """Queue a new request; a form that was sent before (same key) is the request it became."""
        data, number = submission.as_json(), new_number(())
        with self.turn() as turn:
            known = turn.index.of_key(key)
            if known is None:
                if number in turn.index.by_number:
                    number = new_number(turn.index.by_number)
                event = turn.write(Event(0, at, "submit", number, key, "submitted", by, data))
        return self._today(known or submitted(event, submission))

    def transition(self, number: str, steps: Sequence[Step], at: datetime) -> ServiceRequest:
        """Let things happen to a request, if its life cycle allows them; return what it became.

        Judged under the lock, all before the first is written: of two who want the same at once,
        one is refused. Raises StaleTransition, IllegalTransition, or KeyError for a number that
        nobody has.
        """
        with self.turn() as turn:
            known = turn.index.of_number(number)
            if known is None:
                raise KeyError(number)
            for event in events_of(self._today(known), steps, at):
                turn.write(event)
            return self._today(_surely(turn.index.of_number(number)))

    def find(self, number: str) -> ServiceRequest | None:
        """Find a request by its number, as stored."""
        return self._found(self._look_up(lambda index: index.of_number(number)))

    def find_by_token(self, token: str) -> ServiceRequest | None:
        """Find a request by the secret of its private link."""
        return self._found(self._look_up(lambda index: index.of_token(token)))

    def find_by_key(self, key: str) -> ServiceRequest | None:
        """Find the request that a form became."""
        return self._found(self._look_up(lambda index: index.of_key(key)))

    def requests(self) -> tuple[int, tuple[ServiceRequest, ...]]:
        """Return every request in order of submission, and the seq they are as of."""
        seq, requests = self._look_up(lambda index: (index.seq, index.requests()))
        return seq, tuple(map(self._today, requests))

    def at_work(self) -> tuple[ServiceRequest, ...]:
        """Return the requests that are not past, in no order: few of all that there are."""
        return tuple(map(self._today, self._look_up(lambda index: index.at_work())))

    def seq(self) -> int:
        """Return the seq of the latest row."""
        return self._look_up(lambda index: index.seq)

    def is_right(self, clock: datetime) -> bool:
        """Tell whether a clock is not far ahead of the latest row, nor just was of the one before.

        The row that a wrong clock wrote says nothing for it.
        """
        last, leapt = self._look_up(lambda index: (index.last_at, index.leapt_at))
        return clock - last <= FAR_AHEAD and clock - leapt > SEEN_AFTER

    def rows(self) -> Rows:
        """Return every row as it stands, and what is amiss; a closed queue has rows too."""
        with self.refusing():
            return self.store.rows()

    def check(self, now: datetime | None = None) -> None:
        """Make sure that a request would be taken now, and dated rightly; nothing is changed."""
        with self.refusing():
            self.store.check_room()
            with self.store.reading() as index:
                behind = index.last_at - now if now else timedelta()
            if behind > MOST_BEHIND:
                raise UnfitError("clock_behind", behind // timedelta(minutes=1))

    def why_closed(self, now: datetime | None = None) -> str:
        """Say why no request would be taken now, empty if it would be; nothing is changed."""
        try:
            self.check(now)
        except JournalUnavailable as unavailable:
            return str(unavailable)
        return ""

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Let one writer write; what it wrote, or found, stays when the block is left."""
        with self.refusing():
            with self.store.writing() as index:
                yield Turn(self.store, index)
            self._told.clear()

    @contextmanager
    def alone(self) -> Iterator[FileStore]:
        """Keep everybody else waiting, for work on the files themselves."""
        with self.refusing():
            if not isinstance(self.store, FileStore):
                raise UnfitError("no_files")
            with self.store.alone():
                yield self.store

    def _rewritten(self) -> tuple[Path, ...]:
        """Return the files in which the store itself clears rows."""
        is_in_files = isinstance(self.store, FileStore)
        return (self.places.journal, self.places.mirror) if is_in_files else ()

    def _today(self, known: ServiceRequest) -> ServiceRequest:
        return in_present_ids(known, self.ids_of_today())

    def _found(self, known: ServiceRequest | None) -> ServiceRequest | None:
        return self._today(known) if known else None

    def _look_up(self, look: Callable[[Index], Found]) -> Found:
        with self.refusing(), self.store.reading() as index:
            return look(index)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Turn what a store raises into JournalUnavailable, and log it once."""
        try:
            yield
        except (OSError, UnfitError) as error:
            word = why(error)
            if word not in self._told:
                self._told.add(word)  # first: logging lets other threads in
                log.error("the journal is not available: %s", word)
            raise JournalUnavailable(word) from error


def why(error: OSError | UnfitError) -> str:
    """Say why without anything that was typed: a word, or the system's name and the file's."""
    if isinstance(error, OSError):
        place = Path(*Path(str(error.filename or "")).parts[-2:])  # the name alone is that of both
        return f"{errorcode.get(error.errno or 0, 'unknown')} {place}".removesuffix(" .")
    return str(error)
