"""Pages of the guide that may answer what somebody is about to send, or looks for without script.

A pair of characters speaks for the pages that have it, the more the fewer they are. That is not the
search of the browser, only enough for three pages (指南里可能已有答案), or for ten of a search.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from guidebook.model import Building, Guidebook, Record
from guidebook.model.addresses import record_address
from guidebook.model.ending import line_on
from guidebook.search.language import fold, pieces_in
from guidebook.search.weights import ASKED_ALIKE
from intake.form.places import has_address

KINDS = ("services", "paths", "packages", "toolkits", "venues", "glossary")
"""Kinds of pages that answer something; where a building is, its sender knows."""
MOST = 3
MOST_FOUND = 10
LONGEST = 200
"""Characters of the text that are looked at, as in the search box."""
ALONE = 1000
"""What a pair counts for a page that alone has it; where ten pages have it, a tenth."""
CLEARLY = 1.2
"""How many times the points of the next page a service has that is offered by itself."""
CHANCE = ALONE // 10
"""What a page has of a text without answering it, for each of the text's pairs."""
TOLD = 3
"""Pairs of a text that make it a page's question, though it names nothing of its subject."""


@dataclass(frozen=True)
class Suggestion:
    """A page: what kind it is, its title and its address."""

    kind: str
    title: str
    address: str


