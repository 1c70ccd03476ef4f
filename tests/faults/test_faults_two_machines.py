"""Two application processes on two ports, one database: either may fail, a form is one request."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlencode

import pytest
from cutting import Proxy, cutting
from intake_app import a_district, a_form, token_in
from kept import Kept
from postgres import Server
from served import environment_of, free_port, running

from intake.settings import Settings


@dataclass
class Machine:
    """One that serves the intake."""

    port: int
    process: Popen[bytes]

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Ask for a page, or send a form; return status, where it leads to, and the page."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = urlencode(form) if form else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        connection.request("POST" if form else "GET", path, body, kind)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        return answer.status, answer.headers.get("Location", ""), page

    def send(self, token: str, **changes: str) -> tuple[int, str]:
        """Send a form; return the status and the receipt's address."""
        status, receipt, _ = self.ask("/requests", {"token": token, **a_form(**changes)})
        return status, receipt


PROGRAM = "from intake.server import make_wsgi, serve; serve(make_wsgi(), '127.0.0.1', int({port}))"


@contextmanager
def machine(settings: Settings) -> Iterator[Machine]:
    """Run one as operators do."""
    port = free_port()
    command = [sys.executable, "-c", PROGRAM.format(port=port)]
    with running(command, port, environment_of(settings)) as process:
        yield Machine(port, process)


@pytest.fixture
def proxy(database: Server) -> Iterator[Proxy]:
    with cutting(database.port) as proxy:
        yield proxy


def test_either_machine_fails_and_no_form_is_lost_or_doubled(
    database: Server, proxy: Proxy, tmp_path: Path
) -> None:
    schema = database.a_schema()
    through = database.url(schema, host="127.0.0.1", port=proxy.port)
    one = a_district(tmp_path, journal=through)
    other = replace(one, data=tmp_path / "other", journal=database.url(schema))
    kept = Kept(one.data, other.journal)
    with ExitStack() as opened:
        a, b = opened.enter_context(machine(one)), opened.enter_context(machine(other))
        first, second, third = (token_in(a.ask("/requests/new")[2]) for _ in range(3))

        sent = a.send(first)
        again = b.send(first)

        assert sent[0] == 303
        assert again == sent
        assert b.ask(sent[1])[0] == 200

        proxy.after = 2  # the attempt is counted and the row committed, their answers are lost
        assert a.send(second)[0] == 503
        assert proxy.after == 0
        status, receipt = b.send(second)
        assert status == 303
        assert a.send(second) == (303, receipt)

        database.stop()
        for each in (a, b):
            assert each.ask("/healthz")[:1] == (503,)
            assert each.send(third)[0] == 503
        database.start()
        assert [each.ask("/healthz")[0] for each in (a, b)] == [200, 200]
        assert a.send(third)[0] == 303

        os.kill(a.process.pid, signal.SIGKILL)
        assert b.send(third)[0] == 303
        assert b.ask(receipt)[0] == 200

    assert [row.event for row in kept.rows()] == ["submit"] * 3
