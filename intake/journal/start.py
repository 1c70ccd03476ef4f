"""The beginning of a journal: made once and by name, or the monthly files of the first edition."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from intake.cases.event import Event
from intake.journal.disk import (
    lay_down,
    locked,
    make_private_folder,
    new_place_aside,
    read_private,
    sync_folder,
)
from intake.journal.mark import read_mark
from intake.journal.places import Places
from intake.journal.rows import HEADER, content_of
from intake.journal.store import UnfitError

MONTHS = "journal-[0-9][0-9][0-9][0-9][0-9][0-9].csv"
LEFTOVERS = (MONTHS, "*.torn", "*.torn.read-*", f"{MONTHS}.before-*")
"""What the first edition has in the folder beside the clerk's copy and the locks."""
OURS = re.compile(
    r"\.?(journal|requests|forgotten)\.csv(\.new)?|(\.|view\.)lock|mirror|aside"
    r"|state\.sqlite(-\w+)?|access-\d{6}\.csv|notices\.(json|lock)|lost\+found"
)
"""What may lie in a folder that becomes a queue."""
MOVED = "moved-journal.csv"
"""Why a journal was set aside whose rows another store has now."""
MOVED_BACK = "moved-back-journal.csv"
"""The same of one whose rows came back since."""

log = logging.getLogger(__name__)


def months(places: Places) -> tuple[Path, ...]:
    """Return the monthly files of the first edition in their order."""
    return tuple(sorted(places.folder.glob(MONTHS)))


def is_new(places: Places) -> bool:
    """Tell whether a queue never had a row: none in journal and mirror, no mark of any."""
    files = (places.journal, places.mirror)
    had_rows = any(path.exists() and read_private(path) != HEADER for path in files)
    had_others = read_mark(places.mark) or months(places) or was_moved(places)
    return not had_rows and not had_others


def was_moved(places: Places) -> bool:
    """Tell whether another store has the rows of a folder: it is never a queue again by itself."""
    if places.journal.exists():
        return False
    moved = sorted(places.aside.glob(f"*-{MOVED}"))
    is_there = places.mirror.exists()  # it goes last
    return bool(moved) and not (is_there and read_private(places.mirror) != read_private(moved[-1]))


def is_foreign(places: Places) -> bool:
    """Tell whether somebody else's files lie where a queue is to be."""
    names = (path.name for path in places.folder.iterdir()) if places.folder.exists() else ()
    return not all(map(OURS.fullmatch, names))


def expect_queue(places: Places) -> None:
    """Raise UnfitError where no queue is any more, or none: an empty folder is no new queue.

    A disk that is not mounted looks just like that, whatever a mirror on another one has; so does
    that of the mirror. Raises OSError.
    """
    if places.journal.exists():
        if not places.mirror.exists():
            raise UnfitError("no_mirror")
        return
    if was_moved(places):
        raise UnfitError("moved")
    if is_new(places) or _is_bare(places):
        raise UnfitError("no_queue")


def _is_bare(places: Places) -> bool:
    """Tell whether nothing in a folder is of a queue that was there; what others share may be."""
    traces = (places.mark, places.aside, places.folder / "mirror", *months(places))
    return not any(path.exists() for path in traces)


def make(places: Places, events: Sequence[Event] | None) -> None:
    """Lay down a new queue, or all rows of one; doing it again finishes what was interrupted.

    Raises UnfitError where a queue is or was that may have had others, or somebody else's files
    lie; OSError.
    """
    may_become = events is not None and _may_become(places, events)
    had_others = not is_new(places) and not may_become
    if places.journal.exists():
        raise UnfitError("queue_exists")
    if had_others:
        raise UnfitError("moved" if was_moved(places) else "queue_was")
    if is_foreign(places):
        raise UnfitError("foreign_folder")
    make_private_folder(places.folder)
    with locked(places.lock):
        if not places.journal.exists():
            lay_down(places, content_of(events or ()))
    for path in places.aside.glob(f"*-{MOVED}"):
        path.rename(path.with_name(path.name.removesuffix(MOVED) + MOVED_BACK))


def _may_become(places: Places, events: Sequence[Event]) -> bool:
    """Tell whether what lies beside a journal that was moved away is of these rows."""
    content = content_of(events)
    mirrored = read_private(places.mirror) if places.mirror.exists() else content
    return mirrored == content and read_mark(places.mark) <= len(events) and not months(places)


def begin(places: Places) -> None:
    """Join the monthly files of the first edition where there is no journal; the lock is held.

    Doing it again finishes what was interrupted. A mirror that holds something else is left alone.
    Raises OSError.
    """
    content = HEADER + b"".join(map(_rows, months(places)))
    mirror_fits = not places.mirror.exists() or read_private(places.mirror) == content
    if months(places) and not places.journal.exists() and mirror_fits:
        lay_down(places, content)


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
