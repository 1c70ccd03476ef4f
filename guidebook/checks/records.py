"""Rules between the fields of one record: its evidence, its dates, its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from guidebook.model import (
    NO_LEGAL_BASIS,
    SAMPLE_MARKS,
    UNANNOUNCED,
    Building,
    Policy,
    Record,
    Service,
    Sources,
)
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem, did_you_mean, nearest
from guidebook.reading.yaml_file import YamlFile

LATEST_REVIEW_DAYS = 3 * 366
"""A review later than in three years is a slip of the year, or never due."""


def mistyped_evidence(read: Folder) -> Iterator[Problem]:
    """Yield every group in `evidence` that the record does not have."""
    for record, file in read.all_of(Record):
        for group in unknown_groups(record):
            message = f"没有这一组事实{did_you_mean(group, record.fact_groups)}"
            yield file.problem(("evidence", group), message)


def default_evidence(read: Folder) -> Iterator[Problem]:
    """Yield every default that is a source: what it stands for must be named group by group."""
    for record, file in read.all_of(Record):
        default = record.evidence.get("default")
        if default and default not in SAMPLE_MARKS:
            message = f"只能是 {'、'.join(SAMPLE_MARKS)} 之一；有出处的事实请逐组写明"
            yield file.problem(("evidence", "default"), message)


def mixed_evidence(read: Folder) -> Iterator[Problem]:
    """Yield every sample mark in a list of sources: a group is vouched for whole, or not at all."""
    for record, file in read.all_of(Record):
        for group, named in record.evidence.items():
            for n, mark in enumerate(() if isinstance(named, str) else named):
                if mark in SAMPLE_MARKS:
                    message = (
                        f"几个出处里不能有 {mark}：没有出处的那一半，请移到别的组，或整组只标它"
                    )
                    yield file.problem(("evidence", group, n), message)


def missing_evidence(read: Folder) -> Iterator[Problem]:
    """Yield every group of facts that says nothing on where they come from."""
    for record, file in read.all_of(Record):
        meant = {nearest(group, record.fact_groups) for group in unknown_groups(record)}
        for group, fields in record.fact_groups.items():
            if record.has_facts(group) and not record.evidence_for(group) and group not in meant:
                message = f"缺少 {group} 的出处：请写出处编号，或 memory、inference、assumption"
                yield file.problem(("evidence", group), message, _first_line(fields, file))


def unknown_groups(record: Record) -> list[str]:
    """Return the groups in a record's evidence that it does not have."""
    return [name for name in record.evidence if name not in ("default", *record.fact_groups)]


_DERIVED = {
    "name_en": ("name", "en"),
    "known_council": ("council",),
    "known_posts": ("council", "posts"),
    "party_organisation": ("council", "party_organisation"),
}
"""Fields of the model that editors write under another key."""


def _first_line(fields: Iterable[str], file: YamlFile) -> int:
    """Return the line where the first of these fields is written."""
    places = [_DERIVED.get(field, (field,)) for field in fields]
    return file.line_of(next((place for place in places if place in file.lines), ()))


def odd_windows(read: Folder) -> Iterator[Problem]:
    """Yield every time for applying that says nothing, cannot be, or has days in common."""
    for policy, file in read.all_of(Policy):
        for n, window in enumerate(policy.windows):
            if not (window.opens or window.closes or window.note):
                yield file.problem(("windows", n), "这一段是空的，请写 opens、closes，或删去")
            if window.opens and window.closes and window.closes < window.opens:
                message = f"截止日期 {window.closes} 早于开始日期 {window.opens}"
                yield file.problem(("windows", n, "closes"), message)
            elif any(map(window.overlaps, policy.windows[:n])):
                message = "和上面的一段申报时间有重叠：请核对各段的 opens 和 closes，或并成一段"
                yield file.problem(("windows", n), message)
            if window.opens and policy.valid_to and window.opens > policy.valid_to:
                message = f"{window.opens} 才开始，政策 {policy.valid_to} 已经失效，请核对"
                yield file.problem(("windows", n, "opens"), message)


