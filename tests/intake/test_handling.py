"""The dates that events move: waiting, extension, a new clock; counted by hand for 2026."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from guides_folder import edit, load
from intake_app import a_submission, rows_in
from lives import GUIDEBOOK, a_journal, an_action, at, do

from intake.cases.deadlines import promise, waited_days
from intake.cases.lifecycle import IllegalTransition
from intake.cases.roles import OFFICE
from intake.cases.service_request import ServiceRequest
from intake.handling import Handling
from intake.journal.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return a_journal(tmp_path)


def received(journal: Journal, when: str, *events: str) -> ServiceRequest:
    """Receive a request at a moment, with the dates promised then, and lead it on at once."""
    submission = a_submission(service="bigger-office")
    dates = promise(at(when), "bigger-office", GUIDEBOOK)
    known = journal.submit("k", at(when), replace(submission, promise=dates))
    for event in events:
        known = do(journal, known, event, at(when))
    return known


@pytest.mark.parametrize(
    ("asked", "supplied", "days"),
    [
        ("2026-11-23T10:00", "2026-11-23T16:00", 0),
        ("2026-11-23T10:00", "2026-11-23T17:30", 1),  # counts as Tuesday
        ("2026-11-23T10:00", "2026-11-24T09:00", 1),
        ("2026-11-27T10:00", "2026-11-30T09:00", 1),  # a weekend between
        ("2026-11-27T18:00", "2026-11-29T09:00", 0),  # both count as Monday
        ("2026-02-13T10:00", "2026-02-25T10:00", 3),  # 14, 24, 25 February
        ("2026-09-30T10:00", "2026-10-12T10:00", 4),  # 8, 9, 10, 12 October
        ("2026-04-30T10:00", "2026-05-06T10:00", 1),
        ("2026-12-31T10:00", "2027-01-04T10:00", 1),  # beyond the calendar: New Year by law
        ("2026-11-24T10:00", "2026-11-23T10:00", 0),  # a clock that was set back
    ],
)
def test_waiting_is_counted_in_working_days(asked: str, supplied: str, days: int) -> None:
    assert waited_days(at(asked), at(supplied), GUIDEBOOK) == days


@pytest.mark.parametrize(
    ("when", "asked", "supplied", "answer_by", "close_by"),
    [
        # promised 11-30 and 12-07; waited 24, 25, 26 November
        ("2026-11-23T10:00", "2026-11-23T11:00", "2026-11-26T09:00", "2026-12-03", "2026-12-10"),
        # promised 02-27 and 03-05 (28 is worked); waited 14, 24 February
        ("2026-02-13T10:00", "2026-02-13T11:00", "2026-02-24T09:00", "2026-03-02", "2026-03-09"),
        # promised 10-13 and 10-20; waited 8, 9, 10 October (10 is a Saturday that counts)
        ("2026-09-30T10:00", "2026-09-30T11:00", "2026-10-10T09:00", "2026-10-16", "2026-10-23"),
        # supplied within the day: nothing moves
        ("2026-11-23T10:00", "2026-11-23T11:00", "2026-11-23T16:59", "2026-11-30", "2026-12-07"),
    ],
)
def test_the_clock_stands_still_while_the_company_is_asked(
    journal: Journal, when: str, asked: str, supplied: str, answer_by: str, close_by: str
) -> None:
    known = received(journal, when, "accept", "assign", "start")
    known = do(journal, known, "ask_more", at(asked))

    known = do(journal, known, "supply", at(supplied))

    assert known.promise.answer_by == date.fromisoformat(answer_by)
    assert known.promise.close_by == date.fromisoformat(close_by)
    data = json.loads(rows_in(journal.folder)[-1].data)
    assert (data["answer_by"], data["close_by"]) == (answer_by, close_by)


def test_a_first_contact_moves_only_while_it_is_owed(journal: Journal) -> None:
    known = received(journal, "2026-11-23T10:00", "ask_more")
    known = do(journal, known, "supply", at("2026-11-25T09:00"))
    for event in ("accept", "assign", "start", "ask_more"):
        known = do(journal, known, event, at("2026-11-25T10:00"))

    known = do(journal, known, "supply", at("2026-11-27T09:00"))

    assert known.promise.first_contact_by == date(2026, 11, 26)
    assert known.promise.answer_by == date(2026, 12, 4)


def test_nothing_else_stops_the_clock(journal: Journal) -> None:
    known = received(journal, "2026-11-23T10:00")
    promised = known.promise

    for event in ("accept", "assign", "hand_back"):
        known = do(journal, known, event, at("2026-11-24T10:00"))
    known = do(journal, known, "assign", at("2026-11-27T10:00"))
    known = do(journal, known, "start", at("2026-11-27T11:00"))

    assert known.promise == promised


def test_an_extension_sets_the_answer_and_the_closing_follows(journal: Journal) -> None:
    known = received(journal, "2026-11-23T10:00", "accept", "assign")

    known = do(journal, known, "extend", at("2026-11-24T10:00"), answer_by="2026-12-11")

    assert known.promise.answer_by == date(2026, 12, 11)
    assert known.promise.close_by == date(2026, 12, 18)
    assert known.submission.promise.answer_by == date(2026, 11, 30)


@pytest.mark.parametrize("day", ["2026-11-27", "2026-11-30", "2026-12-01"])
def test_an_extension_gives_more_time_that_is_still_to_come(journal: Journal, day: str) -> None:
    known = received(journal, "2026-11-23T10:00", "accept", "assign")

    with pytest.raises(IllegalTransition, match="gives_more_time"):
        do(journal, known, "extend", at("2026-12-02T10:00"), answer_by=day)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-12-12", "ends_on_a_working_day"),
        ("2026-12-13", "ends_on_a_working_day"),
        ("2027-11-26", "stays_within_a_year"),
        ("9999-12-31", "stays_within_a_year"),
    ],
)
def test_an_extension_ends_on_a_working_day_within_a_year(
    journal: Journal, day: str, why: str
) -> None:
    known = received(journal, "2026-11-23T10:00", "accept", "assign")

    with pytest.raises(IllegalTransition, match=why):
        do(journal, known, "extend", at("2026-11-24T10:00"), answer_by=day)


def test_a_request_is_closed_five_working_days_after_its_answer(journal: Journal) -> None:
    known = received(journal, "2026-09-24T10:00", "accept", "assign", "start")

    known = do(journal, known, "answer", at("2026-09-28T10:00"))

    assert known.promise.close_by == date(2026, 10, 10)  # 29, 30, 8, 9, 10: a Saturday that counts


def test_reopening_starts_a_new_clock(journal: Journal) -> None:
    known = received(journal, "2026-11-23T10:00", "accept", "assign", "start", "answer", "close")

    known = do(journal, known, "reopen", at("2026-12-07T10:00"))

    assert (known.status, known.outcome, known.lead_department) == (
        *("assigned", None),
        "enterprise-service",
    )
    assert known.promise.first_contact_by == date(2026, 12, 8)
    assert known.promise.answer_by == date(2026, 12, 14)
    assert known.promise.close_by == date(2026, 12, 21)
    assert [(s.due, s.done) for s in known.supporting] == [(date(2026, 12, 14), False)]
    assert (known.contacted_at, known.answered_at, known.closed_at) == (None, None, None)


@pytest.mark.parametrize("event", ["supply", "answer", "reopen", "extend"])
def test_late_in_the_year_dates_are_estimates_and_never_fail(journal: Journal, event: str) -> None:
    before = {
        "supply": ("ask_more",),
        "answer": ("accept", "assign", "start"),
        "reopen": ("accept", "assign", "start", "answer"),
        "extend": ("accept", "assign"),
    }
    known = received(journal, "2026-12-14T10:00", *before[event])

    changes = {"answer_by": "2027-01-08"} if event == "extend" else {}
    moment = at("2026-12-18T10:00") if event == "extend" else at("2026-12-30T10:00")
    known = do(journal, known, event, moment, **changes)

    assert known.promise.estimated
    assert known.promise.close_by.year == 2027


def test_an_estimate_stays_one(journal: Journal) -> None:
    known = received(journal, "2026-12-30T10:00", "ask_more")
    assert known.promise.estimated

    assert do(journal, known, "supply", at("2026-12-30T11:00")).promise.estimated


def test_a_change_of_the_deadlines_moves_no_date_that_was_promised(
    journal: Journal, sample_guides: Path
) -> None:
    known = received(journal, "2026-11-23T10:00", "accept")
    edit(sample_guides, "form.yaml", "ordinary: 5", "ordinary: 9")

    handling = Handling(journal, load(sample_guides))
    known = handling.act(known.number, an_action("assign"), at("2026-11-24T10:00"))

    assert known.promise.answer_by == date(2026, 11, 30)


@pytest.mark.parametrize(
    "changes",
    [
        {"lead_department": "nobody"},
        {"supporting": [{"department": "nobody"}]},
        {"supporting": [{"department": "property-company"}, {"department": "nobody"}]},
    ],
)
def test_nothing_is_assigned_to_a_department_that_the_guide_does_not_have(
    journal: Journal, changes: dict[str, object]
) -> None:
    known = received(journal, "2026-11-23T10:00", "accept")

    with pytest.raises(IllegalTransition, match="departments_are_known"):
        do(journal, known, "assign", at("2026-11-24T10:00"), **changes)

    assert [row.event for row in rows_in(journal.folder)] == ["submit", "accept"]


@pytest.mark.parametrize("event", ["assign", "decline"])
@pytest.mark.parametrize(
    ("building", "deciders"),
    [("cloud-tower", {"second_chief", "supervisor"}), ("other", {"staff", "supervisor"})],
)
@pytest.mark.parametrize("role", OFFICE)
def test_after_a_hand_back_the_second_chief_decides_and_the_desk_where_there_is_none(
    journal: Journal, event: str, building: str, deciders: set[str], role: str
) -> None:
    values = a_submission(service="bigger-office", building=building).values
    when = at("2026-11-23T10:00")
    known = Handling(journal, GUIDEBOOK).receive("k", values, when)
    for earlier in ("accept", "assign", "hand_back"):
        known = do(journal, known, earlier, when)

    if role in deciders:
        assert do(journal, known, event, when, by=role).seq == known.seq + 1
        return
    with pytest.raises(IllegalTransition, match="decides_after_a_hand_back"):
        do(journal, known, event, when, by=role)


@pytest.mark.parametrize("event", ["assign", "decline"])
@pytest.mark.parametrize("role", OFFICE)
def test_after_a_hand_back_the_desk_decides_too_while_nobody_is_the_second_chief(
    journal: Journal, event: str, role: str
) -> None:
    values = a_submission(service="bigger-office", building="cloud-tower").values
    when = at("2026-11-23T10:00")
    handling = Handling(journal, GUIDEBOOK, is_empty="second_chief:cloud-tower".__eq__)
    known = handling.receive("k", values, when)
    for earlier in ("accept", "assign", "hand_back"):
        known = handling.act(known.number, an_action(earlier), when)

    if role != "department":
        action = an_action(event, by=role)
        assert handling.act(known.number, action, when).seq == known.seq + 1
        return
    with pytest.raises(IllegalTransition, match="decides_after_a_hand_back"):
        handling.act(known.number, an_action(event, by=role), when)


def test_an_extension_is_asked_for_before_the_day_is_past(journal: Journal) -> None:
    known = received(journal, "2026-11-23T10:00", "accept", "assign")

    with pytest.raises(IllegalTransition, match="gives_more_time"):
        do(journal, known, "extend", at("2026-12-07T10:00"), answer_by="2026-12-10")


def test_waiting_for_the_company_stops_the_clocks_of_the_departments_too(journal: Journal) -> None:
    known = received(journal, "2026-11-23T10:00", "accept", "assign")
    before = known.hand_back_by, known.supporting[0].due
    asked = do(journal, known, "ask_more", at("2026-11-23T11:00"))

    supplied = do(journal, asked, "supply", at("2026-12-01T10:00"))

    assert [str(day) for day in before] == ["2026-11-24", "2026-11-27"]
    assert str(supplied.hand_back_by) == "2026-12-02"
    assert str(supplied.supporting[0].due) == "2026-12-07"
    assert do(journal, supplied, "hand_back", at("2026-12-01T11:00")).status == "accepted"


@pytest.mark.parametrize(
    ("withdrawn", "resumed", "answer_by", "due"),
    [
        ("2026-11-24T09:00", "2026-11-24T16:59", "2026-11-30", "2026-11-27"),
        ("2026-11-24T09:00", "2026-11-25T08:00", "2026-12-01", "2026-11-30"),
        ("2026-11-27T18:00", "2026-11-28T17:00", "2026-11-30", "2026-11-27"),  # no working day
    ],
)
def test_the_clock_stands_still_while_a_request_is_withdrawn(
    journal: Journal, withdrawn: str, resumed: str, answer_by: str, due: str
) -> None:
    known = received(journal, "2026-11-23T10:00", "accept", "assign")
    known = do(journal, known, "withdraw", at(withdrawn))

    known = do(journal, known, "resume", at(resumed))

    assert str(known.promise.answer_by) == answer_by
    assert str(known.supporting[0].due) == due


def test_the_days_of_a_withdrawal_in_which_the_company_was_asked_count_once(
    journal: Journal,
) -> None:
    known = received(journal, "2026-11-23T10:00", "accept", "assign", "start")
    known = do(journal, known, "ask_more", at("2026-11-23T11:00"))
    known = do(journal, known, "withdraw", at("2026-11-24T09:00"))
    known = do(journal, known, "resume", at("2026-11-25T09:00"))

    known = do(journal, known, "supply", at("2026-11-26T09:00"))

    assert str(known.promise.answer_by) == "2026-12-03"  # 11-30 and the 24th, 25th, 26th


def test_whoever_follows_is_told_of_everything_that_happens_and_of_nothing_else(
    journal: Journal,
) -> None:
    told: list[int] = []
    handling = Handling(journal, GUIDEBOOK, followers=(told.append,))
    values = a_submission(service="bigger-office").values

    known = handling.receive("k", values, at("2026-11-23T10:00"))
    handling.act(known.number, an_action("accept"), at("2026-11-23T11:00"))
    with pytest.raises(IllegalTransition):
        handling.act(known.number, an_action("accept"), at("2026-11-23T11:00"))

    assert told == [1, 2]


def test_a_form_that_comes_in_is_promised_its_dates_and_goes_to_its_departments(
    journal: Journal,
) -> None:
    values = a_submission(service="bigger-office").values

    known = Handling(journal, GUIDEBOOK).receive("k", values, at("2026-11-23T10:00"))

    assert (known.lead_department, known.supporting_departments) == (
        *("enterprise-service", ("property-company",)),
    )
    assert known.promise.answer_by == date(2026, 11, 30)
