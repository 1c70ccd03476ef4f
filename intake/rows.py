"""The rows of the journal: one event in one physical line, with a check over the whole of it.

Every field is quoted and lines end with CRLF. Nothing inside a field may break a line: `data` is
JSON, which escapes breaks, and the other columns are refused if they hold one. So any reader that
meets a torn or damaged line is right again at the next line feed.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

COLUMNS = ("seq", "at", "event", "number", "key", "status", "by", "data", "crc")
BYTE_ORDER_MARK = "\ufeff"

CHECK_LENGTH = len(',"c01234567"\r\n')
"""Bytes at the end of every line."""

_UNESCAPED_BY_JSON = re.compile("[\x7f-\x9f\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class DamagedRowError(ValueError):
    """A line that is no intact row; it is left where it is and skipped."""


@dataclass(frozen=True, slots=True)
class Row:
    """One event of the journal; `at` in UTC, to the millisecond; `data` is JSON."""

    seq: int
    at: datetime
    event: str
    number: str
    key: str
    status: str
    """The request's status after the event."""
    by: str
    data: str


def to_json(data: Mapping[str, Any]) -> str:
    """Write data as JSON in one line, whatever a reader takes for a line break."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _UNESCAPED_BY_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def encode(row: Row) -> bytes:
    """Write a row as the bytes of its line.

    Raises ValueError when a field holds a control character, or a lone surrogate.
    """
    at = row.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    fields = (str(row.seq), at, row.event, row.number, row.key, row.status, row.by, row.data)
    if any(_CONTROLS.search(field) for field in fields):
        raise ValueError("a field of the journal holds a control character")
    checked = _quoted(fields).encode()
    return checked + _check(checked)


def decode(line: bytes) -> Row:
    """Read a line, line break included.

    Every byte is checked, the quotes and separators too: those before the check value by it, those
    from there on by what they must be. Raises DamagedRowError.
    """
    checked = line[:-CHECK_LENGTH]
    if line[-CHECK_LENGTH:] != _check(checked):
        raise DamagedRowError
    try:
        return _row(next(csv.reader([checked.decode()], strict=True)))
    except (ValueError, TypeError, csv.Error, StopIteration):
        raise DamagedRowError from None


def reread(line: bytes) -> Row:
    """Read a line that a spreadsheet saved: other quotes or line end, yet every value as it was.

    That the values are those once written is shown by their check value. Raises DamagedRowError.
    """
    try:
        fields = next(csv.reader([line.decode("utf-8-sig")], strict=True))
        row = _row(fields[:-1])
        same = encode(row).endswith(f',"{fields[-1]}"\r\n'.encode())
    except (ValueError, TypeError, IndexError, csv.Error, StopIteration):
        raise DamagedRowError from None
    if not same:
        raise DamagedRowError
    return row


def _row(fields: list[str]) -> Row:
    seq, at, *texts = fields
    return Row(int(seq), datetime.fromisoformat(at), *texts)


def _check(checked: bytes) -> bytes:
    """Return how a line ends: the check value of what stands before it, and the line break."""
    return f',"c{zlib.crc32(checked):08x}"\r\n'.encode("ascii")


def _quoted(fields: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="").writerow(fields)
    return line.getvalue()


HEADER = f"{BYTE_ORDER_MARK}{_quoted(COLUMNS)}\r\n".encode()
"""The first line of every file; the byte order mark tells spreadsheets that it is UTF-8."""
