"""How Chinese is read aloud: the table by which the search box understands pinyin and homophones.

The 3,755 common characters of GB 2312 level one stand in the order of their readings, and every
browser knows that order (TextDecoder). So runs of one reading are enough: 2 KB in place of 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import chain, groupby, pairwise
from typing import Any

from guidebook.model import Guidebook, Record
from guidebook.search.aloud import learn, read_aloud

FIRST_ROW, LAST_ROW = 0xB0, 0xD7
"""Rows of GB 2312 level one; a row has 94 characters, the last one 89."""


HAN_RUN = re.compile("[\u4e00-\u9fff]+")
"""Common Chinese characters on end."""


@cache
def common_characters() -> str:
    """Return the characters of GB 2312 level one, in their order."""
    rows = range(FIRST_ROW, LAST_ROW + 1)
    cells = (bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    return b"".join(cells).decode("gb2312", errors="ignore")


def readings(texts: Iterable[str]) -> dict[str, Any]:
    """Return all the worker needs to read `texts` aloud, in the same way at every build.

    `runs`: the reading and length of each run of GB 2312 level one; `rare`: readings of other
    characters in the texts; `phrases`: pairs of characters read otherwise than one by one (银行).
    """
    texts = set(texts)
    common, rare, pairs = common_characters(), _rare_in(texts), _pairs_in(texts)
    aloud = read_aloud(chain(common, rare, pairs, *pairs))
    runs = ((key, len(list(run))) for key, run in groupby(common, key=lambda sign: aloud[sign]))
    return {
        "runs": " ".join(f"{key}{length}" for key, length in runs),
        "rare": {character: aloud[character] for character in sorted(rare)},
        "phrases": {
            pair: aloud[pair]
            for pair in sorted(pairs)
            if aloud[pair] != f"{aloud[pair[0]]} {aloud[pair[1]]}"
        },
    }


def _rare_in(texts: Iterable[str]) -> set[str]:
    return set(chain.from_iterable(_han_runs(texts))) - set(common_characters())


def _pairs_in(texts: Iterable[str]) -> set[str]:
    return {first + second for run in _han_runs(texts) for first, second in pairwise(run)}


def _han_runs(texts: Iterable[str]) -> Iterable[str]:
    return chain.from_iterable(map(HAN_RUN.findall, texts))


def spoken(record: Record) -> str:
    """Return how the names of a record are written and read aloud: what a list is narrowed by."""
    return " ".join((*record.aliases, *map(reading_of, _listed_names(record))))


def _listed_names(record: Record) -> tuple[str, ...]:
    return (str(record.name), *record.aliases)


def reading_of(text: str) -> str:
    """Return the pinyin of a text, by which lists are ordered."""
    return read_aloud([text])[text].lower()


def sought_texts(guidebook: Guidebook) -> list[str]:
    """Return every wording of a guide that the search box finds something by."""
    texts = [text for _kind, record in guidebook.every_record() for text in record.sought_as]
    return [*texts, *chain.from_iterable(guidebook.synonyms.groups)]


def learn_readings(guidebook: Guidebook) -> None:
    """Read aloud all that pages and search of a guide will ask, before processes share the work."""
    texts = sought_texts(guidebook)
    names = (name for _kind, record in guidebook.every_record() for name in _listed_names(record))
    learn({*common_characters(), *_rare_in(texts), *_pairs_in(texts), *names})
