"""What sounds like an emergency is stopped once, with the number to call, and never blocked."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from guides_folder import SAMPLE, load
from intake_app import a_client, a_form, hidden_in, rows_in, send, value_of

from intake.form.urgent import emergencies_in


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return a_client(tmp_path)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("三楼着火了，快来", ["119"]),
        ("走廊 冒 浓 烟", ["119"]),
        ("有人持刀在大堂", ["110"]),
        ("同事晕倒了，没有呼吸", ["120"]),
        ("着火了，有人昏迷", ["119", "120"]),
        ("想问消防验收怎么办", []),
        ("想租楼上那层", []),
        ("想请公安来做反诈讲座", []),
        ("园区想设急救培训点", []),
        ("停车场晚上没有灯", []),
        ("", []),
    ],
)
def test_the_districts_words_tell_an_emergency(text: str, numbers: list[str]) -> None:
    assert [e.number for e in emergencies_in(text, load(SAMPLE))] == numbers


def test_the_number_comes_before_the_check_page(client: FlaskClient, tmp_path: Path) -> None:
    page = send(client, a_form(description="三楼着火了"), "/requests/check")

    assert page.status_code == 200
    assert 'href="tel:119"' in page.text
    assert "请先打电话" in page.text
    assert "<h1>请核对</h1>" not in page.text
    assert rows_in(tmp_path / "queue") == []


def test_who_goes_on_gets_the_check_page_and_can_send(client: FlaskClient, tmp_path: Path) -> None:
    stopped = send(client, a_form(description="三楼着火了"), "/requests/check").text
    assert 'name="urgent_seen" value="yes"' in stopped

    checked = client.post("/requests/check", data=hidden_in(stopped) | {"urgent_seen": "yes"})
    sent = client.post("/requests", data=hidden_in(checked.text))

    assert "<h1>请核对</h1>" in checked.text
    assert sent.status_code == 303
    assert "三楼着火了" in rows_in(tmp_path / "queue")[0].data


def test_the_way_back_keeps_everything(client: FlaskClient) -> None:
    stopped = send(client, a_form(description="三楼着火了"), "/requests/check").text

    again = client.post("/requests/edit", data=hidden_in(stopped))

    assert value_of("description", again.text) == "三楼着火了"


def test_an_ordinary_request_is_not_stopped(client: FlaskClient) -> None:
    page = send(client, a_form(), "/requests/check").text

    assert "tel:119" not in page
    assert "<h1>请核对</h1>" in page
