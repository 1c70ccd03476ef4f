"""The page of one request, and what is done on it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidebook.model.addresses import DESK
from intake.accounts.access import note_access
from intake.accounts.posts import is_theirs
from intake.cases.lifecycle import IllegalTransition, StaleTransition
from intake.cases.numbers import read_number
from intake.cases.objections import objection
from intake.cases.service_request import ServiceRequest
from intake.clock import local
from intake.desk.case_facts import case_page
from intake.desk.deeds import FIELDS, Deed, read_deed
from intake.desk.inbox import next_number
from intake.desk.sign_in import account_now, accounts, desk_words, require_account
from intake.journal.journal import JournalUnavailable
from intake.office import office
from intake.web.errors import RETRY_SECONDS
from intake.web.gate import check_post

bp = Blueprint("case", __name__, url_prefix=DESK)
bp.before_request(check_post)
bp.before_request(require_account)
bp.context_processor(desk_words)

PREVIEW = "preview"
"""Sent by the button that shows what the company will read, before anything is done."""


@bp.get("/<number>")
def show_case(number: str) -> ResponseReturnValue:
    """Show a request to whoever answers for it; that is noted before anything is shown."""
    return _case_page(_theirs(number))


@bp.post("/<number>/<offer>")
def do_deed(number: str, offer: str) -> ResponseReturnValue:
    """Do what a button says, unless something happened that the sender had not seen."""
    if offer not in FIELDS:
        abort(404)
    known = _theirs(number)
    deed = read_deed(offer, request.form, known, account_now(), office().guidebook)
    if deed.amiss:
        return _case_page(known, deed), 422
    if _seen_seq() != known.seq:
        return _changed(number, deed, "")
    if PREVIEW in request.form:
        return _case_page(known, deed, preview=True)
    try:
        office().handling.act_at_once(known.number, deed.actions, office().clock())
    except StaleTransition:
        return _changed(number, deed, "")
    except IllegalTransition as refusal:
        return _changed(number, deed, objection(refusal, office().guidebook))
    except JournalUnavailable:
        return _case_page(known, deed, notice="not_saved"), 503, {"Retry-After": RETRY_SECONDS}
    return redirect(url_for(".show_case", number=known.number, done=offer), 303)


def _theirs(number: str) -> ServiceRequest:
    """Find a request within the post of who is signed in; any other is as if it were not."""
    known = office().journal.find(read_number(number) or "")
    if known is None or not is_theirs(account_now().post, known, office().guidebook):
        abort(404)
    return known


def _seen_seq() -> int:
    text = request.form.get("seq", "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        abort(400)
    return int(text)


def _changed(number: str, deed: Deed, why: str) -> ResponseReturnValue:
    """Show the request as it is now, what was typed, and why nothing was done."""
    return _case_page(_theirs(number), deed, notice="refused" if why else "changed", why=why), 409


def _case_page(
    known: ServiceRequest,
    deed: Deed | None = None,
    notice: str = "",
    why: str = "",
    preview: bool = False,
) -> str:
    account, opened = account_now(), office()
    _note_access(known)
    _, requests = opened.journal.requests()
    done = request.args.get("done", "")
    return render_template(
        "case.html",
        page=case_page(known, account.post, requests, _account_names(), opened.guidebook),
        deed=deed,
        notice=notice,
        why=why,
        preview=preview,
        done=done if done in FIELDS else "",
        next=next_number(account.post, known.number) if done else "",
        today=local(opened.clock()).date(),
        statuses=opened.guidebook.form.statuses,
        names=_names_of_departments(),
    )


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


def _account_names() -> Mapping[str, str]:
    return {account.id: account.name for account in accounts().everybody()}


def _names_of_departments() -> Mapping[str, str]:
    return {d.id: str(d.name) for d in office().guidebook.departments.values()}
