"""Who tries too often is told when to come again.

A count that cannot be kept loses no request: what is sent goes on. Secrets of four digits do not.
"""

from __future__ import annotations

from contextlib import suppress

from flask import request
from werkzeug.exceptions import TooManyRequests

from intake.attempts.ledger import LedgerUnavailable, Refusal, Try
from intake.attempts.peers import peer_of
from intake.attempts.rules import Rule
from intake.journal.journal import JournalUnavailable
from intake.office import office
from intake.web.log import note_limited


def of_peer(rule: Rule) -> Try:
    """Return what the peer of the present request tries."""
    return Try(rule, peer_of(request.remote_addr))


def seconds_to_wait(rule: Rule) -> int:
    """Count one more try of the peer; return after how many seconds it may be tried, 0 for now."""
    with suppress(LedgerUnavailable):
        refusal = _noted(office().ledger.take(office().clock(), of_peer(rule)))
        return refusal.seconds if refusal else 0
    return 0


def refuse_often(rule: Rule) -> None:
    """Count one more try of the peer; end the request with 429 if there were too many."""
    if seconds := seconds_to_wait(rule):
        raise TooManyRequests(retry_after=seconds)


def refused(*tries: Try) -> Refusal | None:
    """Count what must not be tried uncounted; raises JournalUnavailable where it cannot be."""
    try:
        return _noted(office().ledger.take(office().clock(), *tries))
    except LedgerUnavailable as unavailable:
        raise JournalUnavailable from unavailable


def give_back(*tries: Try) -> None:
    """Take tries out of the count: they were right."""
    with suppress(LedgerUnavailable):
        office().ledger.give_back(*tries)


def _noted(refusal: Refusal | None) -> Refusal | None:
    if refusal:
        note_limited(peer_of(request.remote_addr))
    return refusal
