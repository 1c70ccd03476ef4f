"""At the desk: whose turn it is, who decides, and to whom a request may be passed on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from guidebook.model import Guidebook
from guidebook.model.form import Status
from intake.accounts.accounts import Account
from intake.accounts.people import is_empty, nobody_sees
from intake.accounts.posts import Post, chief_of, holder_of, is_mine, name_of, worker_of
from intake.cases.due import OVER
from intake.cases.roles import DEPARTMENT, STAFF, SUPERVISOR
from intake.cases.routing import deciders_of, departments_to_be, last_move, subdistrict_of
from intake.cases.service_request import ServiceRequest
from intake.form.choices import Option

NOBODY_THERE = "（没有账户）"
"""Behind a post to which a request may be passed on, though nobody would see it there."""


def whose(known: ServiceRequest, people: Sequence[Account], guidebook: Guidebook) -> str:
    """Name the post whose turn it is."""
    if holder := holder_of(known, guidebook, partial(is_empty, people=people)):
        return name_of(holder, guidebook)
    return "已经结束" if known.status in OVER else "企业（等补充）"


def may_decide(
    known: ServiceRequest, post: Post, people: Sequence[Account], guidebook: Guidebook
) -> bool:
    """Tell whether a post may settle whose a request is: after a hand-back not all may."""
    nobody_at = partial(is_empty, people=people)
    deciders = deciders_of(known.submission.values, guidebook, nobody_at)
    return last_move(known) != "hand_back" or post.role in deciders


def is_given_elsewhere(
    known: ServiceRequest, post: Post, people: Sequence[Account], guidebook: Guidebook
) -> bool:
    """Tell whether a request was given to another post, which has not begun with it.

    The lead has it too, whoever works it for the lead; the supervisor, and the desk where nobody
    sees it, act for whoever has it.
    """
    if known.status != Status.ASSIGNED or post.role == SUPERVISOR:
        return False
    if post.role == STAFF and nobody_sees(worker_of(known), known, people, guidebook):
        return False
    is_leads = post.role == DEPARTMENT and post.place == known.lead_department
    return not (is_leads or is_mine(post, known, guidebook, partial(is_empty, people=people)))


def takers(
    known: ServiceRequest, people: Sequence[Account], guidebook: Guidebook
) -> tuple[Option, ...]:
    """Offer the likely first: the lead, the second chief of the building, the desk; then all.

    Their offices in subdistricts are offered where somebody works: those of the request's own
    before all departments.
    """
    here, first = subdistrict_of(known.submission.values, guidebook), _likely(known, guidebook)
    offices = [each.post for each in people if each.post.subdistrict and not each.disabled_at]
    near = (post for post in offices if post.subdistrict == here)
    departments = (Post(DEPARTMENT, name) for name in guidebook.departments)
    posts = dict.fromkeys((*first, *near, *departments, *offices))
    is_nobodys = partial(nobody_sees, known=known, people=people, guidebook=guidebook)
    return tuple(
        Option(str(post), name_of(post, guidebook) + (NOBODY_THERE if is_nobodys(post) else ""))
        for post in posts
    )


def _likely(known: ServiceRequest, guidebook: Guidebook) -> Iterator[Post]:
    """Yield who may be meant, the likeliest first; whoever handed it back is not."""
    (lead, _), chief = departments_to_be(known, guidebook), chief_of(known, guidebook)
    if last_move(known) != "hand_back" or lead != known.lead_department:
        yield Post(DEPARTMENT, lead)
    if chief:
        yield chief
    yield Post(STAFF)
