"""A record with faults of its own, without what is wrong in it: for rules that look at the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from guidebook.model import UNANNOUNCED, Content, Record
from guidebook.reading.problems import key_meant
from guidebook.reading.validation import keys_of_model


class HalfRead(NamedTuple):
    """What could be read of a file, and the keys of it that could not."""

    content: Content
    left_out: frozenset[str]


def half_read(
    values: Mapping[str, Any], error: ValidationError, model: type[Content]
) -> HalfRead | None:
    """Return a record without the keys that have faults; None where too little is left.

    A mistyped key is read as the one that was meant. Without its evidence, a record would have
    faults that only follow.
    """
    rest, wrong = dict(values), {str(details["loc"][0]) for details in error.errors()}
    if not issubclass(model, Record) or "evidence" in wrong:
        return None
    for key in wrong & rest.keys():
        value, meant = rest.pop(key), key_meant(key, keys_of_model(model))
        if key not in model.model_fields and meant and meant not in rest:
            rest[meant] = value
    for key in wrong - rest.keys():
        info = model.model_fields.get(key)
        if info and info.is_required():
            rest[key] = date.min.isoformat() if info.annotation is date else str(UNANNOUNCED)
    try:
        return HalfRead(model.model_validate(rest), frozenset(wrong))
    except ValidationError:
        return None
