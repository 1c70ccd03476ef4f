"""Faults of wording that no type can see: people, numbers without a source, misspellings, names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from guidebook.folder import Folder
from guidebook.model import SAMPLE_MARKS, Building, Content, Record, Service, Site
from guidebook.problems import Location, Problem
from guidebook.walk import walk
from guidebook.yaml_file import YamlFile

FEWEST_WAYS_OF_ASKING = 3
"""Search lives on how people ask: a service with fewer ways is hardly found."""

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严金魏陶姜谢邹喻苏潘葛范彭鲁韦马苗方任袁柳"
    "史唐薛雷贺倪汤罗毕郝安常于傅齐康伍余顾孟黄穆萧尹姚邵汪毛臧戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾江"
    "郭梅林钟徐邱骆高夏蔡田胡凌霍万柯卢莫房丁邓郁洪石崔吉龚程陆翁段侯班龙叶赖乔谭申曾沙丰关荆游权"
)
_TITLES = "先生|女士|主任|书记|经理|局长|处长|科长|同志|老师"
_PERSON = re.compile(f"[{_SURNAMES}][一-龥]{{0,2}}(?:{_TITLES})")
_PHONE = re.compile(
    r"(?<![\d.])(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{4}[- ]?\d{3,4}"
    r"|[48]00[- ]?\d{3}[- ]?\d{4})(?!\d)"
)
_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?!\d)")

_FORBIDDEN = (
    (_PERSON, "不写人名：岗位长在，人会变动；请改写岗位"),
    (_IDENTITY, "不写身份证号，请删去"),
    (_PHONE, "电话只写在 contact 里，并写明出处；还没公布的写“待公布”"),
)


def find_lint_faults(read: Folder) -> Iterator[Problem]:
    """Yield every person, number, misspelling and poor set of names in the content."""
    site = read.contents.get(("", "site"))
    typos = site.typos if isinstance(site, Site) else {}
    for (_kind, name), content in read.contents.items():
        file = read.files[_kind, name]
        if (_kind, name) != ("", "form"):  # whose hints show how a number is written
            yield from _forbidden(content, file)
        if (_kind, name) != ("", "site"):  # which lists the misspellings
            yield from _misspelt(content, file, typos)
        if isinstance(content, Record):
            yield from _unsourced_numbers(content, file)
        if isinstance(content, Service) and len(content.asked_as) < FEWEST_WAYS_OF_ASKING:
            message = f"常见问法至少写 {FEWEST_WAYS_OF_ASKING} 句，照办事的人会打的字来写"
            yield file.problem(("asked_as",), message)
    yield from _shared_aliases(read)


def _forbidden(content: Content, file: YamlFile) -> Iterator[Problem]:
    for location, text in _texts(content):
        for pattern, message in _FORBIDDEN:
            found = pattern.search(text)
            if found:
                yield file.problem(location, f"“{found[0]}”：{message}")


def _texts(content: Content) -> Iterator[tuple[Location, str]]:
    """Yield every text of a record but its contacts' numbers, which have their own rule."""
    for location, value in walk(content):
        if isinstance(value, str) and location[-1:] != ("phone",):
            yield location, value


def _misspelt(content: Content, file: YamlFile, typos: Mapping[str, str]) -> Iterator[Problem]:
    for location, text in _texts(content):
        for wrong, right in typos.items():
            if wrong in text:
                yield file.problem(location, f"错别字“{wrong}”，应为“{right}”")


def _unsourced_numbers(record: Record, file: YamlFile) -> Iterator[Problem]:
    """A number needs a source by name: a sample mark says that nobody vouches for it."""
    group = "council" if isinstance(record, Building) else "contact"
    for location, value in walk(record):
        if location[-1:] == ("phone",):
            evidence = record.evidence_for(group)
            if evidence is None or evidence in SAMPLE_MARKS:
                message = f"“{value}”没有出处：请在 evidence.{group} 写明出处，或改为“待公布”"
                yield file.problem(location, message)
    groups = {"default", *record.fact_groups}
    mistyped = not groups.issuperset(record.evidence)  # which is a fault already
    if isinstance(record, Service) and "limits" not in record.evidence and not mistyped:
        for field in ("statutory_limit", "promised_limit"):
            if getattr(record, field):
                message = "时限要在 evidence.limits 写明出处，不能只靠 default"
                yield file.problem((field,), message)


def _shared_aliases(read: Folder) -> Iterator[Problem]:
    first: dict[str, tuple[Record, YamlFile]] = {}
    for _kind, record, file in read.records():
        for n, alias in enumerate(record.aliases):
            owner, place = first.setdefault(alias.casefold(), (record, file))
            if owner is not record:
                message = f"别名“{alias}”在 {place.path} 里也有，请只留在更合适的一处"
                yield file.problem(("aliases", n), message)
