"""JSON Schemas of the data, made from the model: what each JSON file holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from guidebook.model import KINDS, Content, Record, RecordId, Source, Text, Unannounced
from guidebook.opendata.facts import ARRANGEMENT, EVIDENCE, FIELDS_OF, arranged_fields
from guidebook.opendata.tables import Table

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DATE = {"type": "string", "format": "date"}
_EVIDENCE: JsonSchemaValue = {
    "description": "；".join(f"{name}：{words}" for name, words in EVIDENCE.items()),
    "enum": list(EVIDENCE),
}
_SOURCES = {"type": "array", "items": {"type": "string"}, "description": "sources 里的编号"}


class _AsWritten(GenerateJsonSchema):
    """Describes each value of the model as `as_json` writes it."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        model: type[Content] = schema["cls"]
        if model is Text:
            return {"type": "string"}
        found = super().model_schema(schema)
        for name in ("title", "description"):
            found.pop(name, None)
        translated = {
            f"{name}_en": {"type": "string"}
            for name, field in model.model_fields.items()
            if _is_text(field.annotation)
        }
        found["properties"] = found.get("properties", {}) | translated
        return found

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        if schema["expected"] == [Unannounced.VALUE.value]:
            return {"type": "null", "description": "待公布"}
        return super().literal_schema(schema)

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def function_after_schema(
        self, schema: core_schema.AfterValidatorFunctionSchema
    ) -> JsonSchemaValue:
        made = schema["function"]["function"]
        if isinstance(made, type) and issubclass(made, RecordId):
            return {"type": "string", "description": f"{made.kind} 里的编号"}
        return super().function_after_schema(schema)


def _is_text(annotation: Any) -> bool:
    return annotation is Text or annotation == Text | None


def schema_of_kind(kind: str, title: str, address: str) -> JsonSchemaValue:
    """Return the schema of the file of a kind of record; `address` is its own."""
    model = KINDS[kind].model
    made = model.model_json_schema(schema_generator=_AsWritten)
    definitions = made.get("$defs", {}) | {"evidence": _EVIDENCE}
    groups = {
        name: _group({FIELDS_OF.get(field, field): _field(field, made) for field in fields})
        for name, fields in model.fact_groups.items()
    }
    groups[ARRANGEMENT] = _group({name: _field(name, made) for name in arranged_fields(model)})
    facts = {"type": "object", "properties": groups, "additionalProperties": False}
    head = {"kind": {"const": kind}, "sources": _list(_source())}
    return _file(title, address, {**head, "records": _list(_record(facts))}) | {
        "$defs": definitions
    }


def _field(field: str, made: Mapping[str, Any]) -> JsonSchemaValue:
    """Return the schema of a field, worked out or not."""
    definitions = made.get("$defs", {})
    council = definitions.get("BuildingCouncil", {}).get("properties", {})
    known = {
        "known_council": {"$ref": "#/$defs/BuildingCouncil"},
        "known_posts": council.get("posts", {}),
        "party_organisation": council.get("party_organisation", {}),
        "name_en": {"type": "string", "title": "英文名称"},
    }
    found: JsonSchemaValue = made["properties"].get(field) or known[field]
    return found


def _group(fields: Mapping[str, JsonSchemaValue]) -> JsonSchemaValue:
    english = {f"{name}_en": {"type": "string"} for name in fields if name != "name"}
    known = {"evidence": {"$ref": "#/$defs/evidence"}, "sources": _SOURCES}
    return {
        "type": "object",
        "required": list(known),
        "properties": english | known | dict(fields),
        "additionalProperties": False,
    }


def _record(facts: JsonSchemaValue) -> JsonSchemaValue:
    evidence = {"$ref": "#/$defs/evidence"}
    text: JsonSchemaValue = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "required": ["id", "page", "name", "review_by", "facts"],
        "properties": {
            "id": text | {"title": Record.model_fields["id"].title},
            "former_ids": {"type": "array", "items": text},
            "page": {"type": "string", "format": "uri", "title": "网页"},
            "name": text | {"title": Record.model_fields["name"].title},
            "name_en": text,
            "name_evidence": evidence,
            "department": text | {"title": "承办部门"},
            "department_evidence": evidence,
            **{
                name: _DATE | {"title": Record.model_fields[name].title}
                for name in ("checked_on", "review_by", "valid_from", "valid_to")
            },
            "valid_evidence": evidence,
            "facts": facts,
        },
        "additionalProperties": False,
    }


@cache
def _source() -> JsonSchemaValue:
    made = Source.model_json_schema(schema_generator=_AsWritten)
    return {name: made[name] for name in ("type", "required", "properties", "additionalProperties")}


def schema_of_table(table: Table, address: str) -> JsonSchemaValue:
    """Return the schema of the file that holds the rows of a table as objects."""
    kinds = {"date": _DATE, "integer": {"type": "integer"}, "number": {"type": "number"}}
    properties = {}
    for column in table.columns:
        of_kind: JsonSchemaValue = kinds.get(column.kind, {"type": "string"})
        withheld = [mark for mark in table.missing if mark]
        if withheld and column.kind in ("integer", "number"):
            of_kind = {"anyOf": [of_kind, {"enum": withheld}]}
        choices = {"enum": list(column.choices)} if column.choices else {}
        properties[column.name] = {"title": column.title} | of_kind | choices
    row = {
        "type": "object",
        "required": [column.name for column in table.columns if column.required],
        "properties": properties,
        "additionalProperties": False,
    }
    return _file(table.title, address, {table.name: _list(row)})


def _list(items: JsonSchemaValue) -> JsonSchemaValue:
    return {"type": "array", "items": items}


def _file(title: str, address: str, lists: Mapping[str, JsonSchemaValue]) -> JsonSchemaValue:
    """Return the schema of a file with its head; the lists that it holds are required."""
    text = {"type": "string"}
    head = ("$schema", "title", "licence", "homepage", "sample_mark")
    properties: JsonSchemaValue = dict.fromkeys((*head, "licence_id", "licence_url"), text)
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": title,
        "type": "object",
        "required": [*head, *lists],
        "properties": {**properties, **lists},
        "additionalProperties": False,
    }
