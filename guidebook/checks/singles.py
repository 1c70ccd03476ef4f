"""Rules within the form and the calendar, which stand once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from guidebook.model import Calendar, Form
from guidebook.model.calendar import CalendarYear
from guidebook.model.form import Grade, Outcome, ShownEvent, Status
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem

CHOSEN = ("asker", "reply_by")
"""Fields of the form that are chosen from options in `form.yaml`."""

FEWEST_CHOICES = 2
LONGEST_FESTIVAL_DAYS = 10
SATURDAY = 5
_WEEKDAYS = "一二三四五六日"

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


def form_choices(read: Folder) -> Iterator[Problem]:
    """Yield a choice that has no options, without which nobody can send anything, and doubles."""
    form = read.single(Form)
    for field, wording in form.fields if form else ():
        ids = [choice.id for choice in wording.choices]
        if field in CHOSEN and len(ids) < FEWEST_CHOICES:
            message = f"至少要有 {FEWEST_CHOICES} 个选项，否则没有人能提交"
            yield read.file_of(Form).problem(("fields", field, "choices"), message)
        for n, name in enumerate(ids):
            if name in ids[:n]:
                message = f"选项“{name}”用了两次，请换一个"
                yield read.file_of(Form).problem(("fields", field, "choices", n, "id"), message)


def calendar_gaps(read: Folder) -> Iterator[Problem]:
    """Yield what a calendar leaves out: a year between others, a year's days, a festival's day."""
    calendar = read.single(Calendar)
    years = calendar.years if calendar else ()
    known = {entry.year for entry in years}
    for n, entry in enumerate(years):
        file = read.file_of(Calendar)
        if entry.year - 1 not in known and entry.year > min(known):
            message = f"缺少 {entry.year - 1} 年：各年要连着，中间不能空一年"
            yield file.problem(("years", n, "year"), message)
        if not entry.holidays:
            message = f"{entry.year} 年没有放假日：通知还没发布的年份，请整年不写"
            yield file.problem(("years", n, "holidays"), message)
        for m, day in _days_left_out(entry):
            message = f"“{entry.holidays[m].name}”中间的 {day} 没有写，请核对通知"
            yield file.problem(("years", n, "holidays", m, "day"), message)


def _days_left_out(entry: CalendarYear) -> Iterator[tuple[int, date]]:
    """Yield working days between two days of one festival, with the place of the second."""
    days = [item.day for item in entry.holidays]
    for m, item in enumerate(entry.holidays[1:], 1):
        earlier = entry.holidays[m - 1]
        apart = (item.day - earlier.day).days
        if item.name == earlier.name and apart <= LONGEST_FESTIVAL_DAYS:
            between = (earlier.day + timedelta(days=step) for step in range(1, apart))
            yield from ((m, day) for day in between if day.weekday() < SATURDAY and day not in days)


def calendar_weekdays(read: Folder) -> Iterator[Problem]:
    """Yield every make-up day that is worked anyway: it hides the day that was meant."""
    calendar = read.single(Calendar)
    for n, entry in enumerate(calendar.years if calendar else ()):
        holidays = [item.day for item in entry.holidays]
        for m, item in enumerate(entry.workdays):
            if item.day.weekday() < SATURDAY and item.day not in holidays:
                message = f"{item.day} 是星期{_WEEKDAYS[item.day.weekday()]}，本来就上班"
                yield read.file_of(Calendar).problem(
                    ("years", n, "workdays", m, "day"), f"{message}：调休上班日应是周六或周日"
                )


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
