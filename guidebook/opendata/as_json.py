"""Records as JSON: one line a record, every group of facts with its evidence inside."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from guidebook.model import Content, Guidebook, Source, Text, Unannounced
from guidebook.model.text import plain
from guidebook.opendata.facts import Entry, Group


def as_json(value: Any) -> Any:
    """Return a value of the model as JSON holds it.

    Texts are Chinese and plain; 待公布 is null; what says nothing is left out.
    """
    if isinstance(value, Text):
        return plain(value.zh)
    if isinstance(value, Content):
        return dict(_fields(value))
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, date | time):
        return value.isoformat()
    return None if isinstance(value, Unannounced) else value


def _fields(content: Content) -> Iterable[tuple[str, Any]]:
    for name, field in type(content).model_fields.items():
        value = getattr(content, name)
        if field.is_required() or value not in (None, ()):
            yield name, as_json(value)
        if isinstance(value, Text) and value.en:
            yield f"{name}_en", value.en


def group_as_json(group: Group) -> dict[str, Any]:
    """Return a group of facts, its evidence first."""
    found = {"evidence": group.evidence, "sources": list(group.sources)}
    for name, value in group.values.items():
        found[name] = as_json(value)
        if isinstance(value, Text) and value.en and name != "name":
            found[f"{name}_en"] = value.en
    return found


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """Return a record as it stands in the file of its kind."""
    record = entry.record
    known = {
        "id": record.id,
        "former_ids": list(record.former_ids),
        "page": entry.page,
        "name": str(record.name),
        "name_en": None if "name_en" in record.fact_groups else record.name_en,
        "name_evidence": entry.name_evidence,
        "department": entry.department,
        "department_evidence": entry.department_evidence,
        **as_json(entry.days),
        "valid_evidence": entry.valid_evidence,
    }
    facts = {group.name: group_as_json(group) for group in entry.groups}
    return {key: value for key, value in known.items() if value} | {"facts": facts}


def source_as_json(source: Source) -> dict[str, Any]:
    """Return a source."""
    return dict(as_json(source))


def licence_of(guidebook: Guidebook) -> dict[str, str]:
    """Return the licence of the content, as each file says it."""
    licence = guidebook.site.licence
    said = {"licence": str(guidebook.site.content_licence)}
    if isinstance(licence, Unannounced):
        return said
    return said | {"licence_id": licence.id, "licence_url": licence.url}


def head_of(guidebook: Guidebook, title: str, schema: str) -> dict[str, str]:
    """Return what each file says of itself first."""
    site = guidebook.site
    return {
        "$schema": schema,
        "title": f"{site.title}：{title}",
        **licence_of(guidebook),
        "homepage": site.site_url,
        "sample_mark": str(site.texts.sample),
    }


def json_file(head: Mapping[str, Any], lists: Mapping[str, Iterable[Mapping[str, Any]]]) -> bytes:
    """Write a file: its head, then each list with one line an entry, so that a diff tells which."""
    parts = [f"{_line(key)}:{_line(value)}" for key, value in head.items()]
    for name, entries in lists.items():
        lines = ",\n".join(_line(entry) for entry in entries)
        parts.append(f"{_line(name)}:[\n{lines}\n]")
    return ("{" + ",\n".join(parts) + "}\n").encode()


_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
