"""Requests looked for from the command line, in the words of the guide too."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from intake_app import NOW, a_client, a_submission
from lives import at, do

from intake.clock import stopped_clock
from intake.journal.journal import Journal
from intake.office import EXTENSION

List = Callable[..., Result]


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = a_client(tmp_path).application
    journal = Journal(tmp_path / "queue")
    reachable = {"phone": "13800138000"}  # who left no number is owed no first contact
    first = a_submission(service="bigger-office", building="cloud-tower", **reachable)
    journal.submit("a", NOW, first)
    known = journal.submit("b", NOW, a_submission(service="suggestions", **reachable))
    for event in ("accept", "assign", "start"):
        known = do(journal, known, event)
    journal.submit("c", NOW, a_submission(service="gone-from-the-guide", **reachable))
    return app


def found(app: Flask, *options: str, day: str = "2026-11-23") -> str:
    """Return the services of the requests that are listed on a day, in the order of the list."""
    office = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(office, clock=stopped_clock(at(f"{day}T10:00")))
    told = app.test_cli_runner().invoke(args=["queue", "list", *options, "--json"])
    assert told.exit_code == 0, told.output
    return " ".join(cells["service"] for cells in json.loads(told.stdout))


ONE, TWO, LOST = "换大间对接", "楼宇意见建议", "gone-from-the-guide"


@pytest.mark.parametrize(
    ("options", "services"),
    [
        ((), f"{ONE} {TWO} {LOST}"),
        (("--status", "submitted"), f"{ONE} {LOST}"),
        (("--status", "承办中"), TWO),
        (("--building", "cloud-tower"), ONE),
        (("--building", "云桥中心"), ONE),
        (("--building", "willow-park"), ""),
        (("--building", "other"), f"{TWO} {LOST}"),
        (("--department", "物业公司"), TWO),  # nobody has the other yet
        (("--service", TWO), TWO),
        (("--service", "gone-from-the-guide"), LOST),
        (("--service", TWO, "--status", "已提交"), ""),
        (("--limit", "1"), LOST),
    ],
)
def test_a_list_is_narrowed_by_ids_and_by_names(
    app: Flask, options: tuple[str, ...], services: str
) -> None:
    assert found(app, *options) == services


@pytest.mark.parametrize(
    ("due", "day", "services"),
    [
        ("today", "2026-11-24", f"{ONE} {LOST}"),  # the first contact; the other has had it
        ("today", "2026-11-30", TWO),
        ("2026-11-30", "2026-11-23", TWO),
        ("overdue", "2026-11-24", ""),
        ("overdue", "2026-11-25", f"{ONE} {LOST}"),
        ("overdue", "2026-12-01", f"{ONE} {TWO} {LOST}"),
    ],
)
def test_a_list_may_be_of_what_is_due(app: Flask, due: str, day: str, services: str) -> None:
    assert found(app, "--due", due, day=day) == services


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--status", "可以写 submitted（已提交）、accepted（已受理）"),
        ("--building", "指南里没有“猜的”"),
        ("--department", "指南里没有“猜的”"),
        ("--service", "指南里没有“猜的”"),
        ("--due", "应为 today、overdue 或日期"),
    ],
)
def test_a_word_that_nothing_is_called_is_a_wrong_call(
    app: Flask, option: str, message: str
) -> None:
    told = app.test_cli_runner().invoke(args=["queue", "list", option, "猜的"])

    assert told.exit_code == 2
    assert message in told.stderr
