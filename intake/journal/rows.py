"""The rows of the journal: one event in one physical line, with a check over the whole of it.

Every field is quoted and lines end with CRLF. Nothing inside a field may break a line: `data` is
JSON, which escapes breaks, and the other columns are refused if they hold one. So any reader that
meets a torn or damaged line is right again at the next line feed. Quotes stand in `data` alone,
the last column but the check: the others part at quote, comma, quote.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from intake.cases.event import Event

FRONT = ("seq", "at", "event", "number", "key", "status", "by")
"""Columns before `data`."""
COLUMNS = (*FRONT, "data", "crc")
BYTE_ORDER_MARK = "\ufeff"

CHECK_LENGTH = len(',"c01234567"\r\n')
"""Bytes at the end of every line."""

_BETWEEN = '","'
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class DamagedRowError(ValueError):
    """A line that is no intact row; it is left where it is and skipped."""


def encode(event: Event) -> bytes:
    """Write a row as the bytes of its line.

    Raises ValueError when a field holds a control character, or a lone surrogate, or one beside
    data a quote.
    """
    at = event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    front = (str(event.seq), at, event.event, event.number, event.key, event.status, event.by)
    beside = "".join(front)
    if _CONTROLS.search(beside) or _CONTROLS.search(event.data):
        raise ValueError("a field of the journal holds a control character")
    if '"' in beside:
        raise ValueError("a field of the journal beside data holds a quote")
    data = event.data.replace('"', '""')
    checked = f'"{_BETWEEN.join(front)}{_BETWEEN}{data}"'.encode()
    return checked + _check(checked)


def texts_of(event: Event) -> tuple[str, ...]:
    """Return what stands in the columns of a row, the check too. Raises ValueError as `encode`."""
    *front, last = encode(event).decode().removesuffix('"\r\n')[1:].split(_BETWEEN, len(FRONT))
    data, _, check = last.rpartition(_BETWEEN)
    return (*front, data.replace('""', '"'), check)


def proven(texts: Sequence[str]) -> Event:
    """Return the event whose texts carry the check value of its row; raises DamagedRowError.

    The time must stand as it is written: one without a zone could not be compared with others.
    """
    *front, data, check = texts
    try:
        event = event_of(front, data)
        line = encode(event).decode()
        is_right = line.startswith(f'"{front[0]}","{front[1]}","')
        is_right = is_right and line.endswith(f',"{check}"\r\n')
    except (ValueError, OverflowError):  # the latter of a time beyond what can be told
        is_right = False
    if not is_right:
        raise DamagedRowError
    return event


def decode(line: bytes) -> Event:
    """Read a line, line break included.

    Every byte is checked, the quotes and separators too: those before the check value by it, those
    from there on by what they must be. Raises DamagedRowError.
    """
    checked = line[:-CHECK_LENGTH]
    if line[-CHECK_LENGTH:] != _check(checked):
        raise DamagedRowError
    try:
        *front, data = checked[1:-1].decode().split(_BETWEEN, len(FRONT))
        return event_of(front, data.replace('""', '"'))
    except ValueError:
        raise DamagedRowError from None


def event_of(front: list[str], data: str) -> Event:
    """Make an event of the columns before `data`, and of that.

    Raises ValueError where they are no event.
    """
    seq, at, event, number, key, status, by = front
    return Event(int(seq), datetime.fromisoformat(at), event, number, key, status, by, data)


def _check(checked: bytes) -> bytes:
    """Return how a line ends: the check value of what stands before it, and the line break."""
    return b',"c%08x"\r\n' % zlib.crc32(checked)


HEADER = f'{BYTE_ORDER_MARK}"{_BETWEEN.join(COLUMNS)}"\r\n'.encode()
"""The first line of every file; the byte order mark tells spreadsheets that it is UTF-8."""


def content_of(events: Iterable[Event]) -> bytes:
    """Return the content of a file of rows."""
    return b"".join([HEADER, *map(encode, events)])
