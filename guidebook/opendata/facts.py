"""What the guide says of each record, in groups that never part from their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from guidebook.model import SAMPLE_MARKS, Guidebook, Record, Unannounced
from guidebook.model.addresses import record_address
from guidebook.model.places import BuildingCouncil

SOURCED, OWN, INFERRED, EXAMPLE, UNANNOUNCED = (
    "sourced",
    "own",
    "inferred",
    "example",
    "unannounced",
)
EVIDENCE: Mapping[str, str] = {
    SOURCED: "有出处，出处写在旁边",
    OWN: "本指南自己定的，或者自己编排的",
    INFERRED: "推断出来的，是示例，还没有核对",
    EXAMPLE: "凭记忆或假定写的，是示例，还没有核对",
    UNANNOUNCED: "待公布",
}
"""What may vouch for a group of facts → what it means."""
SAMPLES = (INFERRED, EXAMPLE)

ARRANGEMENT = "arrangement"
"""The group of all that belongs to no other: codes, orders, links between records."""

FIELDS_OF = {"known_council": "council", "known_posts": "posts"}
"""Fact that is worked out → what it is called."""
_ELSEWHERE = {
    *("id", "name", "evidence", "owner", "former_ids", "council"),
    *("checked_on", "review_by", "valid_from", "valid_to"),
}
"""Fields of an entry itself, or of other groups."""


@dataclass(frozen=True)
class Group:
    """A group of facts; `values` holds those that say something,待公布 too."""

    name: str
    evidence: str
    sources: tuple[str, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """A record as it leaves the guide.

    The name, the department and the days of validity have evidence of their own where the record
    counts them among its facts; it is empty where they are only what the guide calls it.
    """

    kind: str
    record: Record
    page: str
    department: str
    name_evidence: str
    department_evidence: str
    valid_evidence: str
    groups: tuple[Group, ...]

    @property
    def days(self) -> dict[str, date | None]:
        """When it was checked and has to be again, and from when to when it counts."""
        record = self.record
        return {
            "checked_on": record.checked_on,
            "review_by": record.review_by,
            "valid_from": record.valid_from,
            "valid_to": record.valid_to,
        }


def entries_of(kind: str, guidebook: Guidebook) -> tuple[Entry, ...]:
    """Return every record of a kind as it leaves the guide, by id."""
    records = guidebook.records[kind]
    return tuple(_entry(kind, records[record_id], guidebook) for record_id in sorted(records))


def _entry(kind: str, record: Record, guidebook: Guidebook) -> Entry:
    lead = getattr(record, "lead_department", None)
    return Entry(
        kind,
        record,
        page=guidebook.site.site_url.rstrip("/") + record_address(kind, record.id),
        department=guidebook.in_words(lead) if lead else "",
        name_evidence=evidence_of_field("name", record, guidebook),
        department_evidence=evidence_of_field("lead_department", record, guidebook),
        valid_evidence=evidence_of_field("valid_to", record, guidebook),
        groups=tuple(_groups(record, guidebook)),
    )


def group_with(field: str, record: Record) -> str | None:
    """Return the group of facts that a field belongs to, None if to none."""
    groups = record.fact_groups.items()
    return next((name for name, fields in groups if field in fields), None)


def evidence_of_field(field: str, record: Record, guidebook: Guidebook) -> str:
    """Return what vouches for a field, empty where it is no fact or says nothing."""
    group = group_with(field, record)
    if group is None or getattr(record, field) is None:
        return ""
    return evidence_of(record.evidence_for(group), guidebook)


def evidence_of(marks: tuple[str, ...], guidebook: Guidebook) -> str:
    """Return what sources or a sample mark come to: without any, there is nothing but example."""
    if not marks or set(marks) & set(SAMPLE_MARKS):
        return INFERRED if "inference" in marks else EXAMPLE
    sources = (guidebook.sources.get(mark) for mark in marks)
    return OWN if all(source and source.kind == "own" for source in sources) else SOURCED


def _groups(record: Record, guidebook: Guidebook) -> Iterator[Group]:
    for name, fields in record.fact_groups.items():
        values = dict(_values(record, fields))
        if all(isinstance(value, Unannounced) for value in values.values()):
            if values:
                yield Group(name, UNANNOUNCED, (), values)
            continue
        marks = record.evidence_for(name)
        evidence = evidence_of(marks, guidebook)
        yield Group(name, evidence, () if evidence in SAMPLES else marks, values)
    yield _arrangement(record, guidebook)


def _values(record: Record, fields: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Yield the fields that say something, each by the name that it has in the data."""
    for field in fields:
        value = getattr(record, field)
        if field == "known_council" and isinstance(value, BuildingCouncil):
            value = value.model_copy(update={"posts": (), "party_organisation": None})
        if value not in (None, ()):
            yield FIELDS_OF.get(field, field), value


def arranged_fields(kind: type[Record]) -> tuple[str, ...]:
    """Return the fields of a kind of record that belong to no group of facts."""
    facts = {field for fields in kind.fact_groups.values() for field in fields}
    return tuple(name for name in kind.model_fields if name not in facts | _ELSEWHERE)


def _arrangement(record: Record, guidebook: Guidebook) -> Group:
    """Return what the guide arranged itself; of a record with samples that is one, too."""
    mark = record.evidence.get("default")
    evidence = evidence_of((str(mark),), guidebook) if mark else OWN
    values = dict(_values(record, arranged_fields(type(record))))
    return Group(ARRANGEMENT, evidence, (), values)
