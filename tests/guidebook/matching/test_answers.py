"""What arrives as an answer is read strictly, whoever wrote it, and never stops a page."""

from __future__ import annotations

from datetime import date

import pytest
from guides_folder import SAMPLE, load

from guidebook.matching.answers import OddAnswerError, answers_in, read_answer
from guidebook.matching.verdicts import after

FACTS = load(SAMPLE).company_facts


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("employees", "1_0"),
        ("employees", "1e3"),
        ("employees", "+5"),
        ("employees", " 5"),
        ("employees", "٣"),
        ("employees", "9" * 10_000),
        ("founded_on", "20231123"),
        ("founded_on", "2023-W05-1"),
        ("founded_on", "2026-02-31"),
        ("founded_on", "9999-12-31"),
        ("founded_on", "0001-01-01"),
    ],
)
def test_a_number_or_day_that_the_page_would_not_take_is_no_answer(name: str, text: str) -> None:
    with pytest.raises(OddAnswerError):
        read_answer(FACTS.named(name), text)


def test_many_unknown_answers_leave_the_known_one() -> None:
    assert answers_in("a=1&" * 2_000 + "employees=5", FACTS) == {"employees": "5"}


@pytest.mark.parametrize("unit", ["个月", "年", "日"])
def test_a_time_beyond_every_calendar_ends_on_its_last_day(unit: str) -> None:
    assert after(date(2024, 1, 1), 10**12, unit) == date.max
