"""The track of a case: steps done, the present one, what is promised, and what came late."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from intake_app import NOW, a_client, a_form, send
from lives import GUIDEBOOK, WAYS, a_journal, a_request, an_action, do

from intake.cases.service_request import ServiceRequest
from intake.company.track import track_of
from intake.handling import Handling
from intake.journal.journal import Journal

TODAY = NOW.date()


def a_case(folder: Path, *events: str, days: int = 0) -> ServiceRequest:
    """Return a request to which things happened, some days after it came in."""
    journal = a_journal(folder)
    known = a_request(journal)
    for event in events:
        known = do(journal, known, event, NOW + timedelta(days=days))
    return known


def said(known: ServiceRequest, today: date = TODAY) -> list[str]:
    """Return the steps, each with what marks it."""
    marks = ("is_done", "is_now", "is_late")
    return [
        " ".join([step.name, *(mark[3:] for mark in marks if getattr(step, mark))])
        for step in track_of(known, today)
    ]


@pytest.mark.parametrize(
    ("events", "steps"),
    [
        ((), ["submit done now", "answer", "close"]),
        (WAYS["assigned"], ["submit done now", "answer", "close"]),
        (WAYS["answered"], ["submit done", "answer done now", "close"]),
        (WAYS["closed"], ["submit done", "answer done", "close done"]),
        (("decline",), ["submit done", "end done"]),
        (("withdraw",), ["submit done", "end done"]),
    ],
)
def test_the_present_step_is_the_last_done_and_what_is_over_has_none(
    tmp_path: Path, events: tuple[str, ...], steps: list[str]
) -> None:
    known = a_case(tmp_path, *events)

    assert [step for step in said(known) if "first_contact" not in step] == steps


def test_what_was_promised_for_yesterday_is_late_until_it_is_done_and_after(
    tmp_path: Path,
) -> None:
    waiting = a_case(tmp_path / "waiting")
    late = a_case(tmp_path / "late", *WAYS["answered"], days=20)

    assert "answer" in said(waiting, waiting.promise.answer_by)
    assert "answer late" in said(waiting, waiting.promise.answer_by + timedelta(days=1))
    assert "answer done now late" in said(late)


def test_while_the_company_is_asked_no_day_is_promised(tmp_path: Path) -> None:
    known = a_case(tmp_path, *WAYS["awaiting_applicant"])

    assert {step.day for step in track_of(known, TODAY) if not step.is_done} == {None}


@pytest.mark.parametrize(
    ("events", "words"),
    [
        (("accept", "ask_more", "supply"), "supplied"),
        ((*WAYS["answered"], "rate"), "rated"),
    ],
)
def test_who_has_just_done_something_reads_that_it_came_in(
    tmp_path: Path, events: tuple[str, ...], words: str
) -> None:
    client = a_client(tmp_path)
    receipt = send(client, a_form()).headers["Location"]
    journal = Journal(tmp_path / "queue")
    (known,) = journal.requests()[1]
    for event in events:
        Handling(journal, GUIDEBOOK).act(known.number, an_action(event), NOW)

    assert str(getattr(GUIDEBOOK.form.receipt, words)) in client.get(receipt).text


def test_a_case_names_its_service_and_building_and_no_place_that_was_typed(
    tmp_path: Path,
) -> None:
    client = a_client(tmp_path)
    named = client.get(send(client, a_form()).headers["Location"]).text
    typed = a_form(building="other", building_other="金丝雀大楼")
    unnamed = client.get(send(client, typed).headers["Location"]).text

    assert "换大间对接 · 云桥中心" in named
    assert "金丝雀" not in unnamed


def test_what_is_declined_leads_to_whom_to_ask_with_buttons(tmp_path: Path) -> None:
    client = a_client(tmp_path)
    receipt = send(client, a_form()).headers["Location"]
    journal = Journal(tmp_path / "queue")
    (known,) = journal.requests()[1]
    place = "税务局，拨打 12366，https://tax.yunqiao.example/"
    action = an_action("decline", right_place=place)
    Handling(journal, GUIDEBOOK).act(known.number, action, NOW)

    page = client.get(receipt).text

    assert '<a class="btn" href="tel:12366">拨打 12366</a>' in page
    assert 'href="https://tax.yunqiao.example/" rel="noopener">打开网站</a>' in page
    assert page.index('id="door"') < page.index("timeline")
