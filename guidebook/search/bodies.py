"""The texts of the pages, as the search reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guidebook.model import Record
from guidebook.model.text import plain
from guidebook.model.walk import walk
from guidebook.search.language import fold

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


@dataclass(frozen=True)
class Body:
    """The texts of a record but its names and ways of asking; headings are a part of the text."""

    heading: str
    text: str

    def folded(self) -> Body:
        """Return it as texts are compared."""
        return Body(fold(self.heading), fold(self.text))


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
