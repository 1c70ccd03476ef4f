"""What a single record cannot know: rules between records, between fields, and with the date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from guidebook.folder import Folder
from guidebook.model import (
    KINDS,
    NO_LEGAL_BASIS,
    SAMPLE_MARKS,
    Building,
    Calendar,
    Content,
    Form,
    Guidebook,
    Record,
    RecordId,
    Service,
)
from guidebook.model.form import Grade, Outcome, ShownEvent, Status
from guidebook.problems import Problem, did_you_mean, nearest
from guidebook.text_links import find_link_faults
from guidebook.walk import walk
from guidebook.yaml_file import YamlFile

CALENDAR_NOTICE_DAYS = 60
"""Warn when the calendar of working days ends this soon."""

CHECK_LASTS_DAYS = 366
"""Warn when what somebody responsible checked was checked longer ago."""

LABELS = (
    ("statuses", Status),
    ("outcomes", Outcome),
    ("grades", Grade),
    ("next_steps", Status),
    ("events", ShownEvent),
)
"""What `form.yaml` has to name, each without exception."""


def find_faults(read: Folder) -> Iterator[Problem]:
    """Yield every fault between records; records that could not be read still count as existing."""
    for key, content in read.contents.items():
        file = read.files[key]
        yield from _references(content, file, read)
        yield from find_link_faults(content, file, read)
        if isinstance(content, Record):
            yield from _evidence(content, file)
            yield from _validity(content, file)
        if isinstance(content, Service):
            yield from _service(content, file)
        if isinstance(content, Building):
            yield from _council(content, file, read)
    yield from _codes(read)
    yield from _repeated_ids(read)
    yield from _labels(read)
    yield from _calendar(read)


def find_warnings(guidebook: Guidebook, read: Folder, today: date) -> Iterator[Problem]:
    """Yield what should be looked at soon, but stops nothing."""
    ends = guidebook.calendar.last_known_day
    if ends < today + timedelta(days=CALENDAR_NOTICE_DAYS):
        message = f"工作日历只到 {ends}，之后的日期按“预计”显示；新一年放假通知发布后请补上"
        yield read.files["", "calendar"].problem(("years",), message)
    for _kind, record, file in read.records():
        if record.review_by < today:
            yield file.problem(("review_by",), f"应在 {record.review_by} 前核对，已经过期")
        if record.valid_to and record.valid_to < today:
            yield file.problem(("valid_to",), f"已于 {record.valid_to} 失效，请更新或撤下")
        yield from _checked(record, file, today)
        if isinstance(record, Service):
            yield from _wider_elements(record, file)
    yield from _empty_columns(guidebook, read)


def _checked(record: Record, file: YamlFile, today: date) -> Iterator[Problem]:
    day = record.checked_on
    if day and day < today - timedelta(days=CHECK_LASTS_DAYS):
        yield file.problem(("checked_on",), f"{day} 核对过，已经一年多，请再核对")


def _empty_columns(guidebook: Guidebook, read: Folder) -> Iterator[Problem]:
    """A column that leads to nothing is an empty promise (政府网站发展指引)."""
    file = read.files["", "site"]
    for kind in KINDS:
        if not guidebook.of_kind(kind):
            name = guidebook.site.lists.of(kind).name
            yield file.problem(("lists", kind), f"“{name}”这一栏是空的：{kind} 里还没有内容")
    for n, stage in enumerate(guidebook.site.stages):
        if not guidebook.services_of_stage(stage):
            yield file.problem(("stages", n, "name"), f"“{stage.name}”这个阶段还没有事项")


def _wider_elements(service: Service, file: YamlFile) -> Iterator[Problem]:
    missing = [
        Service.model_fields[name].title or name
        for name in Service.wider_elements
        if getattr(service, name) in (None, ())
    ]
    if missing:
        yield file.problem((), f"办事指南还缺：{'、'.join(missing)}")


def _references(content: Content, file: YamlFile, read: Folder) -> Iterator[Problem]:
    for location, value in walk(content):
        if not isinstance(value, RecordId) or location == ("evidence", "default"):
            continue
        known = read.known_ids[value.kind]
        if known is not None and value not in known:
            folder = _LISTED_IN.get(value.kind, value.kind)
            yield file.problem(location, f"{folder} 里没有“{value}”{did_you_mean(value, known)}")


_LISTED_IN = {"pages": "guides", "stages": "site.yaml 的 stages", "sources": "sources.yaml"}


def _evidence(record: Record, file: YamlFile) -> Iterator[Problem]:
    mistyped = set()
    for group in record.evidence:
        if group != "default" and group not in record.fact_groups:
            mistyped.add(nearest(group, record.fact_groups))
            message = f"没有这一组事实{did_you_mean(group, record.fact_groups)}"
            yield file.problem(("evidence", group), message)
    default = record.evidence.get("default")
    if default and default not in SAMPLE_MARKS:
        message = f"只能是 {'、'.join(SAMPLE_MARKS)} 之一；有出处的事实请逐组写明"
        yield file.problem(("evidence", "default"), message)
    for group, fields in record.fact_groups.items():
        if record.has_facts(group) and not record.evidence_for(group) and group not in mistyped:
            message = f"缺少 {group} 的出处：请写出处编号，或 memory、inference、assumption"
            yield file.problem(("evidence", group), message, _first_line(fields, file))


_DERIVED = {
    "name_en": ("name", "en"),
    "known_council": ("council",),
    "known_posts": ("council", "posts"),
}
"""Fields of the model that editors write under another key."""


def _first_line(fields: Iterable[str], file: YamlFile) -> int:
    """Return the line where the first of these fields is written."""
    places = [_DERIVED.get(field, (field,)) for field in fields]
    return file.line_of(next((place for place in places if place in file.lines), ()))


def _validity(record: Record, file: YamlFile) -> Iterator[Problem]:
    if record.valid_from and record.valid_to and record.valid_to < record.valid_from:
        message = f"失效日期 {record.valid_to} 早于生效日期 {record.valid_from}"
        yield file.problem(("valid_to",), message)


def _service(service: Service, file: YamlFile) -> Iterator[Problem]:
    yield from _elements(service, file)
    yield from _limits(service, file)
    ids = [question.id for question in service.questions]
    for n, name in enumerate(ids):
        if name in ids[:n]:
            yield file.problem(("questions", n, "id"), f"“{name}”在本事项里用了两次，请换一个")


def _elements(service: Service, file: YamlFile) -> Iterator[Problem]:
    for name in ("basis", "conditions", "documents", "where", "contact", "steps"):
        if getattr(service, name) == ():
            yield file.problem((name,), "列表是空的，请填写，或写“待公布”")
    if service.is_coordination and service.basis != ():
        said = [str(line) for line in service.basis] if service.basis else []
        if NO_LEGAL_BASIS not in said:
            yield file.problem(("basis",), f"楼事协调事项要写明“{NO_LEGAL_BASIS}”")


def _limits(service: Service, file: YamlFile) -> Iterator[Problem]:
    promised, statutory = service.promised_limit, service.statutory_limit
    if promised and statutory and promised.surely_exceeds(statutory):
        message = f"承诺时限 {promised}超过了法定时限 {statutory}，应不超过它"
        yield file.problem(("promised_limit",), message)


def _council(building: Building, file: YamlFile, read: Folder) -> Iterator[Problem]:
    park = read.contents.get(("buildings", building.part_of or ""))
    if isinstance(park, Building) and park.kind != "park":
        yield file.problem(("part_of",), f"“{building.part_of}”不是园区（kind: park）")
    if building.part_of and building.kind == "park":
        yield file.problem(("part_of",), "园区自己有楼事会，不能再属于另一个园区")
    roles = [post.role for post in building.council.posts]
    for n, role in enumerate(roles):
        if role in roles[:n]:
            yield file.problem(("council", "posts", n, "role"), f"岗位“{role}”写了两次")
    if building.council.state == "published" and not roles:
        yield file.problem(("council", "posts"), "已公布的楼事会要列出岗位")


def _codes(read: Folder) -> Iterator[Problem]:
    seen: dict[tuple[str, str], YamlFile] = {}
    for kind, record, file in read.records():
        code = getattr(record, "code", None)
        if code:
            first = seen.setdefault((kind, code), file)
            if first is not file:
                yield file.problem(("code",), f"代码“{code}”与 {first.path} 重复")


def _repeated_ids(read: Folder) -> Iterator[Problem]:
    for name, field in (("site", "stages"), ("sources", "sources")):
        content = read.contents.get(("", name))
        ids = [item.id for item in getattr(content, field, ())]
        for n, item in enumerate(ids):
            if item in ids[:n]:
                file = read.files["", name]
                yield file.problem((field, n, "id"), f"编号“{item}”用了两次，请换一个")


def _labels(read: Folder) -> Iterator[Problem]:
    """Every status, outcome and event of a request has a label: any of them may be shown."""
    form = read.contents.get(("", "form"))
    for field, names in LABELS:
        for name in names:
            if isinstance(form, Form) and name not in getattr(form, field):
                yield read.files["", "form"].problem((field, name), "缺少这一项的名称")


def _calendar(read: Folder) -> Iterator[Problem]:
    """Each year stands once, with each of its own days once: others would be passed over."""
    calendar = read.contents.get(("", "calendar"))
    seen: set[int | date] = set()
    for n, entry in enumerate(calendar.years if isinstance(calendar, Calendar) else ()):
        file = read.files["", "calendar"]
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
