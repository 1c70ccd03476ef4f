"""Reading again what was damaged or set aside: shown first, put back only when asked to.

A damaged line is put back only as the very bytes that were written, which its check value proves:
a spreadsheet changed the form of it, or one bit flipped. A row in a torn tail was never
acknowledged, or an editor cut off its line end; if it is whole and nothing happened since to its
request, it can be queued after all. What only a set-aside file still has was acknowledged: it is
put back.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from intake.event import Event
from intake.journal import Journal
from intake.journal_files import replace_whole
from intake.journal_scan import (
    BAD_HEADER,
    DAMAGED,
    RESHAPED,
    Line,
    journal_files,
    lines_of,
)
from intake.lost_rows import LostRow, lost_rows, put_back, rows_in
from intake.rows import COLUMNS, HEADER, DamagedRowError, decode, encode
from intake.service_request import ServiceRequest

LookUp = Callable[[str], ServiceRequest | None]

LONGEST_SEARCHED = 20_000
"""Bytes in which a flipped bit is looked for; trying them all takes a second or so."""


@dataclass(frozen=True)
class Remains:
    """Something damaged, at a place in bytes; `mended` are the bytes once written, if known."""

    file: str
    start: int
    content: bytes
    mended: bytes | None

    @property
    def length(self) -> int:
        """Count the damaged bytes."""
        return len(self.content)

    @property
    def where(self) -> str:
        """Say where it is."""
        return f"{self.file} 第 {self.start} 字节"


@dataclass(frozen=True)
class TornRow:
    """A whole row found in what was set aside: never acknowledged, or its line end was cut off."""

    file: str
    row: Event
    can_be_queued: bool
    """Nothing happened since to the request that it begins or carries on."""


@dataclass(frozen=True)
class Recovery:
    """What can be read again, and what cannot."""

    remains: tuple[Remains, ...]
    torn_rows: tuple[TornRow, ...]
    torn_files: tuple[str, ...]
    lost_rows: tuple[LostRow, ...]


def survey(journal: Journal) -> Recovery:
    """Look at everything damaged or set aside; nothing is changed.

    Raises OSError or JournalUnavailable.
    """
    journal.check()
    torn = sorted(journal.folder.glob("*.torn"))
    rows = [(path.name, row) for path in torn for row in rows_in(path)]
    return Recovery(
        remains=tuple(_remains(journal.folder)),
        torn_rows=tuple(
            TornRow(name, row, _carries_on(row, journal.find, journal.find_by_key))
            for name, row in rows
        ),
        torn_files=tuple(path.name for path in torn),
        lost_rows=lost_rows(journal.folder),
    )


def apply(recovery: Recovery, journal: Journal) -> tuple[str, ...]:
    """Put back what can be; return the names of the files that keep the state before.

    Raises OSError or JournalUnavailable.
    """
    kept = tuple(_mend_files(recovery, journal))
    if recovery.lost_rows:
        put_back(journal)
    with journal.alone() as turn:
        for row in (torn.row for torn in recovery.torn_rows if torn.can_be_queued):
            if _carries_on(row, turn.index.of_number, turn.index.of_key):
                turn.write(row)
        for path in (journal.folder / name for name in recovery.torn_files):
            if path.exists():  # another recovery may have been faster
                path.rename(_free_name(path, "read"))
    return kept


def is_left(recovery: Recovery, applied: bool) -> bool:
    """Tell whether something is left that a person has to see to."""
    if not applied:
        return bool(recovery.remains or recovery.torn_files or recovery.lost_rows)
    unread = any(remains.mended is None for remains in recovery.remains)
    return unread or any(not lost.fits for lost in recovery.lost_rows)


def _remains(folder: Path) -> Iterator[Remains]:
    """Yield what is damaged, neighbours together: one flipped bit may break a line in two."""
    for (file, condition), group in groupby(lines_of(folder), lambda x: (x.file, x.condition)):
        lines = tuple(group)
        if condition == RESHAPED:
            yield from (_one(line, encode(line.row)) for line in lines if line.row)
        elif condition == BAD_HEADER:
            yield from (_one(line, _mended_header(line.content)) for line in lines)
        elif condition == DAMAGED:
            content = b"".join(line.content for line in lines)
            yield Remains(file, lines[0].start, content, unflipped(content))


def _one(line: Line, mended: bytes | None) -> Remains:
    return Remains(line.file, line.start, line.content, mended)


def _mended_header(content: bytes) -> bytes | None:
    """Return the header, and the first row where a lost line end glued it on."""
    try:
        columns = next(csv.reader([content.decode("utf-8-sig")], strict=True))
    except (ValueError, csv.Error, StopIteration):
        columns = []
    return HEADER if tuple(columns) == COLUMNS else unflipped(content)


def unflipped(content: bytes) -> bytes | None:
    """Find the rows that one flipped bit made unreadable, None if that is not what happened."""
    if len(content) > LONGEST_SEARCHED:
        return None
    tried = bytearray(content)
    for place in range(len(tried) * 8):
        tried[place // 8] ^= 1 << place % 8
        if _are_rows(bytes(tried)):
            return bytes(tried)
        tried[place // 8] ^= 1 << place % 8
    return None


def _are_rows(content: bytes) -> bool:
    try:
        for line in content.removeprefix(HEADER).splitlines(keepends=True):
            decode(line)
    except DamagedRowError:
        return False
    return True


def _carries_on(row: Event, of_number: LookUp, of_key: LookUp) -> bool:
    """Tell whether a row begins a request that is not known, or is the next event of one."""
    known = of_key(row.key) or of_number(row.number)
    if row.event == "submit":
        return known is None
    return known is not None and known.number == row.number and known.seq < row.seq


def _mend_files(recovery: Recovery, journal: Journal) -> Iterator[str]:
    """Rewrite the files in which something can be mended, under the lock; the old ones are kept."""
    with journal.alone():
        for path in journal_files(journal.folder):
            before = path.read_bytes()
            mended = {
                r.start: r
                for r in recovery.remains
                if r.file == path.name and r.mended is not None and _is_still_there(r, before)
            }
            if mended:
                kept = _free_name(path, "before")
                replace_whole(kept, before)
                replace_whole(path, _mended(before, mended))
                yield kept.name


def _is_still_there(remains: Remains, before: bytes) -> bool:
    """Tell whether the damage is as it was surveyed: another recovery may have been faster."""
    return before[remains.start : remains.start + remains.length] == remains.content


def _mended(before: bytes, mended: Mapping[int, Remains]) -> bytes:
    parts, place = [], 0
    for start, remains in sorted(mended.items()):
        parts += [before[place:start], remains.mended or b""]
        place = start + remains.length
    return b"".join([*parts, before[place:]])


def _free_name(path: Path, kind: str) -> Path:
    """Return a name beside a file that nothing has yet, such as `journal-202611.csv.before-1`."""
    number = 1
    while (free := path.with_name(f"{path.name}.{kind}-{number}")).exists():
        number += 1
    return free
