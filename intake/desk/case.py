"""The page of one request, and what is done on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidebook.model.addresses import DESK
from intake.accounts.access import note_access
from intake.accounts.posts import is_theirs, share_of
from intake.cases.deadlines import is_within_a_year
from intake.cases.lifecycle import IllegalTransition, StaleTransition
from intake.cases.numbers import read_number
from intake.cases.objections import REASONS, objection
from intake.cases.service_request import ServiceRequest
from intake.cases.wording import field_label
from intake.clock import local
from intake.desk.case_facts import CasePage, case_page
from intake.desk.corrections import correction_parts, overtaken
from intake.desk.deeds import CHOSEN, FIELDS, Deed, fields_of, kept, read_deed
from intake.desk.inbox import next_number
from intake.desk.offers import BESIDE, OF_WHO_HAS_IT
from intake.desk.paper import MOST_STEPS
from intake.desk.preview import PREVIEWED, Told, preview_of
from intake.desk.repeats import is_their_own, was_done_before
from intake.desk.sign_in import (
    account_now,
    desk_words,
    everybody,
    require_account,
    typed_now,
)
from intake.desk.whose import is_given_elsewhere
from intake.form.check import message
from intake.form.fields import RefusedError
from intake.journal.journal import JournalUnavailable
from intake.office import office
from intake.web.errors import RETRY_SECONDS
from intake.web.gate import check_post

bp = Blueprint("case", __name__, url_prefix=DESK)
bp.before_request(check_post)
bp.before_request(require_account)
bp.context_processor(desk_words)

BESIDE_A_FIELD = {
    "gives_more_time": "answer_by",
    "stays_within_a_year": "answer_by",
    "ends_on_a_working_day": "answer_by",
    "links_another": "to_number",
}
"""What the life cycle says of a field → that field: it is told beside it."""
SUPPORTS_ONLY = "这条由承办的岗位来办；您的部门协办，办好了自己的一份请记在“协办的办好了”"
"""Said to a supporting department that tries more: its page offers no such button."""
GIVEN_ELSEWHERE = "这条已经派给别的岗位，由那里来办或者退单；要改派的请督办来做"
"""Said to who would take or hand back what another post has."""
PREVIEW = "preview"
"""Sent by the button that shows what the company will read, before anything is done."""


@bp.get("/<number>")
def show_case(number: str) -> ResponseReturnValue:
    """Show a request to whoever answers for it; that is noted before anything is shown."""
    return _case_page(_theirs(number))


@bp.get("/<number>/correct")
def show_correction(number: str) -> ResponseReturnValue:
    """Open the form as it was sent, to be corrected by whoever may."""
    known = _theirs(number)
    if share_of(account_now().post, known):
        abort(404)
    return _page(known, kept("correct", {}))


@bp.post("/<number>/<offer>")
def do_deed(number: str, offer: str) -> ResponseReturnValue:
    """Do what a button says, unless something happened that the sender had not seen."""
    if offer not in FIELDS:
        abort(404)
    known = _found(number)
    if known is None:
        return render_template("sign_in_needed.html", typed=typed_now(), why="moved"), 404
    seen = _seen_seq()
    by, raw, guidebook = account_now().by, request.form, office().guidebook
    if seen != known.seq and was_done_before(known, offer, seen, by, raw, guidebook):
        return _done(known, offer)
    deed = read_deed(offer, raw, known, account_now(), guidebook)
    if seen == known.seq and offer == "correct" and not (deed.amiss or deed.actions):
        return redirect(url_for(".show_case", number=known.number), 303)
    if seen != known.seq or not (deed.amiss or deed.actions):
        return _changed(known, kept(offer, raw), "")
    if why := _not_theirs(known, offer):
        return _changed(known, kept(offer, raw), why)
    deed = deed if deed.amiss else _as_things_are(known, deed)
    if deed.amiss:
        return _page(known, deed), 422
    if PREVIEW in raw:
        return _page(known, deed, preview=preview_of(deed, guidebook))
    return _tried(known, deed)


def _tried(known: ServiceRequest, deed: Deed) -> ResponseReturnValue:
    """Do a deed to a request as it was seen; where somebody was quicker, it is as if late."""
    first, *rest = deed.actions
    actions = (replace(first, expected_seq=known.seq), *rest)
    try:
        after = office().handling.act_at_once(known.number, actions, office().clock())
    except StaleTransition:
        return do_deed(known.number, deed.offer)
    except IllegalTransition as refusal:
        if refusal.why in BESIDE_A_FIELD:
            amiss = {BESIDE_A_FIELD[refusal.why]: RefusedError(refusal.why)}
            return _page(known, replace(deed, amiss=amiss)), 422
        return _changed(known, deed, objection(refusal, office().guidebook))
    except JournalUnavailable:
        return _page(known, deed, notice="not_saved"), 503, {"Retry-After": RETRY_SECONDS}
    return _done(after, deed.offer)


def _not_theirs(known: ServiceRequest, offer: str) -> str:
    """Say why an offer is another post's, empty where it is not: the life cycle knows no posts."""
    post, guidebook = account_now().post, office().guidebook
    if share_of(post, known) and (offer not in BESIDE or request.form.get("done")):
        return SUPPORTS_ONLY
    if offer in OF_WHO_HAS_IT and is_given_elsewhere(known, post, everybody(), guidebook):
        return GIVEN_ELSEWHERE
    return ""


