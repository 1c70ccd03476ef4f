"""Receipt and status: what a private link and a number open, and what they never show."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from intake_app import (
    CANARIES,
    NOW,
    PERSONAL,
    a_client,
    a_form,
    a_submission,
    a_token,
    an_anonymous_form,
    append,
    rows_in,
    send,
)

from intake.cases.event import Event
from intake.company.tails import looked_up
from intake.journal.journal import Journal


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return a_client(tmp_path)


def receipt_of(client: FlaskClient, **changes: str) -> str:
    """Submit a request; return the address of its receipt."""
    return send(client, a_form(**changes)).headers["Location"]


def number_on(client: FlaskClient, receipt: str) -> str:
    found = re.search('class="number">([^<]+)<', client.get(receipt).text)
    assert found
    return found[1]


def ask(client: FlaskClient, number: str, phone_tail: str) -> tuple[int, str, str]:
    """Ask for a status; return the code, where it leads, and the page without the echoed number."""
    answer = client.post("/requests/status", data={"number": number, "phone_tail": phone_tail})
    page = answer.text.replace(f'value="{number}"', 'value=""')
    return answer.status_code, answer.headers.get("Location", ""), page


def test_the_receipt_shows_number_status_and_dates_and_no_department_that_has_it_not_yet(
    client: FlaskClient,
) -> None:
    page = client.get(receipt_of(client)).text

    assert re.search(r'class="number">[A-Z]{2}[2-9][A-Z]-[A-Z][2-9][A-Z]{2}<', page)
    for text in (
        "已提交",
        "11月24日（周二）",
        "最晚 11-30",
    ):
        assert text in page
    for name in ("企业服务科", "物业公司"):
        assert name not in page
    assert "/requests/status" in page
    assert "请记下编号" in page


def test_s42_neither_receipt_nor_status_shows_anything_personal(client: FlaskClient) -> None:
    receipt = receipt_of(client, **PERSONAL)
    number = number_on(client, receipt)

    pages = [
        client.get(receipt),
        client.post("/requests/status", data={"number": number, "phone_tail": "8642"}),
        client.post("/requests/status", data={"number": number, "phone_tail": "0000"}),
    ]

    for page in pages:
        page.headers.remove("Content-Length")  # any four digits
        shown = page.text + str(page.headers)
        assert [canary for canary in CANARIES if canary in shown] == []


def test_s41_the_private_link_is_in_no_cache_referrer_or_search(
    client: FlaskClient,
) -> None:
    page = client.get(receipt_of(client))

    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_the_private_link_holds_128_random_bits_and_not_the_number(client: FlaskClient) -> None:
    receipt = receipt_of(client)

    assert re.fullmatch("/requests/r/[A-Za-z0-9_-]{22}", receipt)
    assert number_on(client, receipt).replace("-", "") not in receipt


def test_f04_the_private_link_is_a_secret_that_no_form_held(
    client: FlaskClient, tmp_path: Path
) -> None:
    token = a_token(client)
    pages = [send(client, a_form(token=token), path) for path in ("/requests/check", "/requests")]

    receipt = pages[-1].headers["Location"]

    secret = receipt.removeprefix("/requests/r/")
    (row,) = rows_in(tmp_path / "queue")
    assert secret != row.key
    assert client.get(f"/requests/r/{row.key}").status_code == 404
    assert secret not in token + pages[0].text + client.get("/requests/new").text


def test_a_request_of_when_the_form_was_the_link_keeps_its_link(
    client: FlaskClient, tmp_path: Path
) -> None:
    known = Journal(tmp_path / "queue").submit("k" * 22, NOW, a_submission())

    assert client.get(f"/requests/r/{known.key}").status_code == 200


def test_f04_a_link_whose_secret_was_taken_away_opens_nothing(
    client: FlaskClient, tmp_path: Path
) -> None:
    journal = Journal(tmp_path / "queue")
    mark = "-"
    known = journal.submit("k" * 22, NOW, replace(a_submission(), token=mark))

    assert known.token == ""
    assert [client.get(f"/requests/r/{t}").status_code for t in (mark, known.key)] == [404, 404]


@pytest.mark.parametrize("token", ["x", "A" * 22, "%00", "金丝雀", "..%2f..%2fetc"])
def test_an_unknown_link_is_not_found(client: FlaskClient, token: str) -> None:
    page = client.get(f"/requests/r/{token}")

    assert page.status_code == 404
    assert page.text.index("/requests/status") < page.text.index("/requests/new")


def test_s39_a_number_alone_opens_nothing(client: FlaskClient) -> None:
    number = number_on(client, receipt_of(client)).replace("-", "")

    assert client.get(f"/requests/r/{number}").status_code == 404


@pytest.mark.parametrize(
    "phone_tail",
    [
        "8000",
        " 8000 ",
        "８０００",
        "13800138000",
        "8000。",
        "8000转801",
        "138\u200b0013 8000 转801",
    ],
)
def test_number_and_last_four_digits_lead_to_the_private_link(
    client: FlaskClient, phone_tail: str
) -> None:
    receipt = receipt_of(client)
    number = number_on(client, receipt)

    code, location, _ = ask(client, number.lower().replace("-", " "), phone_tail)

    assert (code, location) == (303, receipt)


def test_s39_wrong_and_unknown_get_the_same_answer(client: FlaskClient) -> None:
    number = number_on(client, receipt_of(client))
    anonymous = number_on(client, send(client, an_anonymous_form()).headers["Location"])

    answers = {
        ask(client, number, "8001"),
        ask(client, number, ""),
        ask(client, number, "none"),
        ask(client, "AB2C-D3EF", "8000"),
        ask(client, "no number", "8000"),
        ask(client, "", ""),
        ask(client, anonymous, ""),
        ask(client, anonymous, "0000"),
        ask(client, anonymous, "none"),
    }

    assert len(answers) == 1
    ((code, location, page),) = answers
    assert (code, location) == (422, "")
    assert "没有查到" in page


@pytest.mark.parametrize("tail", ["0000", "", "138 0013 8001"])
def test_s40_a_look_up_takes_as_many_steps_for_a_number_that_nobody_has(
    client: FlaskClient, tmp_path: Path, tail: str
) -> None:
    number = number_on(client, receipt_of(client)).replace("-", "")
    journal = Journal(tmp_path / "queue")

    def steps(asked: str) -> int:
        taken: list[object] = []
        looked_up(journal, asked, tail)  # what is read once is read
        sys.setprofile(lambda *step: taken.append(step[1]))
        looked_up(journal, asked, tail)
        sys.setprofile(None)
        return len(taken)

    assert abs(steps(number) - steps("AB2CD3EF")) <= steps(number) // 10


def test_s41_a_number_in_the_address_is_not_read(client: FlaskClient) -> None:
    number = number_on(client, receipt_of(client))

    page = client.get(f"/requests/status?number={number}&phone_tail=8000")

    assert page.status_code == 200
    assert number not in page.text


def test_the_receipt_shows_the_present_status(client: FlaskClient, tmp_path: Path) -> None:
    receipt = receipt_of(client)
    (row,) = rows_in(tmp_path / "queue")
    another_process = Journal(tmp_path / "queue")

    append(another_process, Event(0, NOW, "accept", row.number, row.key, "accepted", "clerk", "{}"))

    assert "<h1>已受理</h1>" in client.get(receipt).text


def test_a_receipt_outlives_its_department(tmp_path: Path, sample_guides: Path) -> None:
    receipt = receipt_of(a_client(tmp_path), service="bigger-office")
    service = sample_guides / "services" / "bigger-office.yaml"
    text = service.read_text(encoding="utf-8")
    service.write_text(text.replace("supporting_departments: [property-company]\n", ""))
    (sample_guides / "departments" / "property-company.yaml").unlink()

    page = a_client(tmp_path, guides=sample_guides).get(receipt)

    assert page.status_code == 200
    assert "物业公司" not in page.text


def test_without_its_queue_receipt_and_status_say_whom_to_call(
    client: FlaskClient, tmp_path: Path
) -> None:
    receipt = receipt_of(client)
    shutil.rmtree(tmp_path / "queue")

    pages = [client.get(receipt), client.post("/requests/status", data={"number": "AB2C-D3EF"})]

    for page in pages:
        assert page.status_code == 503
        assert "0571-5550-1999" in page.text
