"""Numbers, limits and articles of law in a record, each held against the evidence of its facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from guidebook.checks.numbers import article_in, digits_of, limit_in, statutory_limit_in
from guidebook.checks.records import unknown_groups
from guidebook.model import (
    NO_LEGAL_BASIS,
    SAMPLE_MARKS,
    Building,
    Form,
    Limit,
    Record,
    RecordId,
    Service,
    Site,
    Sources,
    Unannounced,
)
from guidebook.model.walk import Location
from guidebook.reading.entries import Entry
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem


@dataclass(frozen=True, slots=True)
class _Fact:
    """A value of a record that belongs to a group of facts."""

    record: Record
    group: str
    entry: Entry

    @property
    def is_sourced(self) -> bool:
        return self.record.is_sourced(self.group)


def _facts(read: Folder, says: Callable[[Entry], object]) -> Iterator[_Fact]:
    """Yield every value that says something, and needs evidence.

    A record with a mistyped group has a fault already, and these would only follow from it.
    """
    for key, record in read.contents.items():
        if isinstance(record, Record) and not unknown_groups(record):
            for entry in filter(says, read.entries[key]):
                group = group_of(record, entry.location)
                if group is not None and not isinstance(entry.value, RecordId):
                    yield _Fact(record, group, entry)


def group_of(record: Record, location: Location) -> str | None:
    """Return the group of facts that the value at a location belongs to, None if to none."""
    field = location[0]
    if isinstance(record, Building) and field == "council":
        within = location[1] if len(location) > 1 else ""
        return str(within) if within in ("posts", "party_organisation") else "council"
    return _groups(type(record)).get(str(field))


@cache
def _groups(kind: type[Record]) -> Mapping[str, str]:
    """Return field → the group of facts that it belongs to."""
    return {field: group for group, fields in kind.fact_groups.items() for field in fields}


def unsourced_telephones(read: Folder) -> Iterator[Problem]:
    """Yield every number and mailbox without a source by name: a mark vouches for nothing."""
    site = read.single(Site)
    for fact in _facts(read, lambda entry: entry.keys[-1] in ("phone", "email")) if site else ():
        number = fact.entry.value
        if site and not fact.is_sourced and digits_of(number) not in site.public_digits:
            yield fact.entry.problem(
                f"“{number}”没有出处：请在 evidence.{fact.group} 写明出处，或改为“待公布”"
            )


def unsourced_limits(read: Folder) -> Iterator[Problem]:
    """Yield every limit in a text without evidence for its own group: `default` says nothing of it.

    The working days that `form.yaml` promises for every request are no limits of a record.
    """
    form = read.single(Form)
    for fact in _facts(read, lambda entry: entry.text) if form else ():
        own = _own_alone(fact, read)
        if form and (own or fact.group not in fact.record.evidence):
            found = limit_in(fact.entry.text, form.deadlines.promised_days)
            if found:
                short = f"{own} 说了不算" if own else "不能只靠 default"
                yield fact.entry.problem(
                    f"“{found}”是期限，要在 evidence.{fact.group} 单独写明出处或标记，"
                    f"{short}；拿不准就删去数字，写“以主管部门公布为准”"
                )


def unsourced_limit_fields(read: Folder) -> Iterator[Problem]:
    """Yield every statutory or promised limit without evidence of its own."""
    for service, file in read.all_of(Service):
        for field in ("statutory_limit", "promised_limit"):
            limit: Limit | Unannounced | None = getattr(service, field)
            if limit and "limits" not in service.evidence and not unknown_groups(service):
                yield file.problem((field,), "时限要在 evidence.limits 写明出处，不能只靠 default")


def unsourced_pauses(read: Folder) -> Iterator[Problem]:
    """Yield every pause without a source by name: it keeps people from what they may need."""
    for service, file in read.all_of(Service):
        if service.paused and not service.is_sourced("paused") and not unknown_groups(service):
            yield file.problem(("paused",), "暂停办理要在 evidence.paused 写明出处；没有出处就删去")


def unsourced_articles(read: Folder) -> Iterator[Problem]:
    """Yield every article of a law that is cited by number without a source."""
    for fact in _facts(read, lambda entry: article_in(entry.text)):
        found, own = article_in(fact.entry.text), _own_alone(fact, read)
        if (own or not fact.is_sourced) and not _is_basis_of_coordination(fact):
            short = f"（{own} 说了不算）" if own else ""
            yield fact.entry.problem(
                f"“{found}”引了条款，要在 evidence.{fact.group} 写明出处{short}；"
                "没有出处就只写法规名称"
            )


def _own_alone(fact: _Fact, read: Folder) -> str:
    """Return what alone vouches for a fact, where that is this guide itself; else empty.

    Where others decide, that is a fault of its own.
    """
    record, sources = fact.record, read.single(Sources)
    if fact.group not in OWN_GROUPS or not (isinstance(record, Service) and record.is_asked_here):
        return ""
    named = fact.record.evidence_for(fact.group) if sources else ()
    found = [sources.get(name) if sources else None for name in named]
    return "、".join(named) if found and all(s and s.kind == "own" for s in found) else ""


def _is_basis_of_coordination(fact: _Fact) -> bool:
    """Tell whether a fact is a legal basis where there can be none, which is a fault of its own."""
    record = fact.record
    return fact.group == "basis" and isinstance(record, Service) and record.is_coordination


WITHOUT_WEAK_SOURCES = ("limits", "fee", "basis", "rules")
"""Groups that only a public body's own text vouches for."""


