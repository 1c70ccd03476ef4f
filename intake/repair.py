"""Making a journal and its mirror whole again: looked at first, written only when asked to.

Rows are gathered by seq, whatever their order, from both files, from what was set aside and from a
backup; each proves itself by its check value. What one copy lacks comes from another. Old files are
set aside first, so nothing that anybody wrote is thrown away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from intake.dialects import events_in
from intake.event import VOID, Event
from intake.index import Index
from intake.journal import Journal
from intake.journal_files import (
    Places,
    make_private_folder,
    new_place_aside,
    read_mark,
    read_private,
    replace_whole,
    set_aside,
)
from intake.journal_scan import scan
from intake.journal_start import clear, months
from intake.rows import HEADER, encode

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


def repair(
    journal: Journal, apply: bool, others: Iterable[Path] = (), given_up: Collection[int] = ()
) -> Repair:
    """Look for everything that can be read, in `others` too; with `apply` write it.

    Seqs that are given up become void rows. Doing it again changes nothing; killed anywhere, it is
    done by the next. Raises OSError or JournalUnavailable.
    """
    with journal.alone():
        found = _look(journal.places, others, given_up)
        if apply and found.is_needed:
            _write(journal.places, found.events)
        if apply:
            clear(journal.places)
    return found


def _look(places: Places, others: Iterable[Path], given_up: Collection[int]) -> Repair:
    journal, mirror = read_private(places.journal), read_private(places.mirror)
    truth = [journal, mirror, *map(read_private, months(places))]
    spare = map(Path.read_bytes, [*others, *files_in(places.aside)])
    gathering = _Gathering(_events(truth), _events(spare))
    events = gathering.numbered(read_mark(places.mark), given_up)
    have, content = set(scan(journal).events), _content(events)
    return Repair(
        events=events,
        regained=tuple(event for event in events if event not in have),
        moved=tuple(gathering.moved),
        unfit=tuple(gathering.unfit),
        missing=tuple(gathering.missing),
        is_needed=not journal == mirror == content,
    )


def files_in(folder: Path) -> tuple[Path, ...]:
    """Return every file in a folder and those within."""
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def _events(contents: Iterable[bytes]) -> list[Event]:
    """Return the events of all contents, each once."""
    return list(dict.fromkeys(event for content in contents for event in events_in(content)))


class _Gathering:
    """Rows of all copies, each given its place: those of journal and mirror keep theirs."""

    def __init__(self, truth: list[Event], spare: list[Event]) -> None:
        self.placed: dict[int, Event] = {}
        self.moved: list[Event] = []
        self.unfit: list[Event] = []
        self.missing: list[int] = []
        self._index = Index()
        known = {_as_such(event) for event in truth}
        candidates: defaultdict[int, list[tuple[bool, Event]]] = defaultdict(list)
        for event in truth:
            candidates[event.seq].append((True, event))
        for event in spare:
            if _as_such(event) not in known:
                candidates[event.seq].append((False, event))
                known.add(_as_such(event))
        self._place(candidates)

    def numbered(self, mark: int, given_up: Collection[int]) -> tuple[Event, ...]:
        """Return the events in the order of their seqs, the moved ones behind them."""
        top = max([mark, *self.placed])
        freed = {event.seq for event in self.moved}
        for seq in range(1, top + 1):
            if seq in self.placed:
                continue
            if seq in freed or seq in given_up:
                self.placed[seq] = self._void(seq)
            else:
                self.missing.append(seq)
        for seq, event in enumerate(self.moved, top + 1):
            self.placed[seq] = replace(event, seq=seq)
        return tuple(event for _, event in sorted(self.placed.items()))

    def _place(self, candidates: defaultdict[int, list[tuple[bool, Event]]]) -> None:
        others = []
        for seq, rows in sorted(candidates.items()):
            for is_true, event in sorted(rows, key=lambda row: row[1].event == VOID):
                if seq not in self.placed and (is_true or _carries_on(event, self._index)):
                    self.placed[seq] = event
                    self._index.apply(event)
                elif event.event != VOID:
                    others.append(event)
        for event in others:
            fits = _carries_on(event, self._index)
            (self.moved if fits else self.unfit).append(event)
            if fits:
                self._index.apply(event)

    def _void(self, seq: int) -> Event:
        """Return the row of a seq that was given up, as of the row before it."""
        before = self.placed.get(seq - 1)
        at = before.at if before else datetime.now(UTC)
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


def _content(events: Iterable[Event]) -> bytes:
    return b"".join([HEADER, *map(encode, events)])


def _write(places: Places, events: tuple[Event, ...]) -> None:
    """Keep what stands there, then put the new content in place, the mirror first."""
    make_private_folder(places.mirror_folder)
    for path, name in ((places.mirror, "mirror"), (places.journal, "journal")):
        _keep(places, path, f"before-repair-{name}.csv")
    for path in (places.mirror, places.journal):
        replace_whole(path, _content(events))


def _keep(places: Places, path: Path, reason: str) -> None:
    """Keep what a file holds; what is no file of ours is moved as it is."""
    if path.is_file() and not path.is_symlink():
        set_aside(places, reason, read_private(path))
    elif path.is_symlink() or path.exists():
        path.rename(new_place_aside(places, reason))
