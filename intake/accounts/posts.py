"""Posts: what somebody at the desk answers for, and which requests that lets them see.

A post is written `second_chief:BUILDING`, `department:DEPARTMENT`, `staff` (受理台) or `supervisor`
(督办). A department that has an office in each subdistrict is one record of the guide; its accounts
say which one they are at: `department:DEPARTMENT@SUBDISTRICT`. So the guide keeps one page for what
all of these offices do, and nobody reads the requests of another subdistrict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from guidebook.model import Guidebook
from guidebook.model.form import Status
from intake.cases.characters import folded
from intake.cases.due import OVER
from intake.cases.roles import DEPARTMENT, SECOND_CHIEF, STAFF, SUPERVISOR
from intake.cases.routing import IsEmpty, last_move, second_chief_of, subdistrict_of
from intake.cases.sections import Section, section_of, section_of_share
from intake.cases.service_request import Happening, ServiceRequest, Support

EVERYWHERE = (STAFF, SUPERVISOR)
"""Roles that see all requests: the one mouth that takes them in, and who watches over them."""

MOST_LIKE = 3
"""Posts that are named to whoever wrote one that is none."""


class PostError(ValueError):
    """A post that cannot be; the message says in Chinese what it should be."""


@dataclass(frozen=True)
class Post:
    """A role and, where it has one, its place: the id of a building, or of a department."""

    role: str
    place: str = ""
    subdistrict: str = ""
    """The one subdistrict that an office of a department is for."""

    def __str__(self) -> str:
        place = f"{self.place}@{self.subdistrict}" if self.subdistrict else self.place
        return f"{self.role}:{place}" if place else self.role


def read_post(text: str) -> Post:
    """Read a post as it is written, such as `department:fire@hexi`.

    Raises PostError for a shape that no post has.
    """
    role, _, rest = text.strip().partition(":")
    place, _, subdistrict = rest.partition("@")
    post = Post(role, place, subdistrict)
    if role in EVERYWHERE and not rest:
        return post
    if role == SECOND_CHIEF and place and "@" not in rest:
        return post
    if role == DEPARTMENT and place and bool(subdistrict) == ("@" in rest):
        return post
    raise PostError(
        f"岗位应写成 second_chief:楼宇编号、department:部门编号、department:部门编号@街道编号、"
        f"staff 或 supervisor，现在是“{text}”"
    )


def post_called(text: str, guidebook: Guidebook) -> Post:
    """Read a post by any of its names in the district, or as it is written.

    Raises PostError.
    """
    called = folded(text)
    for post in every_post(guidebook):
        if called in (folded(name) for name in _names_of(post, guidebook)):
            return post
    if text.strip() not in EVERYWHERE and ":" not in text:
        names = [name_of(post, guidebook) for post in every_post(guidebook)]
        like = get_close_matches(text.strip(), names, n=MOST_LIKE, cutoff=0.3) or names[:MOST_LIKE]
        raise PostError(
            f"没有叫“{text.strip()}”的岗位；有的像{'、'.join(like)}" if called else "请选择岗位"
        )
    post = read_post(text)
    check_post(post, guidebook)
    return post


def every_post(guidebook: Guidebook) -> Iterator[Post]:
    """Yield every post that somebody may have, the most likely first."""
    yield from map(Post, EVERYWHERE)
    for building in guidebook.buildings.values():
        if not building.part_of and guidebook.has_council(building):
            yield Post(SECOND_CHIEF, building.id)
    for subdistrict in ("", *guidebook.subdistricts):
        yield from (Post(DEPARTMENT, name, subdistrict) for name in guidebook.departments)


def check_post(post: Post, guidebook: Guidebook) -> None:
    """Make sure that the guide has what a post names.

    Raises PostError.
    """
    if post.role == SECOND_CHIEF:
        _check_council(post.place, guidebook)
    if post.role == DEPARTMENT and post.place not in guidebook.departments:
        raise PostError(f"指南里没有编号为“{post.place}”的部门")
    if post.subdistrict and post.subdistrict not in guidebook.subdistricts:
        raise PostError(f"指南里没有编号为“{post.subdistrict}”的街道")


def is_of_guide(post: Post, guidebook: Guidebook) -> bool:
    """Tell whether the guide has what a post names still: at any other nobody can sign in."""
    try:
        check_post(post, guidebook)
    except PostError:
        return False
    return True


def _check_council(place: str, guidebook: Guidebook) -> None:
    building, words = guidebook.buildings.get(place), guidebook.site.words
    if building is None:
        raise PostError(f"指南里没有编号为“{place}”的楼宇")
    council = guidebook.council_building(building)
    if council.id != place:
        right = f"second_chief:{council.id}"
        raise PostError(f"“{building.name}”归“{council.name}”的{words.council}，请写 {right}")
    if not guidebook.has_council(building):
        lacking = f"还没有{words.council}，没有{words.second_chief}"
        raise PostError(f"指南里“{building.name}”{lacking}")


def _names_of(post: Post, guidebook: Guidebook) -> Iterator[str]:
    """Yield a post's own name, and those that other names of its place make."""
    usual = name_of(post, guidebook)
    yield usual
    kinds = {SECOND_CHIEF: guidebook.buildings, DEPARTMENT: guidebook.departments}
    if post.role in kinds:
        record = kinds[post.role][post.place]
        yield from (usual.replace(str(record.name), name, 1) for name in record.names[1:])


