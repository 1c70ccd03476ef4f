"""Somebody signed in at the desk, in the intake of a test's own folder."""

from __future__ import annotations

import re
from pathlib import Path

from flask.testing import FlaskClient
from intake_app import NOW, a_client, a_form, send
from werkzeug.test import TestResponse

from intake.accounts.accounts import Accounts
from intake.accounts.posts import read_post
from intake.state import Place


def sign_in(client: FlaskClient, folder: Path, post: str = "staff", name: str = "") -> FlaskClient:
    """Sign a client in by an invitation, as somebody would who opens the link and presses."""
    return sign_in_at(client, folder / "queue", post, name)


def sign_in_at(client: FlaskClient, place: Place, post: str, name: str = "") -> FlaskClient:
    """Sign a client in by an invitation, wherever the accounts are."""
    secret = Accounts(place).invite(name or post, read_post(post), NOW).secret
    answer = client.post(f"/desk/in/{secret}", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 303, answer.text
    return client


def a_desk(folder: Path, post: str = "staff") -> FlaskClient:
    """Open the intake of a folder, signed in."""
    return sign_in(a_client(folder), folder, post)


def a_number(client: FlaskClient, **changes: str) -> str:
    """Send a form; return the number of its request, as it is shown."""
    receipt = client.get(send(client, a_form(**changes)).headers["Location"]).text
    found = re.search(r"[A-Z]{2}[2-9][A-Z]-[A-Z][2-9][A-Z]{2}", receipt)
    assert found
    return found[0]


def press(client: FlaskClient, number: str, offer: str, **typed: str) -> TestResponse:
    """Press a button of a case page as it stands now."""
    page = client.get(f"/desk/{number}").text
    hidden = {name: _hidden(page, name) for name in ("token", "seq")}
    return client.post(f"/desk/{number}/{offer}", data={**hidden, **typed})


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, f"the page has no {name}"
    return found[1]
