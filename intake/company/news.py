"""Having a building's pushes by mail: asking for them, saying so once more by a link, leaving."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidebook.model import Building
from guidebook.model.addresses import NEWS
from intake.attempts.ledger import Try
from intake.attempts.rules import QUESTIONS, SUBSCRIPTIONS
from intake.cases.characters import typed_text
from intake.form.fields import RefusedError, email_address
from intake.office import office
from intake.pushes.mailing_list import MailingList, Subscriber
from intake.web.attempts import refused, seconds_to_wait
from intake.web.errors import show_unavailable
from intake.web.gate import check_post

bp = Blueprint("news", __name__, url_prefix=NEWS)
bp.before_request(check_post)
bp.register_error_handler(sqlite3.Error, show_unavailable)


@bp.get("")
def show_form() -> ResponseReturnValue:
    """Ask for an address; whom a letter was just promised to is told so."""
    _only_where_mail_is_sent()
    return _form_page(_building(request.args.get("building", "")), asked="asked" in request.args)


@bp.post("")
def ask() -> ResponseReturnValue:
    """Put an address down: it is sent a letter, and the same page says so, known or not."""
    _only_where_mail_is_sent()
    building = _building(request.form.get("building", ""))
    typed = typed_text(request.form.get("email", ""))
    try:
        email = email_address(typed)
    except RefusedError:
        email = ""
    if not email:
        return _form_page(building, typed, "请填写一个邮箱，如 name@example.cn"), 422
    if seconds := seconds_to_wait(SUBSCRIPTIONS):
        page = _form_page(building, typed, "这里填得太多了，请过几分钟再试")
        return page, 429, {"Retry-After": str(seconds)}
    if not refused(Try(QUESTIONS, _mailbox(email))):
        mailing_list().ask(email, building.id, office().clock())
    return redirect(url_for(".show_form", building=building.id, asked=1), 303)


@bp.get("/<secret>")
def show_subscription(secret: str) -> ResponseReturnValue:
    """Show what can be done by a letter's link: looking, as robots do, does nothing."""
    subscriber = mailing_list().find(secret)
    return _subscription_page(subscriber), 200 if subscriber else 404


@bp.get("/<secret>/<any(confirm, leave):_deed>")
def show_what_to_press(secret: str, _deed: str) -> ResponseReturnValue:
    """Lead whoever opens the address of a button to the button."""
    return redirect(url_for(".show_subscription", secret=secret), 303)


@bp.post("/<secret>/confirm")
def confirm(secret: str) -> ResponseReturnValue:
    """Begin to send."""
    mailing_list().confirm(secret, office().clock())
    return redirect(url_for(".show_subscription", secret=secret), 303)


@bp.post("/<secret>/leave")
def leave(secret: str) -> ResponseReturnValue:
    """End it at once: by the page's button, or the mail program's own (RFC 8058)."""
    mailing_list().leave(secret)
    return render_template("news_left.html")


def mailing_list() -> MailingList:
    """Return the mailing list of this queue."""
    return MailingList(office().shared, office().guidebook.present_ids)


def _only_where_mail_is_sent() -> None:
    """Nobody is put on a list that is not written to; who is on it can always leave."""
    if not (office().guidebook.site.news_by_mail and office().notify):
        abort(404)


def _mailbox(email: str) -> str:
    """Name the mailbox that an address leads to, whatever is tagged on (`name+shop@…`)."""
    local, _, domain = email.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _building(building_id: str) -> Building:
    guidebook = office().guidebook
    present = guidebook.present_ids.get(("buildings", building_id), building_id)
    building = guidebook.buildings.get(present)
    if building is None:
        abort(404)
    return building


def _form_page(building: Building, typed: str = "", error: str = "", asked: bool = False) -> str:
    return render_template(
        "news.html",
        building=building,
        typed=typed,
        error=error,
        asked=asked,
        consent=office().guidebook.site.texts.news_consent,
    )


def _subscription_page(subscriber: Subscriber | None) -> str:
    buildings = office().guidebook.buildings
    building = buildings.get(subscriber.building) if subscriber else None
    return render_template(
        "news_link.html",
        subscriber=subscriber,
        building=building.name if building else "这幢楼",
    )
