"""Moving a queue from one store to another: every row with its check value, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from intake.journal.journal import Journal, JournalUnavailable
from intake.journal.store import Rows


class MoveError(Exception):
    """The queue cannot be moved; the message says why, in Chinese. It is as it was."""


@dataclass(frozen=True)
class Moved:
    """What was moved, all of it found again in its new place."""

    rows: int
    requests: int
    seq: int


def move(source: Journal, target: Journal, beside: Callable[[], None]) -> Moved:
    """Move all rows; doing it again finishes what was interrupted.

    Nobody writes meanwhile, and whoever still runs with the old place afterwards finds no queue
    there. `beside` moves what is shared beside the rows. Raises MoveError, or
    JournalUnavailable.
    """
    with source.turn():
        rows = source.rows()
        if rows.remarks:
            raise MoveError("队列不完整，没有搬：queue verify 说出是哪几行，怎么办")

        def copy() -> None:
            _copy(rows, target)
            beside()

        source.store.retire(copy)
    return Moved(
        rows=len(rows.events),
        requests=sum(event.event == "submit" for event in rows.events),
        seq=rows.events[-1].seq if rows.events else 0,
    )


def _copy(rows: Rows, target: Journal) -> None:
    """Make a queue of rows and read it again, or find that an earlier run has done so."""
    try:
        with target.refusing():
            target.store.make(rows.events)
    except JournalUnavailable as unavailable:
        if str(unavailable) != "queue_exists" or target.rows() != rows:
            raise
    if target.rows() != rows:
        raise MoveError("搬过去的行和原来的不一样，没有换过去")
