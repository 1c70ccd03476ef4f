"""The whole walk of a request through the pages, its rows in files and in PostgreSQL."""

from __future__ import annotations

import pytest
from desk_app import a_number, press, sign_in_at
from flask.testing import FlaskClient
from intake_app import NOW, a_client, a_form, a_token, send, token_in
from kept import Kept

from intake.attempts.rules import TAILS
from intake.journal.verify import verify


@pytest.fixture
def client(kept: Kept) -> FlaskClient:
    return a_client(kept.folder.parent, journal=kept.url)


def test_a_request_is_sent_worked_on_answered_and_rated(kept: Kept, client: FlaskClient) -> None:
    receipt = send(client, a_form()).headers["Location"]
    desk = sign_in_at(client.application.test_client(), kept.shared(), "staff")
    known = kept.journal().requests()[1][0]
    number = f"{known.number[:4]}-{known.number[4:]}"
    assert number in client.get(receipt).text
    assert number in desk.get("/desk/").text

    press(desk, number, "take")
    press(desk, number, "finish", text="18 楼东侧可以一起租。", outcome="solved")

    page = client.get(receipt).text
    assert "18 楼东侧可以一起租。" in page
    status = client.post("/requests/status", data={"number": number, "phone_tail": "8000"})
    assert status.status_code in (200, 303)
    assert "ok" in client.get("/healthz").text
    assert verify(kept.journal(), NOW).remarks == ()
    assert {row.event for row in kept.rows()} >= {"submit", "accept", "assign", "start", "answer"}


def test_a_form_sent_twice_is_one_request(kept: Kept, client: FlaskClient) -> None:
    form = {"token": a_token(client), **a_form()}

    first, again = send(client, form), send(client, form)

    assert first.headers["Location"] == again.headers["Location"]
    assert len(kept.rows()) == 1


def test_who_guesses_tails_is_counted_where_all_machines_count(
    kept: Kept, client: FlaskClient
) -> None:
    number = a_number(client)
    other = a_client(kept.folder.parent, journal=kept.url)

    answers = [
        each.post("/requests/status", data={"number": number, "phone_tail": f"{n:04}"}).status_code
        for n, each in enumerate((client, other) * TAILS.most)
    ]

    assert 429 in answers[: TAILS.most + 2]


def test_what_a_form_lets_in_is_kept_and_shown_as_it_was(kept: Kept, client: FlaskClient) -> None:
    nasty = "'; DROP TABLE journal; -- %s \\x00 \\u0000 {{7*7}} \U0001f600 <b>"

    receipt = send(client, a_form(description=nasty)).headers["Location"]

    assert kept.journal().requests()[1][0].submission.values.description == nasty
    assert client.get(receipt).status_code == 200


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_signs_that_no_database_takes_are_no_fault_of_ours(
    kept: Kept, client: FlaskClient, text: str
) -> None:
    token = token_in(client.get("/requests/new").text)
    raw = "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))
    form = "&".join(f"{name}={value}" for name, value in a_form(description="x").items())

    answer = client.post(
        "/requests",
        data=f"token={token}&{form.replace('description=x', f'description={raw}')}".encode(),
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code in (303, 400, 422)
    assert kept.journal().why_closed() == ""
