"""Every value inside a record, with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from guidebook.model.values import Content

Location = tuple[str | int, ...]
"""Where a value stands inside a file: keys and, counted from 0, places in lists."""


def walk(value: Any, location: Location = ()) -> Iterator[tuple[Location, Any]]:
    """Yield every value inside a record with its location, the record's own fields first."""
    if isinstance(value, Content):
        for name in _fields(type(value)):
            yield from walk(getattr(value, name), (*location, name))
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from walk(item, (*location, n))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from walk(item, (*location, name))
    elif value is not None:
        yield location, value


@cache
def _fields(kind: type[Content]) -> tuple[str, ...]:
    return tuple(kind.model_fields)
