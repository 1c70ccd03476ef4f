"""The life of a request: what may follow when, by whom, with what; all else is refused."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from intake_app import NOW, a_submission, rows_in
from lives import GUIDEBOOK, WAYS, a_journal, a_request, an_action, at, do

from intake.cases.lifecycle import (
    AS_BEFORE,
    SAME,
    TABLE,
    Action,
    IllegalTransition,
    StaleTransition,
)
from intake.handling import Handling
from intake.journal.journal import Journal

EVENTS = tuple(event for event in TABLE if event != "submit")
UNDONE = ("resume", "closed")
"""Follows a withdrawal alone, which is no way to `closed` here."""
TOLD_AGAIN = ("start", "in_progress")
"""Only of a contact that nobody told yet: has a test of its own."""
EACH = [
    (event, status)
    for event in TABLE
    for status in WAYS
    if (event, status) not in (UNDONE, TOLD_AGAIN)
]

ALLOWED = {
    "submitted": {"accept", "decline", "ask_more", "withdraw"},
    "accepted": {"decline", "ask_more", "assign", "update", "withdraw"},
    "declined": set(),
    "awaiting_applicant": {"supply", "update", "withdraw"},
    "assigned": {"ask_more", "assign", "hand_back", "start", "extend", "update", "withdraw"},
    "in_progress": {"ask_more", "assign", "start", "extend", "update", "answer", "withdraw"},
    "answered": {"close", "rate", "reopen"},
    "closed": {"rate", "reopen", "resume"},
}
"""Written by hand from the house plan; beside these, correct, link, note, redact are always."""

LEADS_TO = {
    ("submitted", "accept"): "accepted",
    ("submitted", "decline"): "declined",
    ("submitted", "ask_more"): "awaiting_applicant",
    ("accepted", "assign"): "assigned",
    ("awaiting_applicant", "supply"): "accepted",
    ("awaiting_applicant", "withdraw"): "closed",
    ("assigned", "hand_back"): "accepted",
    ("assigned", "start"): "in_progress",
    ("assigned", "extend"): "assigned",
    ("in_progress", "extend"): "in_progress",
    ("awaiting_applicant", "update"): "awaiting_applicant",
    ("in_progress", "answer"): "answered",
    ("answered", "close"): "closed",
    ("answered", "rate"): "answered",
    ("answered", "reopen"): "assigned",
    ("closed", "rate"): "closed",
    ("closed", "reopen"): "assigned",
    ("submitted", "withdraw"): "closed",
    ("declined", "note"): "declined",
    ("closed", "redact"): "closed",
    ("in_progress", "correct"): "in_progress",
    ("answered", "link"): "answered",
}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return a_journal(tmp_path)


def refused(journal: Journal, number: str, action: Action) -> str:
    """Try an action that must be refused and leave no row; return why it was."""
    before = rows_in(journal.folder)
    with pytest.raises(IllegalTransition) as caught:
        Handling(journal, GUIDEBOOK).act(number, action, NOW)
    assert rows_in(journal.folder) == before
    return caught.value.why


# ---------- the table ----------


def test_the_table_is_the_one_of_the_plan() -> None:
    always = {"correct", "link", "note", "redact"}

    allowed = {
        status: {event for event, rule in TABLE.items() if status in rule.sources} - always
        for status in WAYS
    }

    assert allowed == ALLOWED
    assert all(set(TABLE[event].sources) == set(WAYS) for event in always)
    assert set(TABLE) == {
        *("submit", "accept", "decline", "ask_more", "supply", "assign", "hand_back", "start"),
        *(
            "extend",
            "update",
            "answer",
            "close",
            "rate",
            "reopen",
            "withdraw",
            "resume",
            "correct",
            "link",
            "note",
        ),
        "redact",
    }


@pytest.mark.parametrize(("event", "status"), EACH)
def test_s56_every_event_follows_only_the_statuses_of_the_table(
    journal: Journal, event: str, status: str
) -> None:
    known = a_request(journal, status)
    is_reassigned = event == "assign" and status in ("assigned", "in_progress")
    rule, action = TABLE[event], an_action(event, by="supervisor" if is_reassigned else "")

    if status not in rule.sources:
        assert refused(journal, known.number, action) == "status"
        return
    after = Handling(journal, GUIDEBOOK).act(known.number, action, NOW)

    expected = {SAME: status, AS_BEFORE: "accepted"}.get(rule.to, rule.to)
    assert (after.status, after.seq) == (expected, known.seq + 1)
    row = rows_in(journal.folder)[-1]
    assert (row.event, row.status, row.by, row.key) == (event, expected, action.by, known.key)


def test_what_is_in_progress_is_started_again_once_to_tell_of_a_contact(journal: Journal) -> None:
    why = "starts_once_and_then_tells_of_a_contact"
    known = a_request(journal, "assigned")
    started = do(journal, known, "start", contacted=False)
    others = ({"contacted": False}, {"contacted": True, "handler": "second_chief:cloud-tower"})
    again = [refused(journal, known.number, an_action("start", **said)) for said in others]

    told = do(journal, known, "start", NOW + timedelta(hours=1), contacted=True)

    assert again == [why, why]
    assert (started.contacted_at, told.contacted_at) == (None, NOW + timedelta(hours=1))
    assert told.status == "in_progress"
    assert refused(journal, known.number, an_action("start", contacted=True)) == why


@pytest.mark.parametrize(("status", "event"), LEADS_TO)
def test_an_event_leads_where_the_plan_says(journal: Journal, status: str, event: str) -> None:
    known = a_request(journal, status)

    assert do(journal, known, event).status == LEADS_TO[status, event]


@pytest.mark.parametrize("before", ["submitted", "accepted", "assigned", "in_progress"])
def test_a_supplement_leads_back_to_where_the_request_was(journal: Journal, before: str) -> None:
    known = do(journal, a_request(journal, before), "ask_more")

    assert known.status == "awaiting_applicant"
    assert do(journal, known, "supply").status == before


# ---------- who ----------


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(
    "role", ["applicant", "staff", "second_chief", "department", "supervisor", "", "root", "Staff"]
)
def test_s55_only_those_of_the_table_may_do_it(journal: Journal, event: str, role: str) -> None:
    rule = TABLE[event]
    known = a_request(journal, next(iter(s for s in WAYS if s in rule.sources)))
    if event == "resume":
        known = do(journal, a_request(journal, key="w"), "withdraw")
    action = Action(event, role, an_action(event).data)

    if role not in rule.by:
        assert refused(journal, known.number, action) == "by"
        return

    assert Handling(journal, GUIDEBOOK).act(known.number, action, NOW).seq == known.seq + 1


@pytest.mark.parametrize(
    ("status", "event", "role"),
    [
        ("submitted", "accept", "applicant"),
        ("accepted", "assign", "applicant"),
        ("in_progress", "answer", "applicant"),
        ("answered", "close", "applicant"),
        ("answered", "rate", "staff"),
        ("answered", "reopen", "staff"),
        ("answered", "note", "applicant"),
    ],
)
def test_nobody_does_another_ones_part(
    journal: Journal, status: str, event: str, role: str
) -> None:
    known = a_request(journal, status)

    assert refused(journal, known.number, an_action(event, by=role)) == "by"


@pytest.mark.parametrize("by", ["staff:desk-2", "department:registry"])
def test_an_account_acts_in_its_role(journal: Journal, by: str) -> None:
    known = a_request(journal)

    Handling(journal, GUIDEBOOK).act(known.number, an_action("accept", by=by), NOW)

    assert rows_in(journal.folder)[-1].by == by


# ---------- with what ----------


@pytest.mark.parametrize(
    ("status", "event", "changes"),
    [
        ("submitted", "decline", {"reason": " "}),
        ("submitted", "decline", {"right_place": ""}),
        ("submitted", "ask_more", {"question": None}),
        ("submitted", "accept", {"phone": "13800138000"}),
        ("accepted", "assign", {"lead_department": ""}),
        ("accepted", "assign", {"supporting": [{"department": "property-company", "due": "x"}]}),
        ("accepted", "assign", {"supporting": [{"due": "2026-11-27"}]}),
        ("accepted", "assign", {"supporting": [{"department": "a"}, {"department": "a"}]}),
        ("accepted", "assign", {"supporting": "property-company"}),
        ("accepted", "assign", {"supporting": [{"department": "enterprise-service"}]}),
        ("assigned", "hand_back", {"reason": ""}),
        ("assigned", "extend", {"reason": ""}),
        ("assigned", "extend", {"answer_by": "morgen"}),
        ("assigned", "extend", {"answer_by": "2026-11-30"}),  # the present one: no more time
        ("in_progress", "update", {"text": ""}),
        ("in_progress", "answer", {"text": ""}),
        ("answered", "close", {"outcome": "withdrawn"}),
        ("answered", "close", {"outcome": "done"}),
        ("answered", "close", {"reason": ""}),
        ("answered", "rate", {"grade": "6"}),
        ("answered", "reopen", {"reason": ""}),
        ("answered", "correct", {"values": {}}),
        ("answered", "correct", {"values": {"consent": "2026-11-01"}}),
        ("answered", "correct", {"values": {"number": "AB2CD3EF"}}),
        ("answered", "link", {"to": "AB2C-D3EF"}),
        ("assigned", "note", {"done": "enterprise-service"}),  # the lead's mark is the answer
    ],
)
def test_an_event_without_its_data_is_refused(
    journal: Journal, status: str, event: str, changes: dict[str, Any]
) -> None:
    known = a_request(journal, status)

    assert refused(journal, known.number, an_action(event, **changes)) not in ("status", "by")


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (event, rule.sources[0])
        for event, rule in TABLE.items()
        if any(field.is_required() for field in rule.data.model_fields.values())
    ],
)
def test_an_event_with_nothing_of_its_data_is_refused(
    journal: Journal, event: str, status: str
) -> None:
    known = a_request(journal, status)
    action = Action(event, an_action(event).by)

    with pytest.raises(IllegalTransition) as caught:
        journal.transition(known.number, [lambda _: action], NOW)

    assert caught.value.why.startswith("data: ")


@pytest.mark.parametrize(
    ("status", "event", "changes", "key"),
    [
        ("submitted", "accept", {"phone": "13800138000"}, "phone"),
        ("submitted", "decline", {"right_place": "\ud800"}, "right_place"),
        ("accepted", "assign", {"supporting": None}, "supporting"),
        (
            "accepted",
            "assign",
            {"supporting": [{"department": "registry", "due": 1}]},
            "supporting",
        ),
        ("assigned", "extend", {"answer_by": "11.12.2026"}, "answer_by"),
        ("answered", "close", {"outcome": ["solved"]}, "outcome"),
        ("answered", "note", {"text": b"x"}, "text"),
    ],
)
def test_the_key_at_fault_is_named(
    journal: Journal, status: str, event: str, changes: dict[str, Any], key: str
) -> None:
    known = a_request(journal, status)

    assert refused(journal, known.number, an_action(event, **changes)) == f"data: {key}"


# ---------- once, in time ----------


def test_a_request_is_handed_back_once(journal: Journal) -> None:
    known = do(journal, a_request(journal, "assigned"), "hand_back")

    known = do(journal, known, "assign", lead_department="registry")
    assert (known.status, known.lead_department) == ("assigned", "registry")
    assert refused(journal, known.number, an_action("hand_back")) == "never_handed_back"


@pytest.mark.parametrize(
    ("assigned", "last_day", "day_after"),
    [
        ("2026-11-23T10:30", "2026-11-24T23:59", "2026-11-25T00:00"),
        ("2026-02-13T10:30", "2026-02-14T18:00", "2026-02-15T09:00"),  # a Saturday that is worked
        ("2026-09-30T16:00", "2026-10-08T09:00", "2026-10-09T09:00"),  # over the National Day
    ],
)
def test_it_is_handed_back_within_one_working_day(
    journal: Journal, assigned: str, last_day: str, day_after: str
) -> None:
    for key, moment, fits in (("a", last_day, True), ("b", day_after, False)):
        known = journal.submit(key, at(assigned), a_submission())
        known = do(journal, known, "accept", at(assigned))
        known = do(journal, known, "assign", at(assigned), lead_department="registry")
        if fits:
            assert do(journal, known, "hand_back", at(moment)).status == "accepted"
        else:
            with pytest.raises(IllegalTransition, match="hands_back_in_time"):
                do(journal, known, "hand_back", at(moment))


def test_a_request_is_extended_once(journal: Journal) -> None:
    known = do(journal, a_request(journal, "in_progress"), "extend")

    assert known.extended
    again = an_action("extend", answer_by="2026-12-18")
    assert refused(journal, known.number, again) == "never_extended"


def test_an_answer_is_rated_once_and_the_next_one_again(journal: Journal) -> None:
    known = do(journal, a_request(journal, "answered"), "rate", grade="very_dissatisfied")

    assert known.satisfaction == "very_dissatisfied"
    assert refused(journal, known.number, an_action("rate")) == "not_rated_yet"
    for event in ("reopen", "start", "answer", "rate"):
        known = do(journal, known, event)
    assert (known.satisfaction, known.reopened) == ("satisfied", 1)


def close_by_the_system(**changes: str) -> Action:
    data = {"outcome": "unanswered_by_sender", "reason": "答复后没有再反映", **changes}
    return Action("close", "system", data)


def test_an_answer_that_nobody_reacts_to_is_closed_by_the_system_once_its_day_is_past(
    journal: Journal,
) -> None:
    known = a_request(journal, "answered")  # to be closed by 30 November
    handling = Handling(journal, GUIDEBOOK)

    with pytest.raises(IllegalTransition, match="closes_in_silence"):
        handling.act(known.number, close_by_the_system(), at("2026-11-30T23:59"))
    known = handling.act(known.number, close_by_the_system(), at("2026-12-01T00:00"))

    assert (known.status, known.outcome) == ("closed", "unanswered_by_sender")
    assert do(journal, known, "reopen").status == "assigned"


def test_who_rated_an_answer_was_not_silent(journal: Journal) -> None:
    known = do(journal, a_request(journal, "answered"), "rate")

    with pytest.raises(IllegalTransition, match="closes_in_silence"):
        Handling(journal, GUIDEBOOK).act(
            known.number, close_by_the_system(), at("2026-12-07T09:00")
        )


@pytest.mark.parametrize(
    "action",
    [
        close_by_the_system(outcome="solved"),
        an_action("close", outcome="unanswered_by_sender"),
        an_action("close", by="supervisor", outcome="unanswered_by_sender"),
    ],
)
def test_silence_is_the_systems_outcome_and_its_only_one(journal: Journal, action: Action) -> None:
    known = a_request(journal, "answered")

    with pytest.raises(IllegalTransition, match="closes_only_what_is_its_own"):
        Handling(journal, GUIDEBOOK).act(known.number, action, at("2026-12-07T09:00"))


@pytest.mark.parametrize("event", ["rate", "reopen"])
def test_what_was_withdrawn_is_over(journal: Journal, event: str) -> None:
    known = do(journal, a_request(journal, "in_progress"), "withdraw")

    assert (known.status, known.outcome) == ("closed", "withdrawn")
    assert refused(journal, known.number, an_action(event)) == "was_not_withdrawn"


@pytest.mark.parametrize(
    "before", ["submitted", "accepted", "awaiting_applicant", "assigned", "in_progress"]
)
def test_a_withdrawal_is_taken_back_to_where_the_request_was(journal: Journal, before: str) -> None:
    known = a_request(journal, before)

    back = do(journal, do(journal, known, "withdraw"), "resume")

    timeline, seq = known.timeline, known.seq
    assert replace(back, timeline=timeline, seq=seq) == known


def test_a_withdrawal_is_taken_back_for_a_day(journal: Journal) -> None:
    on_time, late = (do(journal, a_request(journal, key=key), "withdraw") for key in "ab")

    back = do(journal, on_time, "resume", NOW + timedelta(days=1))

    assert back.outcome is None
    with pytest.raises(IllegalTransition, match="was_withdrawn_within_a_day"):
        do(journal, late, "resume", NOW + timedelta(days=1, seconds=1))


@pytest.mark.parametrize(
    ("ways", "why"),
    [
        (("answer", "close"), "was_withdrawn_within_a_day"),
        (("withdraw", "redact"), "forgotten"),
    ],
)
def test_nothing_else_that_is_closed_is_resumed(
    journal: Journal, ways: tuple[str, ...], why: str
) -> None:
    known = a_request(journal, "in_progress")
    for event in ways:
        known = do(journal, known, event)

    assert refused(journal, known.number, an_action("resume")) == why


def test_what_the_office_did_meanwhile_stays(journal: Journal) -> None:
    known = do(journal, a_request(journal, "assigned"), "withdraw")
    for event in ("correct", "link"):
        known = do(journal, known, event)

    back = do(journal, known, "resume")

    assert (back.status, back.submission.values.company, back.linked) == (
        "assigned",
        "云下科技",
        ("AB2CD3EF",),
    )


# ---------- stale ----------


def test_s56_who_missed_something_is_refused(journal: Journal) -> None:
    known = a_request(journal)
    do(journal, known, "note")

    with pytest.raises(StaleTransition):
        Handling(journal, GUIDEBOOK).act(known.number, an_action("accept", seq=known.seq), NOW)

    assert [row.event for row in rows_in(journal.folder)] == ["submit", "note"]


def test_what_happens_to_another_request_does_not_matter(journal: Journal) -> None:
    known, other = a_request(journal, key="a"), a_request(journal, key="b")
    do(journal, other, "accept")

    Handling(journal, GUIDEBOOK).act(known.number, an_action("accept", seq=known.seq), NOW)

    assert journal.find(known.number) != known


def test_a_number_that_nobody_has_is_no_request(journal: Journal) -> None:
    with pytest.raises(KeyError):
        journal.transition("AB2CD3EF", [lambda _: an_action("accept")], NOW)


def test_what_is_in_hand_goes_to_another_by_the_supervisor_alone(journal: Journal) -> None:
    known = a_request(journal, "in_progress")
    elsewhere: dict[str, Any] = {
        "lead_department": "registry",
        "supporting": [],
        "handler": "staff",
    }

    assert refused(journal, known.number, an_action("assign", **elsewhere)) == (
        "reassigns_as_supervisor"
    )
    after = do(journal, known, "assign", by="supervisor", **elsewhere)

    assert (after.status, after.lead_department, after.handler) == ("assigned", "registry", "staff")


def test_only_the_supervisor_urges_and_extends_once_more(journal: Journal) -> None:
    known = do(journal, a_request(journal, "in_progress"), "extend")
    later: dict[str, Any] = {"answer_by": "2026-12-18"}

    assert refused(journal, known.number, an_action("note", urge=True)) == "urges_as_supervisor"
    assert refused(journal, known.number, an_action("extend", **later)) == "never_extended"
    known = do(journal, known, "extend", by="supervisor", **later)
    known = do(journal, known, "note", by="supervisor", urge=True)

    assert known.promise.answer_by.isoformat() == "2026-12-18"


def test_several_steps_happen_all_or_none(journal: Journal) -> None:
    known = a_request(journal)
    handling = Handling(journal, GUIDEBOOK)
    steps = [an_action("accept"), an_action("assign"), an_action("start")]

    with pytest.raises(IllegalTransition):
        handling.act_at_once(known.number, [*steps, an_action("start")], NOW)
    assert [row.event for row in rows_in(journal.folder)] == ["submit"]
    after = handling.act_at_once(known.number, steps, NOW)

    assert (after.status, after.seq) == ("in_progress", known.seq + 3)


def test_an_account_acts_as_its_post(journal: Journal) -> None:
    known = do(journal, a_request(journal), "accept", by="second_chief:cloud-tower/ab2cd")

    assert known.timeline[-1].by == "second_chief:cloud-tower/ab2cd"


def test_s56_two_threads_at_once_give_one_event(journal: Journal) -> None:
    numbers = [a_request(journal, key=str(n)).number for n in range(20)]
    other = Journal(journal.folder)
    done: list[str] = []

    def accept_all(mine: Journal) -> None:
        for number in numbers:
            try:
                mine.transition(number, [lambda _: an_action("accept")], NOW)
                done.append(number)
            except IllegalTransition:
                pass

    threads = [threading.Thread(target=accept_all, args=(j,)) for j in (journal, journal, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    events = [row.number for row in rows_in(journal.folder) if row.event == "accept"]
    assert sorted(events) == sorted(numbers) == sorted(done)


ACCEPT_ALL = """
import sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from intake_app import NOW
from lives import an_action
from intake.journal.journal import Journal
from intake.cases.lifecycle import IllegalTransition
journal = Journal(Path({queue!r}))
_, requests = journal.requests()
print("ready", flush=True)
sys.stdin.readline()
for known in requests:
    try:
        journal.transition(known.number, [lambda _: an_action("accept")], NOW)
        print(known.number)
    except IllegalTransition:
        pass
"""


def test_s56_two_processes_at_once_give_one_event(journal: Journal) -> None:
    numbers = [a_request(journal, key=str(n)).number for n in range(40)]
    here = Path(__file__).parents[2]
    program = ACCEPT_ALL.format(
        root=str(here.parent), tests=str(here / "support"), queue=str(journal.folder)
    )

    clerks = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for clerk in clerks:
        assert clerk.stdout is not None
        assert clerk.stdout.readline() == "ready\n"
    for clerk in clerks:
        assert clerk.stdin is not None
        clerk.stdin.write("go\n")
        clerk.stdin.flush()
    done = [number for clerk in clerks for number in clerk.communicate(timeout=60)[0].split()]

    events = [row.number for row in rows_in(journal.folder) if row.event == "accept"]
    assert sorted(events) == sorted(numbers) == sorted(done)
