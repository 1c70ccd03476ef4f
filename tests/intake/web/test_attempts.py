"""Who tries too often is told when to come again, and nobody else is kept out."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from desk_app import a_number, sign_in
from flask.testing import FlaskClient
from intake_app import NOW, a_client, a_form, a_token, rows_in, send, value_of
from werkzeug.test import TestResponse

from intake.attempts.rules import FORMS, INVITATIONS, LOOK_UPS, SENDS, TAILS
from intake.clock import stopped_clock
from intake.state import FILE

NOBODYS = "CD4E-F5GH"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return a_client(tmp_path)


def ask(client: FlaskClient, number: str, tail: str, peer: str = "203.0.113.7") -> TestResponse:
    return client.post(
        "/requests/status",
        data={"number": number, "phone_tail": tail},
        environ_overrides={"REMOTE_ADDR": peer},
    )


def guess(client: FlaskClient, number: str, times: int = TAILS.most) -> list[int]:
    """Guess wrong tails, each from a peer of its own."""
    return [ask(client, number, "0000", f"203.0.113.{n}").status_code for n in range(times)]


def guess_many(client: FlaskClient, path: str, times: int, peer: str) -> Counter[int]:
    """Send a form that is in order as often as told, from one peer; count the answers."""
    codes = (
        client.post(
            path, data=a_form(token=a_token(client)), environ_overrides={"REMOTE_ADDR": peer}
        ).status_code
        for _ in range(times)
    )
    return Counter(codes)


# ---------- a number ----------


def test_s39_f01_ten_wrong_tails_let_a_number_rest_for_an_hour_whoever_asks(
    client: FlaskClient,
) -> None:
    number = a_number(client)

    guessed = guess(client, number)
    asked = ask(client, number, "8000", "198.51.100.1")

    assert guessed == [422] * TAILS.most
    assert asked.status_code == 429
    assert asked.headers["Retry-After"] == "3600"
    assert "一小时以后才能再查" in asked.text
    assert "提交以后的那一页" in asked.text
    assert 'href="tel:' in asked.text
    assert value_of("number", asked.text) == number


def test_s39_a_number_that_nobody_has_rests_alike(client: FlaskClient) -> None:
    number = a_number(client)

    for asked in (number, NOBODYS):
        guess(client, asked)
    answers = [ask(client, asked, "8000") for asked in (number, NOBODYS)]

    told = {(a.status_code, a.headers["Retry-After"]) for a in answers}
    pages = [a.text.replace(n, "") for a, n in zip(answers, (number, NOBODYS), strict=True)]
    assert told == {(429, "3600")}
    assert pages[0] == pages[1]


def test_s39_the_rest_ends_after_the_hour_with_one_try_whatever_is_guessed_meanwhile(
    tmp_path: Path,
) -> None:
    client = a_client(tmp_path)
    number, codes = a_number(client), []
    guess(client, number)

    for minutes in range(1, 131):
        client = a_client(tmp_path, clock=stopped_clock(NOW + timedelta(minutes=minutes)))
        codes.append(ask(client, number, "0000", f"198.51.100.{minutes}").status_code)

    assert [n for n, code in enumerate(codes, 1) if code != 429] == [60, 120]


def test_s39_its_sender_gets_in_after_the_hour(tmp_path: Path) -> None:
    client = a_client(tmp_path)
    number = a_number(client)
    guess(client, number, 50)

    client = a_client(tmp_path, clock=stopped_clock(NOW + timedelta(hours=1)))

    assert ask(client, number, "8000").status_code == 303


def test_s39_the_private_link_and_the_desk_go_on_while_a_number_rests(
    client: FlaskClient, tmp_path: Path
) -> None:
    receipt = send(client, a_form()).headers["Location"]
    number = re.search('class="number">([^<]+)<', client.get(receipt).text)[1]  # type: ignore[index]
    guess(client, number, 30)

    page = client.get(receipt)
    desk = sign_in(a_client(tmp_path), tmp_path).get(f"/desk/{number}")

    assert (page.status_code, desk.status_code) == (200, 200)


def test_right_tails_are_not_counted(client: FlaskClient) -> None:
    number = a_number(client)

    codes = {ask(client, number, "8000", f"203.0.113.{n}").status_code for n in range(40)}

    assert codes == {303}


def test_s32_guesses_to_two_processes_are_counted_together(
    client: FlaskClient, tmp_path: Path
) -> None:
    number = a_number(client)
    other = a_client(tmp_path, guides=client.application.extensions["intake"].settings.guides)

    codes = [ask(c, number, "0000", "203.0.113.7").status_code for c in (client, other) * 10]

    assert Counter(codes) == {422: TAILS.most, 429: 20 - TAILS.most}


# ---------- a peer ----------


def test_s32_a_peer_that_looks_up_too_much_waits(client: FlaskClient) -> None:
    asked = [ask(client, f"AB2C-D3E{letter}", "0000") for letter in "ABCDEFGHJKMNPRSTVWXY" * 5]

    codes = Counter(answer.status_code for answer in asked)
    assert codes == {422: LOOK_UPS.most, 429: 100 - LOOK_UPS.most}
    assert "过几分钟再试" in asked[-1].text
    assert asked[-1].headers["Retry-After"] == "12"
    assert ask(client, NOBODYS, "0000", "198.51.100.1").status_code == 422


@pytest.mark.parametrize(
    ("path", "let", "rule"),
    [("/requests", 303, SENDS), ("/requests/check", 200, FORMS), ("/requests/edit", 200, FORMS)],
)
def test_s32_a_hundred_forms_a_minute_of_one_peer_are_too_many(
    client: FlaskClient, tmp_path: Path, path: str, let: int, rule: object
) -> None:
    codes = guess_many(client, path, 100, "203.0.113.7")

    assert codes == {let: 90, 429: 10}
    assert len(rows_in(tmp_path / "queue")) == (90 if let == 303 else 0)
    assert guess_many(client, path, 1, "198.51.100.1") == {let: 1}


def test_who_sends_too_much_loses_nothing_and_may_go_on_in_half_a_minute(tmp_path: Path) -> None:
    client = a_client(tmp_path)
    guess_many(client, "/requests", SENDS.most, "127.0.0.1")
    form = a_form(token=a_token(client), description="楼上漏水")

    page = send(client, form)
    client = a_client(tmp_path, clock=stopped_clock(NOW + timedelta(seconds=30)))
    again = send(client, form)

    assert (page.status_code, page.headers["Retry-After"]) == (429, "30")
    assert "过几分钟再试" in page.text
    assert "0571-5550-1999" in page.text
    assert value_of("description", page.text) == "楼上漏水"
    assert again.status_code == 303


def test_s30_the_same_form_sent_again_is_not_counted_as_another(
    client: FlaskClient, tmp_path: Path
) -> None:
    form = a_form(token=a_token(client))

    codes = {send(client, form).status_code for _ in range(60)}

    assert codes == {303}
    assert guess_many(client, "/requests", SENDS.most, "127.0.0.1") == {303: 89, 429: 1}
    assert len(rows_in(tmp_path / "queue")) == SENDS.most


def test_s32_forged_forms_are_limited_too(client: FlaskClient) -> None:
    answers = [client.post("/requests", data=a_form(token="x")) for _ in range(FORMS.most + 1)]  # noqa: S106

    assert {a.status_code for a in answers[:-1]} == {400}
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"] == "6"
    assert "过几分钟再试" in answers[-1].text


def test_s53_links_to_the_desk_are_guessed_twenty_times(
    client: FlaskClient, tmp_path: Path
) -> None:
    looked = [client.get(f"/desk/in/{n}").status_code for n in range(10)]

    pressed = [
        client.post(f"/desk/in/{n}", content_type="application/x-www-form-urlencoded").status_code
        for n in range(11)
    ]

    assert looked + pressed == [404] * INVITATIONS.most + [429]


def test_s53_who_was_invited_gets_in_though_a_neighbour_guesses(
    client: FlaskClient, tmp_path: Path
) -> None:
    guessed = [client.get(f"/desk/in/{n}").status_code for n in range(INVITATIONS.most + 1)]

    sign_in(client, tmp_path)

    assert guessed[-1] == 429
    assert client.get("/desk/").status_code == 200


def test_links_to_the_desk_that_are_right_are_not_counted(
    client: FlaskClient, tmp_path: Path
) -> None:
    for n in range(INVITATIONS.most * 2):
        sign_in(client, tmp_path, name=f"{n}")

    assert client.get("/desk/").status_code == 200


def test_opening_forms_is_not_limited(client: FlaskClient) -> None:
    pages = {client.get("/requests/new").status_code for _ in range(FORMS.most * 2)}

    assert pages == {200}


# ---------- whose hop counts ----------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peers"),
    [
        (0, "198.51.100.{}", 1),
        (1, "198.51.100.{}", 100),
        (1, "198.51.100.{}, 192.0.2.9", 1),
        (1, "192.0.2.9,198.51.100.{}", 100),
        (1, "::ffff:192.0.2.{}, ::ffff:198.51.100.7", 1),
        (1, "2001:db8::{}", 1),
        (1, "2001:db8:0:{}::1", 100),
        (1, "spoofed{}", 1),
        (2, "198.51.100.{}, 192.0.2.9", 100),
        (2, "198.51.100.{}, 198.51.100.7, 192.0.2.9", 1),
        (2, "198.51.100.{}", 1),  # one hop is missing: it did not come through both
    ],
)
def test_s33_only_the_hop_that_is_set_up_counts(
    tmp_path: Path, proxies: int, forwarded: str, peers: int
) -> None:
    client = a_client(tmp_path, proxies=proxies)

    codes = Counter(
        client.post(
            "/requests/status",
            data={"number": ""},
            headers={"X-Forwarded-For": forwarded.format(n)},
        ).status_code
        for n in range(100)
    )

    assert codes[429] == (100 - LOOK_UPS.most if peers == 1 else 0)


# ---------- a count that cannot be kept ----------


def test_without_a_count_what_is_sent_goes_on_and_no_tail_is_looked_at(
    client: FlaskClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    number = a_number(client)
    (tmp_path / "queue" / FILE).unlink()
    (tmp_path / "queue" / FILE).mkdir()

    sent = [send(client, a_form()).status_code for _ in range(3)]
    asked = ask(client, number, "8000")

    assert sent == [303] * 3
    assert asked.status_code == 503
    assert "系统暂时打不开" in asked.text
    assert "0571-5550-1999" in asked.text
    assert caplog.text.count("attempts are not counted") == 1


def test_a_count_that_somebody_holds_loses_no_request(client: FlaskClient, tmp_path: Path) -> None:
    send(client, a_form())

    with closing(sqlite3.connect(tmp_path / "queue" / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        sent = send(client, a_form())

    assert sent.status_code == 303
