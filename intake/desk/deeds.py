"""What was sent from a case page, read: the actions it asks for, or what is amiss beside its field.

Texts are read by the rules of the form. `amiss` maps a field to why it is refused, for which the
template has the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urljoin

from guidebook.model import Guidebook
from guidebook.model.addresses import record_address
from guidebook.model.form import Outcome
from intake.accounts.accounts import Account
from intake.accounts.posts import Post, PostError, check_post, read_post
from intake.cases.characters import typed_text
from intake.cases.lifecycle import Action
from intake.cases.numbers import read_number
from intake.cases.roles import DEPARTMENT, SECOND_CHIEF, STAFF
from intake.cases.routing import departments_to_be
from intake.cases.service_request import ServiceRequest
from intake.desk.corrections import CORRECTABLE, corrections
from intake.desk.offers import steps_of
from intake.form import fields
from intake.form.fields import RefusedError

LONGEST_TEXT = 2000
"""Code points; an answer may be longer than a request."""

LONGEST_REASON = 1000
"""The same of a correction: as long as the description, whose words refuse a longer one."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "take": ("contacted", "shares_due"),
    "pass_on": ("to", "shares_due"),
    "contact": (),
    "ask_more": ("question",),
    "decline": ("reason", "right_place"),
    "supply": ("text",),
    "update": ("text",),
    "extend": ("answer_by", "reason"),
    "hand_back": ("reason",),
    "finish": ("text", "outcome", "project", "reason"),
    "answer": ("text",),
    "reopen": ("reason",),
    "withdraw": ("reason",),
    "resume": (),
    "note": ("text", "done"),
    "urge": ("text",),
    "share": ("text",),
    "link": ("to_number",),
    "correct": (*(field.name for field in CORRECTABLE), "reason"),
}
"""Offer → what is typed or chosen for it."""

CHOSEN = ("to", "contacted", "outcome", "project", "done")
"""What is chosen or ticked: ids of ours, which nobody wrote."""

MAY_BE_EMPTY = {
    ("take", "contacted"),
    ("take", "shares_due"),
    ("pass_on", "shares_due"),
    ("finish", "project"),
    ("withdraw", "reason"),
    ("note", "done"),
}

SAID_IN_THE_ANSWER = "答复里已写明"
"""The reason of a closing that came with its answer: the company has read why."""


@dataclass(frozen=True)
class Deed:
    """An offer that was sent: either it may be tried, or something is amiss."""

    offer: str
    typed: Mapping[str, str]
    """As it came in but for what can never be kept, to be shown again."""
    amiss: Mapping[str, RefusedError]
    actions: tuple[Action, ...]


def read_deed(
    offer: str,
    raw: Mapping[str, str],
    known: ServiceRequest,
    account: Account,
    guidebook: Guidebook,
) -> Deed:
    """Read what somebody at the desk sent for a request as they saw it."""
    if offer == "correct":
        return _correction(raw, known, account, guidebook)
    names = fields_of(offer, known)
    typed = {name: typed_text(raw.get(name, "")) for name in names}
    said, amiss = _checked(offer, {name: raw.get(name, "") for name in names}, guidebook)
    beginning = _text(start_of_answer(known, guidebook), guidebook)
    if said.get("text") and said["text"] == beginning:
        amiss = {**amiss, "text": RefusedError("unwritten")}
    if amiss:
        return Deed(offer, typed, amiss, ())
    data = _data_of(offer, said, known, account, guidebook)
    events = steps_of(offer, known.status)
    actions = tuple(Action(event, account.by, data.get(event, {})) for event in events)
    return Deed(offer, typed, {}, actions)


def _correction(
    raw: Mapping[str, str], known: ServiceRequest, account: Account, guidebook: Guidebook
) -> Deed:
    """Read a form that was changed; where nothing is, there is nothing to do."""
    values, amiss = corrections(raw, known, guidebook)
    try:
        reason = fields.many_lines(raw.get("reason", ""), LONGEST_REASON)
    except RefusedError as refusal:
        amiss = {**amiss, "reason": refusal}
    if amiss or not values:
        return replace(kept("correct", raw), amiss=amiss)
    data = {"values": values, **({"reason": reason} if reason else {})}
    return replace(kept("correct", raw), actions=(Action("correct", account.by, data),))


def kept(offer: str, raw: Mapping[str, str]) -> Deed:
    """Return what was typed for an offer that cannot be tried, to be shown again."""
    typed = {name: typed_text(raw[name]) for name in FIELDS[offer] if name in raw}
    return Deed(offer, typed, {}, ())


