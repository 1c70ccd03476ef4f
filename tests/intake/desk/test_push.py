"""推送 at the desk: shown ready to be passed on, noted, mailed, published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from desk_app import sign_in
from flask.testing import FlaskClient
from guides_folder import edit, load
from intake_app import NOW
from mailing import TOWER, WHO, Mailed, a_mailed_district

from intake.pushes.mailing_list import Pushed

GIFT = "新企业礼包"


@pytest.fixture
def mailed(tmp_path: Path) -> Iterator[Mailed]:
    with a_mailed_district(tmp_path) as mailed:
        yield mailed


def a_post(mailed: Mailed, post: str) -> FlaskClient:
    return sign_in(mailed.client(), mailed.folder, post)


def push(desk: FlaskClient, what: str, where: str = "") -> str:
    """Look at what would be pushed, press, and return the page that follows."""
    shown = desk.get("/desk/push", query_string={"what": what, "where": where}).text
    assert "记下这次推送" in shown, shown
    token = shown.partition('name="token" value="')[2].partition('"')[0]
    done = desk.post("/desk/push", data={"token": token, "what": what, "where": where})
    return desk.get(done.headers["Location"]).text


def test_a_second_chief_pushes_to_their_building_with_text_link_and_code(mailed: Mailed) -> None:
    desk = a_post(mailed, f"second_chief:{TOWER}")

    shown = desk.get("/desk/push", query_string={"what": GIFT}).text
    told = push(desk, GIFT)

    assert "/packages/newcomers/" in shown
    assert "data-copy" in shown
    assert "<svg" in shown
    assert "记下了" in told
    assert "云桥中心第二楼长" in told
    assert [(p.building, p.page) for p in mailed.mailing_list.pushed()] == [
        (TOWER, "packages/newcomers")
    ]


def test_those_on_the_list_are_written_to_once_and_can_leave_by_the_letter(mailed: Mailed) -> None:
    link = mailed.subscribe()
    desk = a_post(mailed, "staff")
    push(desk, GIFT, "云桥中心")
    push(desk, GIFT, "云桥中心")

    letters, again = mailed.letters(), mailed.letters()

    ((to, subject, text),) = letters
    assert (to, subject) == (WHO, f"云桥中心推送：{GIFT}")
    assert "/packages/newcomers/" in text
    assert link in text
    assert again == []


def test_a_post_pushes_to_its_own_buildings_only(mailed: Mailed) -> None:
    """The subdistrict on the west bank has one building of the three."""
    west = a_post(mailed, "department:enterprise-service@hexi")

    push(west, GIFT, "全部")
    one = mailed.mailing_list.pushed()
    others = west.get("/desk/push", query_string={"what": GIFT, "where": "柳浪园区"})
    push(a_post(mailed, "staff"), GIFT, "全部")

    assert [pushed.building for pushed in one] == [TOWER]
    assert others.status_code == 422
    assert len(mailed.mailing_list.pushed()) == 3


def test_what_cannot_be_pushed_is_told_at_its_field_and_stays(mailed: Mailed) -> None:
    desk = a_post(mailed, "staff")

    answer = desk.get("/desk/push", query_string={"what": "没有的礼包", "where": "没有的楼"})

    assert answer.status_code == 422
    assert "没有这一条" in answer.text
    assert "您负责的一幢楼" in answer.text
    assert 'value="没有的礼包"' in answer.text
    assert 'value="没有的楼"' in answer.text


def test_a_policy_whose_term_is_over_is_not_pushed(mailed: Mailed) -> None:
    grant = "policies/newcomer-grant.yaml"
    edit(mailed.guides, grant, "valid_to: 2027-12-31", "valid_to: 2026-11-22")
    desk = a_post(mailed, f"second_chief:{TOWER}")

    offered = desk.get("/desk/push").text
    answer = desk.get("/desk/push", query_string={"what": "新公司补贴"})

    assert '<option value="新公司补贴">' not in offered
    assert answer.status_code == 422
    assert "这一条已过有效期，未见新文件，不能当作有效的推送" in answer.text


def test_what_was_pushed_is_written_for_the_guide_with_what_stands_there(
    mailed: Mailed, tmp_path: Path
) -> None:
    (mailed.guides / "pushes.yaml").write_text(
        "pushes:\n  - {buildings: [willow-park], page: toolkits/growth,"
        " pushed_on: 2026-10-01, by: 河西街道}\n",
        encoding="utf-8",
    )
    push(a_post(mailed, "staff"), GIFT, "云桥中心")

    mailed.run("pushes", "--out", str(tmp_path / "new.yaml"))

    written = yaml.safe_load((tmp_path / "new.yaml").read_text(encoding="utf-8"))["pushes"]
    assert written == [
        {
            "buildings": [TOWER],
            "page": "packages/newcomers",
            "pushed_on": NOW.date(),
            "by": "受理台",
        },
        {
            "buildings": ["willow-park"],
            "page": "toolkits/growth",
            "pushed_on": yaml.safe_load("2026-10-01"),
            "by": "河西街道",
        },
    ]


def test_somebody_who_asks_by_phone_is_taken_from_the_lists(mailed: Mailed) -> None:
    mailed.subscribe()

    assert mailed.run("pushes", "--leave", WHO.upper()) == "删除了 1 处订阅\n"
    assert mailed.mailing_list.count(TOWER) == 0


def test_a_house_gets_what_is_pushed_to_its_park(mailed: Mailed) -> None:
    mailed.subscribe("house@company.example", "willow-house-2")

    push(a_post(mailed, "staff"), GIFT, "柳浪园区")

    assert [to for to, _, _ in mailed.letters()] == ["house@company.example"]


def test_a_file_of_a_years_pushes_to_every_building_stays_small(mailed: Mailed) -> None:
    buildings = list(load(mailed.guides).buildings)
    for week in range(150):
        day = NOW.date() - timedelta(weeks=week)
        everywhere = [Pushed(b, "packages/newcomers", day, "受理台") for b in buildings]
        mailed.mailing_list.push(everywhere, NOW)

    written = yaml.safe_load(mailed.run("pushes"))["pushes"]

    assert len([push for push in written if push["by"] == "受理台"]) == 53


def test_an_empty_address_is_refused_and_nothing_is_written(mailed: Mailed) -> None:
    with pytest.raises(AssertionError, match="不像邮箱"):
        mailed.run("pushes", "--leave", "")
