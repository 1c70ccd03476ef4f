"""Answers of which nothing more is heard: closed by the system, once, under a name of their own."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from intake_app import a_client, rows_in
from lives import GUIDEBOOK, a_request, an_action, at, do
from served import patiently

from intake.cases.lifecycle import IllegalTransition
from intake.cases.service_request import ServiceRequest
from intake.clock import stopped_clock
from intake.handling import Handling
from intake.journal.journal import Journal
from intake.office import EXTENSION, Office
from intake.server import close_and_forget, work_daily

DAY = "2026-11-30"
"""Answered on the 23rd, these are to be closed on this day at the latest."""


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return a_client(tmp_path).application


@pytest.fixture
def answered(app: Flask, tmp_path: Path) -> ServiceRequest:
    known = a_request(Journal(tmp_path / "queue"), "answered")
    assert known.promise.close_by.isoformat() == DAY
    return known


def office_on(app: Flask, day: str) -> Office:
    """Let the clock of the office show a day."""
    office: Office = replace(app.extensions[EXTENSION], clock=stopped_clock(at(f"{day}T01:05")))
    app.extensions[EXTENSION] = office
    return office


def closed_by_command(app: Flask, day: str) -> list[str]:
    office_on(app, day)
    told = app.test_cli_runner().invoke(args=["queue", "close-due", "--json"])
    assert told.exit_code == 0, told.output
    numbers: list[str] = json.loads(told.stdout)
    return numbers


def test_an_answer_is_closed_after_its_day_and_only_once(
    app: Flask, answered: ServiceRequest, tmp_path: Path
) -> None:
    on_the_day = closed_by_command(app, DAY)
    after_it = closed_by_command(app, "2026-12-01")
    again = closed_by_command(app, "2026-12-01")

    shown = f"{answered.number[:4]}-{answered.number[4:]}"
    assert (on_the_day, after_it, again) == ([], [shown], [])
    row = rows_in(tmp_path / "queue")[-1]
    assert (row.event, row.by, row.status) == ("close", "system", "closed")
    assert json.loads(row.data)["outcome"] == "unanswered_by_sender"


@pytest.mark.parametrize("grade", ["very_dissatisfied", "dissatisfied", "satisfied"])
def test_whoever_rated_the_answer_is_left_to_people(
    app: Flask, answered: ServiceRequest, tmp_path: Path, grade: str
) -> None:
    do(Journal(tmp_path / "queue"), answered, "rate", grade=grade)

    assert closed_by_command(app, "2026-12-15") == []


@pytest.mark.parametrize("status", ["submitted", "in_progress", "awaiting_applicant", "declined"])
def test_nothing_but_answers_is_closed(app: Flask, tmp_path: Path, status: str) -> None:
    a_request(Journal(tmp_path / "queue"), status)

    assert closed_by_command(app, "2027-06-30") == []


def test_whoever_reacts_while_it_is_closed_is_heard(
    app: Flask, answered: ServiceRequest, tmp_path: Path
) -> None:
    journal, later = Journal(tmp_path / "queue"), at("2026-12-01T01:05")

    class Overtaken(Journal):
        """A journal in which the company reacts just after it was read."""

        def requests(self) -> tuple[int, tuple[ServiceRequest, ...]]:
            seen = super().requests()
            do(journal, answered, "reopen", later)
            return seen

    assert Handling(Overtaken(tmp_path / "queue"), GUIDEBOOK).close_silent(later) == ()
    assert rows_in(tmp_path / "queue")[-1].event == "reopen"


def test_a_silent_closing_may_still_be_reopened(
    app: Flask, answered: ServiceRequest, tmp_path: Path
) -> None:
    closed_by_command(app, "2026-12-01")

    handling = Handling(Journal(tmp_path / "queue"), GUIDEBOOK)
    reopened = handling.act(answered.number, an_action("reopen"), at("2026-12-02T10:00"))

    assert (reopened.status, reopened.outcome) == ("assigned", None)
    with pytest.raises(IllegalTransition):
        handling.act(answered.number, an_action("close", by="system"), at("2026-12-02T10:00"))


def test_a_server_closes_once_a_day_and_tries_again_what_failed(
    app: Flask, answered: ServiceRequest, tmp_path: Path
) -> None:
    office = office_on(app, "2026-12-01")
    mirror = tmp_path / "queue" / "mirror"
    mirror.rename(tmp_path / "away")

    failed = close_and_forget(office, None)
    (tmp_path / "away").rename(mirror)
    done = close_and_forget(office, failed)

    today = at("2026-12-01T00:00").date()
    assert (failed, done, close_and_forget(office, done)) == (None, today, today)
    assert rows_in(tmp_path / "queue")[-1].status == "closed"


def test_a_server_does_it_beside_its_work_and_ends_without_waiting(
    app: Flask, answered: ServiceRequest, tmp_path: Path
) -> None:
    office_on(app, "2026-12-01")

    work_daily(app)

    for _ in patiently():
        if rows_in(tmp_path / "queue")[-1].status == "closed":
            break
    assert rows_in(tmp_path / "queue")[-1].by == "system"
    assert all(t.daemon for t in threading.enumerate() if t.name == "daily")
