"""代录: the public form, filled in at the desk for somebody who called, came or wrote elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urljoin

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidebook.model.addresses import DESK, REQUESTS
from intake.cases.form_values import SEEN, SPOKEN, FormValues
from intake.cases.numbers import read_number
from intake.cases.service_request import ServiceRequest
from intake.desk.sign_in import account_now, desk_words, require_account
from intake.form.check import check, typed
from intake.form.choices import form_parts
from intake.form.tokens import ForgedTokenError
from intake.journal.journal import JournalUnavailable
from intake.office import office
from intake.web.errors import RETRY_SECONDS
from intake.web.gate import check_post

bp = Blueprint("entry", __name__, url_prefix=DESK)
bp.before_request(check_post)
bp.before_request(require_account)
bp.context_processor(desk_words)


@bp.get("/new")
def show_entry() -> ResponseReturnValue:
    """Open an empty form."""
    return _entry_page(FormValues(), {}, office().tokens.make())


@bp.post("/new")
def enter() -> ResponseReturnValue:
    """Queue what somebody said, by whoever took it down, and show what to hand on to them."""
    guidebook, token = office().guidebook, request.form.get("form", "")
    try:
        key = office().tokens.read(token).key
    except ForgedTokenError:
        abort(400)
    checked = check(request.form, guidebook, at_desk=True)
    errors = {**_without_channel(checked.values), **checked.errors}
    if errors:
        return _entry_page(typed(request.form, guidebook, at_desk=True), errors, token), 422
    values = replace(checked.values, consent=f"{checked.values.consent}{SPOKEN}")
    try:
        known = office().handling.receive(key, values, office().clock(), account_now().by)
    except JournalUnavailable:
        page = _entry_page(checked.values, {}, token, notice="not_saved")
        return page, 503, {"Retry-After": RETRY_SECONDS}
    if known.submission.values != values:
        anew = office().tokens.make()
        return _entry_page(checked.values, {}, anew, notice="sent_before", earlier=known), 409
    return redirect(url_for(".show_entered", number=known.number), 303)


@bp.get("/new/<number>")
def show_entered(number: str) -> ResponseReturnValue:
    """Show number and private link of a request that was taken down here, to hand them on."""
    known = office().journal.find(read_number(number) or "")
    if known is None or known.timeline[0].by != account_now().by:
        abort(404)
    site = office().guidebook.site
    link = urljoin(site.intake_url or site.site_url, f"{REQUESTS}/r/{known.token}")
    return render_template("entered.html", known=known, link=link)


def _without_channel(values: FormValues) -> Mapping[str, str]:
    """Ask how it came, where the district tells channels apart."""
    wording = office().guidebook.form.fields.channel
    if values.channel or not wording.choices:
        return {}
    return {"channel": str(wording.missing or wording.label)}


def _entry_page(
    values: FormValues,
    errors: Mapping[str, str],
    token: str,
    notice: str = "",
    earlier: ServiceRequest | None = None,
) -> str:
    opened = office()
    return render_template(
        "entry.html",
        values=values,
        parts=form_parts(values, errors, opened.choices, opened.guidebook, at_desk=True),
        errors=errors,
        token=token,
        seen=SEEN,
        notice=notice,
        earlier=earlier,
    )
