"""代录: what somebody says on the phone or at the counter is taken down like any other request."""

from __future__ import annotations

from pathlib import Path

from desk_app import a_desk
from flask.testing import FlaskClient
from intake_app import a_client, a_form, rows_in, send

from intake.journal.journal import Journal


def take_down(desk: FlaskClient, **changes: str) -> str:
    page = desk.get("/desk/new").text
    hidden = {
        name: page.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("token", "form")
    }
    answer = desk.post("/desk/new", data={**hidden, **a_form(channel="phone"), **changes})
    assert answer.status_code == 303, answer.text
    return desk.get(answer.headers["Location"]).text


def test_a_call_is_taken_down_with_its_channel_and_a_spoken_consent(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)

    page = take_down(desk)

    (known,) = Journal(tmp_path / "queue").requests()[1]
    values = known.submission.values
    assert (values.channel, values.consent.endswith("（口头）")) == ("phone", True)
    assert rows_in(tmp_path / "queue")[0].by.startswith("staff/")
    assert f"/requests/r/{known.token}" in page


def test_what_is_taken_down_joins_the_life_of_all_requests(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    take_down(desk)

    assert "新来的（1）" in desk.get("/desk/").text


def test_a_field_that_is_amiss_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    page = desk.get("/desk/new").text
    hidden = {
        name: page.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("token", "form")
    }

    answer = desk.post("/desk/new", data={**hidden, **a_form(phone="12")})

    assert answer.status_code == 422
    assert "想把楼上那层一起租下来。" in answer.text
    assert rows_in(tmp_path / "queue") == []


def test_the_public_form_neither_shows_nor_takes_a_channel(tmp_path: Path) -> None:
    client = a_client(tmp_path)

    assert 'name="channel"' not in client.get("/requests/new").text
    send(client, a_form(channel="phone"))

    (known,) = Journal(tmp_path / "queue").requests()[1]
    assert known.submission.values.channel == ""


def test_nobody_else_sees_the_link_that_was_to_be_handed_on(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    take_down(desk)
    (known,) = Journal(tmp_path / "queue").requests()[1]

    assert a_desk(tmp_path, "supervisor").get(f"/desk/new/{known.number}").status_code == 404


def test_another_call_taken_down_in_the_same_form_is_not_dropped(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    page = desk.get("/desk/new").text
    hidden = {
        name: page.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("token", "form")
    }
    first = {**hidden, **a_form(channel="phone")}
    desk.post("/desk/new", data=first)

    again = desk.post("/desk/new", data={**first, "description": "第二位说的"})

    assert again.status_code == 409
    assert "第二位说的" in again.text
    assert desk.post("/desk/new", data=first).status_code == 303


def test_whoever_took_it_down_is_shown_the_number_whosever_it_is(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, "department:registry")

    assert "已记下" in take_down(desk)


def test_how_it_came_is_asked_for(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    page = desk.get("/desk/new").text
    hidden = {
        name: page.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("token", "form")
    }

    assert desk.post("/desk/new", data={**hidden, **a_form()}).status_code == 422
