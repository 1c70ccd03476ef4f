"""All files of the open data, with the Data Package (Frictionless) that describes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import to_json

from guidebook.model import Guidebook, Unannounced
from guidebook.opendata.as_json import (
    entry_as_json,
    head_of,
    json_file,
    licence_of,
    source_as_json,
)
from guidebook.opendata.facts import SAMPLES, Entry, entries_of
from guidebook.opendata.figures import figures_table
from guidebook.opendata.questions import questions_table
from guidebook.opendata.schemas import schema_of_kind, schema_of_table
from guidebook.opendata.tables import Table, facts_table, sources_table

FOLDER = "data"
PACKAGE = f"{FOLDER}/datapackage.json"


def open_data(guidebook: Guidebook) -> dict[str, bytes]:
    """Return every file of the open data: path in the site folder → content."""
    entries = {kind: entries_of(kind, guidebook) for kind in guidebook.records}
    tables = [facts_table(kind, found, guidebook) for kind, found in entries.items()]
    single = [
        questions_table(entries, guidebook),
        figures_table(guidebook),
        sources_table(guidebook),
    ]
    files = {f"{FOLDER}/{table.name}.csv": table.csv() for table in (*tables, *single)}
    for kind, found in entries.items():
        files |= _kind_files(kind, found, guidebook)
    for table in single:
        files |= _table_files(table, guidebook)
    for table in (*tables, *single):
        files[f"{FOLDER}/schemas/{table.form}.table.json"] = _pretty(table.schema)
    package = _package((*tables, *single), files, guidebook)
    return files | {PACKAGE: _pretty(package)}


def _kind_files(
    kind: str, entries: tuple[Entry, ...], guidebook: Guidebook
) -> Iterator[tuple[str, bytes]]:
    title = str(guidebook.wordings[kind].name)
    schema = _schema_address(kind, guidebook)
    head = head_of(guidebook, title, schema) | {"kind": kind}
    used = {source for entry in entries for group in entry.groups for source in group.sources}
    sources = (source_as_json(s) for s in guidebook.sources.sources if s.id in used)
    records = map(entry_as_json, entries)
    lists = {"records": records, "sources": sorted(sources, key=lambda source: source["id"])}
    yield f"{FOLDER}/{kind}.json", json_file(head, lists)
    yield _schema_path(kind), _schema_file(schema_of_kind(kind, title, schema), guidebook)


def _table_files(table: Table, guidebook: Guidebook) -> Iterator[tuple[str, bytes]]:
    schema = _schema_address(table.name, guidebook)
    head = head_of(guidebook, table.title, schema)
    yield f"{FOLDER}/{table.name}.json", json_file(head, {table.name: table.objects()})
    yield _schema_path(table.name), _schema_file(schema_of_table(table, schema), guidebook)


def _schema_path(name: str) -> str:
    return f"{FOLDER}/schemas/{name}.json"


def _schema_address(name: str, guidebook: Guidebook) -> str:
    return guidebook.site.site_url.rstrip("/") + f"/{_schema_path(name)}"


def _schema_file(schema: Mapping[str, Any], guidebook: Guidebook) -> bytes:
    return _pretty({"$comment": "，".join(licence_of(guidebook).values()), **schema})


def _package(
    tables: tuple[Table, ...], files: Mapping[str, bytes], guidebook: Guidebook
) -> dict[str, Any]:
    site = guidebook.site
    licence = site.licence
    samples = f"标着 {'、'.join(SAMPLES)} 的是示例（{site.texts.sample}），不能当作事实引用。"
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "building-guide",
        "title": f"{site.title}开放数据",
        "description": f"{site.description}{samples}{site.content_licence}。",
        "homepage": site.site_url,
        "contributors": [{"title": site.owner, "role": "maintainer"}],
    }
    if not isinstance(licence, Unannounced):
        package["licenses"] = [{"name": licence.id, "path": licence.url}]
    resources = [_resource(table, ending, files) for table in tables for ending in ("csv", "json")]
    return package | {"resources": resources}


def _resource(table: Table, ending: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    content = files[f"{FOLDER}/{table.name}.{ending}"]
    known = {
        "path": f"{table.name}.{ending}",
        "title": table.title,
        "format": ending,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if ending == "json":
        described = {"mediatype": "application/json", "profile": "data-resource"}
        schema = {"jsonSchema": f"schemas/{table.name}.json"}
        return {"name": f"{table.name}-json", **known, **described, **schema}
    described = {"mediatype": "text/csv", "profile": "tabular-data-resource"}
    dialect = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}
    return {
        "name": table.name,
        **known,
        **described,
        "dialect": dialect,
        "schema": f"schemas/{table.form}.table.json",
    }


def _pretty(value: Any) -> bytes:
    return to_json(value, indent=1) + b"\n"
