"""The reference page of every key that files in `guides/` may hold, made from their schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from guidebook.model import KINDS, LIST

Schema = Mapping[str, Any]

_HEAD = """\
# 每个键

`guides/` 里的文件能写哪些键。这一页由模型写出，不要手改：`.venv/bin/python build.py schema`。
怎么写好内容，见 [CONTRIBUTING.md](../CONTRIBUTING.md)。
`›` 后面的键写在前面那一组里；“编号”是别的记录的文件名。
"""

_KEYS_OF_A_GROUP = re.compile(r"一组键：(?:\w+（[^（）]*(?:（[^（）]*）[^（）]*)*）、?)+")


def key_table(schemas: Mapping[str, Schema]) -> str:
    """Write the page, one section a kind of file."""
    sections = (f"\n## {_path(name)}\n\n{_table(schema)}" for name, schema in schemas.items())
    return _HEAD + "".join(sections)


def _path(name: str) -> str:
    if name == LIST:
        return f"`guides/文件夹/{LIST}.yaml`"
    return f"`guides/{name}/编号.yaml`" if name in KINDS else f"`guides/{name}.yaml`"


def _table(schema: Schema) -> str:
    rows = "".join(
        f"| `{place}` | {key['title']} | {_brief(key['description'])} |\n"
        for place, key in keys_of(schema, schema.get("$defs", {}))
    )
    return f"| 键 | 是什么 | 写什么 |\n|---|---|---|\n{rows}"


def keys_of(
    schema: Schema, definitions: Schema, before: str = "", inside: tuple[str, ...] = ()
) -> Iterator[tuple[str, Schema]]:
    """Yield every key with where it stands, those of a group after the group's own.

    A group within itself, as a condition has it, is told once.
    """
    for name, key in schema.get("properties", {}).items():
        if "title" in key:
            yield f"{before}{name}", key
            for group in _groups(key, definitions):
                if group not in inside:
                    found = definitions[group]
                    parts = (found, *found.get("anyOf", ()))
                    for part in parts if group != "Text" else ():
                        yield from keys_of(
                            part, definitions, f"{before}{name} › ", (*inside, group)
                        )


def _groups(key: Schema, definitions: Schema) -> list[str]:
    """Return the groups of keys that a key takes, itself or as items of its list."""
    parts = [key, *key.get("anyOf", ())]
    parts += [part["items"] for part in parts if "items" in part]
    parts += [part["additionalProperties"] for part in parts if _is_open(part)]
    named = [part["$ref"].rpartition("/")[2] for part in parts if _is_local(part)]
    return [name for name in dict.fromkeys(named) if name in definitions]


def _is_open(part: Schema) -> bool:
    return isinstance(part.get("additionalProperties"), dict)


def _is_local(part: Schema) -> bool:
    return str(part.get("$ref", "")).startswith("#")


def _brief(words: str) -> str:
    """Leave out the keys of a group, which have rows of their own, and what ends a cell."""
    return _KEYS_OF_A_GROUP.sub("一组键", words).replace("|", "/")