def start_of_answer(known: ServiceRequest, guidebook: Guidebook) -> str:
    """Return what an answer begins with: its service, and the guide's page to read on."""
    service = guidebook.services.get(known.submission.values.service)
    if service is None:
        return ""
    link = urljoin(guidebook.site.site_url, record_address("services", service.id).lstrip("/"))
    return f"您好，您提的“{service.name}”：\n\n\n办事指南：{link}"


def fields_of(offer: str, known: ServiceRequest) -> tuple[str, ...]:
    """Return what is asked for: an answer is closed with a text, or was given before."""
    names = FIELDS[offer]
    if offer != "finish":
        return names
    left_out = "reason" if "answer" in steps_of(offer, known.status) else "text"
    return tuple(name for name in names if name != left_out)


def _checked(
    offer: str, raw: Mapping[str, str], guidebook: Guidebook
) -> tuple[Mapping[str, str], Mapping[str, RefusedError]]:
    said, amiss = {}, {}
    for name, text in raw.items():
        try:
            value = _READERS.get(name, _text)(text, guidebook)
        except RefusedError as refusal:
            amiss[name] = refusal
            continue
        if not value and (offer, name) not in MAY_BE_EMPTY:
            amiss[name] = RefusedError("missing")
        said[name] = value
    return said, amiss


def _text(text: str, _guidebook: Guidebook) -> str:
    return fields.many_lines(text, LONGEST_TEXT)


def _post(text: str, guidebook: Guidebook) -> str:
    """Read to whom a request is passed on."""
    if not text:
        return ""
    try:
        post = read_post(text)
        check_post(post, guidebook)
    except PostError:
        raise RefusedError("unknown") from None
    if post.role not in (DEPARTMENT, SECOND_CHIEF, STAFF):
        raise RefusedError("unknown")
    return str(post)


def _tick(text: str, _guidebook: Guidebook) -> str:
    return fields.one_of(text, ("1",)) if text else ""


def _day(text: str, _guidebook: Guidebook) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat() if text.strip() else ""
    except ValueError:
        raise RefusedError("invalid") from None


def _outcome(text: str, _guidebook: Guidebook) -> str:
    return fields.one_of(text, tuple(Outcome)) if text else ""


def _project(text: str, guidebook: Guidebook) -> str:
    return fields.one_of(text, guidebook.projects)


def _number(text: str, _guidebook: Guidebook) -> str:
    if not text.strip():
        return ""
    number = read_number(text)
    if number is None:
        raise RefusedError("invalid")
    return number


def _department(text: str, guidebook: Guidebook) -> str:
    return fields.one_of(text, guidebook.departments) if text else ""


_READERS = {
    "to": _post,
    "contacted": _tick,
    "answer_by": _day,
    "shares_due": _day,
    "outcome": _outcome,
    "project": _project,
    "to_number": _number,
    "done": _department,
}


def _data_of(
    offer: str,
    said: Mapping[str, str],
    known: ServiceRequest,
    account: Account,
    guidebook: Guidebook,
) -> Mapping[str, Mapping[str, Any]]:
    """Return event → its data."""
    match offer:
        case "take":
            assignment = _assigned_to(account.post, known, said, guidebook)
            start = {"handler": str(account.post), "contacted": bool(said["contacted"])}
            return {"assign": assignment, "start": start}
        case "contact":
            return {"start": {"contacted": True}}
        case "pass_on":
            return {"assign": _assigned_to(read_post(said["to"]), known, said, guidebook)}
        case "finish":
            closing = {"outcome": said["outcome"], "reason": said.get("reason", SAID_IN_THE_ANSWER)}
            if said["outcome"] == Outcome.PLANNED and said.get("project"):
                closing["project"] = said["project"]
            return {"answer": {"text": said.get("text", "")}, "close": closing}
        case "link":
            return {"link": {"to": said["to_number"]}}
        case "urge":
            return {"note": {"text": said["text"], "urge": True}}
        case "share":
            return {"note": {"text": said["text"], "done": account.post.place}}
    return {offer: {name: text for name, text in said.items() if text}}


def _assigned_to(
    post: Post, known: ServiceRequest, said: Mapping[str, str], guidebook: Guidebook
) -> Mapping[str, Any]:
    """A department becomes the lead; the second chief or the desk works it for the lead."""
    lead, names = departments_to_be(known, guidebook)
    lead = post.place if post.role == DEPARTMENT else lead
    due = {"due": said["shares_due"]} if said.get("shares_due") else {}
    shares = [{"department": name, **due} for name in names if name != lead]
    return {"lead_department": lead, "supporting": shares, "handler": str(post)}
