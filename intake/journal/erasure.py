"""The one work that rewrites rows: what belongs to the person of a forgotten request goes.

A `redact` row says that a request is forgotten, and the list (`forgotten.csv`) says it of journals
that do not have that row: of backups from before. Whatever still holds values then is cleared, the
journal last: until then somebody who comes later, after a killed run too, sees what is left to do.
"""

from __future__ import annotations

import gzip
import io
import logging
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from intake.cases.event import Event, fingerprint
from intake.cases.forgetting import forgotten
from intake.cases.numbers import numbers_in
from intake.cases.roles import SYSTEM
from intake.clock import TIME_ZONE, local
from intake.journal.dialects import ENCODINGS, events_in
from intake.journal.disk import lay_down, read_private, replace_whole
from intake.journal.mark import read_mark
from intake.journal.places import Places
from intake.journal.rows import content_of
from intake.journal.scan import scan
from intake.journal.turn import Turn

LIST_HEADER = b"number,day\r\n"
_LIST = re.compile(rb'(\xef\xbb\xbf)?"?number"?[,;\t]"?day"?\s')
_LISTED = re.compile(rb'^"?([A-Z0-9]{8})"?[,;\t]"?([^"\r\n]*)', re.MULTILINE)
"""A spreadsheet that saved the list writes days in its own way: it is the number that counts."""
_SOME_DAY = date(1970, 1, 1)
"""Stands for a day that nobody can read."""

OF_OTHERS = re.compile(
    r"(\.|view\.)lock|(requests|forgotten|access-\d{6})\.csv|state\.sqlite(-\w+)?"
    r"|notices\.(json|lock)"
)
"""Files of the folder that hold numbers at most, or are made anew."""

MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes of one part of a packed file; what says it is larger is not unpacked."""

_WORD = re.compile(r"[\w-]{16,}")

log = logging.getLogger(__name__)

Days = Mapping[str, date]
"""Number of a forgotten request → the day on which it was."""


@dataclass(frozen=True)
class Traces:
    """What tells that a file is of somebody who is forgotten: numbers, and prints of secrets."""

    numbers: Collection[str]
    prints: Collection[str]

    def are_in(self, content: bytes) -> bool:
        """Tell whether there are any in a file, however it was saved."""
        return any(map(self._are_in_text, _texts(content)))

    def _are_in_text(self, text: str) -> bool:
        if not numbers_in(text).isdisjoint(self.numbers):
            return True
        return any(fingerprint(word) in self.prints for word in _WORD.findall(text))


def clear(events: Iterable[Event], numbers: Collection[str]) -> Iterator[Event]:
    """Yield events, those of forgotten numbers without their person."""
    return (forgotten(event) if event.number in numbers else event for event in events)


def forgotten_in(events: Iterable[Event], *contents: bytes) -> Days:
    """Return what is forgotten by rows or by lists, with its days."""
    redacted = {e.number: local(e.at).date() for e in events if e.event == "redact"}
    return {**redacted, **listed(*contents)}


def finish(turn: Turn, places: Places, rewritten: Collection[Path]) -> None:
    """Clear everything in the folder of the forgotten; doing it again changes nothing.

    It is the writer's turn. `rewritten` are the files that the store puts rows in itself. Raises
    OSError.
    """
    index, days = turn.index, listed(read_private(places.forgotten))
    if not days and not index.forgotten_seq:
        return
    for number in days.keys() - index.forgotten:
        _redact(turn, number, days[number])
    events = turn.store.rows().events
    days = forgotten_in(events, read_private(places.forgotten))
    write_list(places, days)
    _clear_copy(turn, places)
    prints = {fingerprint(event.key) for event in events if event.number in days}
    for path in _files_beside(places, rewritten):
        _clear_file(path, Traces(days, prints))
    cleared = tuple(clear(events, days))
    if cleared != events:
        turn.store.rewrite(cleared)
        log.info("rows of forgotten requests were rewritten")


def finish_laying_down(places: Places) -> bool:
    """Put the journal in place whose mirror was, before somebody was killed; tell if that was all.

    The lock is held. Raises OSError.
    """
    journal, mirror = read_private(places.journal), read_private(places.mirror)
    events = scan(journal).events
    days = forgotten_in(events, read_private(places.forgotten))
    is_cut_off = journal == content_of(events) != mirror == content_of(clear(events, days))
    if is_cut_off:
        lay_down(places, mirror)
    return is_cut_off


def is_list(content: bytes) -> bool:
    """Tell whether a file is a list of what is forgotten."""
    return _LIST.match(content) is not None


def is_whole_list(content: bytes) -> bool:
    """Tell whether a file is such a list, and each of its lines tells a number."""
    return is_list(content) and len(_LISTED.findall(content)) == len(content.splitlines()) - 1


def listed(*contents: bytes) -> Days:
    """Return the numbers of all lists among some files, each with its day."""
    found = (match for content in filter(is_list, contents) for match in _LISTED.findall(content))
    return {number.decode(): _day_of(day) for number, day in found}


def _day_of(text: bytes) -> date:
    try:
        year, month, day = map(int, re.split(rb"[-/.]", text.strip()))
        return date(year, month, day)
    except ValueError:
        return _SOME_DAY


def write_list(places: Places, days: Days) -> None:
    """Put the list on disk where it differs. Raises OSError."""
    lines = (f"{number},{day}\r\n".encode() for number, day in sorted(days.items()))
    content = b"".join([LIST_HEADER, *lines])
    if days and content != read_private(places.forgotten):
        replace_whole(places.forgotten, content)


def aside_before(places: Places, day: date) -> tuple[Path, ...]:
    """Return what was set aside before a day.

    It all goes then: nobody can tell whose it is, a torn row has a number that nobody was given.
    """
    begun = f"{_beginning(day):%Y%m%dT%H%M%S}"  # names begin with a moment in UTC
    return tuple(path for path in places.aside.glob("*") if path.name[: len(begun)] < begun)


def _redact(turn: Turn, number: str, day: date) -> None:
    """Add the row that a journal from before lacks; nothing where it has no such request."""
    known = turn.index.of_number(number)
    if known is not None:
        at = max(_beginning(day), turn.index.last_at)
        turn.write(Event(0, at, "redact", number, known.key, known.status, SYSTEM, "{}"))


def _beginning(day: date) -> datetime:
    """Return when a day begins here, in UTC."""
    return datetime.combine(day, time(), TIME_ZONE).astimezone(UTC)


def _clear_copy(turn: Turn, places: Places) -> None:
    """Remove a clerk's copy that was made before the last was forgotten: it is made anew."""
    if read_mark(places.mark) < turn.index.forgotten_seq:
        places.copy.unlink(missing_ok=True)
        places.copy.with_name(f".{places.copy.name}.new").unlink(missing_ok=True)


