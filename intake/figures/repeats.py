"""What comes up again and again: matters that the guide should answer, for its editor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guidebook.model import Guidebook
from intake.cases.service_request import ServiceRequest
from intake.clock import local

OFTEN = 5
"""Requests for a service within a month, from which the editor is told."""
ALIKE = 3
"""Declines for the same reason of place, from which the editor is told."""


@dataclass(frozen=True)
class Repeats:
    """What was asked often, and what was declined alike; the most frequent first."""

    often: Sequence[tuple[str, str, int]]
    """(month, service, requests); 「不清楚／其他」 is no matter of its own."""
    declined: Sequence[tuple[str, str, int]]
    """(service, where they were sent, declines)."""


def find_repeats(requests: Iterable[ServiceRequest], guidebook: Guidebook) -> Repeats:
    """Count what repeats itself among some requests."""
    often: Counter[tuple[str, str]] = Counter()
    declined: Counter[tuple[str, str]] = Counter()
    for known in requests:
        service = known.submission.values.service
        if service in guidebook.services:
            often[f"{local(known.submitted_at):%Y-%m}", service] += 1
        declined.update((service, h.right_place) for h in known.timeline if h.right_place)
    return Repeats(tuple(_counted(often, OFTEN)), tuple(_counted(declined, ALIKE)))


def _counted(counts: Counter[tuple[str, str]], fewest: int) -> Iterable[tuple[str, str, int]]:
    return ((*what, number) for what, number in counts.most_common() if number >= fewest)
