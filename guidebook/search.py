"""The search index: what the worker in the browser looks through. No segmenter is involved.

Two files. `search/index.json` holds all that names are found by, and is loaded at the first touch
of the search box; it names the second, the texts of the pages, which is loaded after the first
answer is shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from guidebook.addresses import NEW_REQUEST
from guidebook.model import KINDS, Guidebook, Record
from guidebook.readings import readings
from guidebook.text import plain
from guidebook.traditional import traditional_pairs
from guidebook.walk import walk

STUB = b'{"config":{"lang":["zh"],"separator":"[\\\\s]+","pipeline":[],"fields":{}},"docs":[]}'
"""What the theme's bundle fetches in place of an index of its own."""

NOT_BODY = ("id", "name", "aliases", "former_names", "keywords", "asked_as", "evidence")
"""Fields that are names or ways of asking, or say nothing a reader would look for."""

_Entry = tuple[int, str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Number of the kind, id, title, other names, ways of asking, keywords: without keys, for bytes."""

NAMES = "search/index.json"


def search_files(guidebook: Guidebook) -> dict[str, bytes]:
    """Write the index: path in the site folder → content.

    The texts' file has its content's hash in its name, so that names and texts of two different
    builds never meet in a cache.
    """
    texts = [body_of(record) for _kind, record in guidebook.records()]
    bodies = _json(texts)
    path = f"search/bodies.{hashlib.sha256(bodies).hexdigest()[:8]}.json"
    return {NAMES: _json(_names(guidebook, texts) | {"bodies": path}), path: bodies}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _names(guidebook: Guidebook, bodies: Sequence[str]) -> dict[str, Any]:
    entries = [_entry(kind, record) for kind, record in guidebook.records()]
    groups = guidebook.synonyms.groups
    texts = [text for entry in entries for text in (entry[2], *entry[3], *entry[4], *entry[5])]
    texts += [word for group in groups for word in group]
    lists = guidebook.site.lists
    return {
        "kinds": [[kind, str(lists.of(kind).name)] for kind in KINDS],
        "entries": entries,
        "synonyms": groups,
        "fillers": guidebook.synonyms.fillers,
        "readings": readings(texts),
        "traditional": traditional_pairs([*texts, *bodies]),
        "request": _request_address(guidebook),
    }


def _entry(kind: str, record: Record) -> _Entry:
    names = (*record.other_names, *([record.name_en] if record.name_en else []))
    title = str(record.name)
    keywords = record.keywords
    return list(KINDS).index(kind), record.id, title, names, record.asked_as, keywords


def _request_address(guidebook: Guidebook) -> str:
    """Return the address of the request form, from the root of the site or on its own host."""
    return (guidebook.site.intake_url or "") + NEW_REQUEST.lstrip("/")


def body_of(record: Record) -> str:
    """Return every text of a record but its names and ways of asking, as readers see it."""
    return " ".join(
        plain(value)
        for name in type(record).model_fields
        if name not in NOT_BODY
        for location, value in walk(getattr(record, name))
        if location and location[-1] == "zh"
    )