def _files_beside(places: Places, rewritten: Collection[Path]) -> Iterator[Path]:
    """Yield every file in the queue's folders that nobody else looks after."""
    folders = dict.fromkeys((places.folder, places.mirror_folder))
    paths = dict.fromkeys(path for folder in folders for path in sorted(folder.rglob("*")))
    for path in paths:
        is_others = path.parent == places.folder and OF_OTHERS.fullmatch(path.name)
        if path.is_file() and path not in rewritten and not is_others:
            yield path


def _clear_file(path: Path, traces: Traces) -> None:
    """Take the forgotten out of a file's rows; one that has no rows, but tells of them, goes."""
    try:
        content = read_private(path)
        found = scan(content)
        is_all_rows = found.events and not found.damaged and not found.unfinished
        if not is_all_rows and not traces.are_in(content):
            return
        rows = found.events if is_all_rows else events_in(content)
        events = tuple(clear(rows, traces.numbers))
        cleared = content_of(events)
        if not events:
            path.unlink()
        elif cleared != content:
            replace_whole(path, cleared)
        else:
            return
        log.info("forgotten requests were taken out of %s", path.name)
    except OSError as error:  # somebody else's file must not keep requests out
        log.error("%s may hold forgotten requests: %s", path.name, error.strerror)


def _texts(content: bytes) -> Iterator[str]:
    for encoding in ENCODINGS:
        yield content.decode(encoding, "replace")
    if content.startswith(b"PK"):  # an xlsx, or another packed file
        yield from _packed_texts(content)
    if content.startswith(b"\x1f\x8b"):  # RFC 1952
        yield _unzipped_text(content)


def _packed_texts(content: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for part in packed.infolist():
                if part.file_size <= MOST_UNPACKED:
                    yield packed.read(part).decode("utf-8", "replace")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
        return


def _unzipped_text(content: bytes) -> str:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            return packed.read(MOST_UNPACKED).decode("utf-8", "replace")
    except (OSError, EOFError, zlib.error):
        return ""
