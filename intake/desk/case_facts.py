"""What the page of a request tells to whoever works on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from guidebook.model import Guidebook, Need, Resource, Service
from guidebook.model.form import Outcome
from intake.accounts.accounts import Account
from intake.accounts.people import empty_posts
from intake.accounts.posts import (
    Post,
    assigned_to,
    is_theirs,
    name_of,
    read_post,
    share_of,
)
from intake.cases.drafts import need_draft
from intake.cases.due import due_of, lacks_contact, resumable_until
from intake.cases.form_values import OTHER, FormValues
from intake.cases.joining import Joined, joined_need
from intake.cases.lifecycle import TABLE
from intake.cases.roles import APPLICANT, DEPARTMENT, SYSTEM, post_in
from intake.cases.service_request import Happening, ServiceRequest, Support
from intake.cases.wording import field_label, grade_label, outcome_label, shown
from intake.clock import local
from intake.desk.deeds import start_of_answer
from intake.desk.offers import OF_WHO_HAS_IT, Offer, next_of, offers_beside, offers_for
from intake.desk.paper import MOST_STEPS, shortened
from intake.desk.policies import Match, matches_of
from intake.desk.whose import is_given_elsewhere, may_decide, takers, whose
from intake.form.choices import Option

Listed = TypeVar("Listed", Need, Resource)

MOST_ALIKE = 10


@dataclass(frozen=True)
class Step:
    """One event as the desk sees it, notes of the office included."""

    event: str
    at: datetime
    """Local."""
    who: str
    text: str
    right_place: str
    department: str
    outcome: str
    grade: str
    answer_by: date | None
    urge: bool
    contacted: bool
    corrected: tuple[str, ...]
    """Labels of the fields that a correction changed."""
    is_told: bool
    """The company reads it."""


@dataclass(frozen=True)
class CasePage:
    """Everything that the page of a request shows to somebody who works on it."""

    known: ServiceRequest
    values: FormValues
    """In words."""
    due: date | None
    whose: str
    empty: tuple[str, ...]
    """Names of the posts that are to work it, or a share of it, and where nobody has an account."""
    offers: tuple[Offer, ...]
    lacks_contact: bool
    """Nobody has said yet that the company was contacted."""
    share: Support | None
    """What a department has to do that only supports."""
    steps: tuple[Step, ...]
    service: Service | None
    start: str
    """What an answer begins with."""
    linked: tuple[str, ...]
    """Numbers of those that belong to it, from whichever of the two that was said."""
    alike: tuple[ServiceRequest, ...]
    """Others of the same phone, code or building, the newest first."""
    joined: Joined | None
    """The need that the sender has too."""
    joining: tuple[ServiceRequest, ...]
    """Others who joined it, the newest first."""
    needs: tuple[Need, ...]
    resources: tuple[Resource, ...]
    takers: tuple[Option, ...]
    """To whom it may be passed on, the most likely first."""
    outcomes: tuple[Option, ...]
    projects: tuple[Option, ...]
    """In which it may be planned, those of the need that it joins first."""
    shares: tuple[Option, ...]
    """Supporting departments that are not done yet; to one of these, no other's."""
    cut: Mapping[str, str]
    """Text → its beginning, where it is too long for one sheet of paper."""
    matches: tuple[Match, ...]
    """Policies, where the company told what it is like."""
    need: str
    """A draft for the list of needs, where that is how it ended."""

    @property
    def next(self) -> Offer | None:
        """What is to be done next."""
        return next_of(self.offers)


def case_page(
    known: ServiceRequest,
    post: Post,
    requests: Sequence[ServiceRequest],
    people: Sequence[Account],
    now: datetime,
    guidebook: Guidebook,
) -> CasePage:
    """Gather what the page shows to a post at a local moment; `people` all who ever worked here."""
    today = now.date()
    values = known.submission.values
    service = guidebook.services.get(values.service)
    in_words = shown(values, guidebook)
    return CasePage(
        known=known,
        values=in_words,
        due=due_of(known),
        whose=whose(known, people, guidebook),
        empty=empty_posts(known, people, guidebook),
        offers=allowed(known, post, people, now, guidebook),
        lacks_contact=lacks_contact(known),
        share=share_of(post, known),
        steps=tuple(_steps(known, {each.id: each.name for each in people}, guidebook)),
        service=service,
        start=start_of_answer(known, guidebook),
        linked=tuple(_linked(known, post, requests, guidebook)),
        alike=_others(_belongs, known, post, requests, guidebook),
        joined=joined_need(known.submission.values.need, guidebook, today),
        joining=_others(_joins, known, post, requests, guidebook),
        needs=_of_council(guidebook.needs, known, guidebook),
        resources=_of_council(guidebook.resources, known, guidebook),
        takers=takers(known, people, guidebook),
        outcomes=_outcomes(guidebook),
        projects=_projects(known, guidebook),
        shares=tuple(
            Option(share.department, name_of(Post(DEPARTMENT, share.department), guidebook))
            for share in known.supporting
            if not (share.done or share_of(post, known))
        ),
        cut=_cut(known, in_words),
        need=_need(known, today, guidebook),
        matches=matches_of(values, today, guidebook),
    )


