"""The last four digits of a phone: all that a stranger lacks who saw a number or was sent a link.

Ten thousand of them are soon tried, so each is counted before it is looked at, and given back if it
was right. Wrong, unknown and resting take the same answers whether there is such a request or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest

from guidebook.model.phones import last_four, typed_last_four
from intake.attempts.ledger import Refusal, Try
from intake.attempts.rules import LINK_TAILS, LOOK_UPS, TAILS, Rule
from intake.cases.characters import seen_code
from intake.cases.numbers import read_number
from intake.cases.service_request import ServiceRequest
from intake.journal.journal import Journal
from intake.office import office
from intake.web.attempts import give_back, of_peer, refused

NOBODYS_PHONE = "13000000000"
"""Looked at where there is none, so that a miss takes as long as a hit."""


@dataclass(frozen=True)
class Told:
    """What came of a tail: the request that it opens, or the key of what to say and the answer."""

    known: ServiceRequest | None
    why: str = ""
    status: int = 200
    seconds: int = 0

    @property
    def headers(self) -> Mapping[str, str]:
        """When to come again, where that is what is said."""
        return {"Retry-After": str(self.seconds)} if self.seconds else {}


def told_by_number(typed_number: str, typed_tail: str) -> Told:
    """Look a request up by its number.

    Raises JournalUnavailable, also where nobody could count.
    """
    number = read_number(typed_number)
    tail = [Try(TAILS, number)] if number else []
    if refusal := refused(of_peer(LOOK_UPS), *tail):
        return _too_often(refusal, "number_rests")
    known = looked_up(office().journal, number, typed_tail)
    if known is None:
        return Told(None, "not_found", 422)
    give_back(*tail)
    return Told(known)


def looked_up(journal: Journal, number: str | None, typed_tail: str) -> ServiceRequest | None:
    """Find the request of a number if the tail is its phone's; as long for a miss as for a hit."""
    known = journal.find(number or "")
    return known if has_tail(known, typed_tail) else None


def told_by_link(known: ServiceRequest, typed_tail: str, rule: Rule = LINK_TAILS) -> Told:
    """Ask of somebody who holds the private link whether they know the phone too.

    Raises JournalUnavailable where nobody could count.
    """
    tail = Try(rule, known.number)
    if refusal := refused(of_peer(LOOK_UPS), tail):
        return _too_often(refusal, "tail_rests")
    if not has_tail(known, typed_tail):
        return Told(None, "tail_wrong", 422)
    give_back(tail)
    return Told(known)


def has_tail(known: ServiceRequest | None, typed_tail: str) -> bool:
    """Tell whether somebody who types digits knows the last four of a phone; never of no phone."""
    phone = known.submission.values.phone if known else ""
    tail = last_four(phone or NOBODYS_PHONE)
    is_right = compare_digest(tail, typed_last_four(seen_code(typed_tail)))
    return is_right and phone != ""


def _too_often(refusal: Refusal, resting: str) -> Told:
    why = "too_many" if refusal.tried.rule is LOOK_UPS else resting
    return Told(None, why, 429, refusal.seconds)
