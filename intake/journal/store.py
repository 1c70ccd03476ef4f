"""What a journal needs of whoever keeps its rows: files on this machine, or a database.

One of them keeps all rows of a queue. Everything else, from the life cycle to the pages, rests on
rows and knows no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from intake.cases.event import Event
from intake.journal.index import Index


class UnfitError(Exception):
    """The rows are not kept as writers leave them; `what` is a word for programs."""

    def __init__(self, what: str, place: int = 0) -> None:
        super().__init__(f"{what} {place}" if place else what)
        self.what = what
        self.place = place
        """A seq or a byte, by the word."""


@dataclass(frozen=True)
class Remark:
    """Something that somebody should know: a word for programs, where, and what in Chinese."""

    kind: str
    where: str
    message: str


@dataclass(frozen=True)
class Rows:
    """The rows as they are kept, and what is amiss with that."""

    events: tuple[Event, ...]
    remarks: tuple[Remark, ...] = ()


class Store(Protocol):
    """Keeps the rows of one queue; any number of threads and processes may share it.

    Every method raises OSError, or UnfitError. Before a block of `writing` is left without either,
    nothing in it was acknowledged.
    """

    def make(self, events: Iterable[Event] | None = None) -> None:
        """Make a queue where none is nor was, or of all rows of one that is moved here.

        Nothing else ever makes one.
        """

    def reading(self) -> AbstractContextManager[Index]:
        """Give the index as of the last row; all of it is there for good."""

    def writing(self) -> AbstractContextManager[Index]:
        """Let one write while all others wait; what was written stays once the block is left."""

    def append(self, event: Event) -> Event:
        """Add a row, in a block of `writing`; return it as it now stands, in the index too."""

    def rewrite(self, events: Iterable[Event]) -> None:
        """Put rows in place of those of the same seqs, in a block of `writing`; all or none."""

    def rows(self) -> Rows:
        """Return every row as it stands, also of a queue that nothing can be written to."""

    def check_room(self) -> None:
        """Make sure that one more row would be taken; nothing is changed."""

    def retire(self, copy: Callable[[], object]) -> None:
        """Let another have all rows, and then be no queue any more, in a block of `writing`.

        Whether that may be is found out first: where `copy` raises, all is as it was.
        """
