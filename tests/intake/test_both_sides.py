"""What a company reads of who has its request, and of what is late: as the desk does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_app import a_desk, a_number, press
from flask.testing import FlaskClient
from intake_app import NOW, a_client
from lives import GUIDEBOOK, WAYS, an_action

from intake.cases.numbers import read_number
from intake.cases.sections import Section, section_of
from intake.cases.service_request import ServiceRequest
from intake.clock import stopped_clock
from intake.figures.internal import internal_figures
from intake.handling import Handling
from intake.journal.journal import Journal


def known_as(folder: Path, number: str) -> ServiceRequest:
    known = Journal(folder / "queue").find(read_number(number) or "")
    assert known
    return known


def receipt_of(folder: Path, number: str, days: int = 0) -> str:
    """Return what the company reads, some days after it sent its request."""
    client = a_client(folder, clock=stopped_clock(NOW + timedelta(days=days)))
    return client.get(f"/requests/r/{known_as(folder, number).token}").text


def words_of(page: str) -> str:
    return re.sub(r"\s+", "", re.sub("<[^>]+>", "", page))


def happens(folder: Path, number: str, event: str, days: int = 0, **said: Any) -> None:
    """Let something happen to a request, some days after it came in."""
    handling, at = Handling(Journal(folder / "queue"), GUIDEBOOK), NOW + timedelta(days=days)
    handling.act(read_number(number) or "", an_action(event, **said), at)


def card_of(page: str) -> str:
    """Return the part of a receipt that says how things stand."""
    return page.partition('<header class="state')[2].partition("</header>")[0]


# ---------- who has it ----------

HELD: Mapping[str, tuple[tuple[str, ...], str]] = {
    "submitted": ((), "受理台"),
    "accepted": (("staff accept",), "受理台"),
    "taken by the desk": (("staff take",), "受理台"),
    "taken by the supervisor": (("supervisor take",), "督办"),
    "taken by the second chief": (("second_chief:cloud-tower take",), "云桥中心第二楼长"),
    "passed on": (("staff pass_on department:registry",), "登记科"),
    "handed back": (
        ("staff pass_on department:registry", "department:registry hand_back"),
        "云桥中心第二楼长",
    ),
    "reopened": (("staff take", "staff finish", "supervisor reopen"), "受理台"),
}
TYPED = {
    "finish": {"text": "可以一起租。", "outcome": "solved"},
    "hand_back": {"reason": "不是本部门职责"},
    "reopen": {"reason": "还没有解决"},
}


@pytest.mark.parametrize("name", HELD)
def test_company_and_desk_read_the_same_post(tmp_path: Path, name: str) -> None:
    desk: FlaskClient = a_desk(tmp_path)
    number = a_number(desk)
    deeds, holder = HELD[name]
    for post, offer, *to in map(str.split, deeds):
        if offer == "accept":
            happens(tmp_path, number, "accept")
        else:
            typed = {"to": to[0]} if to else TYPED.get(offer, {})
            press(a_desk(tmp_path, post), number, offer, **typed)

    at_the_desk = re.search("<dt>轮到谁</dt><dd>(.+?)</dd>", desk.get(f"/desk/{number}").text)
    company = re.search("现在在<b>(.+?)</b>", receipt_of(tmp_path, number))

    assert at_the_desk
    assert company
    assert at_the_desk[1] == holder
    ours = str(GUIDEBOOK.form.receipt.ours)
    assert company[1] == (ours if holder == "受理台" else holder)


def test_an_assignment_names_the_lead_and_who_works_it_for_the_lead(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    press(desk, number, "take")

    for page in (desk.get(f"/desk/{number}").text, receipt_of(tmp_path, number)):
        assert "<p>企业服务科，由受理台办</p>" in page


# ---------- what is late ----------


@pytest.mark.parametrize(
    ("way", "days", "said"),
    [
        ((), 1, "。"),
        ((), 2, "答应过最晚11月24日（周二）联系您，已经超期"),
        ((), 8, "答应过最晚11月24日（周二）联系您、最晚11月30日（周一）答复您，已经超期"),
        (WAYS["in_progress"], 8, "答应过最晚11月30日（周一）答复您，已经超期"),
        ((*WAYS["in_progress"], "extend"), 8, "。"),
        (
            (*WAYS["answered"], "reopen"),
            8,
            "最晚11月24日（周二）联系您、最晚11月30日（周一）答复您",
        ),
    ],
)
def test_what_is_late_is_called_so_and_promised_no_more(
    tmp_path: Path, way: tuple[str, ...], days: int, said: str
) -> None:
    number = a_number(a_client(tmp_path))
    for event in way:
        happens(tmp_path, number, event)

    page = receipt_of(tmp_path, number, days)

    card = words_of(card_of(page))
    assert said in card
    is_late = said != "。"
    assert ("已经超期，请直接打电话问" in card) == is_late
    assert ('href="tel:' in card_of(page)) == is_late
    assert ("承办人会联系您" in card) == (not is_late and not way)
    facts = words_of(page).partition("答应您的时间")[2]
    assert ("超期（承诺最晚" in facts) == is_late


@pytest.mark.parametrize("status", ["awaiting_applicant", "declined", "answered", "closed"])
def test_what_is_nobodys_turn_or_over_is_not_late(tmp_path: Path, status: str) -> None:
    number = a_number(a_client(tmp_path))
    for event in WAYS[status]:
        happens(tmp_path, number, event)

    card = card_of(receipt_of(tmp_path, number, 60))

    assert "超期" not in card
    assert "现在在" not in card


def test_what_waited_for_its_company_and_was_withdrawn_then_owed_no_contact(tmp_path: Path) -> None:
    number = a_number(a_client(tmp_path))
    for event, days in (("accept", 0), ("ask_more", 0), ("withdraw", 9)):
        happens(tmp_path, number, event, days)

    assert "超期" not in receipt_of(tmp_path, number, 9)


@pytest.mark.parametrize(
    ("status", "days", "overdue"),
    [
        ("submitted", 1, 0),
        ("submitted", 2, 1),
        ("in_progress", 2, 0),
        ("in_progress", 8, 1),
        ("awaiting_applicant", 60, 0),
        ("closed", 60, 0),
    ],
)
def test_what_the_figures_call_overdue_is_what_the_desk_does(
    tmp_path: Path, status: str, days: int, overdue: int
) -> None:
    number = a_number(a_client(tmp_path))
    for event in WAYS[status]:
        happens(tmp_path, number, event)
    known, today = known_as(tmp_path, number), NOW.date() + timedelta(days=days)

    counts = internal_figures([known], GUIDEBOOK, today).total.counts

    assert counts["overdue"] == overdue
    assert (section_of(known, today) == Section.OVERDUE) == bool(overdue)
