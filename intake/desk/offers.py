"""What the desk offers for a request: one primary button by its state, and everything else folded.

An offer is a word of the desk (`take`), which may be several events at once. Only what the life
cycle allows is offered; where a process died between the events of an offer, the same offer stands
there again for what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guidebook.model.form import Status
from intake.cases.due import OVER, lacks_contact
from intake.cases.lifecycle import is_open_to
from intake.cases.roles import SUPERVISOR
from intake.cases.service_request import ServiceRequest, Support

S = Status


@dataclass(frozen=True)
class Offer:
    """Something that somebody at the desk can do now."""

    name: str
    events: tuple[str, ...]
    """What it takes from the present status on, in this order."""


STEPS: Mapping[str, Mapping[Status, tuple[str, ...]]] = {
    "take": {
        S.SUBMITTED: ("accept", "assign", "start"),
        S.ACCEPTED: ("assign", "start"),
        S.ASSIGNED: ("start",),
    },
    "pass_on": {
        S.SUBMITTED: ("accept", "assign"),
        S.ACCEPTED: ("assign",),
        S.ASSIGNED: ("assign",),
        S.IN_PROGRESS: ("assign",),
    },
    "contact": {S.IN_PROGRESS: ("start",)},
    "finish": {S.IN_PROGRESS: ("answer", "close"), S.ANSWERED: ("close",)},
}
"""Offer of other events → status → those it takes from there; all others are one event each."""

ORDER: Mapping[Status, tuple[str, ...]] = {
    S.SUBMITTED: ("take", "pass_on", "ask_more", "decline", "withdraw"),
    S.ACCEPTED: ("take", "pass_on", "ask_more", "update", "decline", "withdraw"),
    S.AWAITING_APPLICANT: ("supply", "update", "withdraw"),
    S.ASSIGNED: (*("take", "ask_more", "update", "extend", "hand_back", "pass_on", "withdraw"),),
    S.IN_PROGRESS: (
        *("finish", "contact", "answer", "update", "ask_more", "extend", "pass_on", "withdraw"),
    ),
    S.ANSWERED: ("finish", "reopen"),
    S.CLOSED: ("resume", "reopen"),
    S.DECLINED: (),
}
"""Status → offers, the primary one first."""

ALWAYS = ("note", "urge", "link", "correct")
"""Beside the life of a request: for the office itself."""

ASIDE = (*ALWAYS, "ask_more", "update", "withdraw", "reopen", "resume")
"""What nobody waits for: folded, even where nothing else is offered."""

NOTES = ("urge", "share")
"""What is kept as a note."""

BESIDE = ("share", "note", "link")
"""What a department that only supports can do: the request is another's to answer."""

OF_WHO_HAS_IT = ("take", "hand_back")
"""What begins or ends that somebody has a request which was given to them: nobody else's."""


def offers_beside(known: ServiceRequest, share: Support) -> tuple[Offer, ...]:
    """Return what a supporting department can do now, its share first while that is open."""
    is_open = share.due and not share.done and known.status not in OVER
    return tuple(Offer(n, steps_of(n, known.status)) for n in BESIDE if is_open or n != "share")


def offers_for(known: ServiceRequest, role: str) -> tuple[Offer, ...]:
    """Return what a role can do now, the primary offer first."""
    names = (*ORDER[known.status], *ALWAYS)
    offers = (Offer(name, steps_of(name, known.status)) for name in names)
    return tuple(offer for offer in offers if _is_open(offer, known, role))


def next_of(offers: tuple[Offer, ...]) -> Offer | None:
    """Return what is to be done next, None where nobody waits for anything."""
    return offers[0] if offers and offers[0].name not in ASIDE else None


def steps_of(name: str, status: Status) -> tuple[str, ...]:
    """Return the events that an offer takes from a status on; none where it leads nowhere."""
    if name in STEPS:
        return STEPS[name].get(status, ())
    return ("note",) if name in NOTES else (name,)


def events_of_offer(name: str) -> frozenset[str]:
    """Return every event that an offer may take, from whatever status."""
    if name in STEPS:
        return frozenset(event for events in STEPS[name].values() for event in events)
    return frozenset({"note" if name in NOTES else name})


def _is_open(offer: Offer, known: ServiceRequest, role: str) -> bool:
    """Tell whether the first event may happen now, to this role; later ones follow from it."""
    if not offer.events or (offer.name == "urge" and role != SUPERVISOR):
        return False
    if offer.name == "contact" and not lacks_contact(known):
        return False
    if offer.name == "hand_back" and known.handed_back:
        return False
    if role != SUPERVISOR and _is_the_supervisors(offer, known):
        return False
    return is_open_to(known, offer.events[0], role)


def _is_the_supervisors(offer: Offer, known: ServiceRequest) -> bool:
    """Tell whether only the supervisor may: pass on what is in hand, extend a second time."""
    match offer.name:
        case "pass_on":
            return known.status in (S.ASSIGNED, S.IN_PROGRESS)
        case "extend":
            return known.extended
    return False
