"""Pages of what cannot be served: each says what is true where it is read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from desk_app import a_desk, a_number
from intake_app import a_client, a_form, send

NOT_SENT = "您的诉求还没有提交成功"
LATER = "系统暂时打不开，请稍后再看"


def test_only_who_sends_something_reads_that_it_was_not_sent(tmp_path: Path) -> None:
    client = a_client(tmp_path)
    receipt = send(client, a_form()).headers["Location"]
    shutil.rmtree(tmp_path / "queue")

    for page in (
        client.get(receipt),
        client.post("/requests/status", data={"number": "AB2C-D3EF"}),
    ):
        assert page.status_code == 503
        assert LATER in page.text
        assert NOT_SENT not in page.text


@pytest.mark.parametrize("path", ["/desk/AB2C-D3EF", "/desk/no/such/page"])
def test_who_works_at_the_desk_is_led_back_to_it(tmp_path: Path, path: str) -> None:
    page = a_desk(tmp_path).get(path)

    assert page.status_code == 404
    assert 'href="/desk/"' in page.text
    assert "打开表单" not in page.text


def test_a_refused_post_at_the_desk_speaks_of_the_desk(tmp_path: Path) -> None:
    desk, other = a_desk(tmp_path), {"Sec-Fetch-Site": "cross-site"}
    pages = [
        desk.post("/desk/AB2C-D3EF/take", data={"seq": "1"}, headers=other),
        desk.put("/desk/AB2C-D3EF"),
        desk.post("/desk/AB2C-D3EF/note", data={"text": "x" * 2_000_000}),
    ]

    assert [page.status_code for page in pages] == [403, 405, 413]
    for page in pages:
        assert "回办理台" in page.text
        assert "表单" not in page.text


def test_outside_the_desk_nobody_is_led_to_it(tmp_path: Path) -> None:
    page = a_client(tmp_path).get("/requests/none").text

    assert "打开表单" in page
    assert "办理台" not in page


def test_who_reloads_a_step_is_led_to_the_request(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)
    receipt = send(desk, a_form()).headers["Location"]

    for request in (f"/desk/{number}", receipt):
        step = desk.get(f"{request}/{'take' if number in request else 'supply'}")
        assert (step.status_code, step.headers["Location"]) == (303, request)
