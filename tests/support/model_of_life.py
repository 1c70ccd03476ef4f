"""A second telling of the life of a request, by hand and without the table: what may happen when.

Days are counted from a Monday on which everything begins, and time goes on by whole weeks without
holidays: so five working days are seven days, and the dates can be told without a calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from guides_folder import SAMPLE, load
from intake_app import NOW

from guidebook.model import Calendar
from guidebook.model.calendar import HOLIDAYS_BY_LAW, CalendarYear, DatedDay
from intake.cases.service_request import ServiceRequest
from intake.clock import local

MONDAY = NOW.date()
WEEK = 7


def _worked(year: int) -> CalendarYear:
    """Return a year in which every Monday to Friday is worked, also what is off by law."""
    off = (date(year, month, day) for month, day in sorted(HOLIDAYS_BY_LAW))
    days = tuple(DatedDay(day=day, name="上班") for day in off if day.weekday() < 5)
    return CalendarYear(year=year, source="样", holidays=(), workdays=days)


GUIDEBOOK = replace(
    load(SAMPLE), calendar=Calendar(years=tuple(map(_worked, range(MONDAY.year, 2100))))
)
"""The sample, without holidays."""

OFFICE = {"staff", "second_chief", "department", "supervisor"}
ANYBODY = {"applicant", *OFFICE}
DEPARTMENTS = {"enterprise-service", "property-company", "registry"}

MAY_FOLLOW: Mapping[str, set[str]] = {
    "submitted": {"accept", "decline", "ask_more", "withdraw"},
    "accepted": {"decline", "ask_more", "assign", "update", "withdraw"},
    "declined": set(),
    "awaiting_applicant": {"supply", "update", "withdraw"},
    "assigned": {"ask_more", "assign", "hand_back", "start", "extend", "update", "withdraw"},
    "in_progress": {"ask_more", "assign", "start", "extend", "update", "answer", "withdraw"},
    "answered": {"close", "rate", "reopen"},
    "closed": {"rate", "reopen", "resume"},
}
ALWAYS = {"correct", "link", "note", "redact"}
NEEDS: Mapping[str, tuple[str, ...]] = {
    "decline": ("reason", "right_place"),
    "ask_more": ("question",),
    "supply": ("text",),
    "hand_back": ("reason",),
    "extend": ("reason",),
    "update": ("text",),
    "answer": ("text",),
    "close": ("reason",),
    "reopen": ("reason",),
    "note": ("text",),
}
"""Event → texts that must not be blank."""
WHO: Mapping[str, set[str]] = {
    "supply": ANYBODY,
    "withdraw": ANYBODY,
    "resume": ANYBODY,
    "rate": {"applicant"},
    "reopen": {"applicant", "supervisor"},
    "close": {*OFFICE, "system"},
    "redact": {"supervisor", "system"},
}
"""Event → roles; all others are the office's."""


@dataclass(frozen=True)
class Share:
    """What a supporting department has to do."""

    due: int | None
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class Life:
    """Where a request stands; days by number, none where they do not run."""

    number: str
    has_chief: bool
    status: str = "submitted"
    lead: str = "enterprise-service"
    shares: tuple[tuple[str, Share], ...] = (("property-company", Share(None)),)
    handler: str = ""
    contact_by: int
    answer_by: int
    close_by: int
    hand_back_by: int | None = None
    asked_on: int | None = None
    asked_in: str | None = None
    contacted: bool = False
    handed_back: bool = False
    extended: bool = False
    reopened: int = 0
    withdrawn_on: int | None = None
    withdrawn_in: str | None = None
    outcome: str | None = None
    rating: str | None = None
    answer: str = ""
    company: str = ""
    linked: tuple[str, ...] = ()
    redacted: bool = False


def born(number: str, has_chief: bool, day: int) -> Life:
    """Return a request that has just come in: answered in a week, closed in another."""
    return Life(
        number=number,
        has_chief=has_chief,
        contact_by=day + 1,
        answer_by=day + WEEK,
        close_by=day + 2 * WEEK,
    )


def day_of(moment: datetime | date | None) -> int | None:
    """Count the days since the Monday."""
    if moment is None:
        return None
    return ((local(moment).date() if isinstance(moment, datetime) else moment) - MONDAY).days


def written(day: int) -> str:
    """Write a day as actions do."""
    return (MONDAY + timedelta(days=day)).isoformat()


def allows(life: Life, event: str, role: str, said: Mapping[str, Any], day: int) -> bool:
    """Tell whether something may happen."""
    return (
        event in MAY_FOLLOW[life.status] | ALWAYS
        and (not life.redacted or event in ("decline", "close", "withdraw"))
        and role in WHO.get(event, OFFICE)
        and all(str(said.get(name, "")).strip() for name in NEEDS.get(event, ()))
        and _in_particular(life, event, role, said, day)
    )


def _in_particular(life: Life, event: str, role: str, said: Mapping[str, Any], day: int) -> bool:
    decider = role in ("second_chief" if life.has_chief else "staff", "supervisor")
    decides = not life.handed_back or decider
    match event:
        case "decline":
            return decides
        case "assign":
            named = [share["department"] for share in said["supporting"]]
            is_free = life.status == "accepted" or role == "supervisor"
            known = {said["lead_department"], *named} <= DEPARTMENTS
            return decides and is_free and known and said["lead_department"] not in named
        case "start" if life.status == "in_progress":
            told = said.get("contacted", True) and not life.contacted
            return told and not said.get("handler")
        case "hand_back":
            in_time = life.hand_back_by is not None and day <= life.hand_back_by
            return in_time and not life.handed_back
        case "extend":
            once = not life.extended or role == "supervisor"
            return once and day <= life.answer_by < _number(said["answer_by"])
        case "close":
            silent = day > life.close_by and life.rating is None
            own = said["outcome"] == "unanswered_by_sender"
            fits = own and silent if role == "system" else not own
            return fits and said["outcome"] != "withdrawn"
        case "rate":
            return life.rating is None and life.outcome != "withdrawn" and said["grade"] != "?"
        case "reopen":
            return life.outcome != "withdrawn"
        case "resume":
            return life.outcome == "withdrawn" and life.withdrawn_on == day
        case "link":
            return said["to"] not in (life.number, "?")
        case "note":
            done = said.get("done")
            return (not done or done in dict(life.shares)) and (
                not said.get("urge") or role == "supervisor"
            )
        case "correct":
            return "consent" not in said["values"]
    return True


