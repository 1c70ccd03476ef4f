"""Forgetting as it is done: two servers on one queue, the real command, and a day 180 days on."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from asking import a_site, ask, open_form, submit
from forgetting import SECRETS, traces
from intake_app import NOW, PERSONAL, rows_in
from served import environment_of, serving
from site_build import ROOT

from intake.cases.numbers import show_number
from intake.clock import stopped_clock
from intake.settings import Settings

Address = tuple[str, int]


def told(settings: Settings, *words: object, days: int = 0) -> str:
    """Run a command of the queue as an operator does, so many days later; return what it says."""
    later = replace(settings, clock=stopped_clock(NOW + timedelta(days=days)))
    command = [sys.executable, "-m", "flask", "--app", "intake", "queue", *map(str, words)]
    environment = os.environ | environment_of(later)
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def page(address: Address, path: str) -> bytes:
    return ask(*address, f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())


def look_up(address: Address, number: str, tail: str) -> bytes:
    body = urlencode({"number": number, "phone_tail": tail})
    head = (
        "POST /requests/status HTTP/1.0\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return ask(*address, (head + body).encode())


def test_s63_two_servers_forget_what_a_command_forgets_and_nothing_brings_it_back(
    tmp_path: Path,
) -> None:
    settings = a_site(tmp_path)
    with serving(settings) as one, serving(settings) as other:
        form = open_form(one) | PERSONAL
        _, link, _ = submit(one, form)
        assert link
        number = show_number(rows_in(settings.data)[0].number)
        assert b"410" not in page(other, link)[:20]
        assert b" 303 " in look_up(other, number, "8642")[:20]
        told(settings, "do", number, "decline", "reason=金丝雀", "right_place=金丝雀")
        told(settings, "backup", tmp_path / "before")
        kept = told(settings, "forget", "--due", days=179)

        gone = told(settings, "forget", "--due", days=180)

        assert (number in kept, number in gone) == (False, True)
        for address in (one, other):
            ended, found = page(address, link), look_up(address, number, "8642")
            assert (ended[9:12], found[9:12]) == (b"410", b"422")
            assert number.encode() in ended
            assert not [c for c in SECRETS if c.encode() in ended + found]
            assert submit(address, open_form(address))[0] == 303
        assert traces(settings.data) == []
        told(settings, "repair", "--apply", "--from", tmp_path / "before", days=181)
        assert traces(settings.data) == []
        assert page(one, link)[9:12] == page(other, link)[9:12] == b"410"

    new = replace(settings, data=tmp_path / "new", mirror=None)
    lists = settings.data / "forgotten.csv"
    told(new, "restore", tmp_path / "before", "--forgotten", lists, days=182)
    assert traces(new.data) == []
    assert [row.event for row in rows_in(new.data)] == ["submit", "decline", "redact"]
