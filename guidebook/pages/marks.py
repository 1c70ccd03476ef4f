"""What stands beside every group of facts: its source, or the mark of sample data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guidebook.model import SAMPLE_MARKS, Guidebook, Record, Source
from guidebook.model.history import Event
from guidebook.model.site import Figure


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

    def joint_evidence(self, records: Iterable[Record], group: str) -> Evidence | None:
        """Return the evidence of a group in several records: sample data where it is so in any."""
        found = [part for record in records if (part := self.evidence(record, group))]
        is_sample = any(not part.sources for part in found)
        sources = () if is_sample else tuple(source for part in found for source in part.sources)
        return Evidence(tuple(dict.fromkeys(sources))) if found else None

    def has_samples(self, *subjects: Record | Event | Figure) -> bool:
        """Tell whether anything that some records, events or figures say has no source."""
        return any(not found.sources for subject in subjects for found in self._all(subject))

    def _all(self, subject: Record | Event | Figure) -> Iterator[Evidence]:
        """Yield the evidence of everything that a record, an event or a figure says."""
        if not isinstance(subject, Record):
            yield self.evidence_of(subject.evidence)
            return
        for group in subject.fact_groups:
            if found := self.evidence(subject, group):
                yield found


class Notes:
    """The sources that one page names, numbered in the order in which they are first named."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.sources: list[Source] = []

    def number(self, source: Source) -> int:
        """Return the number of a source on the page, from 1."""
        if source.id not in self._numbers:
            self.sources.append(source)
            self._numbers[source.id] = len(self.sources)
        return self._numbers[source.id]
