"""Emergencies in progress: whom to call first, by the words of a description."""

from __future__ import annotations

import unicodedata

from guidebook.model import Guidebook
from guidebook.model.form import Emergency


def emergencies_in(text: str, guidebook: Guidebook) -> tuple[Emergency, ...]:
    """Return the emergencies that a text seems to report, by the district's own list of words.

    Blanks and the width of characters do not matter. A wrong guess costs a sender one more button,
    a missed one may cost a life: so only whole phrases are passed over, never a text that has one.
    """
    written = _written(text)
    return tuple(e for e in guidebook.form.urgent if _tells(written, e))


def _tells(written: str, emergency: Emergency) -> bool:
    for phrase in emergency.harmless:
        written = written.replace(_written(phrase), "|")
    return any(_written(word) in written for word in emergency.words)


def _written(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
