"""Words and names for copies of records: Chinese as it is written, in wordings nobody else has."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from itertools import accumulate

from pypinyin.phrases_dict import phrases_dict

from guidebook.checks.numbers import telephones_in
from guidebook.checks.people import person_in
from guidebook.search.readings import common_characters, reading_of

RUN = re.compile("[一-龥]{4,}")
"""A stretch of Chinese long enough that one of its words can be another."""
ENDING = re.compile("(?:[一-龥]{2})?$")
"""The end of a name says what it is: 大厦, 许可, 补贴."""
KEPT = re.compile(
    r"\[[^\[\]]*\]\([^()]*\)|《[^》]*》|“[^”]*”|待公布|待核对|示例|第[一-龥]+条|无法定依据，协调服务"
)
"""What a text keeps word for word: links, titles of laws, quotations, marks that have a meaning."""


@cache
def words() -> tuple[list[str], list[float]]:
    """Return words of two common characters, and by what chance each is drawn, summed up.

    As in any language, the n-th word is drawn 1/n as often as the first.
    """
    common = set(common_characters())
    found = [word for word in phrases_dict if len(word) == 2 and common.issuperset(word)]
    random.Random("order").shuffle(found)  # noqa: S311 (no secret)
    return found, list(accumulate(1 / rank for rank in range(10, len(found) + 10)))


class Wordings:
    """Draws words; remembers what was given, so that no name and no question is given twice."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self.chance = random.Random()  # noqa: S311 (no secret)

    def begin(self, record: str) -> None:
        """Draw for a record from now on, the same at every run."""
        self.chance.seed(record)

    def word(self) -> str:
        """Draw a word."""
        found, weights = words()
        return self.chance.choices(found, cum_weights=weights)[0]

    def name(self, like: str) -> str:
        """Return a new name that ends as another does."""
        ending = "".join(ENDING.findall(like))
        return self._new(lambda: self.word() + self.word() + ending)

    def english(self, name: str) -> str:
        """Return a name as it is read aloud."""
        return reading_of(name).title()

    def text(self, like: str) -> str:
        """Return a text with another word in every stretch of Chinese."""
        telephones = list(telephones_in(like))
        while True:
            text = self._reworded(like)
            if not person_in(text) and [*telephones_in(text)] == telephones:  # by chance
                return text

    def _reworded(self, like: str) -> str:
        kept = list(KEPT.finditer(like))
        ends = [0, *(match.end() for match in kept)]
        starts = [*(match.start() for match in kept), len(like)]
        between = [RUN.sub(self._other_word, like[a:b]) for a, b in zip(ends, starts, strict=True)]
        return between[0] + "".join(
            match[0] + text for match, text in zip(kept, between[1:], strict=True)
        )

    def question(self, like: str) -> str:
        """Return a way of asking that nobody has."""
        return self._new(lambda: self.text(like) if RUN.search(like) else self.word() + like)

    def _other_word(self, run: re.Match[str]) -> str:
        place = self.chance.randrange(len(run[0]) - 1)
        return run[0][:place] + self.word() + run[0][place + 2 :]

    def _new(self, draw: Callable[[], str]) -> str:
        while (text := draw()) in self._given or person_in(text):
            pass
        self._given.add(text)
        return text
