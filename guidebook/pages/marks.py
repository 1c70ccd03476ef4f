"""What stands beside every group of facts: its source, or the mark of sample data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guidebook.model import SAMPLE_MARKS, Guidebook, Record, Source


@dataclass(frozen=True)
class Evidence:
    """The evidence of a group of facts; without sources it is sample data."""

    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Marks:
    """Finds what page templates show beside the facts of a guidebook."""

    guidebook: Guidebook

    def evidence_of(self, *marks: str) -> Evidence:
        """Return the evidence that source ids or a sample mark stand for."""
        named = (self.guidebook.sources.get(mark) for mark in marks if mark not in SAMPLE_MARKS)
        return Evidence(tuple(source for source in named if source))

    def evidence(self, record: Record, group: str) -> Evidence | None:
        """Return the evidence of a group of facts, None where it holds no facts."""
        marks = record.evidence_for(group)
        return self.evidence_of(*marks) if marks else None

    def same_mark(self, record: Record, group: str, other: str | None) -> bool:
        """Tell whether two groups both hold facts and show readers one and the same mark."""
        found = self.evidence(record, group)
        return bool(found and other and found == self.evidence(record, other))

    def by_evidence(
        self, records: Iterable[Record], group: str
    ) -> list[tuple[Evidence, list[Record]]]:
        """Return each evidence of a group of facts with the records that have it, in order."""
        sharing: list[tuple[Evidence, list[Record]]] = []
        for record in records:
            found = self.evidence(record, group)
            same = next((several for known, several in sharing if known == found), None)
            if same is not None:
                same.append(record)
            elif found:
                sharing.append((found, [record]))
        return sharing
