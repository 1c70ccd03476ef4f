"""JSON Schemas of the model, by which editors of text complete, explain and underline keys.

They say what may be typed, not what is then made of it: the reader takes every scalar as text, so a
text may look like a number or a truth. Ids of other records stand in a file of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from guidebook.editing.key_table import key_table
from guidebook.editing.key_words import in_words
from guidebook.model import (
    KINDS,
    LIST,
    SAMPLE_MARKS,
    SINGLES,
    Content,
    Guidebook,
    KindWording,
    Record,
    RecordId,
    Text,
)
from guidebook.model.conditions import Quantity
from guidebook.model.elements import Law
from guidebook.reading.validation import BUILT_BY_THE_READER

FOLDER = "schemas"
IDS = "ids"
"""The file of ids; it follows the content, all others follow the model."""

_ID_OF = "x-id-of"
"""Stands for a reference until all is generated: pydantic follows those that it knows itself."""

MARKS = dict(zip(SAMPLE_MARKS, ("凭记忆", "推断", "假定"), strict=True))
"""Sample mark → what it means."""

_SCALAR = ["string", "number", "boolean"]
_A_TEXT: JsonSchemaValue = {"type": _SCALAR}


class _AsTyped(GenerateJsonSchema):
    """Writes what an editor types for each value of the model."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return super().str_schema(schema) | _A_TEXT

    def date_schema(self, _schema: core_schema.DateSchema) -> JsonSchemaValue:
        return {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}

    def time_schema(self, _schema: core_schema.TimeSchema) -> JsonSchemaValue:
        return {"type": "string", "pattern": r"^\d\d:\d\d$"}

    def function_after_schema(
        self, schema: core_schema.AfterValidatorFunctionSchema
    ) -> JsonSchemaValue:
        made = schema["function"]["function"]
        if isinstance(made, type) and issubclass(made, RecordId):
            return {_ID_OF: made.kind}
        return super().function_after_schema(schema)

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        model: type[Content] = schema["cls"]
        found = super().model_schema(schema)
        for name in ("title", "description"):
            found.pop(name, None)
        if issubclass(model, Record):
            _complete(found, model)
        if model is Quantity:
            return {"type": "string", "pattern": r"^\s*\d+(\.\d+)?\s*\D{1,6}$"}
        return {"anyOf": [_A_TEXT, found]} if model in (Text, Law) else found


def _complete(schema: JsonSchemaValue, model: type[Record]) -> None:
    """Leave out what comes from the file's name, and name the groups that need evidence."""
    for name in BUILT_BY_THE_READER:
        schema["properties"].pop(name)
        schema["required"].remove(name)
    groups = schema["properties"]["evidence"]
    source = groups.pop("additionalProperties")
    groups.pop("propertyNames", None)
    marks: JsonSchemaValue = {"enum": [*MARKS], "enumDescriptions": [*MARKS.values()]}
    groups["properties"] = {"default": marks} | dict.fromkeys(model.fact_groups, source)
    groups["additionalProperties"] = False


def schema_of(model: type[Content]) -> JsonSchemaValue:
    """Return the schema of a file that holds a model, every key explained in Chinese."""
    found: JsonSchemaValue = _with_ids(model.model_json_schema(schema_generator=_AsTyped))
    definitions = found.get("$defs", {})
    for part in (found, *definitions.values()):
        for group in (part, *part.get("anyOf", ())):
            for name, key in group.get("properties", {}).items():
                if "title" in key:
                    required = name in group.get("required", ())
                    key["description"] = in_words(key, definitions, required=required)
    return {"$schema": "http://json-schema.org/draft-07/schema#"} | found


def _with_ids(part: Any) -> Any:
    """Return a part of a schema that refers to the file of ids."""
    if isinstance(part, list):
        return [_with_ids(item) for item in part]
    if not isinstance(part, dict):
        return part
    plain = {name: _with_ids(value) for name, value in part.items() if name != _ID_OF}
    return plain | ({"$ref": f"{IDS}.json#/$defs/{part[_ID_OF]}"} if _ID_OF in part else {})


def schemas() -> dict[str, JsonSchemaValue]:
    """Return the schema of every kind of file, by the name it is kept under."""
    files: Mapping[str, type[Content]] = {
        **{name: kind.model for name, kind in KINDS.items()},
        **SINGLES,
        LIST: KindWording,
    }
    return {name: schema_of(model) for name, model in files.items()}


def ids_of(guidebook: Guidebook) -> JsonSchemaValue:
    """Return what may be referred to: kind → ids, each with its name; others are no fault here."""
    return {"$defs": {kind: _offered(named) for kind, named in _named(guidebook)}}


def _named(guidebook: Guidebook) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every kind of reference with id → name."""
    for kind, records in guidebook.records.items():
        yield kind, {record_id: str(record.name) for record_id, record in sorted(records.items())}
    pages = {f"{kind}/{each.id}": str(each.name) for kind, each in guidebook.every_record()}
    yield "pages", dict(sorted(pages.items()))
    yield "stages", {stage.id: str(stage.name) for stage in guidebook.site.stages}
    yield "company_facts", {fact.id: str(fact.name) for fact in guidebook.company_facts.facts}
    yield "sources", MARKS | {each.id: str(each.title) for each in guidebook.sources.sources}


def _offered(named: Mapping[str, str]) -> JsonSchemaValue:
    any_id: JsonSchemaValue = {"type": ["string", "number"]}
    offered = {"enum": list(named), "enumDescriptions": list(named.values())}
    return {"anyOf": [offered, any_id]} if named else any_id


def settings() -> JsonSchemaValue:
    """Return the settings by which VS Code takes the right schema for each file of `guides/`."""
    lists = f"guides/*/{LIST}.yaml"
    files = {kind: [f"guides/{kind}/*.yaml", f"!{lists}"] for kind in KINDS}
    files |= {single: [f"guides/{single}.yaml"] for single in SINGLES} | {LIST: [lists]}
    return {
        "yaml.schemas": {f"./{FOLDER}/{name}.json": globs for name, globs in files.items()},
        "yaml.completion": True,
        "yaml.hover": True,
        "yaml.validate": True,
        "yaml.format.enable": False,
    }


def as_text(schema: Any) -> str:
    """Write a schema as it is kept in a file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def files_of_model() -> dict[str, str]:
    """Return every file that follows the model: path in the repository → text."""
    files = {f"{FOLDER}/{name}.json": as_text(schema) for name, schema in schemas().items()}
    return files | {
        ".vscode/settings.json": as_text(settings()),
        "docs/keys.md": key_table(schemas()),
    }
