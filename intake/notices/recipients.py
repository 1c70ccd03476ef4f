"""Who is told of what happens to a request: one table, and whom a request concerns at all.

Posts are written `second_chief:BUILDING`, `department:ID`, `department:ID@SUBDISTRICT`, `staff`,
`supervisor`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from guidebook.model import Guidebook
from intake.accounts.posts import chief_of, is_theirs, offices, read_post
from intake.cases.roles import DEPARTMENT, STAFF, post_in
from intake.cases.sections import BAD_GRADES
from intake.cases.service_request import Happening, ServiceRequest, Support

Posts = frozenset[str]
NOBODY: Posts = frozenset()


@dataclass(frozen=True)
class Moment:
    """Something that happened, and who worked the request then: late news go to the same posts."""

    known: ServiceRequest
    happening: Happening
    lead: str
    """The department that led after it."""
    handler: str
    """The post that worked it after it; empty for the lead."""
    move: str
    """The last of `assign` and `hand_back` by then; empty where it was given to nobody yet."""
    guidebook: Guidebook


def _receivers(moment: Moment) -> Posts:
    chief = _second_chief(moment.known, moment.guidebook)
    return offices(moment.lead, moment.known, moment.guidebook) | chief | {STAFF}


def _worker(moment: Moment) -> Posts:
    """Return the post that works a request; an office in each subdistrict has a post of its own."""
    role, _, place = moment.handler.partition(":")
    if role == DEPARTMENT and "@" not in place:
        return offices(place, moment.known, moment.guidebook)
    if moment.handler:
        return frozenset({moment.handler})
    return offices(moment.lead, moment.known, moment.guidebook)


def _who_decides(moment: Moment) -> Posts:
    """Return who decides after a hand-back: the desk too, as nobody may be the second chief yet."""
    return _second_chief(moment.known, moment.guidebook) | {STAFF}


def _whoever_has_it(moment: Moment) -> Posts:
    told = {"assign": _worker, "hand_back": _who_decides}.get(moment.move, _receivers)
    return told(moment)


def _worker_of_a_complaint(moment: Moment) -> Posts:
    return _worker(moment) if moment.happening.grade in BAD_GRADES else NOBODY


def _whoever_is_urged(moment: Moment) -> Posts:
    return _whoever_has_it(moment) if moment.happening.urge else NOBODY


TOLD: Mapping[str, Callable[[Moment], Posts]] = {
    "submit": _receivers,
    "assign": _worker,
    "hand_back": _who_decides,
    "supply": _whoever_has_it,
    "reopen": _worker,
    "resume": _whoever_has_it,
    "rate": _worker_of_a_complaint,
    "note": _whoever_is_urged,
}
"""Event → the posts that are told of it; the post that did it itself is not."""

SUPPORTERS_ARE_TOLD = ("assign", "reopen")
"""Events that give each supporting department its share."""

COMPANY_IS_TOLD = ("decline", "ask_more", "update", "answer", "close", "withdraw")
"""Events of which a company that left an e-mail address is told; it may not have withdrawn."""


@dataclass(frozen=True)
class News:
    """Something that happened, and the posts that are told of it."""

    happening: Happening
    posts: Posts
    share: Support | None = None
    """That of the posts, where they are asked to support."""


def told_of(known: ServiceRequest, guidebook: Guidebook, after: int) -> Iterator[News]:
    """Yield what happened to a request after a seq, for whoever works it before who supports."""
    lead, handler, move = known.submission.lead_department, "", ""
    for happening in known.timeline:
        lead = happening.lead_department or lead
        if happening.event in ("assign", "hand_back"):
            handler, move = happening.handler, happening.event
        handler = happening.handler or handler
        if happening.seq > after and happening.event in TOLD:
            moment = Moment(known, happening, lead, handler, move, guidebook)
            for posts, share in _told(moment):
                if others := posts - {post_in(happening.by)}:
                    yield News(happening, others, share)


def _told(moment: Moment) -> Iterator[tuple[Posts, Support | None]]:
    happening = moment.happening
    yield TOLD[happening.event](moment), None
    for share in happening.supporting if happening.event in SUPPORTERS_ARE_TOLD else ():
        yield offices(share.department, moment.known, moment.guidebook), share


def concerns(known: ServiceRequest, post: str, guidebook: Guidebook) -> bool:
    """Tell whether a request is within a post."""
    return is_theirs(read_post(post), known, guidebook)


def _second_chief(known: ServiceRequest, guidebook: Guidebook) -> Posts:
    chief = chief_of(known, guidebook)
    return frozenset({str(chief)}) if chief else NOBODY
