"""The beginning of a journal: a new one, or the monthly files of the first edition joined."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from intake.journal.disk import (
    Places,
    make_private_folder,
    new_place_aside,
    read_mark,
    read_private,
    replace_whole,
    sync_folder,
)
from intake.journal.rows import HEADER

MONTHS = "journal-[0-9][0-9][0-9][0-9][0-9][0-9].csv"
LEFTOVERS = (MONTHS, "*.torn", "*.torn.read-*", f"{MONTHS}.before-*")
"""What the first edition has in the folder beside the clerk's copy and the locks."""

log = logging.getLogger(__name__)


def months(places: Places) -> tuple[Path, ...]:
    """Return the monthly files of the first edition in their order."""
    return tuple(sorted(places.folder.glob(MONTHS)))


def is_new(places: Places) -> bool:
    """Tell whether a queue never had a row: no journal, nothing in a mirror, no mark of any.

    Raises OSError when its folder is not there.
    """
    next(places.folder.iterdir(), None)
    had_rows = read_mark(places.mark) or months(places) or not _may_become(places, HEADER)
    return not places.journal.exists() and not had_rows


def begin(places: Places) -> None:
    """Lay down journal and mirror where there is none, the mirror first; the lock is held.

    Doing it again finishes what was interrupted. A mirror that holds something else is left alone.
    Raises OSError.
    """
    content = HEADER + b"".join(map(_rows, months(places)))
    if places.journal.exists() or not _may_become(places, content):
        return
    if months(places) or is_new(places):
        make_private_folder(places.mirror_folder)
        replace_whole(places.mirror, content)
        replace_whole(places.journal, content)


def _may_become(places: Places, content: bytes) -> bool:
    """Tell whether the mirror is not there, or was laid down with this content already."""
    return not places.mirror.exists() or read_private(places.mirror) == content


def clear(places: Places) -> None:
    """Set aside the files of the first edition, once journal and mirror have all that they hold.

    Raises OSError.
    """
    for path in _leftovers(places):
        path.rename(new_place_aside(places, f"first-edition-{path.name}"))
        log.info("%s of the first edition was set aside", path.name)
        sync_folder(places.folder)


def _leftovers(places: Places) -> Iterator[Path]:
    return (path for pattern in LEFTOVERS for path in sorted(places.folder.glob(pattern)))


def _rows(path: Path) -> bytes:
    """Return the whole lines of a monthly file but for its header."""
    content = read_private(path)
    return content[: content.rfind(b"\n") + 1].removeprefix(HEADER)
