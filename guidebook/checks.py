"""What a single record cannot know: rules between records, between fields, and with today's date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from guidebook.addresses import NEW_REQUEST, REQUEST_STATUS, SITE_PAGES, record_of
from guidebook.folder import Folder
from guidebook.model import (
    KINDS,
    NO_LEGAL_BASIS,
    SAMPLE_MARKS,
    Building,
    Content,
    Guidebook,
    Record,
    RecordId,
    Service,
    Site,
    Sources,
)
from guidebook.problems import Location, Problem, did_you_mean
from guidebook.text import LINK, parts_of
from guidebook.yaml_file import YamlFile

CALENDAR_NOTICE_DAYS = 60
"""Warn when the calendar of working days ends this soon."""


def find_faults(read: Folder) -> Iterator[Problem]:
    """Yield every fault between records; records that could not be read still count as existing."""
    for key, content in read.contents.items():
        file = read.files[key]
        yield from _references(content, file, read)
        yield from _links(content, file, read)
        if isinstance(content, Record):
            yield from _evidence(content, file)
            yield from _validity(content, file)
        if isinstance(content, Service):
            yield from _service(content, file)
        if isinstance(content, Building):
            yield from _council(content, file, read)
    yield from _names(read)
    yield from _codes(read)
    yield from _site(read)


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
            yield file.problem(("valid_to",), f"{record.valid_to} 起已失效，请更新或撤下")
        if isinstance(record, Service):
            yield from _wider_elements(record, file)


def _wider_elements(service: Service, file: YamlFile) -> Iterator[Problem]:
    missing = [
        Service.model_fields[name].title or name
        for name in Service.wider_elements
        if getattr(service, name) in (None, ())
    ]
    if missing:
        yield file.problem((), f"办事指南还缺：{'、'.join(missing)}")


def walk(value: Any, location: Location = ()) -> Iterator[tuple[Location, Any]]:
    """Yield every value inside a record with its location, the record's own fields first."""
    if isinstance(value, Content):
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), (*location, name))
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from walk(item, (*location, n))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from walk(item, (*location, name))
    elif value is not None:
        yield location, value


def _references(content: Content, file: YamlFile, read: Folder) -> Iterator[Problem]:
    for location, value in walk(content):
        if isinstance(value, RecordId):
            known = _known_ids(value.kind, read)
            if known is not None and value not in known:
                folder = value.kind if value.kind in KINDS else f"{value.kind}.yaml"
                folder = "site.yaml 的 stages" if value.kind == "stages" else folder
                message = f"{folder} 里没有“{value}”{did_you_mean(value, known)}"
                yield file.problem(location, message)


def _known_ids(kind: str, read: Folder) -> list[str] | None:
    """Return the ids that may be referred to; None where the list itself could not be read."""
    if kind in KINDS:
        return read.ids(kind)
    site, sources = read.contents.get(("", "site")), read.contents.get(("", "sources"))
    if kind == "stages":
        return [stage.id for stage in site.stages] if isinstance(site, Site) else None
    if not isinstance(sources, Sources):
        return None
    return [*SAMPLE_MARKS, *(source.id for source in sources.sources)]


def _links(content: Content, file: YamlFile, read: Folder) -> Iterator[Problem]:
    for location, value in walk(content):
        if (
            isinstance(value, str)
            and isinstance(location[-1], str)
            and location[-1] in ("zh", "en")
        ):
            for part in parts_of(value):
                message = _link_fault(part.address, read) if part.address else None
                if message:
                    yield file.problem(location, message)
            if "](" in LINK.sub("", value):
                yield file.problem(location, "链接没有写完整，应为 [文字](/services/编号/)")


def _link_fault(address: str, read: Folder) -> str | None:
    if address.startswith("https://"):
        return None
    if not address.startswith("/"):
        return f"链接“{address}”应以 / 或 https:// 开头"
    if address.split("?")[0] in ("/", NEW_REQUEST, REQUEST_STATUS):
        return None
    first = address.strip("/").split("/")[0].split("#")[0]
    record = record_of(address)
    if record and record[1] not in read.ids(record[0]):
        return f"链接“{address}”没有对应的页面{did_you_mean(record[1], read.ids(record[0]))}"
    if not record and first not in (*SITE_PAGES, *KINDS):
        return f"链接“{address}”没有对应的页面{did_you_mean(first, (*SITE_PAGES, *KINDS))}"
    if not address.split("#")[0].endswith("/"):
        return f"链接“{address}”应以 / 结尾"
    return None


