"""Promised dates, in working days from the day of receipt."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from guides_folder import SAMPLE, edit, load

from intake.cases.deadlines import promise
from intake.cases.form_values import OTHER
from intake.clock import TIME_ZONE


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TIME_ZONE)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-02-13T10:00", date(2026, 2, 27)),  # over the Spring Festival; 14 and 28 are worked
        ("2026-09-30T10:00", date(2026, 10, 13)),  # 10-10 is a Saturday that counts
        ("2026-12-24T10:00", date(2026, 12, 31)),
        ("2026-11-23T10:00", date(2026, 11, 30)),  # the day of receipt is not counted
    ],
)
def test_an_ordinary_request_is_answered_in_five_working_days(
    received: str, expected: date
) -> None:
    assert promise(at(received), "bigger-office", load(SAMPLE)).answer_by == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-23T17:00:00", date(2026, 11, 24)),
        ("2026-11-23T17:00:01", date(2026, 11, 25)),
        ("2026-11-27T18:00:00", date(2026, 12, 1)),  # a Friday evening counts as Monday
        ("2026-11-28T09:00:00", date(2026, 12, 1)),  # so does a Saturday
        ("2026-10-10T09:00:00", date(2026, 10, 12)),  # but not one that is worked
    ],
)
def test_what_comes_in_late_or_on_a_day_off_counts_from_the_next_working_day(
    received: str, expected: date
) -> None:
    assert promise(at(received), "bigger-office", load(SAMPLE)).first_contact_by == expected


def test_days_are_those_of_the_district_and_not_of_utc() -> None:
    evening_in_utc = datetime.fromisoformat("2026-11-23T16:30:00+00:00")

    promised = promise(evening_in_utc, "bigger-office", load(SAMPLE))

    assert promised.first_contact_by == date(2026, 11, 25)


def test_the_kind_of_the_service_settles_the_time_of_the_answer(sample_guides: Path) -> None:
    edit(sample_guides, "services/suggestions.yaml", "anonymous: true", "request_kind: complex")
    guidebook = load(sample_guides)

    answers = {
        service: promise(at("2026-11-23T10:00"), service, guidebook).answer_by
        for service in ("register-company", "bigger-office", "suggestions", OTHER)
    }

    assert answers == {
        "register-company": date(2026, 11, 24),
        "bigger-office": date(2026, 11, 30),
        "suggestions": date(2026, 12, 14),
        OTHER: date(2026, 11, 30),
    }


def test_a_request_is_closed_some_days_after_its_answer() -> None:
    assert promise(at("2026-11-23T10:00"), OTHER, load(SAMPLE)).close_by == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("received", "estimated"), [("2026-11-23T10:00", False), ("2026-12-24T10:00", True)]
)
def test_dates_beyond_the_known_calendar_are_estimates(received: str, estimated: bool) -> None:
    assert promise(at(received), OTHER, load(SAMPLE)).estimated is estimated
