"""A press that was sent twice: known again by who pressed, what for, and what was typed."""

from __future__ import annotations

from collections.abc import Mapping

from guidebook.model import Guidebook
from intake.cases.characters import BLANKS, seen_text
from intake.cases.numbers import read_number
from intake.cases.service_request import ServiceRequest
from intake.desk.corrections import corrections
from intake.desk.offers import events_of_offer

TOLD = ("text", "question", "reason", "right_place", "to", "outcome", "answer_by")
"""What is typed or chosen, and kept as it is."""


def is_their_own(known: ServiceRequest, offer: str, seen: int, by: str) -> bool:
    """Tell whether all that happened since was one offer, taken by one account."""
    since = [happening for happening in known.timeline if happening.seq > seen]
    events = events_of_offer(offer)
    return all(h.by == by and h.event in events for h in since)


def was_done_before(
    known: ServiceRequest,
    offer: str,
    seen: int,
    by: str,
    raw: Mapping[str, str],
    guidebook: Guidebook,
) -> bool:
    """Tell whether a press, sent for a request as it was, is what happened to it since."""
    if not is_their_own(known, offer, seen, by):
        return False
    if offer == "correct":
        return corrections(raw, known, guidebook) == ({}, {})
    if offer == "link":
        return read_number(raw.get("to_number", "")) in known.linked
    since = [happening for happening in known.timeline if happening.seq > seen]
    if raw.get("contacted") and not any(happening.contacted for happening in since):
        return False
    kept = {
        text
        for h in since
        for text in (h.text, h.right_place, h.handler, h.outcome or "", str(h.answer_by))
    }
    typed = (seen_text(raw[name]).strip(BLANKS + "\n") for name in TOLD if raw.get(name))
    return kept.issuperset(typed)
