"""A building's pushes by mail: asked for on its page, confirmed and left by a letter's link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from guides_folder import edit
from intake_app import a_client, a_district
from mailing import TOWER, WHO, Mailed, a_mailed_district, link_in

from intake import create_app
from intake.settings import SettingsError

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def mailed(tmp_path: Path) -> Iterator[Mailed]:
    with a_mailed_district(tmp_path) as mailed:
        yield mailed


def test_the_whole_way_from_the_page_to_leaving(mailed: Mailed) -> None:
    client = mailed.client()
    page = client.get(f"/requests/news?building={TOWER}").text
    answer = client.post("/requests/news", data={"building": TOWER, "email": f" {WHO} "})
    told = client.get(answer.headers["Location"]).text
    ((to, subject, text),) = mailed.letters()
    link = link_in(text)
    asked = client.get(link).text
    client.post(f"{link}/confirm", content_type=FORM)
    confirmed = client.get(link).text
    left = client.post(f"{link}/leave", content_type=FORM)

    assert "云桥中心" in page
    assert answer.status_code == 303
    assert "确认信" in told
    assert to == WHO
    assert subject == "请确认：订阅云桥中心的推送"
    assert "确认订阅" in asked
    assert "退订" in confirmed
    assert left.status_code == 200
    assert client.get(link).status_code == 404
    assert mailed.mailing_list.count(TOWER) == 0


def test_looking_at_a_link_as_robots_do_changes_nothing(mailed: Mailed) -> None:
    client = mailed.client()
    client.post("/requests/news", data={"building": TOWER, "email": WHO})
    link = link_in(mailed.letters()[0][2])

    for path in (link, f"{link}/confirm", f"{link}/leave"):
        client.get(path)

    assert mailed.mailing_list.count(TOWER) == 0
    assert client.get(link).status_code == 200


def test_a_mail_programs_own_button_leaves_by_one_post(mailed: Mailed) -> None:
    """RFC 8058: no cookie, no origin, a body of its own."""
    link = mailed.subscribe()

    answer = mailed.client().post(f"{link}/leave", data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert mailed.mailing_list.find(link.rpartition("/")[2]) is None


def test_asking_tells_nobody_who_is_on_the_list(mailed: Mailed) -> None:
    mailed.subscribe()
    client = mailed.client()

    pages = [
        client.post("/requests/news", data={"building": TOWER, "email": email}).headers["Location"]
        for email in (WHO, "nobody@company.example")
    ]

    assert pages[0] == pages[1]
    assert [to for to, _, _ in mailed.letters()] == ["nobody@company.example"]


@pytest.mark.parametrize(
    "typed", ["", "hr", "hr@", "a@b.example, c@d.example", "中文@b.example", "x" * 300]
)
def test_what_is_no_address_is_told_and_stays(mailed: Mailed, typed: str) -> None:
    answer = mailed.client().post("/requests/news", data={"building": TOWER, "email": typed})

    assert answer.status_code == 422
    assert "请填写一个邮箱" in answer.text
    assert typed in answer.text


def test_without_a_mail_server_nothing_is_offered(tmp_path: Path, mailed: Mailed) -> None:
    settings = {**mailed.settings, "notify": None}

    with pytest.raises(SettingsError, match="news_by_mail"):
        create_app(a_district(tmp_path, **settings))
    assert a_client(tmp_path / "other").get(f"/requests/news?building={TOWER}").status_code == 404


def test_nobody_fills_the_mailbox_of_somebody_else(mailed: Mailed) -> None:
    """Tags and taking it back make no difference."""
    client = mailed.client()
    for n in range(12):
        client.post("/requests/news", data={"building": TOWER, "email": f"Hr+{n}@company.example"})
    for letter in mailed.mailing_list.letters(mailed.district.now):
        mailed.mailing_list.leave(letter.to.secret)
    client.post("/requests/news", data={"building": "willow-park", "email": WHO})

    assert mailed.letters() == []
    mailed.later(timedelta(hours=8))
    mailed.client().post("/requests/news", data={"building": TOWER, "email": WHO})
    assert len(mailed.letters()) == 1


def test_the_address_of_a_button_leads_to_the_button(mailed: Mailed) -> None:
    link = mailed.subscribe()

    answer = mailed.client().get(f"{link}/leave")

    assert (answer.status_code, answer.headers["Location"]) == (303, link)
    assert mailed.mailing_list.count(TOWER) == 1


def test_who_is_on_a_list_leaves_also_where_no_mail_is_sent_any_more(mailed: Mailed) -> None:
    link = mailed.subscribe()
    edit(mailed.guides, "site.yaml", "news_by_mail: true\n", "")

    client = mailed.client()

    assert client.get(f"/requests/news?building={TOWER}").status_code == 404
    assert "退订" in client.get(link).text
    assert client.post(f"{link}/leave", content_type=FORM).status_code == 200


def test_a_building_that_is_none_is_no_page(mailed: Mailed) -> None:
    client = mailed.client()

    assert client.get("/requests/news?building=nowhere").status_code == 404
    assert client.get("/requests/news").status_code == 404
