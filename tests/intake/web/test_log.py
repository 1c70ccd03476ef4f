"""The log of the real server: a line a request, one line each, and nobody in it."""

from __future__ import annotations

import logging
import re
import sys
from pathlib import Path

import pytest
from asking import a_site, ask, break_layout, open_form, submit
from intake_app import CANARIES, PERSONAL, a_district
from served import serving
from werkzeug.test import Client

from intake import create_app
from intake.server import make_wsgi
from intake.web.log import LINE, LONGEST, OneLine, note_limited, with_log

LINE_OF_REQUEST = re.compile(
    r"\d{4}-\d\d-\d\d [\d:,]+ INFO intake\.web\.log: "
    r"(?P<id>[0-9a-f]{8}) (?P<method>\w+) (?P<rule>\S+) (?P<status>\d+) \d+ ms$"
)


def lines_of_requests(text: str) -> list[tuple[str, str, str]]:
    """Return method, rule and status of each request in a log."""
    found = filter(None, map(LINE_OF_REQUEST.match, text.splitlines()))
    return [(line["method"], line["rule"], line["status"]) for line in found]


def get(path: str, *headers: bytes, method: str = "GET") -> bytes:
    head = b"\r\n".join((f"{method} {path} HTTP/1.1".encode(), b"Host: 127.0.0.1", *headers))
    return head + b"\r\nConnection: close\r\n\r\n"


def test_s41_s47_a_request_is_one_line_by_the_rule_of_its_address(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = [
        get("/services/"),
        get("/requests/new?company=canary"),
        get("/search/?q=canary"),
        get("/requests/r/canary-secret"),
        get("/desk/AB2C-D3EF"),
        get("/canary/13975318642/"),
        get("/", method="CANARY"),
    ]
    with serving(a_site(tmp_path)) as address:
        for request in asked:
            ask(*address, request)

    log = capfd.readouterr().err
    assert lines_of_requests(log) == [
        ("GET", "/services/", "200"),
        ("GET", "/requests/new", "200"),
        ("GET", "/search/", "200"),
        ("GET", "/requests/r/<token>", "404"),
        ("GET", "/desk/<number>", "401"),
        ("GET", "-", "404"),
        ("other", "/", "405"),
    ]
    assert not [word for word in ("canary", "CANARY", "AB2C", "13975318642") if word in log]


def test_s46_nothing_that_is_sent_begins_a_line_or_colours_one(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    agent = b"User-Agent: \x1b[31mred\x1b[0m" + b"x" * 1_000_000
    asked = [
        get("/%0d%0aforged%1b[31m"),
        get("/requests/r/x%0aforged"),
        get("/requests/new", b"Host: a\x1b[31m.example"),
        get("/requests/new", agent),
        get("/requests/new", b"Referer: \x1b[31mforged", b"X-Forwarded-For: a\x1b[31m"),
    ]
    with serving(a_site(tmp_path)) as address:
        for request in asked:
            ask(*address, request)

    log = capfd.readouterr().err
    assert all(re.match(r"\d{4}-\d\d-\d\d [\d:,]+ [A-Z]+ ", line) for line in log.splitlines())
    assert "\x1b" not in log
    assert "forged" not in log
    assert max(map(len, log.splitlines())) < 500


def test_s46_whatever_is_logged_is_one_line_and_cut() -> None:
    text = "a\r\nb\x1b[2Jc\u2028d\u202ee" + "x" * 1_000_000
    record = logging.makeLogRecord({"msg": text, "levelname": "ERROR", "name": "intake"})

    line = OneLine(LINE).format(record)

    assert r"a\u000d\nb\u001b[2Jc\u2028d\u202ee" in line
    assert line.isprintable()
    assert len(line) < LONGEST + 100


def test_s47_no_log_of_the_server_holds_what_a_person_typed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(a_site(tmp_path)) as address:
        form = open_form(address) | PERSONAL
        sent = submit(address, form)
        wrong = submit(address, open_form(address) | PERSONAL | {"phone": "7531"})
        ask(*address, get(str(sent[1])))
        another = open_form(address) | PERSONAL
        break_layout(tmp_path)
        broken = submit(address, another | {"phone": "7531"})

    log = capfd.readouterr().err
    fault = re.search("日志编号：([0-9a-f]{8})", broken[2])
    assert [sent[0], wrong[0], broken[0]] == [303, 422, 500]
    assert fault
    assert f"fault {fault[1]}: UndefinedError in requests.submit_request" in log
    assert f"{fault[1]} POST /requests 500" in log
    secret = str(sent[1]).rsplit("/", 1)[1]
    assert [word for word in (*CANARIES, secret) if word in log] == []


def test_s47_a_fault_outside_of_the_pages_is_told_by_kind_and_place(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    create_app(a_district(tmp_path))
    try:
        raise ValueError("canary")
    except ValueError:
        logging.getLogger("waitress").exception("Exception while serving /requests/r/canary")

    assert "fault: ValueError in " in caplog.text
    assert "test_log.py" in caplog.text
    assert "canary" not in caplog.text


def test_s47_the_trace_of_an_exception_is_told_without_its_message() -> None:
    try:
        raise ValueError("canary")
    except ValueError:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})

    line = OneLine(LINE).format(record)

    assert "failed\\nValueError in " in line
    assert "canary" not in line


def test_s48_a_page_of_a_problem_shows_the_number_of_its_line_and_nothing_of_us(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client = Client(make_wsgi(a_site(tmp_path)))
    break_layout(tmp_path)

    page = client.get("/requests/new", buffered=True)
    missing = client.get("/requests/none", buffered=True)

    for answer in (page, missing):
        shown = re.search("日志编号：([0-9a-f]{8})", answer.text)
        assert shown
        assert f"{shown[1]} GET " in caplog.text
        told = answer.text + str(answer.headers)
        assert not re.search("Traceback|UndefinedError|Werkzeug|waitress|Python|Server:", told)
    assert page.status_code == 500


def test_the_line_of_who_asks_too_often_names_the_peer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    settings = a_site(tmp_path)
    app = create_app(settings)
    app.before_request(lambda: note_limited("203.0.113.7"))

    Client(with_log(app)).get("/healthz", buffered=True)

    assert re.search(r"GET /healthz 200 \d+ ms limited 203\.0\.113\.7$", caplog.text, re.M)
