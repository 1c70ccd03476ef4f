"""The search index: what the worker in the browser looks through. No segmenter is involved."""

from __future__ import annotations

import json
from typing import Any

from guidebook.addresses import record_address
from guidebook.model import Guidebook, Record
from guidebook.text import plain
from guidebook.walk import walk

STUB = b'{"config":{"lang":["zh"],"separator":"[\\\\s]+","pipeline":[],"fields":{}},"docs":[]}'
"""What the theme's bundle fetches in place of an index of its own."""

NOT_BODY = ("id", "name", "aliases", "former_names", "keywords", "asked_as", "evidence")
"""Fields that are names or ways of asking, or say nothing a reader would look for."""


def search_index(guidebook: Guidebook) -> bytes:
    """Write the index file: the synonyms, and an entry a record with names, ways of asking, body.

    Keys are short since every reader who searches loads them: l(ocation), k(ind), t(itle),
    n(ames), q(uestions and keywords), b(ody).
    """
    index = {
        "entries": [_entry(kind, record, guidebook) for kind, record in guidebook.records()],
        "synonyms": guidebook.synonyms.groups,
    }
    return json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()


def _entry(kind: str, record: Record, guidebook: Guidebook) -> dict[str, Any]:
    names = [*record.other_names, *([record.name_en] if record.name_en else [])]
    return {
        "l": record_address(kind, record.id).lstrip("/"),
        "k": str(guidebook.site.lists.of(kind).name),
        "t": str(record.name),
        "n": names,
        "q": [*record.asked_as, *record.keywords],
        "b": body_of(record),
    }


def body_of(record: Record) -> str:
    """Return every text of a record but its names and ways of asking, as readers see it."""
    return " ".join(
        plain(value)
        for name in type(record).model_fields
        if name not in NOT_BODY
        for location, value in walk(getattr(record, name))
        if location and location[-1] == "zh"
    )
