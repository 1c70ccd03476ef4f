"""Rows that only a set-aside file still has: somebody saved an old state over the journal.

The program that was running keeps what it had read as `journal-….csv.before-…`. What is missing
since is put back as further rows; no line of the journal is touched, so it can be done while
requests come in, and doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from intake.event import Event
from intake.journal import Journal
from intake.journal_reader import FILES
from intake.journal_scan import judge, rows_of

SET_ASIDE = f"{FILES}.before-*"


@dataclass(frozen=True)
class LostRow:
    """A row of a set-aside file that the journal does not have."""

    file: str
    row: Event
    fits: bool
    """It carries on what the journal has of its request; else that went another way since."""


def lost_rows(folder: Path) -> tuple[LostRow, ...]:
    """Find what only set-aside files have, in the order in which it can be put back.

    Raises OSError.
    """
    present = dict(_histories(rows_of(folder)))
    return tuple(
        lost for path in sorted(folder.glob(SET_ASIDE)) for lost in _lost_of(path, present)
    )


def put_back(journal: Journal) -> None:
    """Append the lost rows that fit, all in one turn; one that was last keeps its seq, too.

    Raises OSError or JournalUnavailable.
    """
    with journal.alone() as turn:
        for lost in lost_rows(journal.folder):
            if lost.fits:
                turn.write(lost.row)


def rows_in(path: Path) -> Iterator[Event]:
    """Yield every row that can be read in a file beside the journal.

    Raises OSError.
    """
    for line in path.read_bytes().splitlines(keepends=True):
        _, row = judge(line)
        if row:
            yield row


def _lost_of(path: Path, present: dict[str, list[Event]]) -> list[LostRow]:
    """Find the rows of one file that are not present; those that fit count as present then."""
    found = []
    for number, rows in _histories(rows_in(path)).items():
        have = [_as_such(row) for row in present.get(number, ())]
        fits = [_as_such(row) for row in rows[: len(have)]] == have
        lost = rows[len(have) :] if fits else [row for row in rows if _as_such(row) not in have]
        found += [LostRow(path.name, row, fits) for row in lost]
        if fits:
            present[number] = rows
    return sorted(found, key=lambda lost: lost.row.seq)


def _histories(rows: Iterable[Event]) -> Mapping[str, list[Event]]:
    """Sort rows by the number of their request."""
    histories: dict[str, list[Event]] = {}
    for row in rows:
        histories.setdefault(row.number, []).append(row)
    return histories


def _as_such(row: Event) -> Event:
    """Return a row but for its place: what was put back may have another."""
    return replace(row, seq=0)
