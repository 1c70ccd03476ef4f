"""Posts where nobody has an account: what goes or stays there is told, and can be worked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from desk_app import a_desk, a_number, press, sign_in
from flask.testing import FlaskClient
from intake_app import NOW, a_client, hidden_in, rows_in
from lives import GUIDEBOOK

from intake.accounts.accounts import Accounts
from intake.accounts.people import empty_posts, people_at
from intake.accounts.posts import read_post
from intake.journal.journal import Journal

CHIEF = "second_chief:cloud-tower"
NOBODY_SEES = "没有人有账户，这条在那里没有人看得到"


def an_account(folder: Path, post: str) -> str:
    return Accounts(folder / "queue").invite(post, read_post(post), NOW).account.id


def row_of(desk: FlaskClient, number: str) -> str:
    return desk.get("/desk/").text.partition(f'href="/desk/{number}"')[2].partition("</li>")[0]


def handed_back(desk: FlaskClient) -> str:
    number = a_number(desk)
    press(desk, number, "pass_on", to="department:registry")
    press(desk, number, "hand_back", reason="不归登记科")
    return number


def test_what_is_handed_back_to_a_second_chief_whom_nobody_is_comes_to_the_desk(
    tmp_path: Path,
) -> None:
    desk = a_desk(tmp_path)
    number = handed_back(desk)

    page = desk.get(f"/desk/{number}").text
    row = row_of(desk, number)
    passed = press(desk, number, "pass_on", to="department:enterprise-service")

    assert "<dt>轮到谁</dt><dd>受理台</dd>" in page
    assert '<span class="cases__next">我来办</span>' in row
    assert passed.status_code == 303
    assert rows_in(tmp_path / "queue")[-1].event == "assign"


def test_whoever_does_not_decide_has_nothing_to_do_next(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    chief = a_desk(tmp_path, CHIEF)
    number = handed_back(a_desk(tmp_path))

    rows = {who: row_of(client, number) for who, client in (("desk", desk), ("chief", chief))}
    page = desk.get(f"/desk/{number}").text

    assert '<span class="cases__next"></span>' in rows["desk"]
    assert '<span class="cases__next">我来办</span>' in rows["chief"]
    assert '<h2 id="now">' not in page
    assert f'action="/desk/{number}/ask_more"' in page


def test_what_a_post_is_to_decide_stays_there_and_stands_first(tmp_path: Path) -> None:
    supervisor, chief = a_desk(tmp_path, "supervisor"), a_desk(tmp_path, CHIEF)
    account = Accounts(tmp_path / "queue").invite("乙", read_post(CHIEF), NOW).account.id
    passed_on, back = a_number(chief), a_number(chief, description="另一件")
    press(supervisor, passed_on, "pass_on", to="department:registry")
    press(supervisor, back, "pass_on", to="department:registry")
    press(supervisor, back, "hand_back", reason="不归登记科")

    listed = chief.get("/desk/").text
    form = hidden_in(supervisor.get("/desk/staff").text) | {"account": account}
    answer = supervisor.post("/desk/staff/disable", data=form)

    assert listed.index(f'href="/desk/{back}"') < listed.index(f'href="/desk/{passed_on}"')
    stays = "云桥中心第二楼长没办完的 1 条留在原岗位，那里还有 1 人。"
    assert stays in supervisor.get(answer.headers["Location"]).text


def test_the_desk_leaves_it_to_the_second_chief_and_has_it_once_that_account_is_closed(
    tmp_path: Path,
) -> None:
    desk, chief = a_desk(tmp_path), an_account(tmp_path, CHIEF)
    number = handed_back(desk)
    page = desk.get(f"/desk/{number}").text
    take = hidden_in(page)

    refused = desk.post(f"/desk/{number}/take", data=take)
    Accounts(tmp_path / "queue").disable(chief, NOW)
    taken = desk.post(f"/desk/{number}/take", data=take)

    assert "<dt>轮到谁</dt><dd>云桥中心第二楼长</dd>" in page
    assert f"/desk/{number}/take" not in page
    assert (refused.status_code, taken.status_code) == (409, 303)


def test_to_whom_a_case_is_passed_on_in_vain_is_told_before_and_after(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    before = desk.get(f"/desk/{number}").text
    press(desk, number, "pass_on", to="department:registry")
    after = desk.get(f"/desk/{number}").text
    an_account(tmp_path, "department:registry@hexi")
    manned = desk.get(f"/desk/{number}").text

    assert ">登记科（没有账户）</option>" in before
    assert ">受理台</option>" in before
    assert f"登记科、物业公司{NOBODY_SEES}" in after
    assert f">物业公司{NOBODY_SEES}" in manned


def test_a_share_that_nobody_sees_is_told(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    press(desk, number, "take")
    before = desk.get(f"/desk/{number}").text
    an_account(tmp_path, "department:property-company")

    assert f"物业公司{NOBODY_SEES}" in before
    assert NOBODY_SEES not in desk.get(f"/desk/{number}").text


@pytest.mark.parametrize("reopened", [False, True])
def test_what_stays_at_a_post_that_was_emptied_is_told_and_the_desk_goes_on(
    tmp_path: Path, reopened: bool
) -> None:
    chief = a_desk(tmp_path, CHIEF)
    number, desk = a_number(chief), sign_in(a_client(tmp_path), tmp_path)
    an_account(tmp_path, "department:property-company")
    press(chief, number, "take")
    if reopened:
        press(chief, number, "finish", text="办好了。", outcome="solved")
    ours = next(a.id for a in Accounts(tmp_path / "queue").everybody() if str(a.post) == CHIEF)
    Accounts(tmp_path / "queue").disable(ours, NOW)
    if reopened:
        supervisor = sign_in(a_client(tmp_path), tmp_path, "supervisor")
        press(supervisor, number, "reopen", reason="没有办好")

    page = desk.get(f"/desk/{number}").text
    offer = {"text": "办好了。", "outcome": "solved"}
    done = [press(desk, number, "take")] if reopened else []
    done.append(press(desk, number, "finish", **offer))

    assert f"云桥中心第二楼长{NOBODY_SEES}" in page
    assert [answer.status_code for answer in done] == [303] * len(done)
    assert Journal(tmp_path / "queue").requests()[1][0].status == "closed"


def test_the_office_in_the_subdistrict_of_a_request_is_offered_before_all_departments(
    tmp_path: Path,
) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk, building="willow-park")
    for post in ("department:registry@hexi", "department:registry@hedong"):
        an_account(tmp_path, post)

    page = desk.get(f"/desk/{number}").text

    near, whole, far = (
        page.index(f'<option value="{post}"')
        for post in (
            "department:registry@hedong",
            "department:registry",
            "department:registry@hexi",
        )
    )
    assert page.index('<option value="staff"') < near < whole < far


@pytest.mark.parametrize(
    ("post", "empty"),
    [
        ("department:registry", ()),
        ("department:gone", ("gone",)),
        ("second_chief:gone", ("gone第二楼长",)),
    ],
)
def test_whoever_is_at_a_post_that_the_guide_gave_up_sees_nothing(
    tmp_path: Path, post: str, empty: tuple[str, ...]
) -> None:
    desk = a_desk(tmp_path)
    press(desk, a_number(desk), "take")
    an_account(tmp_path, post)
    an_account(tmp_path, "department:property-company")
    (known,) = Journal(tmp_path / "queue").requests()[1]

    people = people_at(tmp_path / "queue", GUIDEBOOK)
    found = empty_posts(replace(known, handler=post), people, GUIDEBOOK)

    assert found == empty


def test_at_the_desk_stays_what_nobody_works_yet(tmp_path: Path) -> None:
    desk, account = a_desk(tmp_path, "supervisor"), an_account(tmp_path, "staff")
    press(desk, a_number(desk), "take")
    a_number(desk, description="另一件")
    form = hidden_in(desk.get("/desk/staff").text) | {"account": account}

    answer = desk.post("/desk/staff/disable", data=form)

    assert "受理台没办完的 1 条" in desk.get(answer.headers["Location"]).text


def test_who_closes_an_account_reads_what_stays_and_who_is_there_still(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, "supervisor")
    number = a_number(desk)
    press(desk, number, "pass_on", to=CHIEF)
    token, said = hidden_in(desk.get("/desk/staff").text)["token"], []
    for account in [
        Accounts(tmp_path / "queue").invite(name, read_post(CHIEF), NOW).account.id
        for name in ("甲", "乙")
    ]:
        form = {"token": token, "account": account}
        answer = desk.post("/desk/staff/disable", data=form)
        said.append(desk.get(answer.headers["Location"]).text)

    stays = "云桥中心第二楼长没办完的 1 条留在原岗位，"
    assert f"甲已停用，所有设备都退出了。{stays}那里还有 1 人。" in said[0]
    assert f"{stays}那里没有人了：请再邀请一位，或者由督办改派。" in said[1]
