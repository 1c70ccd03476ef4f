"""Every value inside a record, with where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from guidebook.model.values import Content

Location = tuple[str | int, ...]
"""Where a value stands inside a file: keys and, counted from 0, places in lists."""


Placed = tuple[Location, Any]


def walk(value: Any, location: Location = ()) -> Iterator[Placed]:
    """Yield every value inside a record with its location, the record's own fields first."""
    parts: Iterable[tuple[str | int, Any]]
    if isinstance(value, Content):
        parts = ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, tuple):
        parts = enumerate(value)
    elif isinstance(value, dict):
        parts = value.items()
    else:
        if value is not None:
            yield location, value
        return
    for step, part in parts:
        yield from walk(part, (*location, step))
