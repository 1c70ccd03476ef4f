"""The receipt, which is the status page too, and the way to it by number and phone.

Neither shows company, name, phone or text: a link may be passed on, a number overheard. Who knows
the phone besides is shown what they wrote, and may withdraw it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urljoin

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidebook.model.addresses import REQUESTS
from guidebook.qr import qr_code
from intake.attempts.rules import SENDS, WITHDRAWALS
from intake.cases.forgetting import ended_at
from intake.cases.lifecycle import Action, IllegalTransition, StaleTransition
from intake.cases.roles import APPLICANT
from intake.cases.service_request import ServiceRequest
from intake.cases.wording import outcome_label, status_label
from intake.clock import local
from intake.company.applicant import SentAction, WrongFormError, read_action, was_done_before
from intake.company.progress import grades_of, progress_of
from intake.company.tails import Told, told_by_link, told_by_number
from intake.company.words import Word, words_of
from intake.journal.journal import JournalUnavailable
from intake.office import office
from intake.web.attempts import seconds_to_wait
from intake.web.errors import RETRY_SECONDS
from intake.web.gate import check_post

bp = Blueprint("receipts", __name__, url_prefix=REQUESTS)
bp.before_request(check_post)

TAIL = "phone_tail"


@bp.get("/r/<token>")
def show_receipt(token: str) -> ResponseReturnValue:
    """Show where the request with this private link stands, and what its sender can do."""
    known = _request_of(token)
    return (_forgotten_page(known), 410) if known.redacted else _receipt_page(known)


@bp.post("/r/<token>/<any(supply, withdraw, resume, rate, reopen):event>")
def act_on_receipt(token: str, event: str) -> ResponseReturnValue:
    """Let the sender do something to the request, as long as nothing happened that they missed."""
    known, sent = _request_of(token), _sent_action(event)
    if known.redacted:
        return _forgotten_page(known), 410
    if sent.error:
        return _receipt_page(known, sent), 422
    if seconds := seconds_to_wait(SENDS):
        page = _receipt_page(known, sent, notice="too_many")
        return page, 429, {"Retry-After": str(seconds)}
    if event == "withdraw" and known.submission.values.phone:
        told = told_by_link(known, request.form.get(TAIL, ""), WITHDRAWALS)
        if told.known is None:
            return _tail_refused(known, sent, told)
    try:
        office().handling.act(known.number, sent.action, office().clock())
    except (StaleTransition, IllegalTransition):
        known = _request_of(token)
        if not was_done_before(known, sent.action):
            return _receipt_page(known, sent, notice="changed"), 409
    except JournalUnavailable:
        page = _receipt_page(_request_of(token), sent, notice="not_saved")
        return page, 503, {"Retry-After": RETRY_SECONDS}
    return redirect(url_for(".show_receipt", token=token), 303)


@bp.post("/r/<token>")
def show_words(token: str) -> ResponseReturnValue:
    """Show its sender what they wrote, to who knows the phone; of a request without one, nobody."""
    known = _request_of(token)
    if known.redacted:
        return _forgotten_page(known), 410
    told = told_by_link(known, request.form.get(TAIL, ""))
    if told.known is None:
        return _tail_refused(known, SentAction("words", Action("words", APPLICANT), "", ""), told)
    return _receipt_page(known, words=words_of(known, office().guidebook))


def _tail_refused(known: ServiceRequest, sent: SentAction, told: Told) -> ResponseReturnValue:
    page = _receipt_page(known, replace(sent, error=_why(told)))
    return page, told.status, told.headers


def _why(told: Told) -> str:
    """Say why a tail opened nothing."""
    form = office().guidebook.form
    of_link = told.why in ("tail_wrong", "tail_rests")
    return str(getattr(form.receipt if of_link else form.messages, told.why))


def _request_of(token: str) -> ServiceRequest:
    """Find the request of a private link; none ends with 404."""
    known = office().journal.find_by_token(token)
    if known is None:
        abort(404)
    return known


def _sent_action(event: str) -> SentAction:
    try:
        return read_action(event, request.form, office().guidebook)
    except WrongFormError:
        abort(400)


def _receipt_page(
    known: ServiceRequest,
    sent: SentAction | None = None,
    notice: str = "",
    words: Sequence[Word] = (),
) -> str:
    guidebook = office().guidebook
    link = _private_link(known)
    return render_template(
        "receipt.html",
        service_request=known,
        promise=known.promise,
        progress=progress_of(known, office().clock(), guidebook, office().handling.is_empty),
        grades=grades_of(guidebook),
        status=status_label(known.status, guidebook),
        outcome=outcome_label(known.outcome, guidebook),
        outcome_key=known.outcome or "",
        can_be_found=bool(known.submission.values.phone),
        link=link,
        qr_code=qr_code(link),
        sent=sent,
        notice=notice,
        own_words=words,
    )


def _forgotten_page(known: ServiceRequest) -> str:
    """Say what stays of a request; nothing can be done to it any more."""
    guidebook = office().guidebook
    ended = ended_at(known)
    return render_template(
        "forgotten.html",
        service_request=known,
        status=status_label(known.status, guidebook),
        outcome=outcome_label(known.outcome, guidebook),
        submitted_at=local(known.submitted_at),
        ended_at=local(ended) if ended else None,
        forgotten_at=local(next(h.at for h in known.timeline if h.event == "redact")),
    )


def _private_link(known: ServiceRequest) -> str:
    """Return the whole address of the private link, on the district's own host."""
    site = office().guidebook.site
    path = url_for(".show_receipt", token=known.token)
    return urljoin(site.intake_url or site.site_url, path)


@bp.get("/status")
def ask_status() -> ResponseReturnValue:
    """Ask for a number and the last four digits of the phone."""
    return render_template("status.html", number="", error="")


@bp.post("/status")
def find_status() -> ResponseReturnValue:
    """Lead to the private link; wrong and unknown get the same answer."""
    number = request.form.get("number", "")
    told = told_by_number(number, request.form.get(TAIL, ""))
    if told.known is None:
        page = render_template("status.html", number=number, error=_why(told))
        return page, told.status, told.headers
    return redirect(url_for(".show_receipt", token=told.known.token), 303)
