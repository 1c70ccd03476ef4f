"""What the model found wrong in the values of a file, as problems with line, key and remedy."""

from __future__ import annotations

import typing
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from guidebook.model import KINDS, Content, Record, Text, Unannounced
from guidebook.model.meaning import Meaning
from guidebook.model.walk import Location
from guidebook.reading.problems import FieldHelp, Problem, explain, key_meant, key_name
from guidebook.reading.yaml_file import YamlFile

BUILT_BY_THE_READER = ("id",)
"""Keys that come from the file's name and must not be written."""

FEWEST_STRANGE_KEYS = 3
"""So many unknown keys are no slips any more: the file may be in the wrong folder."""


def kind_meant(values: Mapping[str, Any], model: type[Content]) -> str | None:
    """Return the folder that a record with many unknown keys belongs into, None if in none."""
    strange = _strange_keys(values, model)
    if not issubclass(model, Record) or strange < FEWEST_STRANGE_KEYS:
        return None
    found = min(KINDS, key=lambda kind: _strange_keys(values, KINDS[kind].model))
    return found if _strange_keys(values, KINDS[found].model) * 3 <= strange else None


def kind_of(values: Any) -> str | None:
    """Return the only folder whose records know all of a file's keys, None if there are more."""
    if not isinstance(values, dict):
        return None
    fitting = [kind for kind in KINDS if not _strange_keys(values, KINDS[kind].model)]
    return fitting[0] if len(fitting) == 1 else None


def _strange_keys(values: Mapping[str, Any], model: type[Content]) -> int:
    return sum(key not in model.model_fields for key in values)


def validation_problems(
    error: ValidationError, model: type[Content], file: YamlFile
) -> Iterator[Problem]:
    """Turn what the model found into problems with line, key and remedy."""
    errors = error.errors(include_url=False)
    mistyped = {_key_meant(model, details) for details in errors}
    around = {details["loc"][-1]: details["loc"] for details in errors if _is_lost(details)}
    mistyped |= {around.get(details["loc"][0]) for details in errors if _is_at_top(details)}
    for details in errors:
        if _only_follows(details, mistyped):
            continue
        location = file.as_written(tuple(step for step in details["loc"] if step != "[key]"))
        message = explain(details, _field(model, location))
        place = around.get(location[-1]) if location else None
        lost = _lost_indent(model, details, place, file)
        yield file.problem(location, message + lost)


def _is_at_top(details: ErrorDetails) -> bool:
    """Tell whether an error is a key at the top that nobody knows."""
    return details["type"] == "extra_forbidden" and len(details["loc"]) == 1


def _is_lost(details: ErrorDetails) -> bool:
    """Tell whether an error is a key that is missing inside a group."""
    return details["type"] == "missing" and len(details["loc"]) > 1


def _lost_indent(
    model: type[Content], details: ErrorDetails, place: Location | None, file: YamlFile
) -> str:
    """Say of an unknown key at the top into which group it belongs, if it lost its indentation."""
    if not _is_at_top(details):
        return ""
    if place:
        return f"；{key_name(place[:-1])} 里缺的就是它，请缩进到那下面"
    empty = [
        name
        for name, info in model.model_fields.items()
        if file.values.get(name) == ""
        and details["loc"][0] in keys_of_model(_content_type(info.annotation) or Content)
    ]
    if empty:
        return f"；像是 {empty[0]} 里的，请缩进到它下面"
    is_group = issubclass(model, Record) and details["loc"][0] in ("default", *model.fact_groups)
    return "；如果是出处，请缩进到 evidence 下面" if is_group else ""


def _key_meant(model: type[Content], details: ErrorDetails) -> Location | None:
    """Return where the key would stand that an unknown key was probably meant to be."""
    *around, wrong = details["loc"]
    near = key_meant(str(wrong), _field(model, details["loc"]).known_keys)
    return (*around, near) if near and details["type"] == "extra_forbidden" else None


def _only_follows(details: ErrorDetails, mistyped: Collection[Location | None]) -> bool:
    """Tell whether an error is only the echo of another one.

    A key that was mistyped is missing, and a list looks too short when its items have faults.
    """
    if details["type"] == "too_short":
        least: int = details["ctx"]["min_length"]
        return len(details["input"]) >= least
    return details["type"] == "missing" and details["loc"] in mistyped


def _field(model: type[Content], location: Location) -> FieldHelp:
    """Return what the model says about the field at a location, and the keys it knows there."""
    kind: type[Content] | None = model
    info: FieldInfo | None = None
    known_keys: dict[str, str] = {}
    for step in location:
        if isinstance(step, int) or kind is None:
            continue
        known_keys = keys_of_model(kind)
        info = kind.model_fields.get(step)
        kind = _content_type(info.annotation) if info else None
    if info is None:
        return FieldHelp(known_keys=known_keys)
    return FieldHelp(
        known_keys=known_keys,
        label=info.title or "",
        example=str(info.examples[0]) if info.examples else "",
        sample=_sample(kind) if kind and kind is not Text else "",
        required=info.is_required() and isinstance(location[-1], str),
        meaning=_meaning(info.annotation, *info.metadata),
        may_be_unannounced=Unannounced in typing.get_args(info.annotation),
    )


def _meaning(*around: Any) -> tuple[str, ...]:
    """Return what the words of a key mean, where the model says so of them."""
    for part in around:
        found = part.said if isinstance(part, Meaning) else _meaning(*typing.get_args(part))
        if found:
            return found
    return ()


def keys_of_model(kind: type[Content]) -> dict[str, str]:
    """Return key → label of what may be written."""
    built = BUILT_BY_THE_READER if issubclass(kind, Record) else ()
    fields = kind.model_fields.items()
    return {name: info.title or "" for name, info in fields if name not in built}


def _sample(kind: type[Content]) -> str:
    """Show in one line how a group of keys is written: those required, or else the first two."""
    fields = kind.model_fields.items() if kind else ()
    shown = [(name, info) for name, info in fields if info.is_required()]
    shown += [(name, info) for name, info in fields if not info.is_required()][
        : max(0, 2 - len(shown))
    ]
    return "{" + ", ".join(f"{name}: {info.title or '…'}" for name, info in shown) + "}"


def _content_type(annotation: Any) -> type[Content] | None:
    """Find the content model inside an annotation such as `Published[tuple[Step, ...]]`."""
    if isinstance(annotation, type) and issubclass(annotation, Content):
        return annotation
    found = (_content_type(part) for part in typing.get_args(annotation))
    return next((kind for kind in found if kind), None)
