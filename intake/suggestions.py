"""Pages of the guide that may answer what somebody is about to send (指南里可能已有答案)."""

from __future__ import annotations

from dataclasses import dataclass

from guidebook.addresses import record_address
from guidebook.model import Guidebook
from guidebook.search import Names
from guidebook.search.names import GUESS

KINDS = ("services", "paths", "packages", "toolkits", "venues", "glossary")
"""Kinds of pages that answer something; where a building is, its sender knows."""
MOST = 3
LONGEST = 200
"""Characters of the text that are looked at, as in the search box."""


@dataclass(frozen=True)
class Suggestion:
    """A page: what kind it is, its title and its address."""

    kind: str
    title: str
    address: str


def suggestions(
    text: str, service: str, names: Names, guidebook: Guidebook
) -> tuple[Suggestion, ...]:
    """Return up to three pages that answer a text, the best first, but not the chosen service's."""
    found = (
        answer
        for answer in names.answers(text[:LONGEST])
        if answer.points >= GUESS and answer.kind in KINDS and answer.record_id != service
    )
    return tuple(
        Suggestion(
            kind=str(guidebook.wordings[answer.kind].name),
            title=str(guidebook.records[answer.kind][answer.record_id].name),
            address=record_address(answer.kind, answer.record_id),
        )
        for answer, _ in zip(found, range(MOST), strict=False)
    )
