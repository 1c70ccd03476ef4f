"""The intake in a test's own folder: the sample district, a stub of the layout, forms."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from guides_folder import SAMPLE, load
from werkzeug.test import TestResponse

from intake import create_app
from intake.application import prepare_queue
from intake.cases.event import Event
from intake.cases.form_values import FormValues
from intake.cases.service_request import Submission
from intake.clock import TIME_ZONE, stopped_clock
from intake.commands.tables import SCHEMAS
from intake.handling import submission_for
from intake.journal.journal import Journal
from intake.journal.rows import HEADER, decode
from intake.office import EXTENSION, open_office
from intake.queues import journal_of, shared_in
from intake.settings import Settings, make_secret_key, read_secret_keys

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=TIME_ZONE)
"""A Monday morning."""

ROOT = Path(__file__).resolve().parents[2]

HOME = TemporaryDirectory(prefix="intake-of-all-tests-")

CONSENT = "2026-11-01"

PERSONAL = {
    "company": "金丝雀有限公司",
    "contact": "金丝雀先生",
    "phone": "139 7531 8642",
    "description": "金丝雀在唱歌",
    "uscc": "91310115MA9000003W",
    "email": "canary@yunqiao.example",
    "building": "other",
    "building_other": "金丝雀大楼",
}
"""What a person may type, each part with a word that stands nowhere else."""
CANARIES = (
    *("金丝雀", "canary", "91310115MA9000003W", "13975318642", "139-7531-8642", "139 7531 8642"),
    "7531",
)

STUB = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<title>{% block title %}{% endblock %}</title>
<meta name="description" content="{% block description %}{% endblock %}">
{% block canonical %}{% endblock %}{% block head %}{% endblock %}</head>
<body><header>云桥</header><main>{% block body %}{% endblock %}</main></body></html>
"""


def a_district(folder: Path, **changes: Any) -> Settings:
    """Lay out everything an intake needs in a folder, once; return its settings."""
    layout = folder / "layouts" / "layout" / "requests.html"
    layout.parent.mkdir(parents=True, exist_ok=True)
    layout.write_text(STUB, encoding="utf-8")
    is_first = not (folder / "secret_key").exists()
    if is_first:
        make_secret_key(folder / "secret_key")
    settings = Settings(
        data=folder / "queue",
        site=folder / "site",
        guides=SAMPLE,
        layouts=folder / "layouts",
        secret_key_file=folder / "secret_key",
        clock=stopped_clock(NOW),
    )
    settings = replace(settings, **changes)
    if is_first:
        journal_of(settings).make()
        if settings.journal:
            shared_in(settings.journal, settings).make(*SCHEMAS)
    return settings


def a_client(folder: Path, **changes: Any) -> FlaskClient:
    """Open the intake of a folder for requests; all clients speak to the office opened last.

    Where nothing but the clock is changed, it is one application for all tests of a process.
    """
    settings = a_district(folder, **changes)
    if changes.keys() - {"clock"}:
        return create_app(settings).test_client()
    app = _application()
    office = open_office(settings, load(SAMPLE), read_secret_keys(settings.secret_key_file))
    app.extensions[EXTENSION] = office
    prepare_queue(office)
    return app.test_client()


@cache
def _application() -> Flask:
    """Make an application that reads content and templates once for all tests."""
    return create_app(a_district(Path(HOME.name)))


def a_form(**changes: str) -> dict[str, str]:
    """Return what a company sends, but for the token; none of it is real."""
    form = {
        "asker": "company",
        "service": "bigger-office",
        "building": "cloud-tower",
        "company": "云上科技（云桥）有限公司",
        "contact": "姓王",
        "phone": "138 0013 8000",
        "description": "想把楼上那层一起租下来。",
        "consent": CONSENT,
    }
    return form | changes


def an_anonymous_form(**changes: str) -> dict[str, str]:
    """Return what is sent for a service that asks neither for a name nor for a phone."""
    return a_form(service="suggestions", asker="staff", company="", contact="", phone="") | changes


def a_token(client: FlaskClient) -> str:
    """Open a form; return its token."""
    return token_in(client.get("/requests/new").text)


def token_in(page: str) -> str:
    """Return the token that a page holds."""
    found = re.search('name="token" value="([^"]+)"', page)
    assert found, "the page holds no token"
    return found[1]


def send(client: FlaskClient, form: Mapping[str, str], path: str = "/requests") -> TestResponse:
    """Send a form, with the token of a form just opened unless it brings one."""
    token = {} if "token" in form else {"token": a_token(client)}
    return client.post(path, data={**token, **form}, buffered=True)  # closed, as by a server


def value_of(name: str, page: str) -> str:
    """Return what stands in an input or a text area of a page, or is chosen in a select."""
    for pattern in (
        rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"',
        rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>',
        rf'<select[^>]* name="{name}"(?:(?!</select>).)*<option value="([^"]*)" selected',
    ):
        found = re.search(pattern, page, re.DOTALL)
        if found:
            return html.unescape(found[1])
    return ""


def hidden_in(page: str) -> dict[str, str]:
    """Return the hidden inputs of a page, as a browser sends them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def append(journal: Journal, event: Event) -> int:
    """Add an event as it is, whatever the life cycle says; return its seq."""
    with journal.turn() as turn:
        return turn.write(event).seq


def rows_in(queue: Path) -> list[Event]:
    """Read the rows of a journal, which must all be intact."""
    lines = (queue / "journal.csv").read_bytes().splitlines(keepends=True)
    return [decode(line) for line in lines if line != HEADER]


def a_submission(**changes: Any) -> Submission:
    """Return what the journal keeps of a request."""
    guidebook = load(SAMPLE)
    values = FormValues(**{"asker": "company", "description": "想租楼上", **changes})
    return submission_for(values, NOW, guidebook)
