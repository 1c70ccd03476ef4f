"""What a key of a file takes, in the words that editors read beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guidebook.model import UNANNOUNCED

Schema = Mapping[str, Any]

MOST_NAMED = 12
"""So many values are listed whole."""


def in_words(key: Schema, definitions: Schema, *, required: bool) -> str:
    """Say whether a key must be written, what it takes, and how that looks."""
    taken = dict.fromkeys(_taken(key, definitions))
    parts = ["必填" if required else "可不写", "；或".join(taken)]
    if str(UNANNOUNCED) in _constants(key):
        parts.append(f"还不知道写“{UNANNOUNCED}”")
    parts += [f"如 {example}" for example in key.get("examples", ())]
    return "。".join(parts) + "。"


def _taken(key: Schema, definitions: Schema) -> Iterator[str]:
    """Yield what a key takes, one alternative after the other."""
    if "anyOf" in key:
        for alternative in key["anyOf"]:
            if alternative.get("const") != str(UNANNOUNCED):
                yield from _taken(alternative, definitions)
    elif "$ref" in key:
        yield _referred(key["$ref"], definitions)
    elif "const" in key or "enum" in key:
        yield f"{'、'.join(map(str, _values(key)))}{' 之一' if 'enum' in key else ''}"
    elif key.get("type") == "array":
        yield f"列表，每项是{'；或'.join(_taken(key['items'], definitions))}{_counted(key)}"
    elif key.get("type") == "object":
        named = "、".join(key.get("properties", ()))
        yield f"一组“键: 值”，键是 {named}" if named else "一组“键: 值”"
    else:
        yield _scalar(key)


def _referred(reference: str, definitions: Schema) -> str:
    name = reference.rpartition("/")[2]
    if not reference.startswith("#"):
        return f"{name} 里的编号"
    found = definitions[name]
    if name == "Text":
        return "一段文字，或 {zh: 中文, en: 英文}"
    if found.get("type") == "string":
        return "数目加单位"
    groups = [part for part in (found, *found.get("anyOf", ())) if "properties" in part]
    keys = "、".join(f"{n}（{k.get('title', n)}）" for n, k in groups[0]["properties"].items())
    return f"{'一段文字，或' if 'anyOf' in found else ''}一组键：{keys}"


def _scalar(key: Schema) -> str:
    kind, pattern = key.get("type"), key.get("pattern", "")
    if kind == "integer" or kind == "number":
        least, most = key.get("minimum"), key.get("maximum")
        bounds = f"，{least} 到 {most}" if most is not None else ""
        bounds = bounds or (f"，不小于 {least}" if least is not None else "")
        return ("整数" if kind == "integer" else "数目") + bounds
    if kind == "boolean":
        return "true 或 false"
    if pattern.startswith(r"^\d{4}-\d\d-\d\d"):
        return "日期，写成 2026-11-23"
    if pattern == r"^\d\d:\d\d$":
        return "时刻，写成 09:30"
    longest = key.get("maxLength")
    return f"一行文字{f'，不超过 {longest} 个字' if longest else ''}"


def _counted(key: Schema) -> str:
    least, most = key.get("minItems"), key.get("maxItems")
    bounds = [f"至少 {least} 项"] if least else []
    bounds += [f"最多 {most} 项"] if most else []
    return f"（{'，'.join(bounds)}）" if bounds else ""


def _values(key: Schema) -> list[Any]:
    values = key.get("enum", [key.get("const")])
    meanings = key.get("enumDescriptions")
    if meanings:
        return [f"{value}（{said}）" for value, said in zip(values, meanings, strict=True)]
    return [*values[:MOST_NAMED], *(["…"] if len(values) > MOST_NAMED else [])]


def _constants(key: Schema) -> list[str]:
    return [str(part.get("const")) for part in (key, *key.get("anyOf", ()))]
