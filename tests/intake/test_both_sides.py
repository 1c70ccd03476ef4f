"""What a company reads of contact, of who has its request, of what is late: as the desk does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_app import a_desk, a_number, press, sign_in
from flask.testing import FlaskClient
from intake_app import NOW, a_client, rows_in
from lives import GUIDEBOOK, WAYS, an_action

from guidebook.model.form import ShownEvent
from intake.cases.numbers import read_number
from intake.cases.sections import Section, section_of
from intake.cases.service_request import ServiceRequest
from intake.clock import stopped_clock
from intake.figures.internal import internal_figures
from intake.figures.tally import case_of
from intake.handling import Handling
from intake.journal.journal import Journal
from intake.tables.request_table import cells_of

CONTACT = str(GUIDEBOOK.form.events[ShownEvent.START])
STARTED = str(GUIDEBOOK.form.receipt.started)
ON_TIME = re.compile("<dt>联系您</dt>.*?按时", re.DOTALL)


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


# ---------- contact ----------


def test_who_takes_a_request_has_not_contacted_the_company(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    press(desk, number, "take")
    taken, due = receipt_of(tmp_path, number), desk.get(f"/desk/{number}").text
    press(desk, number, "finish", text="另一条里已经答复。", outcome="duplicate")
    closed = receipt_of(tmp_path, number)

    assert STARTED in taken
    assert "最晚11月24日（周二）联系您" in words_of(taken)
    assert "<dt>最晚</dt><dd>2026年11月24日" in due
    for page in (taken, closed):
        assert CONTACT not in page
        assert not ON_TIME.search(page)
    assert "<dt>联系您</dt>" not in closed


def test_who_says_so_when_taking_a_request_has_contacted_the_company(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    offered = desk.get(f"/desk/{number}").text

    press(desk, number, "take", contacted="1")

    page = receipt_of(tmp_path, number)
    assert 'type="checkbox" id="field-take-contacted" name="contacted" value="1">' in offered
    assert CONTACT in page
    assert ON_TIME.search(page)
    assert "最晚11月30日（周一）答复您" in words_of(page)


def test_a_contact_is_told_once_and_when_it_was(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    press(desk, number, "take")
    later = stopped_clock(NOW + timedelta(hours=3))
    desk = sign_in(a_client(tmp_path, clock=later), tmp_path)

    told = press(desk, number, "contact")
    page, receipt = desk.get(f"/desk/{number}").text, receipt_of(tmp_path, number)

    assert told.status_code == 303
    assert re.search(f"{STARTED}.*?10:30.*?{CONTACT}.*?13:30", receipt, re.DOTALL)
    assert re.search("<strong>开始办</strong>.*<strong>已经联系过企业</strong>", page, re.DOTALL)
    assert f'action="/desk/{number}/contact"' not in page
    assert press(desk, number, "contact").status_code == 409
    assert [row.event for row in rows_in(tmp_path / "queue")].count("start") == 2


def test_a_press_without_the_tick_is_not_the_same_as_one_with_it(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    page = desk.get(f"/desk/{number}").text
    sent = {
        name: re.findall(f'name="{name}" value="([^"]+)"', page)[0] for name in ("token", "seq")
    }
    press(desk, number, "take")

    plain = desk.post(f"/desk/{number}/take", data=sent)
    ticked = desk.post(f"/desk/{number}/take", data={**sent, "contacted": "1"})

    assert (plain.status_code, ticked.status_code) == (303, 409)
    assert "刚才写的" not in ticked.text


def test_nobody_says_that_they_contacted_who_left_no_way_to_be(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk, service="suggestions", phone="", contact="", email="")

    before = desk.get(f"/desk/{number}").text
    press(desk, number, "take")

    assert 'name="contacted"' not in before
    assert f'action="/desk/{number}/contact"' not in desk.get(f"/desk/{number}").text
    assert STARTED in receipt_of(tmp_path, number)


def test_a_phone_that_a_correction_adds_makes_no_contact_late_that_was_never_due(
    tmp_path: Path,
) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk, service="suggestions", phone="", contact="", email="")
    happens(tmp_path, number, "correct", 5, values={"phone": "13800138000"})

    page = words_of(receipt_of(tmp_path, number, 6))

    assert "超期" not in page
    assert "最晚11月30日（周一）答复您" in page
    assert "没有留" not in page.partition("答应您的时间")[0]
    assert section_of(known_as(tmp_path, number), NOW.date() + timedelta(days=6)) == Section.NEW


def test_a_row_of_before_still_tells_of_the_contact_that_starting_was(tmp_path: Path) -> None:
    number = a_number(a_client(tmp_path))
    for event in WAYS["in_progress"]:
        happens(tmp_path, number, event)

    assert '"contacted"' not in rows_in(tmp_path / "queue")[-1].data
    assert known_as(tmp_path, number).contacted_at == NOW
    assert ON_TIME.search(receipt_of(tmp_path, number))


@pytest.mark.parametrize(("answered", "is_told"), [(1, False), (3, True)])
def test_a_contact_that_never_came_is_told_where_the_answer_was_later(
    tmp_path: Path, answered: int, is_told: bool
) -> None:
    number = a_number(a_client(tmp_path))
    happens(tmp_path, number, "accept")
    happens(tmp_path, number, "assign")
    happens(tmp_path, number, "start", contacted=False)
    happens(tmp_path, number, "answer", answered)

    page = receipt_of(tmp_path, number, answered)
    happens(tmp_path, number, "close", answered)
    closed = receipt_of(tmp_path, number, 20)

    for text in map(words_of, (page, closed)):
        assert ("联系您没有记下超期（承诺最晚11月24日（周二））" in text) == is_told
        assert ("联系您" in text.partition("答应您的时间")[2]) == is_told


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
    a_desk(tmp_path, "second_chief:cloud-tower")  # somebody has an account there
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


WHO: Mapping[str, tuple[str, tuple[str, ...], str, str]] = {
    "new": ("other", (), "受理台", ""),
    "new, of a service": ("bigger-office", (), "受理台", ""),
    "taken": ("other", ("staff take",), "企业服务科，由受理台办", "企业服务科"),
    "passed on": ("other", ("staff pass_on department:registry",), "登记科", "登记科"),
    "handed back": (
        "bigger-office",
        ("staff pass_on department:registry", "department:registry hand_back"),
        "云桥中心第二楼长",
        "",
    ),
}
"""What it is → its service, what was done, where it lies, and its lead."""


@pytest.mark.parametrize("name", WHO)
def test_commands_tables_and_figures_tell_who_has_it_as_the_company_reads_it(
    tmp_path: Path, name: str
) -> None:
    desk = a_desk(tmp_path)
    a_desk(tmp_path, "second_chief:cloud-tower")
    service, deeds, post, lead = WHO[name]
    number = a_number(desk, service=service)
    for at, offer, *to in map(str.split, deeds):
        typed = {"to": to[0]} if to else TYPED.get(offer, {})
        press(a_desk(tmp_path, at), number, offer, **typed)

    receipt = receipt_of(tmp_path, number)
    runner = a_client(tmp_path).application.test_cli_runner()
    listed = runner.invoke(args=["queue", "list"]).output.partition("\n")[0].split("  ")
    copy = runner.invoke(args=["queue", "copy", number]).output
    known = known_as(tmp_path, number)

    told = re.search("<dt>承办部门</dt><dd>(.+?)</dd>", receipt)
    assert (told[1] if told else "") == lead
    assert listed[-2] == post
    assert cells_of(known, GUIDEBOOK)["lead_department"] == lead
    internal = internal_figures([known], GUIDEBOOK, NOW.date()).tables["部门"]
    assert [line.name for line in internal] == [lead or "没有派单"]
    assert case_of(known, GUIDEBOOK).department == (lead and known.lead_department)
    assert f"交给谁\n  {lead or '没有交给部门'}\n" in copy


def test_who_handed_a_request_back_is_not_the_lead_of_who_takes_it(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    press(desk, number, "pass_on", to="department:registry")
    press(desk, number, "hand_back", reason="不归登记科")
    offered = desk.get(f"/desk/{number}").text

    press(desk, number, "take")

    assert 'value="department:registry" selected' not in offered
    for page in (desk.get(f"/desk/{number}").text, receipt_of(tmp_path, number)):
        assert "<p>企业服务科，由受理台办</p>" in page


def test_whoever_takes_a_request_works_it_for_the_department_of_its_matter_as_corrected(
    tmp_path: Path,
) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk, service="register-company")
    press(desk, number, "correct", service="bigger-office")

    press(desk, number, "take")

    page = receipt_of(tmp_path, number)
    assert "<dt>承办部门</dt><dd>企业服务科</dd>" in page
    assert "<dt>协办部门</dt><dd>物业公司" in page


def test_who_handed_a_request_back_is_its_lead_to_nobody_whatever_happens_then(
    tmp_path: Path,
) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    press(desk, number, "pass_on", to="department:registry")
    press(desk, number, "hand_back", reason="不归登记科")

    press(desk, number, "ask_more", question="是哪一层？")
    asked = receipt_of(tmp_path, number)
    happens(tmp_path, number, "supply")
    press(desk, number, "decline", reason="不归楼事会管", right_place="12345")
    declined = receipt_of(tmp_path, number)

    for page in (asked, declined):
        assert "承办部门" not in page.partition("答应您的时间")[2]


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


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (("answer",), "按时（承诺最晚11月30日（周一））"),
        (("extend", "answer"), "延期以后按时（承诺最晚12月11日（周五））"),
        (("extend", "answer", "reopen", "start", "answer"), "按时（承诺最晚11月30日（周一））"),
    ],
)
def test_what_was_put_off_is_not_in_time_without_a_word(
    tmp_path: Path, way: tuple[str, ...], said: str
) -> None:
    number = a_number(a_client(tmp_path))
    for event in (*WAYS["in_progress"], *way):
        happens(tmp_path, number, event)

    answered = words_of(receipt_of(tmp_path, number)).partition("答应您的时间")[2]

    assert re.search(rf"答复2026-11-2310:30{said}", answered)


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
