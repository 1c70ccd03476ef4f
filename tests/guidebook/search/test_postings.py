"""Postings say of every piece which pages have it, and how much of it: as a plain count says."""

from __future__ import annotations

import json
import random
from collections import Counter

from guidebook.search.bodies import Body
from guidebook.search.language import pieces_in
from guidebook.search.postings import (
    HEADING,
    LENGTH,
    LEVELS,
    MOST,
    SATURATION,
    hash_of,
    posting_shards,
)

SIGNS = "楼宇企业服务事项 一丁丂 a1 𠀀"


def some_bodies(number: int) -> list[Body]:
    """Return folded bodies in which pairs, words and signs beyond the first plane repeat."""
    chance = random.Random(7)
    texts = ["".join(chance.choices(SIGNS, k=chance.randrange(1, 60))) for _ in range(number)]
    return [Body(" ".join(text[:9].split()), " ".join(text.split())) for text in texts]


def counted(bodies: list[Body]) -> dict[str, list[int]]:
    """Count page by page, a list for each piece."""
    pages = [Counter(pieces_in(body.text) + HEADING * pieces_in(body.heading)) for body in bodies]
    average = sum(page.total() for page in pages) / len(pages)
    found: dict[str, list[int]] = {}
    for place, page in enumerate(pages):
        slack = SATURATION * (1 - LENGTH + LENGTH * page.total() / average)
        for piece, times in page.items():
            level = max(1, round(LEVELS * times / (times + slack)))
            found.setdefault(piece, []).append(place * (LEVELS + 1) + level)
    best = {
        piece: sorted(sorted(places, key=lambda p: -(p % (LEVELS + 1)))[:MOST])
        for piece, places in found.items()
    }
    return dict(sorted(best.items()))


def test_the_postings_are_what_a_plain_count_gives_each_in_its_shard() -> None:
    bodies = some_bodies(3 * MOST)

    shards = [json.loads(shard) for shard in posting_shards(bodies)]

    written = {piece: places for shard in shards for piece, places in shard.items()}
    assert dict(sorted(written.items())) == counted(bodies)
    assert len(shards) > 1
    assert all(
        [*shard] == sorted(shard) and {hash_of(piece) % len(shards) for piece in shard} <= {n}
        for n, shard in enumerate(shards)
    )


def test_a_guide_without_a_text_has_postings_without_a_piece() -> None:
    assert posting_shards([Body("", "")]) == ["{}"]
