"""What stays of a request without its person, and when its days are over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from forgetting import SECRETS
from intake_app import NOW, PERSONAL, a_submission, rows_in
from lives import GUIDEBOOK, a_journal, a_request, do

from intake.cases.event import Event
from intake.cases.event_data import WRITTEN
from intake.cases.forgetting import FORGOTTEN, forgotten, is_to_be_forgotten
from intake.cases.lifecycle import TABLE
from intake.cases.service_request import token_of
from intake.journal.journal import Journal

IDS = {"lead_department", "handler", "done", "to", "project"}
"""Texts of events that are checked to be ids of the guide, a post or a number."""


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return a_journal(tmp_path)


def texts_of_events() -> Iterator[str]:
    """Yield the name of every plain text that any event may hold."""
    for rule in TABLE.values():
        for name, field in rule.data.model_fields.items():
            if field.annotation is str or str in get_args(field.annotation):
                yield name


def test_every_text_of_an_event_is_an_id_or_is_forgotten() -> None:
    assert set(texts_of_events()) == {*IDS, *WRITTEN, "values"}


def test_what_is_counted_stays_and_nothing_else() -> None:
    whole = replace(a_submission(**PERSONAL, service="bigger-office"), token="A" * 22)
    row = Event(1, NOW, "submit", "AB2CD3EF", "k3y", "submitted", "applicant", whole.as_json())

    left = forgotten(row)

    data = json.loads(left.data)
    assert replace(left, key="", data="") == replace(row, key="", data="")
    assert not any(canary in left.data for canary in (*SECRETS, "k3y", "A" * 22))
    assert data.keys() == {
        *("token", "asker", "service", "building", "subdistrict", "need", "consent", "channel"),
        *("lead_department", "supporting_departments"),
        *("first_contact_by", "answer_by", "close_by", "estimated"),
    }


@pytest.mark.parametrize("event", ["ask_more", "supply", "answer", "close", "note", "decline"])
def test_words_of_an_event_become_a_mark_and_its_dates_stay(journal: Journal, event: str) -> None:
    status = {"ask_more": "accepted", "supply": "awaiting_applicant", "answer": "in_progress"}
    known = a_request(journal, {**status, "close": "answered"}.get(event, "submitted"))
    do(journal, known, event)
    row = rows_in(journal.folder)[-1]

    before, after = json.loads(row.data), json.loads(forgotten(row).data)

    assert after == {n: FORGOTTEN if n in WRITTEN else value for n, value in before.items()}
    assert TABLE[event].data.read(forgotten(row).data)


def test_a_correction_keeps_what_is_counted(journal: Journal) -> None:
    do(journal, a_request(journal), "correct", values={"phone": "13900139000", "asker": "staff"})

    row = forgotten(rows_in(journal.folder)[-1])

    assert json.loads(row.data)["values"] == {"phone": "", "asker": "staff"}


def test_forgetting_twice_is_forgetting_once(journal: Journal) -> None:
    a_request(journal, "closed")

    once = [forgotten(row) for row in rows_in(journal.folder)]

    assert [forgotten(row) for row in once] == once
    assert token_of(once[0]).startswith("forgotten-")


@pytest.mark.parametrize("data", ["{", "[]", "1", '"text"', "null"])
def test_data_that_nobody_can_read_go_whole(data: str) -> None:
    row = Event(1, NOW, "note", "AB2CD3EF", "k", "submitted", "staff", data)

    assert forgotten(row).data == "{}"


@pytest.mark.parametrize(
    ("status", "event"), [("closed", ""), ("declined", ""), ("submitted", "withdraw")]
)
def test_a_request_is_kept_for_180_days_after_its_end(
    journal: Journal, status: str, event: str
) -> None:
    known = a_request(journal, status)
    known = do(journal, known, event) if event else known
    end = NOW.date()

    assert not is_to_be_forgotten(known, end + timedelta(days=179), GUIDEBOOK)
    assert is_to_be_forgotten(known, end + timedelta(days=180), GUIDEBOOK)


@pytest.mark.parametrize("status", ["submitted", "in_progress", "awaiting_applicant", "answered"])
def test_what_is_open_is_kept(journal: Journal, status: str) -> None:
    known = a_request(journal, status)

    assert not is_to_be_forgotten(known, NOW.date() + timedelta(days=3650), GUIDEBOOK)


def test_the_days_count_from_the_last_end(journal: Journal) -> None:
    known = do(journal, a_request(journal, "closed"), "reopen")
    for event in ("start", "answer", "close"):
        known = do(journal, known, event, NOW + timedelta(days=30))

    assert not is_to_be_forgotten(known, NOW.date() + timedelta(days=209), GUIDEBOOK)
    assert is_to_be_forgotten(known, NOW.date() + timedelta(days=210), GUIDEBOOK)


def test_a_clock_that_was_behind_at_the_end_makes_the_days_no_fewer(journal: Journal) -> None:
    known = do(journal, a_request(journal, "answered"), "close", NOW - timedelta(days=200))

    assert not is_to_be_forgotten(known, NOW.date() + timedelta(days=179), GUIDEBOOK)
    assert is_to_be_forgotten(known, NOW.date() + timedelta(days=180), GUIDEBOOK)


def test_a_clock_that_was_ahead_before_the_end_makes_the_days_no_more(journal: Journal) -> None:
    known = do(journal, a_request(journal, "in_progress"), "answer", NOW + timedelta(days=300))
    known = do(journal, known, "close")

    assert is_to_be_forgotten(known, NOW.date() + timedelta(days=180), GUIDEBOOK)


def test_a_service_may_keep_its_requests_for_less(journal: Journal) -> None:
    known = a_request(journal, "closed")
    service = GUIDEBOOK.services["bigger-office"].model_copy(update={"keep_days": 30})
    records = {**GUIDEBOOK.records, "services": {"bigger-office": service}}
    guidebook = replace(GUIDEBOOK, records=records)

    assert is_to_be_forgotten(known, NOW.date() + timedelta(days=30), guidebook)