class Suggestions:
    """The pages of a guide that answer something, by the pairs that they are sought with."""

    def __init__(self, guidebook: Guidebook, kinds: Iterable[str] = KINDS) -> None:
        synonyms = guidebook.synonyms
        self._fillers = re.compile("|".join(map(_whole, synonyms.fillers)) or "(?!)")
        self._groups = [[fold(word) for word in group] for group in synonyms.groups]
        records = _records_of(guidebook, kinds)
        self._names = {page: set(map(fold, record.names)) for page, record in records.items()}
        self._records = records
        self._pages = {
            page: set().union(*(self._pieces(fold(words)) for words in _sought_as(page, record)))
            for page, record in records.items()
        }
        self._subjects = {
            page: set().union(*map(self._pieces, map(fold, (*record.names, *record.keywords))))
            for page, record in records.items()
        }
        holders = Counter(piece for pieces in self._pages.values() for piece in pieces)
        self._worth = {piece: ALONE // number for piece, number in holders.items()}

    def of(self, text: str, service: str) -> tuple[Suggestion, ...]:
        """Return up to three pages that answer a text, the best first, but not the service's."""
        near = self._near(text)
        own = record_address("services", service)
        return tuple(page for page in near if page.address != own)[:MOST]

    def found(self, asked: str) -> tuple[Suggestion, ...]:
        """Return up to ten pages that answer what somebody looks for, the best first."""
        return tuple(self._near(asked))[:MOST_FOUND]

    def line(self, page: Suggestion, today: date) -> str:
        """Return the line on a page that results have, as it reads on a day."""
        return line_on(self._records[page], today)

    def marked(self, asked: str, text: str) -> tuple[tuple[str, bool], ...]:
        """Cut a text into runs, and tell of each whether it was looked for."""
        words = sorted({*fold(asked).split(), *self._pieces(fold(asked[:LONGEST]))}, key=len)
        pattern = "|".join(re.escape(word) for word in reversed(words))
        runs = re.split(f"((?:{pattern})+)", text, flags=re.IGNORECASE) if words else [text]
        return tuple((run, n % 2 == 1) for n, run in enumerate(runs) if run)

    def likely_service(self, text: str) -> str | None:
        """Return the id of the service that a text is about, None where that is not likely.

        It has to be the best page by far; on the questions of the search that lead to services
        more than nine in ten are right (tests/intake/form/test_proposals.py).
        """
        points = self._near(text)
        best = sorted(points.values(), reverse=True)
        if not best or (len(best) > 1 and best[0] < best[1] * CLEARLY):
            return None
        kind, name = max(points, key=lambda page: points[page]).address.strip("/").split("/")
        return name if kind == "services" else None

    def _near(self, text: str) -> dict[Suggestion, int]:
        """Return the pages that answer a text with their points, the best first."""
        asked = fold(text[:LONGEST])
        typed = self._pieces(asked)
        meant = self._meant(asked, typed)
        points = {
            page: sum(meant[piece] for piece in meant.keys() & pieces)
            for page, pieces in self._pages.items()
        }
        least = CHANCE * len(typed)
        near = [
            page
            for page, found in points.items()
            if (found > least and self._is_about(page, typed, meant))
            or self._has(page, typed)
            or self._is_at(page, asked)
        ]
        near.sort(key=lambda page: (*self._namely(page, asked), -points[page]))
        return {page: points[page] for page in near}

    def _is_about(self, page: Suggestion, typed: set[str], meant: Mapping[str, int]) -> bool:
        """Tell whether a text has a word of a page's subject, or much of a question to it.

        Of questions alone 太少 or 一直没 would lead to the one page that somebody asked so about.
        """
        return bool(meant.keys() & self._subjects[page]) or len(typed & self._pages[page]) >= TOLD

    def _namely(self, page: Suggestion, asked: str) -> tuple[bool, ...]:
        """Return what comes before all points: address, title, another name, part of the title."""
        about, title = self._fillers.sub(" ", asked).strip() or asked, fold(page.title)
        is_named = (title == about, about in self._names[page], about in title)
        return tuple(not found for found in (self._is_at(page, asked), *is_named))

    def _is_at(self, page: Suggestion, asked: str) -> bool:
        """Tell whether a text has the road and the number of a building."""
        record = self._records[page]
        return isinstance(record, Building) and has_address(asked, record)

    def _has(self, page: Suggestion, typed: set[str]) -> bool:
        """Tell whether a page has all that was typed, however many others have it."""
        return bool(typed) and typed <= self._pages[page]

    def _pieces(self, folded: str) -> set[str]:
        pieces = pieces_in(self._fillers.sub(" ", folded))
        return {piece for piece in pieces if len(set(piece)) > 1}  # of one sign nothing is guessed

    def _meant(self, asked: str, typed: set[str]) -> dict[str, int]:
        """Return the pieces of a text, and of words that mean the same, with what each counts.

        Where 员工 is on many pages, 职工 tells no more: it counts what was typed at the most.
        """
        meant = {piece: self._worth.get(piece, 0) for piece in typed}
        for group in self._groups:
            if words := [word for word in group if word in asked]:
                own = set().union(*map(self._pieces, words))
                most = max((self._worth.get(piece, ALONE) for piece in own), default=ALONE)
                for piece in set().union(*map(self._pieces, group)) - meant.keys():
                    meant[piece] = min(most, self._worth.get(piece, 0))
        return meant


def searching(guidebook: Guidebook) -> Suggestions:
    """Return what looks through every kind of page; of equal ones those that answer come first."""
    return Suggestions(guidebook, dict.fromkeys((*KINDS, *guidebook.records)))


def _records_of(guidebook: Guidebook, kinds: Iterable[str]) -> Mapping[Suggestion, Record]:
    return {
        Suggestion(
            kind=str(guidebook.wordings[kind].name),
            title=str(record.name),
            address=record_address(kind, record.id),
        ): record
        for kind in kinds
        for record in guidebook.records[kind].values()
    }


def _whole(filler: str) -> str:
    """Return the pattern of a word that says nothing: no `a` inside another word."""
    folded = fold(filler)
    return rf"\b{folded}\b" if folded.isascii() else folded


def _sought_as(page: Suggestion, record: Record) -> tuple[str, ...]:
    """Return what a page is sought as; of places all that is asked alike, so only their names."""
    kind = page.address.strip("/").partition("/")[0]
    return (*record.names, *record.keywords) if kind in ASKED_ALIKE else record.sought_as