def weak_sources(read: Folder) -> Iterator[Problem]:
    """Yield every report or encyclopaedia that stands for a limit, a fee or a legal basis."""
    sources = read.single(Sources)
    for service, file in read.all_of(Service) if sources else ():
        for group in WITHOUT_WEAK_SOURCES:
            for name in service.evidence_for(group):
                source = sources.get(name) if sources else None
                if source and source.is_weak:
                    message = f"“{name}”是报道或百科，时限、收费和依据要有官方文本；没有就标 memory"
                    yield file.problem(("evidence", group), message)


OWN_GROUPS = ("summary", "kind", "conditions", "documents", "steps", "fee", "apply", "where")
"""What this guide decides itself where its form is the way; never who is competent or how long."""


def own_words(read: Folder) -> Iterator[Problem]:
    """Yield every group that this guide vouches for itself, though others decide it.

    That 楼事协调 has no legal basis is its own word too: the class is of its own making.
    """
    sources = read.single(Sources)
    for record, file in read.all_of(Record) if sources else ():
        decided = OWN_GROUPS if isinstance(record, Service) and record.is_asked_here else ()
        if isinstance(record, Service) and record.is_coordination:
            decided = (*decided, "basis")
        for group in (group for group in record.fact_groups if group not in decided):
            for name in record.evidence_for(group):
                source = sources.get(name) if sources else None
                if source and source.kind == "own":
                    message = f"“{name}”是本指南自己的约定，不能作 {group} 的出处；没有就标 memory"
                    yield file.problem(("evidence", group), message)


def laws_of_coordination(read: Folder) -> Iterator[Problem]:
    """Yield every law and statutory limit of a 楼事协调 item, which has neither and says so."""
    for service, file in read.all_of(Service):
        if service.is_coordination and not unknown_groups(service):
            for n, line in enumerate(service.basis or ()):
                if "《" in str(line) or article_in(str(line)):
                    message = f"楼事协调没有法定依据，只写“{NO_LEGAL_BASIS}”，请删去这一条"
                    yield file.problem(("basis", n), message)
            if service.statutory_limit:
                yield file.problem(("statutory_limit",), "楼事协调没有法定时限，请删去")
    for entry in read.texts:
        if isinstance(entry.content, Service) and entry.content.is_coordination:
            found = statutory_limit_in(entry.text)
            if found:
                yield entry.problem(f"“{found}”：楼事协调没有法定时限，请删去数字")


def public_numbers(read: Folder) -> Iterator[Problem]:
    """Yield every number that `site.yaml` lists twice or gives out with no source behind it."""
    site = read.single(Site)
    if site is None:
        return
    file = read.file_of(Site)
    for n, entry in enumerate(site.public_numbers):
        if entry.evidence in SAMPLE_MARKS:
            message = f"“{entry.number}”要有出处，不能只标 {entry.evidence}"
            yield file.problem(("public_numbers", n, "evidence"), message)
        if entry.number in site.public_digits[:n]:
            message = f"“{entry.number}”写了两次，请只留一处"
            yield file.problem(("public_numbers", n, "number"), message)
    desk = None if isinstance(site.desk, Unannounced) else site.desk.phone
    if desk and site.desk_evidence in (None, *SAMPLE_MARKS):
        message = f"“{desk}”没有出处：请在 desk_evidence 写明出处，或把 desk 改为“待公布”"
        yield file.problem(("desk", "phone"), message)


def unlisted_numbers(read: Folder) -> Iterator[Problem]:
    """Yield the hotline, and numbers for emergencies, that `site.yaml` does not list."""
    site, form = read.single(Site), read.single(Form)
    if site and site.hotline.number not in site.public_digits:
        yield read.file_of(Site).problem(("hotline", "number"), _unlisted(site.hotline.number))
    for n, emergency in enumerate(form.urgent if site and form else ()):
        if site and emergency.number not in site.public_digits:
            place = ("urgent", n, "number")
            yield read.file_of(Form).problem(place, _unlisted(emergency.number))


def _unlisted(number: str) -> str:
    return f"“{number}”要列进 site.yaml 的 public_numbers，并写明出处"
