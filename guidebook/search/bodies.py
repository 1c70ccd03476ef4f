"""The texts of the pages, as the search counts them: which pair of characters occurs where.

Postings are in shards by a hash of the pair, so that a query loads only those of its own pairs,
whatever the size of the guide. Their twin is `site_src/assets/search-bodies.js`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guidebook.model import Record
from guidebook.model.text import plain
from guidebook.model.walk import walk
from guidebook.search.language import pieces_in

NOT_BODY = (
    "id",
    "name",
    "aliases",
    "former_names",
    "keywords",
    "asked_as",
    "evidence",
    "questions",
)
"""Fields that are names or ways of asking, or say nothing a reader would look for."""
HEADINGS = ("name", "summary", "question", "label")
"""Keys whose texts stand over others on the page, or first."""

HEADING = 2
"""What a piece in a heading counts beside one in the text, where it stands too."""
SATURATION, LENGTH = 1.2, 0.6
"""BM25's k1 and b."""
LEVELS = 15
"""Steps of how much a page has of a piece."""
MOST = 300
"""Pages at the most that a piece leads to: the best of them."""
POSTINGS_PER_SHARD = 500
"""About as many; a shard of them is 1 KB."""
MOST_SHARDS = 8_192

Postings = dict[str, list[int]]
"""Piece → for each page that has it, its place × (LEVELS + 1) + level."""


@dataclass(frozen=True)
class Body:
    """The texts of a record but its names and ways of asking; headings are a part of the text."""

    heading: str
    text: str


def body_of(record: Record) -> Body:
    """Return the texts of a record as readers see them; its title is a heading too."""
    texts = list(_texts_of(record))
    headings = (text for key, text in texts if key in HEADINGS)
    return Body(" ".join([str(record.name), *headings]), " ".join(text for _key, text in texts))


def _texts_of(record: Record) -> Iterator[tuple[str, str]]:
    """Yield every text with its key."""
    for name in type(record).model_fields:
        if name not in NOT_BODY:
            for location, value in walk(getattr(record, name), (name,)):
                if location[-1] == "zh" and location[-2] != "counts_as":  # said by another name
                    key = next(step for step in reversed(location[:-1]) if isinstance(step, str))
                    yield key, plain(value)


def posting_shards(bodies: Sequence[Body]) -> list[Postings]:
    """Return the postings of folded bodies, each piece in the shard of its hash."""
    found = _postings([_counts(body) for body in bodies])
    number = _power_of_two(sum(map(len, found.values())) / POSTINGS_PER_SHARD)
    shards: list[Postings] = [{} for _ in range(number)]
    for piece, postings in found.items():
        shards[shard_of(piece, number)][piece] = _best(postings)
    return [dict(sorted(shard.items())) for shard in shards]


def shard_of(piece: str, number: int) -> int:
    """Return in which of a number of shards a piece is."""
    place = 0
    for sign in piece:
        place = (place * 131 + ord(sign)) % 999_983
    return place % number


def _power_of_two(least: float) -> int:
    return min(MOST_SHARDS, int(2 ** math.ceil(math.log2(max(1, least)))))


def _counts(body: Body) -> Counter[str]:
    counts = Counter(pieces_in(body.text))
    for piece in pieces_in(body.heading):
        counts[piece] += HEADING
    return counts


def _postings(pages: Sequence[Counter[str]]) -> Postings:
    lengths = [counts.total() for counts in pages]
    average = sum(lengths) / len(lengths) or 1
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, (counts, length) in enumerate(zip(pages, lengths, strict=True)):
        levels = _levels(length / average, max(counts.values(), default=0))
        first = place * (LEVELS + 1)
        postings = [first + level for level in levels]
        for piece, times in counts.items():
            found[piece].append(postings[times])
    return found


def _levels(length: float, most: int) -> list[int]:
    """Return the level of a piece by how often a page has it, whose length is as to the average."""
    slack = SATURATION * (1 - LENGTH + LENGTH * length)
    return [max(1, round(LEVELS * times / (times + slack))) for times in range(most + 1)]


def _best(postings: list[int]) -> list[int]:
    """Return the postings of the highest levels, in the order of their pages."""
    if len(postings) <= MOST:
        return postings
    return sorted(sorted(postings, key=lambda packed: -(packed % (LEVELS + 1)))[:MOST])
