"""How urgent a request is for the office, and what is due next."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from intake_app import NOW, a_submission
from lives import GUIDEBOOK, WAYS, a_journal, an_action, do

from intake.cases.due import Due, next_due
from intake.cases.sections import Section, is_past, section_of
from intake.cases.service_request import ServiceRequest
from intake.handling import Handling

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
ANSWER_BY = date(2026, 11, 30)


def lived(folder: Path, *events: str, phone: str = "13800138000") -> ServiceRequest:
    """Submit a request on a Monday, and let things happen to it at once."""
    journal = a_journal(folder)
    known = journal.submit("k", NOW, a_submission(service="bigger-office", phone=phone))
    for event in events:
        known = do(journal, known, event)
    return known


@pytest.mark.parametrize(
    ("status", "today", "expected"),
    [
        ("submitted", MONDAY, Section.NEW),
        ("submitted", TUESDAY, Section.TODAY),
        ("submitted", WEDNESDAY, Section.OVERDUE),
        ("accepted", MONDAY, Section.REST),
        ("awaiting_applicant", date(2027, 1, 1), Section.WAITING),
        ("in_progress", WEDNESDAY, Section.REST),
        ("in_progress", ANSWER_BY, Section.TODAY),
        ("in_progress", date(2026, 12, 1), Section.OVERDUE),
        ("answered", TUESDAY, Section.REST),
        ("closed", date(2027, 1, 1), None),
        ("declined", date(2027, 1, 1), None),
    ],
)
def test_a_request_is_as_urgent_as_what_is_due(
    status: str, today: date, expected: Section | None, tmp_path: Path
) -> None:
    assert section_of(lived(tmp_path, *WAYS[status]), today) == expected


def test_who_cannot_be_contacted_is_owed_no_first_contact(tmp_path: Path) -> None:
    assert next_due(lived(tmp_path)) == Due("first_contact", TUESDAY)
    assert next_due(lived(tmp_path / "other", phone="")) == Due("answer", ANSWER_BY)


def test_what_was_reopened_asks_for_attention_until_it_is_over(tmp_path: Path) -> None:
    reopened = (*WAYS["answered"], "reopen")

    assert section_of(lived(tmp_path, *reopened), MONDAY) == Section.AGAIN
    over = lived(tmp_path / "over", *reopened, "start", "answer", "close")
    assert section_of(over, MONDAY) is None


def test_a_bad_rating_asks_for_attention_until_something_is_noted(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    known = journal.submit("k", NOW, a_submission(service="bigger-office"))
    for event in WAYS["closed"]:
        known = do(journal, known, event)

    bad = do(journal, known, "rate", grade="dissatisfied")
    urge = an_action("note", by="supervisor", urge=True)
    urged = Handling(journal, GUIDEBOOK).act(known.number, urge, NOW)
    noted = do(journal, urged, "note")

    assert not is_past(bad)
    assert is_past(noted)
    assert section_of(bad, MONDAY) == Section.AGAIN
    assert section_of(urged, MONDAY) == Section.AGAIN
    assert section_of(noted, MONDAY) is None
