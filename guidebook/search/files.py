"""The search index: what the worker in the browser looks through. No segmenter is involved.

`search/index.json` holds all that names are found by, and is loaded at the first touch of the
search. What the pages say is in small files beside it (`bodies`, `gists`), of which a query loads
those that it needs before it is answered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any

from guidebook.model import KINDS, Guidebook, Record
from guidebook.model.ending import line_on
from guidebook.search.bodies import Body, body_of
from guidebook.search.gists import packed
from guidebook.search.language import fold
from guidebook.search.postings import posting_shards
from guidebook.search.readings import readings, sought_texts
from guidebook.search.traditional import traditional_pairs
from guidebook.search.weights import ASKED_ALIKE, WEIGHTS, weights_of

NAMES = "search/index.json"
FOLDER = "search/texts"
"""Where the small files are; the name of each holds the hash of all, so that names and texts of two
builds never meet in a cache."""

Entry = list[Any]
"""Number of the kind, id, title, other names, ways of asking, keywords: without keys and without
empty lists at the end, for bytes. All but the title are folded."""


def search_files(guidebook: Guidebook, today: date) -> dict[str, bytes]:
    """Write the index: path in the site folder → content."""
    bodies = folded_bodies(guidebook)
    names = names_of(guidebook, bodies)
    shards = [shard.encode() for shard in posting_shards(bodies)]
    gists = packed([line_on(record, today) for _kind, record in guidebook.every_record()])
    files = {
        **{f"postings-{n}": shard for n, shard in enumerate(shards)},
        **{f"gists-{n}": _json(lines) for n, lines in enumerate(gists)},
    }
    version = hashlib.sha256(b"".join(files.values())).hexdigest()[:8]
    address = f"{FOLDER}/#.{version}.json"
    texts = {
        "address": address,
        "shards": len(shards),
        "gists": [len(file) for file in gists],
    }
    written = {address.replace("#", name): content for name, content in files.items()}
    return {NAMES: _json({**names, "texts": texts}), **written}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def folded_bodies(guidebook: Guidebook) -> list[Body]:
    """Return the texts of all records as they are compared."""
    return [body_of(record).folded() for _kind, record in guidebook.every_record()]


def names_of(guidebook: Guidebook, bodies: Iterable[Body]) -> Mapping[str, Any]:
    """Return what the browser finds records by, but for their texts."""
    records = list(guidebook.every_record())
    texts = sought_texts(guidebook)
    return {
        "kinds": [[k, str(guidebook.wordings[k].name), *weights_of(k)] for k in KINDS],
        "weights": WEIGHTS,
        "entries": [_entry(kind, record) for kind, record in records],
        "synonyms": [[fold(word) for word in group] for group in guidebook.synonyms.groups],
        "fillers": [fold(word) for word in guidebook.synonyms.fillers],
        "readings": readings(texts),
        "traditional": traditional_pairs(chain(map(fold, texts), (body.text for body in bodies))),
    }


def _entry(kind: str, record: Record) -> Entry:
    title = str(record.name)
    known = {fold(title)}
    names, asked, keywords = (
        tuple(_new(map(fold, texts), known))
        for texts in (record.names[1:], record.asked_as, record.keywords)
    )
    entry = [list(KINDS).index(kind), record.id, title, names, _own(asked, kind, known), keywords]
    while not entry[-1]:
        entry.pop()
    return entry


def _own(asked: tuple[str, ...], kind: str, names: Collection[str]) -> tuple[str, ...]:
    """Return the ways of asking that say more than a name: of a place, 某楼的楼长是谁 does not."""
    if kind not in ASKED_ALIKE:
        return asked
    return tuple(q for q in asked if not any(name in q for name in names if name not in asked))


def _new(texts: Iterable[str], known: set[str]) -> Iterator[str]:
    """Yield the texts that are not known yet; each is from then on."""
    for text in texts:
        if text not in known:
            known.add(text)
            yield text
