"""As much of JSON Schema as our schemas use, to hold content against them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def complaints(value: Any, schema: Schema, files: Mapping[str, Schema], file: str) -> Iterator[str]:
    """Yield what an editor of text would underline; `files` has the schemas by name."""
    if "$ref" in schema:
        name, _, place = schema["$ref"].partition("#")
        found: Any = files[name.removesuffix(".json") or file]
        for step in filter(None, place.split("/")):
            found = found[step]
        yield from complaints(value, found, files, name.removesuffix(".json") or file)
    if "anyOf" in schema:
        tried = [list(complaints(value, part, files, file)) for part in schema["anyOf"]]
        if all(tried):
            yield f"{value!r} is none of {len(tried)}: {tried}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{value!r} is not one of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{value!r} is not {schema['const']}"
    if "type" in schema and not _is_of(value, schema["type"]):
        yield f"{value!r} is no {schema['type']}"
    elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{value!r} is not like {schema['pattern']}"
    elif isinstance(value, list):
        yield from _of_list(value, schema, files, file)
    elif isinstance(value, dict):
        yield from _of_group(value, schema, files, file)


def _is_of(value: Any, named: str | list[str]) -> bool:
    names = [named] if isinstance(named, str) else named
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, TYPES[name]) for name in names)


def _of_list(
    values: list[Any], schema: Schema, files: Mapping[str, Schema], file: str
) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(values) <= schema.get("maxItems", 99_999):
        yield f"{len(values)} items"
    for value in values:
        yield from complaints(value, schema.get("items", {}), files, file)


def _of_group(
    values: dict[str, Any], schema: Schema, files: Mapping[str, Schema], file: str
) -> Iterator[str]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    yield from (f"{name} is missing" for name in schema.get("required", ()) if name not in values)
    for name, value in values.items():
        if name not in known and others is False:
            yield f"{name} is not known"
        part = known.get(name, others)
        yield from complaints(value, part if isinstance(part, dict) else {}, files, file)