def validity(read: Folder) -> Iterator[Problem]:
    """Yield every record, and every law of a service, that ends before it begins or is issued."""
    for record, file in read.all_of(Record):
        if record.valid_from and record.valid_to and record.valid_to < record.valid_from:
            message = f"失效日期 {record.valid_to} 早于生效日期 {record.valid_from}"
            yield file.problem(("valid_to",), message)
    for policy, file in read.all_of(Policy):
        if policy.issued_on and policy.valid_to and policy.valid_to < policy.issued_on:
            message = f"{policy.issued_on} 才发文，valid_to 却写 {policy.valid_to} 失效，请核对"
            yield file.problem(("issued_on",), message)
    for service, file in read.all_of(Service):
        for place, law in service.laws:
            if law.in_force and law.ends_on and law.ends_on < law.in_force:
                message = f"有效期到 {law.ends_on}，早于施行日期 {law.in_force}"
                yield file.problem((*place, "ends_on"), message)


def dates_beyond_reason(read: Folder) -> Iterator[Problem]:
    """Yield every review that is put off for years, and checks of a year that is far away.

    A check in the near future is a reminder only: a server whose clock is late has to start.
    """
    latest = read.today + timedelta(days=LATEST_REVIEW_DAYS)
    for record, file in read.all_of(Record):
        if record.review_by > latest:
            message = f"{record.review_by} 太远：下次核对最晚写到三年以后（{latest}），请检查年份"
            yield file.problem(("review_by",), message)
        if record.checked_on and record.checked_on > read.today + timedelta(days=366):
            message = f"{record.checked_on} 还没有到：写已经核对过的那一天，请检查年份"
            yield file.problem(("checked_on",), message)
    for service, file in read.all_of(Service):
        for place, law in service.laws:
            if law.in_force and law.in_force > latest:
                message = f"{law.in_force} 才施行，太远，请检查年份"
                yield file.problem((*place, "in_force"), message)
    yield from _published_in_future_years(read)


