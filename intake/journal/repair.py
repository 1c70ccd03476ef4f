"""Making a journal and its mirror whole again: looked at first, written only when asked to.

Rows are gathered by seq, whatever their order, from both files, from what was set aside and from a
backup; each proves itself by its check value. What one copy lacks comes from another. Old files are
set aside first, so nothing that anybody wrote is thrown away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from intake.cases.event import VOID, Event
from intake.journal.dialects import events_in
from intake.journal.disk import (
    lay_down,
    make_private_folder,
    new_place_aside,
    read_private,
    set_aside,
)
from intake.journal.erasure import Days, clear, forgotten_in, write_list
from intake.journal.index import Index
from intake.journal.journal import Journal, JournalUnavailable
from intake.journal.mark import read_mark
from intake.journal.places import Places
from intake.journal.rows import HEADER, content_of
from intake.journal.scan import scan
from intake.journal.start import clear as clear_first_edition
from intake.journal.start import months, was_moved

OPERATOR = "operator"


@dataclass(frozen=True)
class Repair:
    """What journal and mirror become, and what that takes."""

    events: tuple[Event, ...]
    regained: tuple[Event, ...]
    """Those that the journal as it stands does not have."""
    moved: tuple[Event, ...]
    """Rows of another copy whose seq others have: they follow at the end. With their old seqs."""
    unfit: tuple[Event, ...]
    """Rows of another copy that fit nowhere; they stay where they are."""
    missing: tuple[int, ...]
    """Seqs that no copy has and nobody gave up: the intake stays closed."""
    is_needed: bool
    """Journal or mirror are not what they become."""
    forgotten: Days
    """What comes back without its person."""


def repair(
    journal: Journal, apply: bool, others: Iterable[Path] = (), given_up: Collection[int] = ()
) -> Repair:
    """Look for everything that can be read, in `others` too; with `apply` write it.

    What is forgotten, by the queue or by `others`, comes back without its person. Seqs that are
    given up become void rows. Doing it again changes nothing; killed anywhere, it is done by the
    next. Where there is no row, nothing is begun unless one of both files tells that there never
    was any: a disk that is not mounted has none, nor has one that gave back zeros. Nor is one
    begun anew whose rows were moved: there would be two. Nor are the rows of two queues put into
    one. Raises OSError or JournalUnavailable.
    """
    others = tuple(others)
    if apply and not journal.folder.exists() and _look(journal.places, others, given_up).events:
        make_private_folder(journal.folder)  # its disk is lost, a mirror or a backup is not
    with journal.alone():
        if was_moved(journal.places):
            raise JournalUnavailable("moved")
        if _are_of_two_queues(journal.places):
            raise JournalUnavailable("other_mirror")
        found = _look(journal.places, others, given_up)
        if apply and not found.events:
            _expect_no_rows(journal.places)
        if apply:
            write_list(journal.places, found.forgotten)
        if apply and found.is_needed:
            _write(journal.places, found.events)
        if apply:
            clear_first_edition(journal.places)
    if apply and not journal.why_closed():
        journal.forget()
    return found


def _are_of_two_queues(places: Places) -> bool:
    """Tell whether journal and mirror have rows of the same seqs, and not one request in common."""
    ours, theirs = (
        {event.seq: event.number for event in events_in(read_private(path)) if event.number}
        for path in (places.journal, places.mirror)
    )
    return not ours.keys().isdisjoint(theirs) and set(ours.values()).isdisjoint(theirs.values())


def _expect_no_rows(places: Places) -> None:
    """Raise JournalUnavailable unless journal or mirror is that of a queue that had no row yet."""
    if not places.journal.exists():
        raise JournalUnavailable("no_queue")
    if HEADER not in map(read_private, (places.journal, places.mirror)):
        raise JournalUnavailable("rows_nowhere")


def _look(places: Places, others: Iterable[Path], given_up: Collection[int]) -> Repair:
    journal, mirror = read_private(places.journal), read_private(places.mirror)
    contents = [path.read_bytes() for path in (*others, *files_in(places.aside))]
    truth = _events([journal, mirror, *map(read_private, months(places))])
    spare = _events(contents)
    days = forgotten_in([*truth, *spare], read_private(places.forgotten), *contents)
    placed, moved, unfit = _arranged(*(_cleared(events, days) for events in (truth, spare)))
    top = max([read_mark(places.mark), *placed])
    free = [seq for seq in range(1, top + 1) if seq not in placed]
    void = {*given_up, *(event.seq for event in moved)}
    for seq in filter(void.__contains__, free):
        placed[seq] = _void(seq, placed)
    placed |= {seq: replace(event, seq=seq) for seq, event in enumerate(moved, top + 1)}
    events = tuple(event for _, event in sorted(placed.items()))
    have = set(scan(journal).events)
    return Repair(
        events=events,
        regained=tuple(event for event in events if event not in have),
        moved=moved,
        unfit=unfit,
        missing=tuple(seq for seq in free if seq not in void),
        is_needed=not journal == mirror == content_of(events),
        forgotten=days,
    )


def files_in(folder: Path) -> tuple[Path, ...]:
    """Return every file in a folder and those within; what links lead to is not in it."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return tuple(sorted(found))


