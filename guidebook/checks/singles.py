"""Rules within the files that stand once: the form, the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from guidebook.model import Calendar, Form
from guidebook.model.form import Grade, Outcome, ShownEvent, Status
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem

LABELS = (
    ("statuses", Status),
    ("outcomes", Outcome),
    ("grades", Grade),
    ("next_steps", Status),
    ("events", ShownEvent),
)
"""What `form.yaml` has to name, each without exception."""


def missing_labels(read: Folder) -> Iterator[Problem]:
    """Yield every status, outcome and event of a request that has no label: any may be shown."""
    form = read.single(Form)
    for field, names in LABELS if form else ():
        for name in names:
            if name not in getattr(form, field):
                yield read.file_of(Form).problem((field, name), "缺少这一项的名称")


def calendar_days(read: Folder) -> Iterator[Problem]:
    """Yield every year that stands twice, and days that do or that are of another year."""
    calendar = read.single(Calendar)
    seen: set[int | date] = set()
    for n, entry in enumerate(calendar.years if calendar else ()):
        file = read.file_of(Calendar)
        if entry.year in seen:
            yield file.problem(("years", n, "year"), f"{entry.year} 年写了两次，请并到一处")
        seen.add(entry.year)
        for field in ("holidays", "workdays"):
            for m, item in enumerate(getattr(entry, field)):
                place = ("years", n, field, m, "day")
                if item.day.year != entry.year:
                    yield file.problem(place, f"{item.day} 不在 {entry.year} 年，请写到那一年下面")
                elif item.day in seen:
                    yield file.problem(place, f"{item.day} 写了两次，请只留一处")
                seen.add(item.day)
