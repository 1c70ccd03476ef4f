"""The form and its check page, up to the moment the request is queued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidebook.model import Department, Guidebook, Service
from guidebook.model.addresses import REQUESTS
from guidebook.model.form import Emergency
from intake.attempts.rules import FORMS, SENDS
from intake.cases.deadlines import Promise, day_of_receipt, promise
from intake.cases.form_values import FIELDS, OTHER, SEEN, FormValues
from intake.cases.joining import Joined, joined_need
from intake.cases.roles import SECOND_CHIEF
from intake.cases.routing import Routing, names_a_lead, route
from intake.cases.service_request import ServiceRequest
from intake.cases.wording import facts_in_words, shown
from intake.clock import local
from intake.form.check import HONEYPOT, check, named_today, typed
from intake.form.choices import asked_questions, form_parts, understood_place
from intake.form.places import places
from intake.form.tokens import ForgedTokenError, FormToken
from intake.form.urgent import emergencies_in
from intake.journal.journal import JournalUnavailable
from intake.office import office
from intake.web.attempts import refuse_often, seconds_to_wait
from intake.web.errors import RETRY_SECONDS
from intake.web.gate import check_post, is_surely_ours

bp = Blueprint("requests", __name__, url_prefix=REQUESTS)
bp.before_request(check_post)

NO_ERRORS: dict[str, str] = {}

NOT_THAT = "not_that"
"""Sent by whoever was offered a service, or came from its page, and means another thing."""

URGENT_SEEN = "urgent_seen"
"""Sent by the button of those who have called, or need not."""


@bp.get("/new")
def show_form() -> ResponseReturnValue:
    """Open a new form with what its address names: service, building, need, page, company facts."""
    guidebook = office().guidebook
    named = named_today(request.args, guidebook)
    service, building = named.get("service", ""), named.get("building", "")
    notices = []
    if service not in {"", OTHER, *guidebook.services}:
        service = ""
        notices.append("unknown_service")
    if building not in {"", OTHER, *guidebook.buildings}:
        building = ""
        notices.append("unknown_building")
    carried = check(request.args, guidebook).values
    if named.get("need") and not carried.need:
        notices.append("unknown_need")
    values = FormValues(
        service=service,
        building=building,
        need=carried.need,
        page=carried.page,
        facts=carried.facts,
    )
    return _form_page(values, office().tokens.make(), notices=notices)


@bp.post("/new")
def begin_form() -> str:
    """Open a new form with what somebody looked for in vain, and nothing else that was sent."""
    values = FormValues(description=_typed().description)
    return _form_page(values, office().tokens.make())


@bp.get("")
@bp.get("/check")
@bp.get("/edit")
def start_anew() -> ResponseReturnValue:
    """Lead whoever types the address of a later step to the beginning."""
    return redirect(url_for(".show_form"), 303)


@bp.post("/check")
def check_form() -> ResponseReturnValue:
    """Show a complete form for a last look; otherwise show what is amiss."""
    token, checked = _sent_token(), check(request.form, office().guidebook)
    if seconds := seconds_to_wait(FORMS):
        return _too_many(seconds)
    if token.expired or checked.errors or _is_from_program():
        return _form_again(token, checked.errors)
    emergencies = emergencies_in(checked.values.description, office().guidebook)
    if emergencies and not request.form.get(URGENT_SEEN):
        return _urgent_page(checked.values, emergencies)
    return _check_page(checked.values)


@bp.post("/edit")
def edit_form() -> ResponseReturnValue:
    """Show the form again as it was filled; consent only if it was surely given here."""
    _sent_token()
    if seconds := seconds_to_wait(FORMS):
        return _too_many(seconds)
    values = _typed() if is_surely_ours() else replace(_typed(), consent="")
    if request.form.get(NOT_THAT):
        values = replace(values, service="", answers=())
    return _form_page(values, request.form["token"])


@bp.post("")
def submit_request() -> ResponseReturnValue:
    """Queue a complete request and lead to its receipt; otherwise show what is amiss."""
    token, checked = _sent_token(), check(request.form, office().guidebook)
    try:
        is_new = office().journal.find_by_key(token.key) is None
        is_amiss = (token.expired and is_new) or checked.errors or _is_from_program()
        if seconds := seconds_to_wait(SENDS if is_new and not is_amiss else FORMS):
            return _too_many(seconds)
        if is_amiss:
            return _form_again(token, checked.errors)
        service_request = office().handling.receive(token.key, checked.values, office().clock())
    except JournalUnavailable:
        page = _form_page(_typed(), request.form["token"], notices=["not_saved"])
        return page, 503, {"Retry-After": RETRY_SECONDS}
    if service_request.sent != checked.values:
        is_theirs = checked.values.phone == service_request.sent.phone != ""
        earlier = service_request if is_theirs else None
        return _form_page(_typed(), office().tokens.make(), ["sent_before"], earlier), 409
    return redirect(url_for("receipts.show_receipt", token=service_request.token), 303)


def _sent_token() -> FormToken:
    """Read the token of the form; a forged one ends the request with 400, in the end with 429."""
    try:
        return office().tokens.read(request.form.get("token", ""))
    except ForgedTokenError:
        refuse_often(FORMS)
        abort(400)


def _is_from_program() -> bool:
    return bool(request.form.get(HONEYPOT))


def _joined(values: FormValues) -> Joined | None:
    return joined_need(values.need, office().guidebook, local(office().clock()).date())


def _typed() -> FormValues:
    return typed(request.form, office().guidebook)


def _form_again(token: FormToken, errors: Mapping[str, str]) -> ResponseReturnValue:
    """Show a form again that cannot be taken as it is, with everything typed."""
    notices = ["expired"] if token.expired else []
    status = 422
    if _is_from_program():
        notices, status = [*notices, "trap"], 400
    text = office().tokens.make() if token.expired else request.form["token"]
    return _form_page(_typed(), text, errors=errors, notices=notices), status


def _too_many(seconds: int) -> ResponseReturnValue:
    page = _form_page(_typed(), request.form["token"], notices=["too_many"])
    return page, 429, {"Retry-After": str(seconds)}


def _form_page(
    values: FormValues,
    token: str,
    notices: Sequence[str] = (),
    earlier: ServiceRequest | None = None,
    errors: Mapping[str, str] = NO_ERRORS,
) -> str:
    return render_template(
        "form.html",
        values=values,
        token=token,
        errors=errors,
        notices=notices,
        earlier=earlier,
        parts=form_parts(values, errors, office().choices, office().guidebook),
        places=places(office().guidebook),
        facts=facts_in_words(values.facts, office().guidebook),
        services=office().guidebook.services,
        joined=_joined(values),
        subdistricts=office().guidebook.subdistricts,
        trap=HONEYPOT,
        not_that=NOT_THAT,
        seen=SEEN,
    )


def _urgent_page(values: FormValues, emergencies: Sequence[Emergency]) -> str:
    return render_template(
        "urgent.html",
        values=values,
        token=request.form["token"],
        emergencies=emergencies,
        seen=URGENT_SEEN,
    )


def _check_page(values: FormValues) -> str:
    guidebook, proposal, now = office().guidebook, _proposal(values), office().clock()
    about = proposal.service if proposal else guidebook.services.get(values.service)
    routing = route(values, guidebook)
    return render_template(
        "check.html",
        values=values,
        shown=shown(values, guidebook),
        joined=_joined(values),
        place=understood_place(values, guidebook),
        more=[field.name for field in FIELDS if field.part in ("carried", "more")],
        services=guidebook.services,
        other=OTHER,
        token=request.form["token"],
        routing=routing,
        is_lead_known=names_a_lead(values, guidebook),
        seen_by=_second_chief(routing, guidebook),
        promise=promise(now, values.service, guidebook),
        counted_from=_later_day(now, guidebook),
        proposal=proposal,
        not_that=NOT_THAT,
        suggestions=office().suggestions.of(values.description, about.id if about else ""),
        unasked=() if values.answers else tuple(asked_questions(values, NO_ERRORS, guidebook)),
    )


def _later_day(now: datetime, guidebook: Guidebook) -> date | None:
    """Return the day from which our days count, if that is not today."""
    day, _is_sure = day_of_receipt(now, guidebook)
    return day if day != local(now).date() else None


def _second_chief(routing: Routing, guidebook: Guidebook) -> str:
    """Return the word for the second chief who will see it too; empty where nobody is there."""
    try:
        is_there = routing.council and not office().handling.is_empty(
            f"{SECOND_CHIEF}:{routing.council.id}"
        )
    except JournalUnavailable:
        return ""  # who cannot be told of is not named
    return guidebook.site.words.second_chief if is_there else ""


@dataclass(frozen=True)
class Proposal:
    """A service that a text seems to be about, with who would work it and by when."""

    service: Service
    department: Department
    promise: Promise


def _proposal(values: FormValues) -> Proposal | None:
    """Return the service to offer to whoever chose none, if one is likely."""
    guidebook = office().guidebook
    if values.service != OTHER or request.form.get(NOT_THAT):
        return None
    service_id = office().suggestions.likely_service(values.description)
    if service_id is None:
        return None
    department = route(replace(values, service=service_id), guidebook).lead_department
    dates = promise(office().clock(), service_id, guidebook)
    return Proposal(guidebook.services[service_id], department, dates)
