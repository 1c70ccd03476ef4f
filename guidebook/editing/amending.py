"""Changes in a YAML file that leave every other line as its editor wrote it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq

from guidebook.editing.facts import POSTS
from guidebook.model.values import UNANNOUNCED
from guidebook.model.walk import Location

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(r"0|[1-9]\d*", re.ASCII)


def amend(text: str, changes: Mapping[Location, str]) -> str:
    """Return the text of a file with other values: location → what is to stand there.

    Comments, order and quotes stay. A post is found by its role, and added where it is missing.
    """
    yaml = _round_trip()
    values = yaml.load(text)
    for location, typed in changes.items():
        _put(values, location, _scalar(typed))
    for post in values.get("council", {}).get("posts", ()):
        post.setdefault("contact", UNANNOUNCED.value)
    return _written(yaml, values)


def add_source(text: str, source: Mapping[str, str]) -> str:
    """Return the text of `sources.yaml` with one source more by its id, unless it has it."""
    yaml = _round_trip()
    values = yaml.load(text)
    if any(known["id"] == source["id"] for known in values["sources"]):
        return text
    place = sum(str(known["id"]) < source["id"] for known in values["sources"])
    values["sources"].insert(place, {key: _scalar(text) for key, text in source.items()})
    return _written(yaml, values)


def put(text: str, changes: Mapping[Location, str]) -> str:
    """Return the text of a file with other texts where some stood, in the same quotes."""
    yaml = _round_trip()
    values = yaml.load(text)
    for (*steps, last), new in changes.items():
        around = values
        for step in steps:
            around = around[step]
        around[last] = type(around[last])(new)
    return _written(yaml, values)


def add_former_ids(text: str, ids: Iterable[str], present: str) -> str:
    """Return the text of a record that also has former ids; its present one is none of them."""
    yaml = _round_trip()
    values = yaml.load(text)
    if "former_ids" not in values:
        values.insert(1, "former_ids", _in_one_line())
    former = values["former_ids"]
    former += [former_id for former_id in ids if former_id not in former]
    if present in former:
        former.remove(present)
    return _written(yaml, values)


def add_to_list(text: str, key: str, items: Iterable[Mapping[str, object]]) -> str:
    """Return the text of a file with more groups of keys in one of its lists, which may be new."""
    yaml = _round_trip()
    values = yaml.load(text)
    values.setdefault(key, []).extend(map(dict, items))
    return _written(yaml, values)


def _in_one_line() -> CommentedSeq:
    items = CommentedSeq()
    items.fa.set_flow_style()
    return items


def _written(yaml: YAML, values: Any) -> str:
    written = io.StringIO()
    yaml.dump(values, written)
    return written.getvalue()


def _round_trip() -> YAML:
    """Return a reader and writer of YAML in the layout that files in `guides/` have."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.ignore_aliases = lambda _value: True  # a day in two places stands there twice
    return yaml


def _scalar(typed: str) -> str | int | bool | date:
    """Write digits, days and truths without quotes: the reader takes every scalar for a text."""
    if typed in ("true", "false"):
        return typed == "true"
    if _DAY.fullmatch(typed):
        return date.fromisoformat(typed)
    return int(typed) if _NUMBER.fullmatch(typed) else typed


def _put(values: Any, location: Location, typed: str | int | date) -> None:
    *steps, last = location
    if location[: len(POSTS)] == POSTS:
        values = _post(values["council"], str(location[len(POSTS)]))
        steps = steps[len(POSTS) + 1 :]
    for n, step in enumerate(steps, 1):
        if isinstance(step, str) and values.get(step, UNANNOUNCED.value) == UNANNOUNCED.value:
            values[step] = [{}] if 0 in steps[n : n + 1] else {}
        elif isinstance(values[step], str | int):  # a plain text, in one language
            values[step] = typed
            return
        values = values[step]
    values[last] = typed


def _post(council: Any, role: str) -> Any:
    """Return the post of a role, added where the council has none."""
    council.fa.set_block_style()
    posts = council.setdefault("posts", [])
    if all(post["role"] != role for post in posts):
        posts.append({"role": role})
    return next(post for post in posts if post["role"] == role)
