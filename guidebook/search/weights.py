"""What decides the order of answers: written into the index, read by `assets/search-*.js`.

Per cent of 100 points, which an exact title has, where nothing else is said.
"""

from __future__ import annotations

from guidebook.search.postings import LEVELS

WEIGHTS = {
    # How much a label of a record counts, by what it is.
    "title": 100,
    "name": 97,
    "question": 90,
    "keyword": 60,
    # How much an answer counts, by the wording of the query that it answers.
    "typed": 100,
    "spoken": 90,
    "synonym": 85,
    # What a pair of characters weighs beside a single one, and a share of it for what is like it.
    "pair": 4,
    "single": 1,
    "same": 100,
    "begun": 90,
    "misspelt": 80,
    "sound": 70,
    # Points for a record whose labels together have every piece of the query.
    "shared": 25,
    # Points for a text that has every piece of a question of some length, and for how much of them.
    "whole": 45,
    "parts": 26,
    "levels": LEVELS,
    # Points that an answer needs to be shown among others, and the best of them to be shown at all.
    "enough": 8,
    "least": 22,
}
QUESTIONS = {"buildings": 58, "departments": 76}
"""Of kinds that are asked the same everywhere: only its name makes a question theirs."""
ASKED_ALIKE = ("buildings",)
"""Kinds whose records are all asked the same things."""
PRIOR = {"services": 108, "departments": 93}
"""How much any answer of a kind counts: what readers come for, where points are near."""


def weights_of(kind: str) -> tuple[int, int]:
    """Return what a question of a kind counts, and an answer."""
    return QUESTIONS.get(kind, WEIGHTS["question"]), PRIOR.get(kind, 100)