def _as_things_are(known: ServiceRequest, deed: Deed) -> Deed:
    """Return a deed with what is amiss that only the queue and the clock can tell."""
    if deed.offer == "link":
        number = read_number(deed.typed["to_number"]) or ""
        if why := "linked" if number in known.linked else "" if _found(number) else "unknown":
            return replace(deed, amiss={"to_number": RefusedError(why)})
    today = local(office().clock()).date()
    due = date.fromisoformat(deed.typed.get("shares_due", "").strip() or today.isoformat())
    if due < today or not is_within_a_year(due, today):
        return replace(deed, amiss={"shares_due": RefusedError("past")})
    return deed


def _done(known: ServiceRequest, offer: str) -> ResponseReturnValue:
    """Lead on: to the case as it is now, or to the list if it went to another post."""
    if _found(known.number) is None:
        return redirect(url_for("inbox.show_list", passed=known.number), 303)
    return redirect(url_for(".show_case", number=known.number, done=offer), 303)


def _theirs(number: str) -> ServiceRequest:
    """Find a request within the post of who is signed in; any other is as if it were not."""
    known = _found(number)
    if known is None:
        abort(404)
    return known


def _found(number: str) -> ServiceRequest | None:
    known = office().journal.find(read_number(number) or "")
    if known is None or not is_theirs(account_now().post, known, office().guidebook):
        return None
    return known


def _seen_seq() -> int:
    text = request.form.get("seq", "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        abort(400)
    return int(text)


def _changed(known: ServiceRequest, deed: Deed, why: str) -> ResponseReturnValue:
    """Show the request as it is now, what was typed, and why nothing was done."""
    return _page(_theirs(known.number), deed, "refused" if why else "changed", why), 409


def _page(
    known: ServiceRequest,
    deed: Deed,
    notice: str = "",
    why: str = "",
    preview: tuple[Told, ...] = (),
) -> str:
    """Show what was sent where it was typed: on the form to be corrected, or on the case page."""
    if deed.offer == "correct":
        return _correction_page(known, deed, notice, why)
    return _case_page(known, deed, notice, why, preview)


def _correction_page(known: ServiceRequest, deed: Deed, notice: str, why: str) -> str:
    opened, typed = office(), deed.typed
    _note_access(known)
    late = overtaken(known, _seen_seq(), typed, opened.guidebook) if notice == "changed" else {}
    typed = {name: text for name, text in typed.items() if name not in late}
    errors = {
        name: message(name if name != "reason" else "description", refusal, opened.guidebook)
        for name, refusal in deed.amiss.items()
    }
    return render_template(
        "correct.html",
        known=known,
        parts=list(correction_parts(known, typed, errors, opened.choices, opened.guidebook)),
        errors=errors,
        reason=deed.typed.get("reason", ""),
        notice=notice,
        why=why,
        late=[(field_label(name, opened.guidebook), text) for name, text in late.items()],
    )


def _case_page(
    known: ServiceRequest,
    deed: Deed | None = None,
    notice: str = "",
    why: str = "",
    preview: tuple[Told, ...] = (),
) -> str:
    account, opened = account_now(), office()
    _note_access(known)
    _, requests = opened.journal.requests()
    now = local(opened.clock())
    done = request.args.get("done", "")
    done = done if done in FIELDS and is_their_own(known, done, known.seq - 1, account.by) else ""
    page = case_page(known, account.post, requests, everybody(), now, opened.guidebook)
    return render_template(
        "case.html",
        page=page,
        deed=deed,
        homeless=_without_a_field(deed, page) if deed and notice else {},
        notice=notice,
        why=why,
        preview=preview,
        done=done,
        next=next_number(account.post, known.number) if done else "",
        today=now.date(),
        statuses=opened.guidebook.form.statuses,
        names=_names_of_departments(),
        reasons=REASONS,
        PREVIEWED=PREVIEWED,
        MOST_STEPS=MOST_STEPS,
    )


def _without_a_field(deed: Deed, page: CasePage) -> Mapping[str, str]:
    """Return what was written for which the page as it is now has no field."""
    is_offered = deed.offer in (offer.name for offer in page.offers)
    asked = fields_of(deed.offer, page.known) if is_offered else ()
    written = {name: said for name, said in deed.typed.items() if said and name not in CHOSEN}
    return {name: said for name, said in written.items() if name not in asked}


def _note_access(known: ServiceRequest) -> None:
    """Record who opened whose data, once a request; what cannot be recorded is not shown."""
    if g.get("noted"):
        return
    try:
        folder = office().journal.folder
        note_access(folder, office().clock(), account_now().by, known.number)
    except OSError as error:
        raise JournalUnavailable from error
    g.noted = True


def _names_of_departments() -> Mapping[str, str]:
    return {d.id: str(d.name) for d in office().guidebook.departments.values()}
