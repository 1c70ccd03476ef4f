"""What a request has become: folded from its events, whenever and by whom they are read."""

from __future__ import annotations

import logging
import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from intake_app import NOW, append, rows_in
from lives import GUIDEBOOK, a_journal, a_request, an_action, at, do

from guidebook.model.form import Status
from intake.cases.event import Event
from intake.cases.history import History
from intake.cases.lifecycle import TABLE, IllegalTransition
from intake.cases.service_request import ServiceRequest
from intake.handling import Handling
from intake.journal.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return a_journal(tmp_path)


def replayed(journal: Journal, number: str) -> ServiceRequest | None:
    """Fold all rows of a request at once, from the beginning."""
    first, *others = (row for row in rows_in(journal.folder) if row.number == number)
    history = History(first)
    for row in others:
        history.add(row)
    return history.state


def test_a_whole_life_is_told_by_its_events(journal: Journal) -> None:
    known = a_request(journal, "accepted")
    life = (
        ("ask_more", "2026-11-24T09:00"),
        ("supply", "2026-11-25T09:00"),
        ("assign", "2026-11-25T10:00"),
        ("start", "2026-11-25T15:00"),
        ("extend", "2026-11-26T09:00"),
        ("answer", "2026-12-01T09:00"),
        ("close", "2026-12-02T09:00"),
        ("rate", "2026-12-02T10:00"),
    )
    for event, when in life:
        known = do(journal, known, event, at(when))

    assert (known.status, known.outcome, known.answer) == ("closed", "solved", "楼上可以一起租。")
    assert (known.contacted_at, known.answered_at, known.closed_at) == tuple(
        at(when) for when in ("2026-11-25T15:00", "2026-12-01T09:00", "2026-12-02T09:00")
    )
    assert [happening.event for happening in known.timeline] == [
        *("submit", "accept"),
        *(event for event, _ in life),
    ]
    assert known.promise.answer_by == date(2026, 12, 11)
    assert known.submission.promise.answer_by == date(2026, 11, 30)


def test_departments_are_those_of_the_assignment_each_with_due_day_and_mark(
    journal: Journal,
) -> None:
    known = a_request(journal, "accepted")
    shares = [{"department": "property-company", "due": "2026-11-26"}, {"department": "registry"}]
    known = do(journal, known, "assign", supporting=shares)
    known = do(journal, known, "note", text="钥匙已交", done="registry")

    assert known.lead_department == "enterprise-service"
    assert [(s.department, s.due, s.done) for s in known.supporting] == [
        ("property-company", date(2026, 11, 26), False),
        ("registry", date(2026, 11, 30), True),  # due with the answer, unless it says otherwise
    ]


def test_a_correction_changes_the_fields_it_names(journal: Journal) -> None:
    known = do(journal, a_request(journal), "correct", values={"phone": "13900139000"})

    assert known.submission.values.phone == "13900139000"
    assert known.submission.values.description == "想租楼上"


def test_redaction_forgets_everything_personal_and_keeps_what_is_counted(journal: Journal) -> None:
    known = do(journal, a_request(journal, "closed"), "redact")

    values = known.submission.values
    assert (values.company, values.contact, values.phone, values.description) == ("", "", "", "")
    assert values.service == "bigger-office"
    assert (known.outcome, known.answer, known.redacted) == ("solved", "", True)
    assert {happening.text for happening in known.timeline} == {""}


def test_a_request_of_very_many_events_is_read_in_a_moment(journal: Journal) -> None:
    known = a_request(journal)
    (first,) = rows_in(journal.folder)
    history = History(first)
    for seq in range(2, 20_002):
        history.add(
            Event(seq, NOW, "note", known.number, "k", "submitted", "staff", '{"text":"x"}')
        )

    state = history.state

    assert state is not None
    assert (state.seq, len(state.timeline)) == (20_001, 20_001)


@pytest.mark.parametrize("seed", range(5))
def test_a_replayed_journal_gives_the_same_state(journal: Journal, seed: int) -> None:
    """Random events, legal or not; looked at after each, at the end, and by another process."""
    chance = random.Random(seed)
    numbers = [a_request(journal, key=str(n)).number for n in range(3)]
    moment, seen, events = NOW, 0, [event for event in TABLE if event != "redact"]
    for _ in range(250):
        moment += timedelta(hours=chance.randrange(30))
        event, number = chance.choice(events), chance.choice(numbers)
        day = (moment + timedelta(days=30)).date().isoformat()
        changes: dict[str, Any] = {"answer_by": day} if event == "extend" else {}
        try:
            Handling(journal, GUIDEBOOK).act(number, an_action(event, **changes), moment)
            seen += 1
        except IllegalTransition:
            continue

    numbers.append(do(journal, a_request(journal, key="forgotten"), "redact", moment).number)
    another = Journal(journal.folder)
    assert seen > 30
    for number in numbers:
        known = journal.find(number)
        assert known == another.find(number) == replayed(journal, number)
        assert known is not None
        assert known.status == next(
            row.status for row in reversed(rows_in(journal.folder)) if row.number == number
        )


def test_an_event_whose_data_cannot_be_read_changes_only_the_status(
    journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    known = a_request(journal, "in_progress")
    seq = append(
        journal, Event(0, NOW, "answer", known.number, known.key, "answered", "staff", "{}")
    )

    with caplog.at_level(logging.ERROR):
        found = journal.find(known.number)

    assert found is not None
    assert replace(found, timeline=()) == replace(
        known, seq=seq, status=Status.ANSWERED, timeline=()
    )
    assert found.timeline[-1].event == "answer"
    assert f"event {seq} " in caplog.text


def test_what_a_later_edition_adds_to_an_event_is_passed_over(journal: Journal) -> None:
    known = a_request(journal, "in_progress")
    told = '{"text":"好了","close_by":"2026-12-07","estimated":false,"mood":"good"}'
    append(journal, Event(0, NOW, "answer", known.number, known.key, "answered", "staff", told))

    found = journal.find(known.number)

    assert found is not None
    assert (found.status, found.answer) == ("answered", "好了")


def test_a_status_that_nobody_knows_changes_nothing_but_the_timeline(journal: Journal) -> None:
    known = a_request(journal)
    append(journal, Event(0, NOW, "archive", known.number, known.key, "archived", "staff", "{}"))

    found = journal.find(known.number)

    assert found is not None
    assert (found.status, found.timeline[-1].event) == ("submitted", "archive")


def test_a_submission_that_cannot_be_read_hides_no_other(journal: Journal) -> None:
    known = a_request(journal, key="a")
    append(journal, Event(0, NOW, "submit", "XX2XX2XX", "b", "submitted", "applicant", "{}"))

    assert journal.find("XX2XX2XX") is None
    assert journal.requests()[1] == (known,)


def test_happenings_are_in_the_order_of_seq_whatever_the_clock_says(journal: Journal) -> None:
    known = a_request(journal)
    earlier: datetime = NOW - timedelta(days=400)

    known = do(journal, known, "accept", earlier)

    assert [happening.seq for happening in known.timeline] == [1, 2]
    assert known.status == "accepted"
