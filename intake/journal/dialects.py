"""Rows as other programs leave them: another encoding, separator, quoting or line end, glued rows.

Every row proves itself: written as ours, its values must give the check value that it carries. So
any reading may be tried. For repair only.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import suppress

from intake.cases.event import Event
from intake.journal.rows import DamagedRowError, decode, proven

ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")
SEPARATORS = ",;\t"

_ROW = re.compile(r'"?\d+"?[,;\t]"?\d{4}-\d\d-\d\dT.*[,;\t]"?c[0-9a-f]{8}"?')
_GLUED = re.compile(r'([,;\t]"?(?:c[0-9a-f]{8}|crc)"?+)[^"\d]{0,2}(?=["\d])')
"""Where one row ends and the next begins, though the line end between them is lost."""


def events_in(content: bytes) -> Iterator[Event]:
    """Yield every event that a file's content proves, in its order; glued rows come last."""
    others = []
    for line in content.splitlines(keepends=True):
        try:
            yield decode(line)
        except DamagedRowError:
            others.append(line)
    for encoding in ENCODINGS:
        yield from _events_in_text(b"".join(others).decode(encoding, "replace"))


def _events_in_text(text: str) -> Iterator[Event]:
    lines = re.split(r"[\r\n]+", text)
    parted = [piece for line in lines for piece in _GLUED.sub(r"\1\n", line).split("\n")]
    for line in dict.fromkeys([*lines, *parted]):
        if row := _ROW.search(line):
            yield from _events_in_row(row[0])


def _events_in_row(row: str) -> Iterator[Event]:
    for separator in SEPARATORS:
        with suppress(ValueError, csv.Error, StopIteration):
            yield proven(next(csv.reader([row], delimiter=separator, strict=True)))
