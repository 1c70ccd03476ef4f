"""Rules within the form, the calendar and the site, which stand once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from guidebook.model import Calendar, Form, Site
from guidebook.model.calendar import CalendarYear
from guidebook.model.form import AnswerDays, Grade, Outcome, ShownEvent, Status
from guidebook.model.walk import Location
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem

CHOSEN = ("asker", "reply_by")
"""Fields of the form that are chosen from options in `form.yaml`."""

FEWEST_CHOICES = 2
FIXED_HOLIDAYS = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Month and day of what is off by law in every year (全国年节及纪念日放假办法)."""

_BRACES = re.compile(r"\{[^{}]*\}")
LONGEST_FESTIVAL_DAYS = 10
FESTIVALS = {
    "元旦": (1, 12), "春节": (1, 2, 3), "清明": (3, 4), "劳动节": (4, 5),
    "端午": (5, 6), "中秋": (9, 10), "国庆": (9, 10),
}  # fmt: skip
"""Festival → the months that its days off, and those worked for them, can be in."""
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


def repeated_labels(read: Folder) -> Iterator[Problem]:
    """Yield every state or choice of the form that is called as another one: nobody tells them."""
    form = read.single(Form)
    if form is None:
        return
    named: list[tuple[Location, Mapping[Any, Any]]] = [
        ((field,), getattr(form, field)) for field in ("statuses", "outcomes", "grades")
    ]
    for field, wording in form.fields:
        labels = {n: choice.label for n, choice in enumerate(wording.choices)}
        named.append((("fields", field, "choices"), labels))
    for place, called in named:
        seen: dict[str, object] = {}
        for key, label in called.items():
            if seen.setdefault(f"{label}", key) != key:
                message = f"“{label}”已经有一项叫这个名称，分不出来，请改一个"
                yield read.file_of(Form).problem((*place, key), message)


def form_deadlines(read: Folder) -> Iterator[Problem]:
    """Yield promised times out of order: first contact, then answers, the harder the later."""
    form = read.single(Form)
    if form is None:
        return
    answer, kinds = form.deadlines.answer, list(AnswerDays.model_fields)
    for sooner, later in pairwise(kinds):
        few, many = getattr(answer, sooner), getattr(answer, later)
        if few > many:
            names = [AnswerDays.model_fields[kind].title for kind in (sooner, later)]
            message = f"{names[0]} {few} 个工作日，比{names[1]} {many} 个还长，可能写反了"
            yield read.file_of(Form).problem(("deadlines", "answer", sooner), message)
    if form.deadlines.first_contact > answer.ordinary:
        message = (
            f"首次联系 {form.deadlines.first_contact} 个工作日，比答复 {answer.ordinary} 个还长"
        )
        yield read.file_of(Form).problem(("deadlines", "first_contact"), message)


def form_placeholders(read: Folder) -> Iterator[Problem]:
    """Yield a message without the place that it has to name, and braces that nothing fills."""
    form = read.single(Form)
    if form and "{place}" not in str(form.messages.unreadable or "{place}"):
        message = "里面要有“{place}”，显示时换成第几个字"
        yield read.file_of(Form).problem(("messages", "unreadable"), message)
    for entry in read.texts:
        found = _BRACES.search(entry.text)
        if found and (entry.content is not form or found[0] != "{place}"):
            yield entry.problem(f"“{found[0]}”会照样显示出来，请删去花括号")


def intakes_below_paths(read: Folder) -> Iterator[Problem]:
    """Yield an address of the intake below a path: it answers at the root of a host alone."""
    site = read.single(Site)
    if site and urlsplit(site.intake_url or site.site_url).path != "/":
        key = "intake_url" if site.intake_url else "site_url"
        message = "诉求系统只能放在域名的根上，这里却有路径：" + (
            "请去掉" if site.intake_url else "请另写 intake_url，如 https://ask.example.cn/"
        )
        yield read.file_of(Site).problem((key,), message)


def statutory_holidays(read: Folder) -> Iterator[Problem]:
    """Yield every weekday that is off by law each year and that a calendar leaves out."""
    calendar = read.single(Calendar)
    for n, entry in enumerate(calendar.years if calendar else ()):
        written = {item.day for item in entry.holidays}
        days = [date(entry.year, month, day) for month, day in FIXED_HOLIDAYS]
        left_out = [f"{day}" for day in days if day.weekday() < SATURDAY and day not in written]
        if written and left_out:
            message = f"{'、'.join(left_out)} 是法定节假日，放假日里却没有，请核对通知"
            yield read.file_of(Calendar).problem(("years", n, "holidays"), message)


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


def misnamed_festivals(read: Folder) -> Iterator[Problem]:
    """Yield every day of a calendar whose festival is never in that month."""
    calendar = read.single(Calendar)
    for n, entry in enumerate(calendar.years if calendar else ()):
        for field in ("holidays", "workdays"):
            for m, item in enumerate(getattr(entry, field)):
                months = {
                    month for name, near in FESTIVALS.items() if name in item.name for month in near
                }
                if months and item.day.month not in months:
                    message = f"{item.day.month} 月没有“{item.name}”，请核对日期和名称"
                    yield read.file_of(Calendar).problem(("years", n, field, m, "day"), message)


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
    """Yield every year that stands twice, and days that do; days and notices of another year."""
    calendar = read.single(Calendar)
    seen: set[int | date] = set()
    for n, entry in enumerate(calendar.years if calendar else ()):
        file = read.file_of(Calendar)
        if entry.year in seen:
            yield file.problem(("years", n, "year"), f"{entry.year} 年写了两次，请并到一处")
        seen.add(entry.year)
        years = {item.day.year for item in (*entry.holidays, *entry.workdays)}
        if len(years) == 1 and entry.year not in years:
            message = f"下面的日子都在 {years.pop()} 年，请改年份或各个日子"
            yield file.problem(("years", n, "year"), message)
            continue
        named = re.findall(r"(20\d\d) ?年", entry.source)
        if named and f"{entry.year}" not in named:
            message = f"写的是 {named[0]} 年的通知，这里是 {entry.year} 年，请核对"
            yield file.problem(("years", n, "source"), message)
        for field in ("holidays", "workdays"):
            for m, item in enumerate(getattr(entry, field)):
                place = ("years", n, field, m, "day")
                if item.day.year != entry.year:
                    yield file.problem(place, f"{item.day} 不在 {entry.year} 年，请写到那一年下面")
                elif item.day in seen:
                    yield file.problem(place, f"{item.day} 写了两次，请只留一处")
                seen.add(item.day)
