"""Read and check a `guides/` folder: a Guidebook, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from guidebook.model import KINDS, LIST, SINGLES, Guidebook, Record
from guidebook.reading.folder import Folder, read_folder, unreadable, with_half_read
from guidebook.reading.hand_written import read_pages
from guidebook.reading.lost_records import lost_records
from guidebook.reading.problems import ContentError, Problem, top_of
from guidebook.reading.taken import KeptFiles
from guidebook.steps import Steps

__all__ = ["ContentError", "load_guidebook"]
from guidebook.checks.rules import OF_VALUES, REMINDERS, RULES


def load_guidebook(
    folder: Path, today: date, pages: Path | None = None, steps: Steps | None = None
) -> tuple[Guidebook, tuple[Problem, ...]]:
    """Read and check a whole `guides/` folder; return the guidebook and the warnings.

    `pages` is the folder of hand-written pages, where they are to be checked too.

    Raises ContentError with every fault of every file, in order of file and line.
    """
    steps = steps or Steps()
    with steps.step("读内容"):
        read = read_content(folder, today, pages)
    hints = check(read, steps)
    return guidebook_of(read), hints


def read_content(
    folder: Path, today: date, pages: Path | None = None, kept: KeptFiles | None = None
) -> Folder:
    """Read a whole `guides/` folder, and hand-written pages; what is wrong so far is noted there.

    Files that are `kept` from an earlier look and did not change are not read again.
    """
    places = [place.resolve() for place in (folder, pages) if place]
    if problems := [*chain.from_iterable(map(unreadable, places))]:
        return Folder(places[0], today, kept=kept or KeptFiles(), problems=problems)
    read = read_folder(folder, today, kept)
    if pages:
        read_pages(pages, read)
        read.is_whole = True
    return read


def check(read: Folder, steps: Steps | None = None) -> tuple[Problem, ...]:
    """Hold what was read to every rule; return the warnings.

    Raises ContentError with every fault of every file, in order of file and line.
    """
    steps = steps or Steps()
    with steps.step("检查"):
        read.known_ids, read.prose  # noqa: B018 # once, before the rules are shared out

    found = steps.each("检查", lambda rule: tuple(rule(read)), RULES)
    faults = [*read.problems, *chain.from_iterable(found)]
    if faults:
        raise ContentError([*faults, *_beside_faults(read)])
    with steps.step("检查"):
        reminded = chain.from_iterable(rule(read) for rule in REMINDERS)
        return tuple(sorted([*reminded, *(lost_records(read) if read.is_whole else ())]))


def _beside_faults(read: Folder) -> Iterator[Problem]:
    """Yield what else is wrong in records that have faults, and in others because of those."""
    half = {file.file.path: file.half for file in read.half_read.values()}
    whole = with_half_read(read)
    for problem in chain.from_iterable(rule(whole) for rule in OF_VALUES if half):
        found = half.get(problem.path)
        if found:
            is_new = top_of(problem) not in found.left_out
        else:
            is_new = any(f"{path}:" in problem.message for path in half)
        if is_new:
            yield problem


def _as_of(today: date, record: Record) -> Record:
    """Return a record as it is known on a day: what will be checked has not been checked yet."""
    is_to_come = record.checked_on is not None and record.checked_on > today
    return record.model_copy(update={"checked_on": None}) if is_to_come else record


def guidebook_of(read: Folder) -> Guidebook:
    """Put together what was read; it has no fault of its own (`read.problems`)."""
    records: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
    for kind, record, _file in sorted(read.records(), key=lambda entry: entry[1].position):
        records[kind][record.id] = _as_of(read.today, record)
    singles: dict[str, Any] = {name: read.contents["", name] for name in SINGLES}
    lists: dict[str, Any] = {kind: read.contents[kind, LIST] for kind in KINDS}
    return Guidebook(
        **singles,
        records=records,
        wordings=lists | {"stages": singles["site"].stages_list},
        retired={kind: {gone.id: gone for gone in lists[kind].retired} for kind in KINDS},
    )
