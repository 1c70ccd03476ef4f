"""The receipt, which is the status page too, and the way to it by number and phone.

Neither shows company, name, phone or text: a link may be passed on, a number overheard.
"""

from __future__ import annotations

import re
import unicodedata
from hmac import compare_digest

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidebook.model import Department
from intake.clock import local
from intake.gate import check_post
from intake.numbers import read_number
from intake.office import office
from intake.phones import last_four
from intake.service_request import ServiceRequest
from intake.shown import outcome_label, status_label

bp = Blueprint("receipts", __name__, url_prefix="/requests")
bp.before_request(check_post)

NOBODY = "none"
"""Compared with where there is no phone, so that a miss takes as long as a hit."""


@bp.get("/r/<token>")
def show_receipt(token: str) -> ResponseReturnValue:
    """Show number, status and promised dates of the request with this private link."""
    service_request = office().journal.find_by_token(token)
    if service_request is None:
        abort(404)
    guidebook = office().guidebook
    return render_template(
        "receipt.html",
        service_request=service_request,
        promise=service_request.submission.promise,
        status=status_label(service_request.status, guidebook),
        outcome=outcome_label(service_request.outcome, guidebook),
        departments=_departments(service_request),
        submitted_at=local(service_request.submitted_at),
        can_be_found=bool(service_request.submission.values.phone),
    )


@bp.get("/status")
def ask_status() -> ResponseReturnValue:
    """Ask for a number and the last four digits of the phone."""
    return render_template("status.html", number="", not_found=False)


@bp.post("/status")
def find_status() -> ResponseReturnValue:
    """Lead to the private link; wrong and unknown get the same answer."""
    number = request.form.get("number", "")
    service_request = office().journal.find(read_number(number) or "")
    phone = service_request.submission.values.phone if service_request else ""
    is_theirs = _has_last_four(phone, request.form.get("phone_tail", ""))
    if service_request is None or not is_theirs:
        return render_template("status.html", number=number, not_found=True), 422
    return redirect(url_for(".show_receipt", token=service_request.token), 303)


def _has_last_four(phone: str, typed: str) -> bool:
    """Tell whether somebody who types digits knows the last four of a phone; never of no phone."""
    digits = re.sub("[^0-9]", "", unicodedata.normalize("NFKC", typed))[-4:]
    return compare_digest(last_four(phone) or NOBODY, digits)


def _departments(service_request: ServiceRequest) -> tuple[Department, ...]:
    """Return the lead department and those that support it, as far as the guide still has them."""
    submission, known = service_request.submission, office().guidebook.departments
    names = (submission.lead_department, *submission.supporting_departments)
    return tuple(known[name] for name in names if name in known)