def _cut(known: ServiceRequest, values: FormValues) -> Mapping[str, str]:
    answers = (f"{question}：{answer}" for question, answer in values.answers)
    said = (t for h in known.timeline[-MOST_STEPS:] for t in (h.text, h.right_place) if t)
    facts = (values.company, values.contact, values.building + values.building_other, values.email)
    return shortened((values.description, *answers, *said), len(known.timeline), facts)


def _need(known: ServiceRequest, today: date, guidebook: Guidebook) -> str:
    return need_draft(known, guidebook, today) if known.outcome == Outcome.PLANNED else ""


def allowed(
    known: ServiceRequest,
    post: Post,
    people: Sequence[Account],
    now: datetime,
    guidebook: Guidebook,
) -> tuple[Offer, ...]:
    """Return what a post may do, but for what guide or calendar refuse: no button leads to that."""
    if share := share_of(post, known):
        return offers_beside(known, share)
    refused, until, today = set[str](), resumable_until(known), now.date()
    refused.add("reopen" if known.outcome == Outcome.WITHDRAWN else "resume")
    if until and until < now:
        refused.add("resume")
    if not may_decide(known, post, people, guidebook):
        refused |= {"take", "pass_on", "decline"}
    if is_given_elsewhere(known, post, people, guidebook):
        refused |= set(OF_WHO_HAS_IT)
    if known.hand_back_by is None or known.hand_back_by < today:
        refused.add("hand_back")
    if known.promise.answer_by < today:
        refused.add("extend")
    return tuple(o for o in offers_for(known, post.role) if o.name not in refused)


def _steps(known: ServiceRequest, names: Mapping[str, str], guidebook: Guidebook) -> Iterator[Step]:
    for happening in known.timeline:
        yield Step(
            event=happening.event,
            at=local(happening.at),
            who=_who(happening, names, guidebook),
            text=happening.text,
            right_place=happening.right_place,
            department=assigned_to(happening, guidebook),
            outcome=outcome_label(happening.outcome, guidebook),
            grade=grade_label(happening.grade, guidebook),
            answer_by=happening.answer_by,
            urge=happening.urge,
            contacted=happening.contacted,
            corrected=tuple(field_label(name, guidebook) for name in happening.corrected),
            is_told=happening.event in TABLE and TABLE[happening.event].is_told,
        )


def _who(happening: Happening, names: Mapping[str, str], guidebook: Guidebook) -> str:
    """Name who acted, with the name that stands in the account file alone."""
    if happening.by in (APPLICANT, SYSTEM):
        return {APPLICANT: "企业", SYSTEM: "系统"}[happening.by]
    post = name_of(read_post(post_in(happening.by)), guidebook)
    name = names.get(happening.by.partition("/")[2], "")
    return f"{post} {name}".strip()


def _others(
    belongs: Callable[[ServiceRequest, ServiceRequest], bool],
    known: ServiceRequest,
    post: Post,
    requests: Sequence[ServiceRequest],
    guidebook: Guidebook,
) -> tuple[ServiceRequest, ...]:
    """Return the newest that belong to a request, of those that a post may see."""
    found = (
        other
        for other in reversed(requests)
        if other.number != known.number
        and belongs(other, known)
        and is_theirs(post, other, guidebook)
    )
    return tuple(islice(found, MOST_ALIKE))


def _linked(
    known: ServiceRequest, post: Post, requests: Sequence[ServiceRequest], guidebook: Guidebook
) -> Iterator[str]:
    """Yield the numbers of those linked with a request that a post may see."""
    for other in requests:
        is_linked = other.number in known.linked or known.number in other.linked
        if is_linked and is_theirs(post, other, guidebook):
            yield other.number


def _joins(other: ServiceRequest, known: ServiceRequest) -> bool:
    """Tell whether two requests join the same need."""
    return other.submission.values.need == known.submission.values.need != ""


def _belongs(other: ServiceRequest, known: ServiceRequest) -> bool:
    """Tell whether two requests share a phone, a credit code or a building."""
    theirs, ours = other.submission.values, known.submission.values
    if any(getattr(ours, n) and getattr(ours, n) == getattr(theirs, n) for n in ("phone", "uscc")):
        return True
    return ours.building not in ("", OTHER) and ours.building == theirs.building


def _of_council(
    records: Mapping[str, Listed], known: ServiceRequest, guidebook: Guidebook
) -> tuple[Listed, ...]:
    """Return the entries of a list that name the building, or the one whose council serves it."""
    building = guidebook.buildings.get(known.submission.values.building)
    if building is None:
        return ()
    ids = {building.id, guidebook.council_building(building).id}
    return tuple(record for record in records.values() if ids & set(record.buildings))


def _outcomes(guidebook: Guidebook) -> tuple[Option, ...]:
    by_hand = (o for o in Outcome if o not in (Outcome.WITHDRAWN, Outcome.UNANSWERED_BY_SENDER))
    return tuple(Option(outcome, outcome_label(outcome, guidebook)) for outcome in by_hand)


def _projects(known: ServiceRequest, guidebook: Guidebook) -> tuple[Option, ...]:
    theirs = guidebook.projects_of_need(known.submission.values.need)
    projects = dict.fromkeys((*(project.id for project in theirs), *guidebook.projects))
    return tuple(Option(name, str(guidebook.projects[name].name)) for name in projects)
