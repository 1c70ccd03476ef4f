"""What operators type where a person asks: a copy of everything, and to be forgotten."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from forgetting import CANARY, SECRETS, a_canary, another, traces
from intake_app import NOW, a_client, rows_in
from lives import a_request

from intake.cases.numbers import show_number
from intake.clock import stopped_clock
from intake.journal.disk import set_aside
from intake.journal.journal import Journal
from intake.office import EXTENSION, Office
from intake.server import close_and_forget


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return a_client(tmp_path).application


@pytest.fixture
def journal(app: Flask, tmp_path: Path) -> Journal:
    return Journal(tmp_path / "queue")


def run(app: Flask, *words: str, days: int = 0) -> Result:
    """Call a command of the queue when so many days have passed."""
    office_after(app, days)
    return app.test_cli_runner().invoke(args=["queue", *words])


def office_after(app: Flask, days: int) -> Office:
    clock = stopped_clock(NOW + timedelta(days=days))
    office: Office = replace(app.extensions[EXTENSION], clock=clock)
    app.extensions[EXTENSION] = office
    return office


def test_s63_a_request_is_forgotten_when_somebody_asks(app: Flask, journal: Journal) -> None:
    known = a_canary(journal)

    told = run(app, "forget", show_number(known.number), "--json")

    assert (told.exit_code, json.loads(told.stdout)) == (0, [show_number(known.number)])
    assert traces(journal.folder) == []


def test_what_was_forgotten_before_is_not_told_as_forgotten_now(
    app: Flask, journal: Journal
) -> None:
    number = show_number(a_canary(journal).number)

    first, again = (run(app, "forget", number) for _ in range(2))

    assert "删除了 1 条的内容" in first.stdout
    assert "以前就删除了" in again.stdout
    assert "删除了 1 条" not in again.stdout


def test_s63_what_is_over_is_forgotten_after_180_days_and_not_before(
    app: Flask, journal: Journal
) -> None:
    known, still_open = a_canary(journal), another(journal)

    early, due, again = (run(app, "forget", "--due", "--json", days=n) for n in (179, 180, 181))

    assert [json.loads(told.stdout) for told in (early, due, again)] == [
        *([], [show_number(known.number)], []),
    ]
    assert traces(journal.folder) == []
    assert rows_in(journal.folder)[-1].by == "system"
    assert journal.find(still_open.number) == still_open


def test_a_server_forgets_once_a_day_by_itself(app: Flask, journal: Journal) -> None:
    a_canary(journal)

    done = close_and_forget(office_after(app, 180), None)

    assert done
    assert traces(journal.folder) == []


def test_a_clock_that_is_far_ahead_forgets_nothing(app: Flask, journal: Journal) -> None:
    known = a_canary(journal)

    refused = run(app, "forget", "--due", days=4000)
    by_itself = close_and_forget(office_after(app, 4000), None)
    kept = journal.find(known.number)
    sure = run(app, "forget", "--due", "--clock-is-right", "--json", days=4000)

    assert (refused.exit_code, kept) == (1, known)
    assert "请校时" in refused.stderr
    assert by_itself
    assert (sure.exit_code, traces(journal.folder)) == (0, [])


def test_a_row_that_a_wrong_clock_wrote_says_nothing_for_it(app: Flask, journal: Journal) -> None:
    known = a_canary(journal)
    another(journal, at=NOW + timedelta(days=330))

    early = run(app, "forget", "--due", days=331)
    kept = journal.find(known.number)
    by_then_it_is_right = run(app, "forget", "--due", "--json", days=361)

    assert (early.exit_code, kept) == (1, known)
    assert by_then_it_is_right.exit_code == 0
    assert json.loads(by_then_it_is_right.stdout) == [show_number(known.number)]


def test_a_clock_that_was_put_right_forgets_again_at_once(app: Flask, journal: Journal) -> None:
    known = a_canary(journal)
    another(journal, at=NOW + timedelta(days=540))
    wrong = run(app, "forget", "--due", days=541)
    another(journal, "then", at=NOW + timedelta(days=181))

    right = run(app, "forget", "--due", "--json", days=181)

    assert wrong.exit_code == 1
    assert (right.exit_code, json.loads(right.stdout)) == (0, [show_number(known.number)])


def test_what_was_set_aside_is_not_removed_by_a_clock_far_ahead(
    app: Flask, journal: Journal
) -> None:
    another(journal)
    set_aside(journal.places, "torn.csv", b'"7","2026-11-23')
    days = (datetime.now(UTC) - NOW).days + 400

    refused = run(app, "forget", "--due", days=days)
    kept = list(journal.places.aside.iterdir())
    sure = run(app, "forget", "--due", "--clock-is-right", days=days)

    assert (refused.exit_code, len(kept), sure.exit_code) == (1, 1, 0)
    assert list(journal.places.aside.iterdir()) == []


def test_what_is_answered_is_not_closed_by_a_clock_far_ahead(app: Flask, journal: Journal) -> None:
    known = a_request(journal, "answered")

    refused = run(app, "close-due", days=400)
    kept = journal.find(known.number)
    sure = run(app, "close-due", "--clock-is-right", "--json", days=400)

    assert (refused.exit_code, kept) == (1, known)
    assert "请校时" in refused.stderr
    assert json.loads(sure.stdout) == [show_number(known.number)]


def test_an_unknown_number_is_refused(app: Flask, journal: Journal) -> None:
    told = run(app, "forget", "AB2C-D3EF")

    assert (told.exit_code, told.stdout) == (1, "")
    assert run(app, "forget").exit_code == run(app, "forget", "AB2C-D3EF", "--due").exit_code == 2


def test_s63_a_copy_tells_all_that_is_held_and_who_asked_is_noted(
    app: Flask, journal: Journal, tmp_path: Path
) -> None:
    known = a_canary(journal)
    target = tmp_path / "copy.txt"

    told = run(app, "copy", show_number(known.number))
    written = run(app, "copy", known.number, str(target))

    assert (told.exit_code, written.exit_code) == (0, 0)
    assert target.read_text("utf-8") == told.stdout
    assert target.stat().st_mode & 0o777 == 0o600
    values = known.sent
    for text in (values.company, values.phone[-4:], values.description, values.contact, CANARY):
        assert text in told.stdout
    assert "更正以前的内容" in told.stdout
    access = next(journal.folder.glob("access-*.csv")).read_text("utf-8-sig")
    assert access.count(f"operator,{known.number}") == 2


@pytest.mark.parametrize("status", ["submitted", "answered", "closed", "declined"])
def test_a_copy_says_until_when_it_is_kept(app: Flask, journal: Journal, status: str) -> None:
    known = a_request(journal, status)

    told = run(app, "copy", known.number)

    over = status in ("closed", "declined")
    assert ("保存到：2027-05-22，到这一天删除" if over else "保存到：办结后 180 天") in told.stdout


def test_a_copy_of_what_is_forgotten_says_that(app: Flask, journal: Journal) -> None:
    known = a_canary(journal)
    run(app, "forget", known.number)

    told = run(app, "copy", known.number)

    assert "保存到：内容已经删除" in told.stdout
    assert not any(canary in told.stdout for canary in SECRETS)


def test_no_copy_is_written_where_it_is_published_nor_over_another(
    app: Flask, journal: Journal, tmp_path: Path
) -> None:
    known = another(journal)
    (tmp_path / "there").touch()

    codes = [
        run(app, "copy", known.number, str(path)).exit_code
        for path in (tmp_path / "site" / "x.txt", tmp_path / "there")
    ]

    assert codes == [2, 2]
