"""Every value inside a record, with where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from guidebook.model.values import Content

Location = tuple[str | int, ...]
"""Where a value stands inside a file: keys and, counted from 0, places in lists."""


Placed = tuple[Location, Any]


def walk(value: Any, location: Location = ()) -> Sequence[Placed]:
    """Return every value inside a record with its location, the record's own fields first."""
    found: list[Placed] = []
    _gather(value, location, found)
    return found


def _gather(value: Any, location: Location, found: list[Placed]) -> None:
    if isinstance(value, str):
        found.append((location, value))
    elif isinstance(value, Content):
        for name in _fields(type(value)):
            item = getattr(value, name)
            if item is not None and item != ():  # most fields of most records are empty
                _gather(item, (*location, name), found)
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            _gather(item, (*location, n), found)
    elif isinstance(value, dict):
        for name, item in value.items():
            _gather(item, (*location, name), found)
    elif value is not None:
        found.append((location, value))


@cache
def _fields(kind: type[Content]) -> tuple[str, ...]:
    return tuple(kind.model_fields)
