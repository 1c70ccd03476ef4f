"""Which pair of characters occurs on which page: the postings of the search, in small files.

They are in shards by a hash of the pair, so that a query loads only those of its own pairs,
whatever the size of the guide. Their twin is `site_src/assets/search-bodies.js`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from guidebook.search.bodies import Body
from guidebook.search.language import pieces_in

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


def posting_shards(bodies: Sequence[Body]) -> list[str]:
    """Return the postings of folded bodies as JSON, each piece in the shard of its hash.

    A shard is {piece: postings}, the pieces in order; a posting is the place of the page ×
    (LEVELS + 1) + its level.
    """
    found = _postings(bodies)
    number = _power_of_two(sum(map(len, found.values())) / POSTINGS_PER_SHARD)
    shards: list[list[str]] = [[] for _ in range(number)]
    for piece, postings in sorted(found.items()):
        written = ",".join(map(str, _best(postings)))
        shards[hash_of(piece) % number].append(f'"{piece}":[{written}]')
    return [f"{{{','.join(lines)}}}" for lines in shards]


def _postings(bodies: Sequence[Body]) -> dict[str, list[int]]:
    average = sum(_counts(body).total() for body in bodies) / len(bodies) or 1
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, page in enumerate(map(_counts, bodies)):
        slack = SATURATION * (1 - LENGTH + LENGTH * page.total() / average)
        for piece, times in page.items():
            level = max(1, round(LEVELS * times / (times + slack)))
            found[piece].append(place * (LEVELS + 1) + level)
    return found


def hash_of(piece: str) -> int:
    """Return the hash of a piece, which is in the shard of it modulo their number."""
    found = 0
    for sign in piece:
        found = (found * 131 + ord(sign)) % 999_983
    return found


def _power_of_two(least: float) -> int:
    return min(MOST_SHARDS, int(2 ** math.ceil(math.log2(max(1, least)))))


def _counts(body: Body) -> Counter[str]:
    counts = Counter(pieces_in(body.text))
    for piece in pieces_in(body.heading):
        counts[piece] += HEADING
    return counts


def _best(postings: list[int]) -> list[int]:
    """Return the postings of the highest levels, in the order of their pages."""
    if len(postings) <= MOST:
        return postings
    return sorted(sorted(postings, key=lambda packed: -(packed % (LEVELS + 1)))[:MOST])