def _number(day: str) -> int:
    return (date.fromisoformat(day) - MONDAY).days


def after(life: Life, event: str, said: Mapping[str, Any], day: int) -> Life:
    """Return a request after something that may happen did."""
    match event:
        case "accept":
            return replace(life, status="accepted")
        case "decline":
            return replace(life, status="declined")
        case "ask_more":
            return replace(life, status="awaiting_applicant", asked_on=day, asked_in=life.status)
        case "supply":
            return _supplied(life, day)
        case "assign":
            return _assigned(life, said, day)
        case "hand_back":
            shares = tuple((name, Share(None)) for name, _ in life.shares)
            back = replace(life, status="accepted", handed_back=True, shares=shares)
            return replace(back, hand_back_by=None, handler="")
        case "start":
            handler = said.get("handler") or life.handler
            contacted = life.contacted or said.get("contacted", True)
            return replace(life, status="in_progress", contacted=contacted, handler=handler)
        case "extend":
            answer_by = _number(said["answer_by"])
            return replace(life, answer_by=answer_by, close_by=answer_by + WEEK, extended=True)
        case "answer":
            return replace(life, status="answered", answer=said["text"], close_by=day + WEEK)
        case "close":
            return replace(life, status="closed", outcome=said["outcome"])
        case "withdraw":
            withdrawn = replace(life, withdrawn_on=day, withdrawn_in=life.status)
            return replace(withdrawn, status="closed", outcome="withdrawn")
        case "resume":
            status = life.withdrawn_in or ""
            back = replace(life, withdrawn_on=None, withdrawn_in=None)
            return replace(back, status=status, outcome=None)
        case "rate":
            return replace(life, rating=said["grade"])
        case "reopen":
            return _reopened(life, day)
        case "correct":
            return replace(life, company=said["values"]["company"])
        case "link":
            return replace(life, linked=tuple(dict.fromkeys((*life.linked, said["to"]))))
        case "note":
            shares = tuple(
                (name, replace(share, done=share.done or name == said.get("done")))
                for name, share in life.shares
            )
            return replace(life, shares=shares)
        case "redact":
            return replace(life, company="", answer="", redacted=True)
    return life


def _assigned(life: Life, said: Mapping[str, Any], day: int) -> Life:
    shares = tuple(
        (s["department"], Share(_number(s["due"]) if "due" in s else life.answer_by))
        for s in said["supporting"]
    )
    return replace(
        life,
        status="assigned",
        lead=said["lead_department"],
        handler=said.get("handler", ""),
        shares=shares,
        hand_back_by=day + 1,
    )


def _supplied(life: Life, day: int) -> Life:
    """Move everything that ran by as long as the company was waited for."""
    assert life.asked_on is not None
    assert life.asked_in is not None
    waited = day - life.asked_on
    shares = tuple(
        (name, share if share.done or share.due is None else Share(share.due + waited))
        for name, share in life.shares
    )
    return replace(
        life,
        status=life.asked_in,
        shares=shares,
        contact_by=life.contact_by + (0 if life.contacted else waited),
        answer_by=life.answer_by + waited,
        close_by=life.close_by + waited,
        hand_back_by=None if life.hand_back_by is None else life.hand_back_by + waited,
        asked_on=None,
        asked_in=None,
    )


def _reopened(life: Life, day: int) -> Life:
    fresh = born(life.number, life.has_chief, day)
    return replace(
        life,
        status="assigned",
        shares=tuple((name, Share(fresh.answer_by)) for name, _ in life.shares),
        contact_by=fresh.contact_by,
        answer_by=fresh.answer_by,
        close_by=fresh.close_by,
        hand_back_by=None,
        contacted=False,
        reopened=life.reopened + 1,
        outcome=None,
        rating=None,
    )


def seen(known: ServiceRequest, has_chief: bool) -> Life:
    """Return a request of the journal in the model's terms."""
    return Life(
        number=known.number,
        has_chief=has_chief,
        status=str(known.status),
        lead=known.lead_department,
        shares=tuple((s.department, Share(day_of(s.due), s.done)) for s in known.supporting),
        handler=known.handler,
        contact_by=day_of(known.promise.first_contact_by) or 0,
        answer_by=day_of(known.promise.answer_by) or 0,
        close_by=day_of(known.promise.close_by) or 0,
        hand_back_by=day_of(known.hand_back_by),
        asked_on=day_of(known.asked_at),
        asked_in=known.status_before_asking and str(known.status_before_asking),
        contacted=known.contacted_at is not None,
        handed_back=known.handed_back,
        extended=known.extended,
        reopened=known.reopened,
        withdrawn_on=day_of(known.closed_at) if known.status_before_withdrawal else None,
        withdrawn_in=known.status_before_withdrawal and str(known.status_before_withdrawal),
        outcome=known.outcome and str(known.outcome),
        rating=known.satisfaction and str(known.satisfaction),
        answer=known.answer,
        company=known.submission.values.company,
        linked=known.linked,
        redacted=known.redacted,
    )
