"""Invitations and devices against whoever guesses, plants, keeps or forges them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from desk_app import a_desk, sign_in
from flask.testing import FlaskClient
from intake_app import NOW, a_client, a_district
from werkzeug.test import TestResponse

from intake import create_app
from intake.accounts.accounts import DEVICE_LASTS, INVITATION_LASTS, Accounts
from intake.accounts.posts import Post

STAFF = Post("staff")
FORM = "application/x-www-form-urlencoded"


def an_invitation(folder: Path, name: str = "甲", ago: timedelta = timedelta()) -> str:
    return Accounts(folder / "queue").invite(name, STAFF, NOW - ago).secret


def accept(client: FlaskClient, secret: str, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"/desk/in/{secret}", content_type=FORM, headers=named)


def cookie_of(answer: TestResponse) -> str:
    found = re.match("(?:__Host-)?desk=([^;]+)", answer.headers["Set-Cookie"])
    assert found
    return found[1]


def is_signed_in(folder: Path, cookie: str) -> bool:
    client = a_client(folder)
    client.set_cookie("desk", cookie)
    return client.get("/desk/").status_code == 200


# ---------- keeping and planting ----------


def test_s51_a_session_that_was_planted_is_never_the_one_that_signs_in(tmp_path: Path) -> None:
    victim = a_client(tmp_path)
    strangers = cookie_of(accept(a_client(tmp_path), an_invitation(tmp_path, "乙")))

    for planted in ("chosen-by-a-stranger", strangers):
        victim.set_cookie("desk", planted)
        own = cookie_of(accept(victim, an_invitation(tmp_path)))

        assert own != planted
        assert is_signed_in(tmp_path, own)
    assert not is_signed_in(tmp_path, "chosen-by-a-stranger")


ENDS: dict[str, Callable[[FlaskClient, Path], object]] = {
    "signed out": lambda desk, _: desk.post("/desk/out", data={"token": token_of(desk)}),
    "disabled": lambda _, folder: Accounts(folder / "queue").disable("staff", NOW),
}


def token_of(desk: FlaskClient) -> str:
    return desk.get("/desk/").text.partition('name="token" value="')[2].partition('"')[0]


@pytest.mark.parametrize("how", ENDS)
def test_s51_a_cookie_that_was_kept_opens_nothing_once_its_session_is_over(
    tmp_path: Path, how: str
) -> None:
    desk = a_desk(tmp_path)
    kept = desk.get_cookie("desk")
    assert kept
    assert is_signed_in(tmp_path, kept.value)

    ENDS[how](desk, tmp_path)

    assert not is_signed_in(tmp_path, kept.value)
    assert desk.get("/desk/").status_code == 401


@pytest.mark.parametrize(
    ("host", "proto", "name", "is_secure"),
    [
        ("localhost", "", "desk", False),
        ("127.0.0.1:8000", "", "desk", False),
        ("localhost", "https", "__Host-desk", True),  # a proxy that hands on its own address
        ("guide.example", "https", "__Host-desk", True),
        ("guide.example", "", "__Host-desk", True),
    ],
)
def test_s52_the_cookie_has_every_attribute_and_is_the_only_one(
    tmp_path: Path, host: str, proto: str, name: str, is_secure: bool
) -> None:
    hosts = ("localhost", "127.0.0.1", "guide.example")
    client = create_app(a_district(tmp_path, trusted_hosts=hosts, proxies=1)).test_client()
    headers = {"Host": host, **({"X-Forwarded-Proto": proto} if proto else {})}

    signed_in = accept(client, an_invitation(tmp_path), **headers)
    page = client.get("/requests/new", headers=headers)

    (cookie,) = signed_in.headers.getlist("Set-Cookie")
    value, *attributes = cookie.split("; ")
    assert value.partition("=")[0] == name
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes)
    assert ("Secure" in attributes) == is_secure
    assert "Domain" not in cookie
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("sent", ["desk=other; desk={}", "desk={}; desk=other", "desk=; desk={}"])
def test_s51_a_second_cookie_of_the_name_signs_nobody_out(tmp_path: Path, sent: str) -> None:
    desk = a_desk(tmp_path)
    kept = desk.get_cookie("desk")
    assert kept
    both = {"Cookie": sent.format(kept.value)}
    form = {"token": token_of(desk)}
    client = desk.application.test_client(use_cookies=False)

    seen = client.get("/desk/", headers=both).status_code
    ended = client.post("/desk/out", data=form, headers=both).status_code

    assert (seen, ended) == (200, 303)
    assert not is_signed_in(tmp_path, kept.value)


# ---------- guessing ----------


def test_s53_who_guesses_is_slowed_and_keeps_nobody_out(tmp_path: Path) -> None:
    client = create_app(a_district(tmp_path, proxies=1)).test_client()
    secret = an_invitation(tmp_path)
    stranger, colleague = ({"X-Forwarded-For": peer} for peer in ("203.0.113.9", "198.51.100.7"))

    guessed = set()
    for n in range(200):
        guess = f"{secret[:-1]}{n}" if n % 2 else f"{n:043}"
        client.set_cookie("desk", guess)
        guessed |= {
            client.get("/desk/", headers=stranger).status_code,
            client.get(f"/desk/in/{guess}", headers=stranger).status_code,
            accept(client, guess, **stranger).status_code,
        }
    client.delete_cookie("desk")

    assert guessed == {401, 404, 429}
    assert client.get(f"/desk/in/{secret}", headers=colleague).status_code == 200
    assert accept(client, secret, **colleague).status_code == 303
    assert client.get("/desk/", headers=colleague).status_code == 200


def told(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """Return all that an answer tells, but for the number of its line in the log."""
    text = re.sub("日志编号：[0-9a-f]{8}", "", answer.text)
    return answer.status_code, text, sorted((k, v) for k, v in answer.headers if k != "Date")


def test_s54_an_invitation_that_cannot_be_used_tells_nothing_of_whose_it_was(
    tmp_path: Path,
) -> None:
    accounts = Accounts(tmp_path / "queue")
    client = a_client(tmp_path)
    used = an_invitation(tmp_path, "甲")
    accounts.sign_in(used, "手机", NOW)
    expired = an_invitation(tmp_path, "甲", ago=INVITATION_LASTS + timedelta(minutes=1))
    disabled = an_invitation(tmp_path, "乙")
    accounts.disable("乙", NOW)
    device = accounts.sign_in(an_invitation(tmp_path), "手机", NOW)

    secrets = ["x" * 43, used, expired, disabled, device, "", "\u200b", f"{used}%00", "甲"]
    looked = [told(client.get(f"/desk/in/{secret}")) for secret in secrets if secret]
    pressed = [told(accept(client, secret)) for secret in secrets if secret]

    assert len({looked[0][0], pressed[0][0], 404}) == 1
    assert all(answer == looked[0] for answer in looked)
    assert all(answer == pressed[0] for answer in pressed)


def test_s54_a_device_that_is_not_signed_in_tells_nothing_of_whose_it_was(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "queue")
    a_client(tmp_path)
    cookies = ["", "x" * 43, "甲", an_invitation(tmp_path, "丙")]
    long_ago = DEVICE_LASTS + timedelta(minutes=1)
    for name, ago in (("甲", timedelta()), ("乙", long_ago)):
        device = accounts.sign_in(an_invitation(tmp_path, name, ago), "手机", NOW - ago)
        assert device
        cookies.append(device)
    accounts.disable("甲", NOW)

    answers = []
    for cookie in cookies:
        client = a_client(tmp_path)
        client.set_cookie("desk", cookie)
        sent = client.post("/desk/AB2C-D3EF/take", data={"seq": "1", "token": "x"})
        answers.append((told(client.get("/desk/")), told(sent)))

    assert answers[0][0][0] == answers[0][1][0] == 401
    assert all(answer == answers[0] for answer in answers)


# ---------- forging ----------


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_s35_another_site_signs_nobody_in_or_out(tmp_path: Path, headers: dict[str, str]) -> None:
    desk = a_desk(tmp_path)
    before, secret = desk.get_cookie("desk"), an_invitation(tmp_path, "乙")
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    signed_in = accept(desk, secret, **headers)
    signed_out = desk.post("/desk/out", data={"token": token_of(desk)}, headers=named)

    assert (signed_in.status_code, signed_out.status_code) == (403, 403)
    assert desk.get_cookie("desk") == before
    assert desk.get("/desk/").status_code == 200
    assert Accounts(tmp_path / "queue").invited(secret, NOW)


def test_s35_nobody_is_signed_out_by_looking_or_without_the_token_of_the_device(
    tmp_path: Path,
) -> None:
    desk = a_desk(tmp_path)
    other = sign_in(a_client(tmp_path), tmp_path, "supervisor")

    for answer in (
        desk.get("/desk/out"),
        desk.head("/desk/out"),
        desk.post("/desk/out", content_type=FORM),
        desk.post("/desk/out", data={"token": token_of(other)}),
    ):
        assert answer.status_code in (200, 403)
        assert desk.get("/desk/").status_code == 200
