"""Rules whose findings stop nothing: what somebody should look at soon."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from difflib import get_close_matches
from itertools import pairwise

from guidebook.checks.singles import FESTIVALS
from guidebook.model import (
    LIST,
    Calendar,
    Figures,
    History,
    ListWording,
    Policy,
    Pushes,
    Record,
    Service,
    Site,
    Sources,
)
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem

CALENDAR_NOTICE_DAYS = 60
"""Warn when the calendar of working days ends this soon."""

FRIDAY = 4

FARTHEST_PLAN_YEARS = 5

CHECK_LASTS_DAYS = 366
"""Warn when what somebody responsible checked was checked longer ago."""


def calendar_ends(read: Folder) -> Iterator[Problem]:
    """Remind of next year's calendar before this one's ends."""
    calendar = read.single(Calendar)
    if calendar and calendar.last_known_day < read.today + timedelta(days=CALENDAR_NOTICE_DAYS):
        ends = calendar.last_known_day
        message = f"工作日历只到 {ends}，之后的日期按“预计”显示；新一年放假通知发布后请补上"
        yield read.file_of(Calendar).problem(("years",), message)


def holidays_at_weekends(read: Folder) -> Iterator[Problem]:
    """Remind of holidays on a Saturday or Sunday: they are off anyway, or of another date."""
    calendar = read.single(Calendar)
    for n, entry in enumerate(calendar.years if calendar else ()):
        for m, item in enumerate(entry.holidays):
            if item.day.weekday() > FRIDAY:
                message = f"{item.day} 是周末，本来就休息：不用写，或检查日期"
                place = ("years", n, "holidays", m, "day")
                yield read.file_of(Calendar).problem(place, message)


def missing_festivals(read: Folder) -> Iterator[Problem]:
    """Remind of every festival of a year that has no day off."""
    calendar = read.single(Calendar)
    for n, entry in enumerate(calendar.years if calendar else ()):
        names = "".join(item.name for item in entry.holidays)
        missing = [festival for festival in FESTIVALS if festival not in names]
        if missing:
            message = (
                f"放假日里没有{'、'.join(missing)}，请核对通知；和别的节连休的，名称里写上两个节"
            )
            yield read.file_of(Calendar).problem(("years", n, "holidays"), message)


def reviews_due(read: Folder) -> Iterator[Problem]:
    """Remind of every record whose review is overdue."""
    for record, file in read.all_of(Record):
        if record.review_by < read.today:
            yield file.problem(("review_by",), f"应在 {record.review_by} 前核对，已经过期")


def expired_records(read: Folder) -> Iterator[Problem]:
    """Remind of every record that is no longer valid."""
    for record, file in read.all_of(Record):
        if record.valid_to and record.valid_to < read.today:
            yield file.problem(("valid_to",), f"已于 {record.valid_to} 失效，请更新或撤下")


def ended_pauses(read: Folder) -> Iterator[Problem]:
    """Remind of every service whose pause is over: pages say so no more by themselves."""
    for service, file in read.all_of(Service):
        until = service.paused.until if service.paused else None
        if until and until < read.today:
            message = f"暂停到 {until} 为止，已经过了：请删去 paused，还没恢复的改日期"
            yield file.problem(("paused", "until"), message)


def ended_laws(read: Folder) -> Iterator[Problem]:
    """Remind of every law that a service rests on and that does not count any more."""
    for service, file in read.all_of(Service):
        for place, law in service.laws:
            if law.ends_on and law.ends_on < read.today:
                message = f"{law.title}已于 {law.ends_on} 失效，请换成现在的规定"
                yield file.problem((*place, "ends_on"), message)


def dates_to_come(read: Folder) -> Iterator[Problem]:
    """Remind of what is said to have been checked, counted or pushed on a day still to come."""
    figures = read.single(Figures)
    if figures and figures.report and figures.report.made_on > read.today:
        message = f"统计日期 {figures.report.made_on} 还没有到"
        yield read.file_of(Figures).problem(("report", "made_on"), message)
    pushes = read.single(Pushes)
    for n, push in enumerate(pushes.pushes if pushes else ()):
        if push.pushed_on > read.today:
            message = f"推送日期 {push.pushed_on} 还没有到"
            yield read.file_of(Pushes).problem(("pushes", n, "pushed_on"), message)
    sources = read.single(Sources)
    for n, source in enumerate(sources.sources if sources else ()):
        if source.read_on and source.read_on > read.today:
            message = f"查阅日期 {source.read_on} 还没有到：写已经看过的那一天"
            yield read.file_of(Sources).problem(("sources", n, "read_on"), message)
    for record, file in read.all_of(Record):
        if record.checked_on and record.checked_on > read.today:
            message = (
                f"核对日期 {record.checked_on} 还没有到，那天以前当作没有核对：写已经核对过的那一天"
            )
            yield file.problem(("checked_on",), message)


def far_plans(read: Folder) -> Iterator[Problem]:
    """Remind of events of the timeline that are so far ahead that the year may be a slip."""
    history = read.single(History)
    for n, event in enumerate(history.events if history else ()):
        year = re.match(r"\d{4}", event.when)
        if year and int(year[0]) > read.today.year + FARTHEST_PLAN_YEARS:
            message = f"{event.when} 还没有到，请检查年份"
            yield read.file_of(History).problem(("events", n, "when"), message)


def disordered_events(read: Folder) -> Iterator[Problem]:
    """Remind of every event of the timeline that stands after a later one: the oldest is first."""
    history = read.single(History)
    days = [_day_of(event.when) for event in history.events] if history else []
    for n, (day, following) in enumerate(pairwise(days)):
        if _is_later(day, following) and history:
            is_slip = n > 0 and _is_later(days[n - 1], following)
            place, names = n + is_slip, [history.events[m].when for m in (n, n + 1)]
            message = f"“{names[0]}”排在“{names[1]}”前面：请按时间从早到晚排，或核对年月"
            yield read.file_of(History).problem(("events", place, "when"), message)


def _day_of(when: str) -> list[int]:
    """Return year, month and day of an event, as far as it is told."""
    found = re.match(r"(\d{4})(?:年|-|$)(?:(\d{1,2})(?:月|-|$)(?:(\d{1,2})(?:日|$))?)?", when)
    return [int(part) for part in found.groups() if part] if found else []


def _is_later(day: list[int], other: list[int]) -> bool:
    """Tell whether a day is later than another for sure, as far as both are told."""
    told = min(len(day), len(other))
    return day[:told] > other[:told]


def miscounted_services(read: Folder) -> Iterator[Problem]:
    """Remind of every summary that counts its services, and of another number than there are."""
    for record, file in read.all_of(Record):
        counted = _COUNTED.search(record.gist)
        services = getattr(record, "services", ())
        few = 0 < len(services) < 2 * len(_NUMERALS) - 2
        if counted and few and counted[1] not in _numerals(len(services)):
            message = f"说的是{counted[0]}，services 里有 {len(services)} 项，请改成一样"
            yield file.problem(("summary",), message)


_COUNTED = re.compile(r"(?<!第)((?!一件)[一二两三四五六七八九十百\d]+) ?件事")
"""A number of things; 一件事 is the name of a path."""
_NUMERALS = "零一二三四五六七八九十"


def _numerals(number: int) -> tuple[str, ...]:
    """Return how a number of not much more than ten may be written."""
    han = _NUMERALS[number] if number < len(_NUMERALS) else f"十{_NUMERALS[number % 10]}"
    return (f"{number}", han, han.replace("二", "两"))


def rare_suits(read: Folder) -> Iterator[Problem]:
    """Remind of every kind of company that only one policy names, and others nearly so."""
    named = Counter(suit for policy, _file in read.all_of(Policy) for suit in policy.suits)
    for policy, file in read.all_of(Policy):
        for n, suit in enumerate(policy.suits):
            others = [other for other, times in named.items() if times > 1 and other != suit]
            near = get_close_matches(suit, others, n=1, cutoff=0.7) if named[suit] == 1 else []
            if near:
                message = f"别的政策写“{near[0]}”，只有这里写“{suit}”：是同一类的，请写成一样"
                yield file.problem(("suits", n), message)


def vouched_for_nothing(read: Folder) -> Iterator[Problem]:
    """Remind of evidence for a group of facts of which nothing is written."""
    for record, file in read.all_of(Record):
        for group in set(record.evidence) & set(record.fact_groups):
            if all(getattr(record, field) in (None, (), "") for field in record.fact_groups[group]):
                message = "写了出处，却没有写这一组的内容：请补上内容，或删去这一行"
                yield file.problem(("evidence", group), message)


def unsorted_sources(read: Folder) -> Iterator[Problem]:
    """Remind of each source that does not stand by its id.

    Two editors who add at the end change the same place, and git cannot join that; in their order
    two sources seldom have the same neighbours. To take both sides of such a place line by line
    would join without a word, and lose a line that both have: the second source keeps it alone.
    """
    sources = read.single(Sources)
    ids = [str(source.id) for source in sources.sources] if sources else []
    for n, source_id in enumerate(ids):
        behind = next((known for known in ids[:n] if known > source_id), None)
        if behind:
            message = f"按编号排，两个人同时加才不容易冲突：请移到“{behind}”前面"
            yield read.file_of(Sources).problem(("sources", n, "id"), message)


def old_checks(read: Folder) -> Iterator[Problem]:
    """Remind of every record that somebody responsible checked more than a year ago."""
    for record, file in read.all_of(Record):
        day = record.checked_on
        if day and day < read.today - timedelta(days=CHECK_LASTS_DAYS):
            yield file.problem(("checked_on",), f"{day} 核对过，已经一年多，请再核对")


def wider_elements(read: Folder) -> Iterator[Problem]:
    """Remind of what a service should have of the wider table."""
    for service, file in read.all_of(Service):
        missing = [
            Service.model_fields[name].title or name
            for name in Service.wider_elements
            if getattr(service, name) in (None, ())
            and not (name == "apply" and service.is_coordination)
        ]
        if missing:
            yield file.problem((), f"办事指南还缺：{'、'.join(missing)}")


def repeated_orders(read: Folder) -> Iterator[Problem]:
    """Remind of every place in a list that a second record of its kind has."""
    seen: dict[tuple[str, str], str] = {}
    for kind, _record, file in read.records():
        order = file.typed(("order",))
        if order is not None:
            first = seen.setdefault((kind, order), file.path)
            if first != file.path:
                yield file.problem(("order",), f"次序 {order} 在 {first} 里也有，请错开")


def empty_columns(read: Folder) -> Iterator[Problem]:
    """Remind of every list without a record: an empty promise (政府网站发展指引)."""
    filled = {kind for kind, _record, _file in read.records()}
    for (kind, _name), content in read.contents.items():
        if isinstance(content, ListWording) and kind not in filled:
            message = f"“{content.name}”这一栏是空的：{kind} 里还没有内容"
            yield read.files[kind, LIST].problem((), message)


def empty_stages(read: Folder) -> Iterator[Problem]:
    """Remind of every stage of a company's life without a service."""
    site = read.single(Site)
    used = {stage for service, _file in read.all_of(Service) for stage in service.stages}
    for n, stage in enumerate(site.stages if site else ()):
        if stage.id not in used:
            message = f"“{stage.name}”这个阶段还没有事项"
            yield read.file_of(Site).problem(("stages", n, "name"), message)
