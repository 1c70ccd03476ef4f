"""Which pair of characters occurs on which page: the postings of the search, in small files.

They are in shards by a hash of the pair, so that a query loads only those of its own pairs,
whatever the size of the guide. Their twin is `site_src/assets/search-bodies.js`.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, repeat
from operator import and_, rshift

from guidebook.search.bodies import Body
from guidebook.search.language import number_of_pieces, pieces_in

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

ROOM = 24
"""Bits of a posting: place of the page × (LEVELS + 1) + level; enough for a million pages."""

Gathered = Mapping[str, "array[int]"]
"""First sign of a piece → for each page that has it: number of what follows the sign, posting.

Most of what is done with them is done by C, for many at a time: of 5,000 pages there are millions.
"""


def posting_shards(bodies: Sequence[Body]) -> list[str]:
    """Return the postings of folded bodies as JSON, each piece in the shard of its hash.

    A shard is {piece: postings}, the pieces in order. Each piece is a line from the start, and its
    postings are numbers until then: a list for each of a million pieces would take the memory.
    """
    rests: defaultdict[str, int] = defaultdict(count(0, 1 << ROOM).__next__)
    gathered = _gathered(bodies, rests)
    number = _power_of_two(sum(map(len, gathered.values())) / POSTINGS_PER_SHARD)
    shards: list[list[str]] = [[] for _ in range(number)]
    names = tuple(rests)
    for first, packed in gathered.items():
        begun = hash_of(first)
        for rest, postings in _by_rest(packed):
            line = f'"{first}{names[rest]}":[{",".join(postings)}]'
            shards[hash_of(names[rest], begun) % number].append(line)
    return [f"{{{','.join(sorted(lines))}}}" for lines in shards]


def _gathered(bodies: Sequence[Body], rests: defaultdict[str, int]) -> Gathered:
    """Take the pieces of all pages, in as many arrays as there are first signs."""
    lengths = [_length(body) for body in bodies]
    average = sum(lengths) / len(lengths) or 1
    found: defaultdict[str, array[int]] = defaultdict(lambda: array("Q"))
    for place, (body, length) in enumerate(zip(bodies, lengths, strict=True)):
        counts = _counts(body)
        levels = _levels(length / average, max(counts.values(), default=0))
        postings = [place * (LEVELS + 1) + level for level in levels]
        for piece, times in counts.items():
            found[piece[0]].append(rests[piece[1:]] | postings[times])
    return found


def _by_rest(packed: array[int]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the number of each that follows a sign, with its postings."""
    in_order = sorted(packed)
    postings = list(map(and_, in_order, repeat((1 << ROOM) - 1)))
    written = list(map(str, postings))
    end = 0
    for rest, number in Counter(map(rshift, in_order, repeat(ROOM))).items():
        start, end = end, end + number
        few = number <= MOST
        yield rest, written[start:end] if few else [*map(str, _best(postings[start:end]))]


def hash_of(signs: str, begun: int = 0) -> int:
    """Return the hash of some signs, or go on with that of those before them.

    A piece is in the shard of its hash modulo their number.
    """
    for sign in signs:
        begun = (begun * 131 + ord(sign)) % 999_983
    return begun


def _power_of_two(least: float) -> int:
    return min(MOST_SHARDS, int(2 ** math.ceil(math.log2(max(1, least)))))


def _length(body: Body) -> int:
    return number_of_pieces(body.text) + HEADING * number_of_pieces(body.heading)


def _counts(body: Body) -> Counter[str]:
    counts = Counter(pieces_in(body.text))
    for piece in pieces_in(body.heading):
        counts[piece] += HEADING
    return counts


def _levels(length: float, most: int) -> list[int]:
    """Return the level of a piece by how often a page has it, whose length is as to the average."""
    slack = SATURATION * (1 - LENGTH + LENGTH * length)
    return [max(1, round(LEVELS * times / (times + slack))) for times in range(most + 1)]


def _best(postings: list[int]) -> list[int]:
    """Return the postings of the highest levels, in the order of their pages."""
    return sorted(sorted(postings, key=lambda packed: -(packed % (LEVELS + 1)))[:MOST])
