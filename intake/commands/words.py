"""Words of the guide as operators type them: an id, or what people call it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from guidebook.model import Record

Word = TypeVar("Word", bound=StrEnum)


def one_of(text: str, labels: Mapping[Word, object]) -> Word:
    """Read one of some words, by its id or by its label.

    Raises ValueError naming all of them.
    """
    for word, label in labels.items():
        if text in (word, str(label)):
            return word
    known = "、".join(f"{word}（{label}）" for word, label in labels.items())
    raise ValueError(f"没有“{text}”；可以写 {known}")


def record_of(text: str, records: Mapping[str, Record], others: Collection[str]) -> str:
    """Read a record by its id or its name, or one of other ids that requests may hold.

    Raises ValueError.
    """
    if text and (text in records or text in others):
        return text
    for record_id, record in records.items():
        if text == str(record.name):
            return record_id
    raise ValueError(f"指南里没有“{text}”，请写编号或全称")
