"""Signing in by an invitation, and who is signed in while a page of the desk is asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from hmac import compare_digest
from ipaddress import ip_address
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.accounts.accounts import DEVICE_LASTS, Account, Accounts, token_of
from intake.accounts.people import people_at
from intake.accounts.posts import is_of_guide, name_of
from intake.attempts.rules import INVITATIONS
from intake.journal.journal import JournalUnavailable
from intake.office import office
from intake.web.attempts import refuse_often
from intake.web.gate import check_post as check_form
from intake.web.log import note_account

bp = Blueprint("sign_in", __name__, url_prefix="/desk")
bp.before_request(check_form)

COOKIE = "desk"
MOST_COOKIES = 4
"""Of that name that are looked at: on plain http other programs of a machine may set some too."""

HIDDEN = ("token", "seq", "form", "consent", "preview")
"""Fields that nobody typed."""


@bp.get("/in/<secret>")
def show_invitation(secret: str) -> ResponseReturnValue:
    """Ask whoever opens an invitation to press a button: looking, as robots do, uses nothing up."""
    account = accounts().invited(secret, office().clock())
    if account is None:
        return _after_use(secret)
    return _invitation_page(account), 200


@bp.post("/in/<secret>")
def accept_invitation(secret: str) -> ResponseReturnValue:
    """Sign this device in, once for each invitation."""
    label = _device_label(request.headers.get("User-Agent", ""))
    device = accounts().sign_in(secret, label, office().clock())
    if device is None:
        return _after_use(secret)
    response = redirect(url_for("inbox.show_list"), 303)
    _keep_signed_in(cast("Response", response), device)
    return response


def _after_use(secret: str) -> ResponseReturnValue:
    """Lead on whoever comes back to their own invitation; to all others it says nothing.

    Only what opens nothing is counted: nobody guesses a secret of 256 bits, and who is given one
    is kept out by no neighbour who tries.
    """
    account = _signed_in()
    if account and accounts().owner(secret) == account:
        return redirect(url_for("inbox.show_list"), 303)
    refuse_often(INVITATIONS)
    return _invitation_page(None), 404


@bp.post("/out")
def sign_out() -> ResponseReturnValue:
    """End this device."""
    refused = require_account()
    if refused is not None:
        return refused
    accounts().sign_out(g.device)
    response = redirect(url_for("sign_in.show_signed_out"), 303)
    response.delete_cookie(_cookie_name(), path="/", secure=not _is_plain(), httponly=True)
    return response


@bp.get("/out")
def show_signed_out() -> ResponseReturnValue:
    """Say how to sign in: there is no password to ask for."""
    return render_template("sign_in_needed.html", typed={}, why="signed_out"), 200


def accounts() -> Accounts:
    """Return the accounts of this queue."""
    return Accounts(office().shared, office().guidebook.present_ids)


def everybody() -> tuple[Account, ...]:
    """Return everybody who ever had an account, at the posts of today."""
    return people_at(office().shared, office().guidebook)


def account_now() -> Account:
    """Return who is signed in; only within a request that `require_account` let through."""
    account: Account = g.account
    return account


def require_account() -> ResponseReturnValue | None:
    """Let only signed-in devices through, and posts only with their token; for `before_request`.

    What was typed is shown again where it cannot be taken: it is not lost with the session.
    """
    account = _signed_in()
    if account is None:
        return render_template("sign_in_needed.html", typed=typed_now(), why="signed_out"), 401
    g.account, g.desk_token = account, token_of(g.device)
    note_account(account.by)
    token = request.form.get("token", "").encode()
    if request.method == "POST" and not compare_digest(token, g.desk_token.encode()):
        return render_template("sign_in_needed.html", typed=typed_now(), why="old_page"), 403
    return None


def desk_words() -> dict[str, object]:
    """Give the templates who is signed in and the token of their forms; a context processor."""
    account = g.get("account")
    if account is None:
        return {"account": None}
    return {
        "account": account,
        "post_name": name_of(account.post, office().guidebook),
        "desk_token": g.desk_token,
    }


def _signed_in() -> Account | None:
    try:
        account = _of_cookies()
    except (sqlite3.Error, OSError) as error:
        raise JournalUnavailable from error
    return account if account and is_of_guide(account.post, office().guidebook) else None


def _invitation_page(account: Account | None) -> str:
    post = name_of(account.post, office().guidebook) if account else ""
    return render_template("invitation.html", invited=account, post=post)


def typed_now() -> Mapping[str, str]:
    """Return what was typed in the form that cannot be taken, to be copied from the page."""
    return {name: text for name, text in request.form.items() if text and name not in HIDDEN}


def _keep_signed_in(response: Response, device: str) -> None:
    response.set_cookie(
        _cookie_name(),
        device,
        max_age=DEVICE_LASTS,
        secure=not _is_plain(),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def _of_cookies() -> Account | None:
    """Find who is signed in by any of the cookies; what else is sent signs nobody out."""
    for device in request.cookies.getlist(_cookie_name())[:MOST_COOKIES]:
        if account := accounts().signed_in(device, office().clock()):
            g.device = device
            return account
    return None


def _cookie_name() -> str:
    """Name the cookie: but for loopback no other host and no plain address may set it."""
    return COOKIE if _is_plain() else f"__Host-{COOKIE}"


def _is_plain() -> bool:
    """Tell whether this is http on the machine itself, the only place where that is safe."""
    if request.is_secure:
        return False
    host = urlsplit(f"//{request.host}").hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _device_label(agent: str) -> str:
    """Say what a device is, so that its owner knows it again in a list."""
    kind = "手机" if "Mobile" in agent or "Android" in agent else "电脑"
    within = "，微信" if "MicroMessenger" in agent else ""
    return kind + within
