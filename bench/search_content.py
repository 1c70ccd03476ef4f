"""What the search engines are compared on: the guide's own pages, among distractors if asked.

Distractors have titles of words and endings as guides have them, and texts of 1,000 characters that
do not repeat: words drawn by how often the dictionary of jieba says they occur.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

from site_build import DATE, ROOT

from guidebook.load import load_guidebook
from guidebook.model import Guidebook, Text
from guidebook.model.addresses import record_address
from guidebook.model.words import Term
from guidebook.search.bodies import body_of
from guidebook.today import today_in

SEED = 20261124
TEXT = 1_000
ENDINGS = (
    "办理",
    "申请",
    "备案",
    "登记",
    "认定",
    "许可",
    "补贴",
    "服务",
    "大厦",
    "中心",
    "政策",
    "指南",
)


@dataclass(frozen=True)
class SearchedPage:
    """A page as every engine gets it."""

    address: str
    title: str
    names: tuple[str, ...]
    questions: tuple[str, ...]
    keywords: tuple[str, ...]
    body: str


def guide_of(number: int | None, guides: Path = ROOT / "guides") -> Guidebook:
    """Return the real guide, or another, with distractors until it has a number of pages."""
    guidebook, _ = load_guidebook(guides, today_in(DATE))
    if number is None:
        return guidebook
    missing = number - sum(1 for _ in guidebook.every_record())
    terms = list(_distractors(missing))
    half = len(terms) // 2
    added = {"services": terms[:half], "glossary": terms[half:]}
    return replace(guidebook, records={**guidebook.records, **_with(guidebook, added)})


def _with(guidebook: Guidebook, added: Mapping[str, Sequence[Term]]) -> Mapping[str, Any]:
    return {
        kind: {**guidebook.records[kind], **{term.id: term for term in terms}}
        for kind, terms in added.items()
    }


def pages_of(guidebook: Guidebook) -> Iterator[SearchedPage]:
    """Yield every page of a guide."""
    for kind, record in guidebook.every_record():
        yield SearchedPage(
            address=record_address(kind, record.id),
            title=str(record.name),
            names=record.names[1:],
            questions=record.asked_as,
            keywords=record.keywords,
            body=body_of(record).text,
        )


def _distractors(number: int) -> Iterator[Term]:
    chance = random.Random(SEED)  # noqa: S311 (no secret)
    words, weights = _dictionary()
    heavier = list(accumulate(weights))
    long = [n for n, word in enumerate(words) if len(word) == 2]
    for n in range(number):
        title = "".join(words[k] for k in chance.choices(long, k=2)) + chance.choice(ENDINGS)
        drawn = chance.choices(words, cum_weights=heavier, k=TEXT)
        text = "".join(drawn)[:TEXT]
        yield Term.model_construct(
            id=f"d{n}",
            name=Text(zh=title),
            meaning=Text(zh=text[:40]),
            more=(Text(zh=text[40:]),),
            aliases=(),
            keywords=(),
            asked_as=(),
            evidence=None,
            review_by=date.max,
        )


def _dictionary() -> tuple[list[str], list[int]]:
    """Return jieba's words of Chinese characters with how often each occurs."""
    import jieba

    path = Path(jieba.__file__).with_name("dict.txt")
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    known = [(row[0], int(row[1])) for row in rows if "\u4e00" <= row[0][0] <= "\u9fff"]
    return [word for word, _ in known], [times for _, times in known]


def whole_text(page: SearchedPage) -> str:
    """Return all that is written of a page but its title, for engines without fields."""
    return "\n\n".join([" ".join(chain(page.names, page.questions, page.keywords)), page.body])