def _events(contents: Iterable[bytes]) -> list[Event]:
    """Return the events of all contents, each once."""
    return list(dict.fromkeys(event for content in contents for event in events_in(content)))


def _cleared(events: Iterable[Event], days: Days) -> list[Event]:
    """Return events without the forgotten; what differed in their person alone is one."""
    return list(dict.fromkeys(clear(events, days)))


def _arranged(
    truth: list[Event], spare: list[Event]
) -> tuple[dict[int, Event], tuple[Event, ...], tuple[Event, ...]]:
    """Give every row its place; return seq → row, what follows at the end, and what fits nowhere.

    Rows of journal and mirror keep their seqs, the first of two. A spare row has its own if that
    is free and it carries on what stands before it; else it may still carry on the whole.
    """
    known = {_as_such(event) for event in truth}
    rows = [(event, True) for event in truth]
    rows += [(event, False) for event in spare if _as_such(event) not in known]
    index, placed, others = Index(), dict[int, Event](), list[Event]()
    for event, is_true in sorted(rows, key=lambda row: (row[0].seq, row[0].event == VOID)):
        if event.seq not in placed and (is_true or _carries_on(event, index)):
            placed[event.seq] = event
            index.apply(event)
        elif event.event != VOID:
            others.append(event)
    moved = []
    for event in others:
        if _carries_on(event, index):
            moved.append(event)
            index.apply(event)
    return placed, tuple(moved), tuple(event for event in others if event not in moved)


def _void(seq: int, placed: Mapping[int, Event]) -> Event:
    """Return the row of a seq that is given up, as of the row before it."""
    at = placed[seq - 1].at if seq - 1 in placed else datetime.now(UTC)
    return Event(seq, at, VOID, "", "", "", OPERATOR, "{}")


def _as_such(event: Event) -> Event:
    """Return an event but for its place: what was moved has another. A void row is its place."""
    return event if event.event == VOID else replace(event, seq=0)


def _carries_on(event: Event, index: Index) -> bool:
    """Tell whether an event begins a request that is not known, or is the next of one."""
    if event.event == VOID:
        return True
    known = index.of_key(event.key) or index.of_number(event.number)
    if event.event == "submit":
        return known is None
    return known is not None and known.number == event.number and known.seq < event.seq


def _write(places: Places, events: tuple[Event, ...]) -> None:
    """Keep what stands there, then put the new content in place, the mirror first."""
    for path, name in ((places.mirror, "mirror"), (places.journal, "journal")):
        _keep(places, path, f"before-repair-{name}.csv")
    lay_down(places, content_of(events))


def _keep(places: Places, path: Path, reason: str) -> None:
    """Keep what a file holds; what is no file of ours is moved as it is."""
    if path.is_file() and not path.is_symlink():
        set_aside(places, reason, read_private(path))
    elif path.is_symlink() or path.exists():
        path.rename(new_place_aside(places, reason))
