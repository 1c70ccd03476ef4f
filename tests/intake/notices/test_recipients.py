"""The table of who is told of what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from intake_app import NOW, a_submission
from lives import GUIDEBOOK, WAYS, a_journal, an_action

from intake.cases.service_request import ServiceRequest
from intake.handling import Handling
from intake.journal.journal import Journal
from intake.notices.recipients import concerns, told_of

LEAD = frozenset({"department:enterprise-service", "department:enterprise-service@hexi"})
CHIEF = frozenset({"second_chief:cloud-tower"})
HANDLER = "second_chief:cloud-tower"

Events = list[tuple[str, str, dict[str, Any]]]
"""Event, by, data."""


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return a_journal(tmp_path)


def lived(journal: Journal, *events: tuple[str, str, dict[str, Any]]) -> ServiceRequest:
    """Submit a request in a building with a council, and let things happen: event, by, data."""
    form = a_submission(service="bigger-office", building="cloud-tower", phone="13800138000")
    known = journal.submit("k", NOW, form)
    for event, by, data in events:
        known = Handling(journal, GUIDEBOOK).act(known.number, an_action(event, by, **data), NOW)
    return known


def ways_to(status: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [(event, "", {}) for event in WAYS[status]]


def last_told(known: ServiceRequest) -> frozenset[str]:
    """Return who is told of the last event."""
    return next((n.posts for n in told_of(known, GUIDEBOOK, known.seq - 1)), frozenset())


def test_of_a_new_request_lead_second_chief_and_desk_are_told(journal: Journal) -> None:
    assert last_told(lived(journal)) == LEAD | CHIEF | {"staff"}


def test_without_a_second_chief_lead_and_desk_are_told(journal: Journal) -> None:
    form = a_submission(service="register-company", subdistrict="hedong")

    known = journal.submit("k", NOW, form)

    assert last_told(known) == {"department:registry", "department:registry@hedong", "staff"}


def test_of_an_assignment_the_post_that_works_it_is_told(journal: Journal) -> None:
    accepted = ways_to("accepted")

    known = lived(journal, *accepted, ("assign", "staff", {"handler": HANDLER}))

    assert last_told(known) == CHIEF


@pytest.mark.parametrize("event", ["assign", "reopen"])
def test_supporting_departments_are_told_of_their_share_with_its_day(
    event: str, journal: Journal
) -> None:
    status = {"assign": "assigned", "reopen": "answered"}[event]
    events = [*ways_to(status), ("reopen", "", {})] if event == "reopen" else ways_to(status)

    known = lived(journal, *events)

    support = [n for n in told_of(known, GUIDEBOOK, known.seq - 1) if n.share]
    both = {"department:property-company", "department:property-company@hexi"}
    assert [news.posts for news in support] == [both]
    assert support[0].share == known.supporting[0]


def test_nobody_is_told_of_what_they_did_themselves(journal: Journal) -> None:
    by = f"{HANDLER}/a1b2c"

    known = lived(
        journal, ("accept", by, {}), ("assign", by, {"handler": HANDLER}), ("start", by, {})
    )

    told = {n.happening.event for n in told_of(known, GUIDEBOOK, 0) if n.share is None}
    assert told == {"submit"}


def test_of_a_resumed_request_whoever_has_it_is_told(journal: Journal) -> None:
    undone: Events = [("withdraw", "applicant", {}), ("resume", "applicant", {})]
    in_hand: Events = [("accept", "staff", {}), ("assign", "staff", {"handler": HANDLER})]

    new = lived(journal, *undone)
    worked = lived(journal, *in_hand, *undone)  # the same request, later

    told = {news.happening.event: news.posts for news in told_of(new, GUIDEBOOK, 0)}
    assert told["resume"] == told["submit"]
    assert last_told(worked) == {HANDLER}


def test_of_a_hand_back_who_decides_is_told_and_the_desk(journal: Journal) -> None:
    known = lived(journal, *ways_to("assigned"), ("hand_back", "department:registry", {}))

    assert last_told(known) == CHIEF | {"staff"}


@pytest.mark.parametrize("handler", ["", HANDLER, "department:registry"])
@pytest.mark.parametrize(
    ("event", "by", "data"),
    [
        ("rate", "", {"grade": "dissatisfied"}),
        ("rate", "", {"grade": "very_dissatisfied"}),
        ("reopen", "", {}),
        ("note", "supervisor", {"urge": True}),
    ],
)
def test_what_needs_work_is_told_to_whoever_works_it(
    handler: str, event: str, by: str, data: dict[str, Any], journal: Journal
) -> None:
    answered = [
        (e, by, {"handler": handler} if e == "assign" else d) for e, by, d in ways_to("answered")
    ]

    known = lived(journal, *answered, (event, by, data))

    expected = {
        "": LEAD,
        HANDLER: CHIEF,
        "department:registry": {"department:registry", "department:registry@hexi"},
    }
    assert last_told(known) == expected[handler]


HANDED_BACK: Events = [*ways_to("assigned"), ("hand_back", "department:enterprise-service", {})]


@pytest.mark.parametrize(
    ("way", "told"),
    [
        (ways_to("accepted"), LEAD | CHIEF | {"staff"}),
        (ways_to("assigned"), LEAD),
        (HANDED_BACK, CHIEF | {"staff"}),
    ],
)
@pytest.mark.parametrize("urged", [False, True])
def test_whoever_has_a_request_is_told_what_was_supplied_and_who_presses_for_it(
    way: Events, told: frozenset[str], urged: bool, journal: Journal
) -> None:
    supplied: Events = [("ask_more", "supervisor", {}), ("supply", "", {})]
    pressed: Events = [("note", "supervisor", {"urge": True})]

    known = lived(journal, *way, *(pressed if urged else supplied))

    assert last_told(known) == told


@pytest.mark.parametrize(
    ("event", "data"), [("rate", {"grade": "fairly_satisfied"}), ("note", {}), ("close", {})]
)
def test_of_what_needs_no_work_nobody_is_told(
    event: str, data: dict[str, Any], journal: Journal
) -> None:
    assert last_told(lived(journal, *ways_to("answered"), (event, "", data))) == frozenset()


def test_news_go_to_whoever_worked_it_then(journal: Journal) -> None:
    known = lived(
        journal,
        *ways_to("accepted"),
        ("assign", "staff", {"handler": HANDLER}),
        ("note", "supervisor", {"urge": True}),
        ("assign", "supervisor", {"lead_department": "registry", "supporting": []}),
    )

    told = [n.posts for n in told_of(known, GUIDEBOOK, 0) if n.happening.urge]

    assert told == [CHIEF]


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        ("staff", True),
        ("supervisor", True),
        (HANDLER, True),
        ("department:enterprise-service@hexi", True),
        ("department:enterprise-service@hedong", False),
        ("department:property-company", True),
        ("department:registry", False),
        ("second_chief:willow-park", False),
    ],
)
def test_a_request_concerns_who_sees_it_at_the_desk(
    post: str, expected: bool, journal: Journal
) -> None:
    known = lived(journal, *ways_to("assigned"))

    assert concerns(known, post, GUIDEBOOK) is expected