_AS_EXACT_AS_KNOWN = re.compile(r"(\d{4})(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def _published_in_future_years(read: Folder) -> Iterator[Problem]:
    for entries in read.entries.values():
        for entry in entries:
            if entry.keys[-1] == "published_on":
                day = _AS_EXACT_AS_KNOWN.fullmatch(str(entry.value))
                if day is None:
                    yield entry.problem("应为日期，如 2026-11-23，只知道年月写 2026-11 或 2026")
                elif int(day[1]) > read.today.year + 1:
                    yield entry.problem(f"{entry.value} 还没有到，请检查年份")


def impossible_readings(read: Folder) -> Iterator[Problem]:
    """Yield every source that was read before it was published, or will be years from now."""
    sources = read.single(Sources)
    for n, source in enumerate(sources.sources if sources else ()):
        if source.read_on and source.published_on:
            published, looked = source.published_on, f"{source.read_on}"
            if _AS_EXACT_AS_KNOWN.fullmatch(str(published)) and looked < published:
                message = f"{looked} 还没有发布（published_on 是 {published}），请核对这两个日期"
                yield read.file_of(Sources).problem(("sources", n, "read_on"), message)
        if source.read_on and source.read_on > read.today + timedelta(days=366):
            message = f"{source.read_on} 还没有到，请检查年份"
            yield read.file_of(Sources).problem(("sources", n, "read_on"), message)


def empty_elements(read: Folder) -> Iterator[Problem]:
    """Yield every required element of a service that is an empty list."""
    for service, file in read.all_of(Service):
        for name in ("basis", "conditions", "documents", "where", "contact", "steps"):
            if getattr(service, name) == ():
                yield file.problem((name,), "列表是空的，请填写，或写“待公布”")


def coordination_basis(read: Folder) -> Iterator[Problem]:
    """Yield every 楼事协调 item that does not say that it has no legal basis."""
    for service, file in read.all_of(Service):
        said = [str(line) for line in service.basis or ()]
        if service.is_coordination and service.basis != () and NO_LEGAL_BASIS not in said:
            yield file.problem(("basis",), f"楼事协调事项要写明“{NO_LEGAL_BASIS}”")


def broken_promises(read: Folder) -> Iterator[Problem]:
    """Yield every promised limit that is longer than the statutory one."""
    for service, file in read.all_of(Service):
        promised, statutory = service.promised_limit, service.statutory_limit
        if promised and statutory and promised.surely_exceeds(statutory):
            message = f"承诺时限 {promised}超过了法定时限 {statutory}，应不超过它"
            yield file.problem(("promised_limit",), message)


def repeated_questions(read: Folder) -> Iterator[Problem]:
    """Yield every id that a service gives to a second question of its own."""
    for service, file in read.all_of(Service):
        ids = [question.id for question in service.questions]
        for n, name in enumerate(ids):
            if name in ids[:n]:
                yield file.problem(("questions", n, "id"), f"“{name}”在本事项里用了两次，请换一个")


def single_choices(read: Folder) -> Iterator[Problem]:
    """Yield every question of a service that leaves nothing to choose."""
    for service, file in read.all_of(Service):
        for n, question in enumerate(service.questions):
            if len(question.choices) == 1:
                message = "只有一个选项，没有可选的：请补上别的选项，或删去 choices，让人自己写"
                yield file.problem(("questions", n, "choices"), message)


def parks(read: Folder) -> Iterator[Problem]:
    """Yield every building that is part of something other than a park, and parks in parks."""
    for building, file in read.all_of(Building):
        park = read.contents.get(("buildings", building.part_of or ""))
        if isinstance(park, Building) and park.kind != "park":
            yield file.problem(("part_of",), f"“{building.part_of}”不是园区（kind: park）")
        elif (
            isinstance(park, Building)
            and park.subdistrict
            and building.subdistrict not in (park.subdistrict, UNANNOUNCED)
        ):
            message = f"所属园区写的是“{park.subdistrict}”，两处要一样，请核对"
            yield file.problem(("subdistrict",), message)
        if building.part_of and building.kind == "park":
            yield file.problem(("part_of",), "园区自己有楼事会，不能再属于另一个园区")


def second_subdistricts(read: Folder) -> Iterator[Problem]:
    """Yield every further subdistrict of a building that is the first one, or that no source says.

    A reading of a building's place that rests on memory is no second source.
    """
    for building, file in read.all_of(Building):
        for n, other in enumerate(building.other_subdistricts):
            if other == building.subdistrict:
                message = f"“{other}”就是 subdistrict 写的那个街道，请删去"
                yield file.problem(("other_subdistricts", n), message)
        has_source = building.is_sourced("other_subdistricts") or unknown_groups(building)
        if building.other_subdistricts and not has_source:
            message = "别的街道要在 evidence.other_subdistricts 写明出处；没有出处就删去"
            yield file.problem(("other_subdistricts",), message)


_WITHOUT_POSTS = {"unknown": "不知道有没有", "none": "没有"}
"""State of a council that can have no posts → what it says."""


def posts(read: Folder) -> Iterator[Problem]:
    """Yield every post that a council has twice or no page shows, and councils without any."""
    for building, file in read.all_of(Building):
        roles = [post.role for post in building.council.posts]
        for n, role in enumerate(roles):
            if role in roles[:n]:
                yield file.problem(("council", "posts", n, "role"), f"岗位“{role}”写了两次")
        if building.part_of and roles:
            message = "网页上是所属园区的楼事会，这里的岗位看不到：请写在园区那一条，或删去 part_of"
            yield file.problem(("council", "posts"), message)
        if building.council.state in _WITHOUT_POSTS and roles:
            message = f"{_WITHOUT_POSTS[building.council.state]}楼事会，下面却写了岗位"
            yield file.problem(
                ("council", "state"), f"{message}：请核对，改成 named 或 published，或删去岗位"
            )
        if building.council.state == "published" and not roles:
            yield file.problem(("council", "posts"), "已公布的楼事会要列出岗位")
        is_named = building.is_sourced("council") or unknown_groups(building)
        if building.council.is_known and building.known_posts and not is_named:
            message = "楼事会没有写明出处，页面只说“尚待核对”，下面的岗位看不到"
            yield file.problem(
                ("council", "state"), f"{message}：请在 evidence.council 写明出处，或删去岗位"
            )