def name_of(post: Post, guidebook: Guidebook) -> str:
    """Return a post in the words of the district; an id that the guide lost is shown as it is."""
    if post.role == SECOND_CHIEF:
        return f"{_name('buildings', post.place, guidebook)}{guidebook.site.words.second_chief}"
    if post.role != DEPARTMENT:
        return {STAFF: "受理台", SUPERVISOR: "督办"}[post.role]
    name = _name("departments", post.place, guidebook)
    if not post.subdistrict:
        return name
    return f"{name}（{_name('subdistricts', post.subdistrict, guidebook)}）"


def _name(kind: str, record_id: str, guidebook: Guidebook) -> str:
    return guidebook.name_of(kind, record_id) or record_id


def is_theirs(post: Post, known: ServiceRequest, guidebook: Guidebook) -> bool:
    """Tell whether a request is within a post: nobody sees one that is not.

    Who works it sees it, whatever it was passed on for.
    """
    if post.role in EVERYWHERE or known.handler == str(post):
        return True
    values = known.submission.values
    if post.role == SECOND_CHIEF:
        building = guidebook.buildings.get(values.building)
        return building is not None and guidebook.council_building(building).id == post.place
    if post.place not in (known.lead_department, *known.supporting_departments):
        return False
    return post.subdistrict in ("", subdistrict_of(values, guidebook))


def chief_of(known: ServiceRequest, guidebook: Guidebook) -> Post | None:
    """Return the post of the second chief whom a request concerns, None where there is none."""
    building = second_chief_of(known.submission.values, guidebook)
    return Post(SECOND_CHIEF, building.id) if building else None


def worker_of(known: ServiceRequest) -> Post:
    """Return the post that works a request: the lead's, while nobody said another."""
    return read_post(known.handler) if known.handler else Post(DEPARTMENT, known.lead_department)


def offices(department: str, known: ServiceRequest, guidebook: Guidebook) -> frozenset[str]:
    """Return the post of a department, and of its office in the request's subdistrict if known."""
    subdistrict = subdistrict_of(known.submission.values, guidebook)
    post = f"{DEPARTMENT}:{department}"
    return frozenset({post, f"{post}@{subdistrict}"} if subdistrict else {post})


def post_of(known: ServiceRequest, guidebook: Guidebook, is_empty: IsEmpty) -> Post:
    """Return the post at which a request lies, whoever's turn it is, and when it is over too.

    What nobody was given is at the desk that takes everything in; what was handed back, at the
    second chief's, unless nobody is there.
    """
    move, chief = last_move(known), chief_of(known, guidebook)
    if move == "assign":
        return worker_of(known)
    return chief if move and chief and not is_empty(str(chief)) else Post(STAFF)


def holder_of(known: ServiceRequest, guidebook: Guidebook, is_empty: IsEmpty) -> Post | None:
    """Return the post whose turn it is, for company and desk alike; None where it is no post's."""
    if known.status == Status.AWAITING_APPLICANT or known.status in OVER:
        return None
    return post_of(known, guidebook, is_empty)


def told_post_of(known: ServiceRequest, guidebook: Guidebook, is_empty: IsEmpty) -> str:
    """Name the post at which a request lies, with the lead that it works it for."""
    if last_move(known) == "assign":
        return _worked_by(known.lead_department, known.handler, guidebook)
    return name_of(post_of(known, guidebook, is_empty), guidebook)


def assigned_to(happening: Happening, guidebook: Guidebook) -> str:
    """Name the lead that an event names, and who works it for the lead; empty where it does not."""
    lead = happening.lead_department
    return _worked_by(lead, happening.handler, guidebook) if lead else ""


def _worked_by(department: str, handler: str, guidebook: Guidebook) -> str:
    lead = name_of(Post(DEPARTMENT, department), guidebook)
    worker = name_of(read_post(handler), guidebook) if handler else lead
    return lead if worker == lead else f"{lead}，由{worker}办"


def share_of(post: Post, known: ServiceRequest) -> Support | None:
    """Return the share of a department that only supports; None for whoever leads or works it."""
    if post.role != DEPARTMENT or post.place == known.lead_department or known.handler == str(post):
        return None
    return next((s for s in known.supporting if s.department == post.place), None)


def section_for(post: Post, known: ServiceRequest, today: date) -> Section | None:
    """Return where a request stands for a post: by its own share where it only supports."""
    share = share_of(post, known)
    return section_of_share(share, known, today) if share else section_of(known, today)


def is_mine(post: Post, known: ServiceRequest, guidebook: Guidebook, is_empty: IsEmpty) -> bool:
    """Tell whether a request that a post sees lies there: who sees others too has those first.

    What is a department's lies at its office in the subdistrict too.
    """
    return post_of(known, guidebook, is_empty) in (post, replace(post, subdistrict=""))
