"""The mark beside the clerk's copy: a seq that the journal once had, and of which content it is."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from intake.journal.disk import read_private, sync

MARK_LENGTH = 20
"""Digits of a mark's seq; behind them stand the check values of the content it is of, and of the
one that was last announced."""
CHECK_LENGTH = 9
MOST_SEQS = 2_000_000
"""More than any queue has; a mark of more is damaged: repair would look for each of them."""


def read_mark(path: Path) -> int:
    """Return the seq that a mark tells, 0 if it tells none, or more than any journal had."""
    noted = read_private(path)[:MARK_LENGTH]
    return int(noted) if noted.isdigit() and int(noted) < MOST_SEQS else 0


def is_as_marked(path: Path, content: bytes) -> bool:
    """Tell whether a mark is of this content; one of the first edition tells nothing of any."""
    checks = read_private(path)[MARK_LENGTH:]
    return not checks or _check_of(content) in checks


def announce_mark(descriptor: int, content: bytes) -> None:
    """Note what is about to be put in place: killed before the mark is of it, nobody edited."""
    os.pwrite(descriptor, _check_of(content), MARK_LENGTH + CHECK_LENGTH)
    sync(descriptor)


def note_mark(descriptor: int, seq: int, content: bytes) -> None:
    """Note a seq, and of which content it is, in one write that covers any earlier one."""
    os.pwrite(descriptor, b"%020d" % seq + _check_of(content), 0)


def _check_of(content: bytes) -> bytes:
    return b" %08x" % zlib.crc32(content)
