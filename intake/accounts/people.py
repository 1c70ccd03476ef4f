"""Who is at which post today, and what stays at a post that somebody leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from guidebook.model import Guidebook
from guidebook.model.form import Status
from intake.accounts.accounts import Account, Accounts
from intake.accounts.posts import (
    Post,
    is_mine,
    is_of_guide,
    is_theirs,
    name_of,
    offices,
    worker_of,
)
from intake.cases.lifecycle import OPEN
from intake.cases.roles import DEPARTMENT
from intake.cases.service_request import ServiceRequest
from intake.state import Place

UNFINISHED = (*OPEN, Status.ANSWERED)
IN_HAND = (Status.ASSIGNED, Status.IN_PROGRESS, Status.ANSWERED)
"""A request was given to somebody, and is not over."""


@dataclass(frozen=True)
class Left:
    """What stays at a post that somebody leaves."""

    post: str
    """Its name."""
    unfinished: int
    """Requests that lie there."""
    others: int
    """People who are there still."""


def people_at(place: Place, guidebook: Guidebook) -> tuple[Account, ...]:
    """Return everybody who ever had an account, at the posts of today.

    Raises sqlite3.Error or OSError.
    """
    return Accounts(place, guidebook.present_ids).everybody()


def is_empty(post: str, people: Iterable[Account]) -> bool:
    """Tell whether nobody has an account at a post."""
    return not any(str(each.post) == post and not each.disabled_at for each in people)


def nobody_sees(
    post: Post, known: ServiceRequest, people: Sequence[Account], guidebook: Guidebook
) -> bool:
    """Tell whether nobody sees a request who is at a post: of a department, at any of its offices.

    Whoever sees everything sees it all the same.
    """
    whole = post.role == DEPARTMENT and not post.subdistrict
    posts = offices(post.place, known, guidebook) if whole else {str(post)}
    return not is_of_guide(post, guidebook) or all(is_empty(each, people) for each in posts)


def empty_posts(
    known: ServiceRequest, people: Sequence[Account], guidebook: Guidebook
) -> tuple[str, ...]:
    """Name the posts that are to work a request, or a share of it, and where nobody sees it."""
    if known.status not in IN_HAND:
        return ()
    shares = (Post(DEPARTMENT, share.department) for share in known.supporting if not share.done)
    posts = (p for p in (worker_of(known), *shares) if nobody_sees(p, known, people, guidebook))
    return tuple(name_of(post, guidebook) for post in posts)


def left_at(
    post: Post,
    requests: Iterable[ServiceRequest],
    people: Sequence[Account],
    guidebook: Guidebook,
) -> Left:
    """Count what lies at a post and is not finished, and who is there."""
    nobody_at = partial(is_empty, people=people)
    unfinished = sum(
        is_theirs(post, known, guidebook) and is_mine(post, known, guidebook, nobody_at)
        for known in requests
        if known.status in UNFINISHED
    )
    others = sum(each.post == post and not each.disabled_at for each in people)
    return Left(name_of(post, guidebook), unfinished, others)
