"""A new record to be filled in: what must be written, and as comments what may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from guidebook.checks.wording import FEWEST_WAYS_OF_ASKING
from guidebook.editing.key_table import keys_of
from guidebook.editing.schema import schemas
from guidebook.model import KINDS, LIST, UNANNOUNCED
from guidebook.reading.folder import Folder

Schema = Mapping[str, Any]

REVIEWED_AFTER = timedelta(days=180)
_ASKED_BY_RULES = {"asked_as": FEWEST_WAYS_OF_ASKING}
"""Key of a service that its model leaves open and a rule does not → how many items it has."""


def template(kind: str, record_id: str, name: str, code: str, today: date) -> str:
    """Write the file of a new record: keys without a value are what `check` asks for first.

    `name` is what its kind is called, `code` its number where its kind is numbered.
    """
    schema = _as_rules_ask(kind, schemas()[kind])
    given = {"review_by": str(today + REVIEWED_AFTER), "code": code}
    required = sorted(schema["required"], key=lambda key: key == "review_by")
    lines = [
        f"# {name}，网址 /{kind}/{record_id}/。",
        "# 填好空着的，删去这些说明，再运行 make check。",
        *_lines(schema, required, schema.get("$defs", {}), given),
        "# 出处。凭记忆写 memory，推断写 inference，假定写 assumption；有出处的，一组一行写编号。",
        "evidence:",
        "  default: memory",
        "",
        "# 还可以写：",
        *_optional(schema),
    ]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _as_rules_ask(kind: str, schema: Schema) -> Schema:
    if kind != "services":
        return schema
    keys = schema["properties"]
    counted = {name: {**keys[name], "minItems": least} for name, least in _ASKED_BY_RULES.items()}
    required = [*schema["required"], *_ASKED_BY_RULES]
    return {**schema, "properties": {**keys, **counted}, "required": required}


def next_code(kind: str, read: Folder) -> str:
    """Return the next free code, where records of a kind are numbered; empty where they are not.

    Records that are begun and not filled in have theirs.
    """
    files = (f.values for (k, name), f in read.files.items() if k == kind and name != LIST)
    codes = [str(values.get("code", "")) for values in files if isinstance(values, dict)]
    numbered = [found for code in codes if (found := re.fullmatch(r"([A-Z]+)(\d+)", code))]
    if not numbered or len(numbered) < len(codes):
        return ""
    last = max(numbered, key=lambda found: int(found[2]))
    return f"{last[1]}{int(last[2]) + 1:0{len(last[2])}}"


def lists_of(kind: str) -> Iterator[str]:
    """Yield the keys of other files in which records of a kind are named."""
    targets = [f"ids.json#/$defs/{name}" for name in (kind, "pages")]
    for name, schema in schemas().items():
        for place, key in keys_of(schema, schema.get("$defs", {})):
            if any(target in str(key) for target in targets) and "evidence" not in place:
                yield f"{name if name in KINDS else f'{name}.yaml'} 的 {place.replace(' › ', '.')}"


def _lines(
    schema: Schema, names: Iterable[str], definitions: Schema, given: Mapping[str, str]
) -> Iterator[str]:
    """Yield the lines of keys, the keys that a group requires below it."""
    for name in names:
        key = schema["properties"][name]
        value = given.get(name) or (str(UNANNOUNCED) if _may_wait(key) else "")
        inner = [] if value else list(_inner(key, definitions))
        yield f"# {_hint(key)}"
        yield f"{name}: {value}"
        yield from (f"  {line}" for line in inner)


def _inner(key: Schema, definitions: Schema) -> Iterator[str]:
    """Yield what stands below a key: the keys of its group, or the items of its list."""
    if key.get("type") == "array":
        below = list(_inner(key["items"], definitions))
        for _item in range(key.get("minItems", 1)):
            yield "-"
            yield from (f"  {line}" for line in below)
    elif "$ref" in key and (found := definitions.get(key["$ref"].rpartition("/")[2])):
        yield from _lines(found, found.get("required", ()), definitions, {})


def _optional(schema: Schema) -> Iterator[str]:
    for name, key in schema["properties"].items():
        if name not in (*schema["required"], "evidence", "former_ids"):
            yield f"# {name}：{_hint(key)}"


def _may_wait(key: Schema) -> bool:
    return any(part.get("const") == str(UNANNOUNCED) for part in key.get("anyOf", ()))


def _hint(key: Schema) -> str:
    return f"{key['title']}。{key['description'].removeprefix('必填。').removeprefix('可不写。')}"