def _evidence(record: Record, file: YamlFile) -> Iterator[Problem]:
    for group in record.evidence:
        if group != "default" and group not in record.fact_groups:
            message = f"没有这一组事实{did_you_mean(group, record.fact_groups)}"
            yield file.problem(("evidence", group), message)
    default = record.evidence.get("default")
    if default and default not in SAMPLE_MARKS:
        message = f"只能是 {'、'.join(SAMPLE_MARKS)} 之一；有出处的事实请逐组写明"
        yield file.problem(("evidence", "default"), message)
    for group, fields in record.fact_groups.items():
        if record.has_facts(group) and not record.evidence_for(group):
            first = fields[0]
            message = f"缺少 {group} 的出处：请写出处编号，或 memory、inference、assumption"
            yield Problem(file.path, file.line_of((first,)), f"evidence.{group}", message)


def _validity(record: Record, file: YamlFile) -> Iterator[Problem]:
    if record.valid_from and record.valid_to and record.valid_to < record.valid_from:
        message = f"失效日期 {record.valid_to} 早于生效日期 {record.valid_from}"
        yield file.problem(("valid_to",), message)


def _service(service: Service, file: YamlFile) -> Iterator[Problem]:
    promised, statutory = service.promised_limit, service.statutory_limit
    if promised and statutory and promised.surely_exceeds(statutory):
        message = (
            f"承诺时限 {promised.number} {promised.unit}超过了"
            f"法定时限 {statutory.number} {statutory.unit}，应不超过法定时限"
        )
        yield file.problem(("promised_limit",), message)
    if service.item_type == "楼事协调":
        said = [str(line) for line in service.basis] if service.basis else []
        if NO_LEGAL_BASIS not in said:
            yield file.problem(("basis",), f"楼事协调事项要写明“{NO_LEGAL_BASIS}”")
    ids = [question.id for question in service.questions]
    for n, name in enumerate(ids):
        if name in ids[:n]:
            yield file.problem(("questions", n, "id"), f"“{name}”在本事项里用了两次，请换一个")


def _council(building: Building, file: YamlFile, read: Folder) -> Iterator[Problem]:
    park = read.contents.get(("buildings", building.part_of or ""))
    if isinstance(park, Building) and park.kind != "park":
        yield file.problem(("part_of",), f"“{building.part_of}”不是园区（kind: park）")
    roles = [post.role for post in building.council.posts]
    for n, role in enumerate(roles):
        if role in roles[:n]:
            yield file.problem(("council", "posts", n, "role"), f"岗位“{role}”写了两次")
    if building.council.state == "published" and not roles:
        yield file.problem(("council", "posts"), "已公布的楼事会要列出岗位")


def _names(read: Folder) -> Iterator[Problem]:
    """Names are unique over all kinds, and no alias is another record's name or alias."""
    owners: dict[str, tuple[Record, YamlFile]] = {}
    for _kind, record, file in read.records():
        first = owners.setdefault(_folded(str(record.name)), (record, file))
        if first[0] is not record:
            message = f"名称“{record.name}”与 {first[1].path} 重复，请改名或合并"
            yield file.problem(("name",), message)
    claimed: defaultdict[str, list[Record]] = defaultdict(list)
    for _kind, record, file in read.records():
        for n, alias in enumerate(record.other_names):
            in_aliases = n < len(record.aliases)
            field = "aliases" if in_aliases else "former_names"
            place = (field, n if in_aliases else n - len(record.aliases))
            owner = owners.get(_folded(alias))
            if owner and owner[0] is not record:
                yield file.problem(place, f"“{alias}”是 {owner[1].path} 的名称，不能再作别名")
            elif owner:
                yield file.problem(place, f"“{alias}”就是本记录的名称，请删去")
            elif record in claimed[_folded(alias)]:
                yield file.problem(place, f"“{alias}”写了两次，请删去一处")
            claimed[_folded(alias)].append(record)


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


def _codes(read: Folder) -> Iterator[Problem]:
    seen: dict[tuple[str, str], YamlFile] = {}
    for kind, record, file in read.records():
        code = getattr(record, "code", None)
        if code:
            first = seen.setdefault((kind, code), file)
            if first is not file:
                yield file.problem(("code",), f"代码“{code}”与 {first.path} 重复")


def _site(read: Folder) -> Iterator[Problem]:
    for name, field in (("site", "stages"), ("sources", "sources")):
        content = read.contents.get(("", name))
        ids = [item.id for item in getattr(content, field, ())]
        for n, item in enumerate(ids):
            if item in ids[:n]:
                file = read.files["", name]
                yield file.problem((field, n, "id"), f"编号“{item}”用了两次，请换一个")
