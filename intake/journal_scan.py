"""The journal line by line, as it stands on disk: for looking it over, not for answering."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from intake.event import Event
from intake.journal_reader import FILES
from intake.rows import HEADER, DamagedRowError, decode, reread

INTACT, RESHAPED, DAMAGED, UNFINISHED, BAD_HEADER = (
    "intact",
    "reshaped",
    "damaged",
    "unfinished",
    "bad_header",
)
"""As written; saved by a spreadsheet with all values as written; neither; without an end; a first
line that is not the header."""


@dataclass(frozen=True)
class Line:
    """One line of a file, at a place in bytes."""

    file: str
    start: int
    content: bytes
    condition: str
    row: Event | None


def journal_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of a journal in their order."""
    return tuple(sorted(folder.glob(FILES)))


def lines_of(folder: Path) -> Iterator[Line]:
    """Yield every line of a journal but intact headers.

    Raises OSError.
    """
    for path in journal_files(folder):
        yield from _lines_of(path)


def rows_of(folder: Path) -> Iterator[Event]:
    """Yield every row that can be read.

    Raises OSError.
    """
    return (line.row for line in lines_of(folder) if line.row)


def _lines_of(path: Path) -> Iterator[Line]:
    start = 0
    with path.open("rb") as file:
        for content in file:
            if start or content != HEADER:
                condition, row = judge(content)
                if start == 0 and row is None:
                    condition = BAD_HEADER
                yield Line(path.name, start, content, condition, row)
            start += len(content)


def judge(content: bytes) -> tuple[str, Event | None]:
    """Tell in what condition a line is, and the row if there is one in it."""
    for condition, read in ((INTACT, decode), (RESHAPED, reread)):
        try:
            row = read(content)
        except DamagedRowError:
            continue
        return (condition, row) if content.endswith(b"\n") else (UNFINISHED, row)
    return (DAMAGED if content.endswith(b"\n") else UNFINISHED), None
