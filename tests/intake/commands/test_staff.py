"""Who works here, from the command line: invitations, devices, posts, and how each command ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from intake_app import NOW, a_client, a_district, a_submission, rows_in
from lives import do

from intake.accounts.accounts import Accounts
from intake.commands.register import make_command_app
from intake.commands.staff import GONE
from intake.journal.journal import Journal
from intake.state import FILE

CHIEF = "second_chief:cloud-tower"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return a_client(tmp_path).application


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["staff", *arguments])


def told(app: Flask, *arguments: str) -> Any:
    result = run(app, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_an_invitation_is_a_link_at_the_sites_own_address(app: Flask, tmp_path: Path) -> None:
    result = run(app, "invite", "甲", "--post", CHIEF)

    link, said = result.stdout.splitlines()
    address, _, secret = link.rpartition("/")
    assert result.exit_code == 0
    assert address == "http://127.0.0.1:8000/desk/in"
    assert said == "发给甲（云桥中心第二楼长）：三天内有效，只能用一次，只在这里显示一次"
    assert Accounts(tmp_path / "queue").sign_in(secret, "手机", NOW)


def test_a_link_opens_the_page_that_signs_in(app: Flask) -> None:
    link = told(app, "invite", "甲", "--post", "staff")["link"]

    assert app.test_client().get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_a_post_that_is_none_is_told_with_those_like_it(app: Flask) -> None:
    refused = run(app, "invite", "甲", "--post", "登计科")

    assert refused.exit_code == 2
    assert "没有叫“登计科”的岗位；有的像登记科" in refused.output


def test_everybody_is_listed_those_in_use_first(app: Flask) -> None:
    for name, post in (("甲", "staff"), ("乙", CHIEF), ("丙", "department:registry")):
        run(app, "invite", name, "--post", post)
    run(app, "disable", "甲")

    people = told(app, "list")

    assert [each["name"] for each in people][-1] == "甲"
    assert {each["name"]: each["post"] for each in people}["丙"] == "department:registry"
    assert "甲  受理台（staff）" in run(app, "list").stdout
    assert "已停用\n共 3 个" in run(app, "list").stdout


def test_whoever_is_disabled_is_signed_out_everywhere(app: Flask, tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "queue")
    for label in ("手机", "电脑"):
        link = told(app, "invite", "甲", "--post", "staff")["link"]
        device = accounts.sign_in(link.rpartition("/")[2], label, NOW)
    assert sorted(each["label"] for each in told(app, "devices", "甲")) == ["手机", "电脑"]
    assert "2026-11-23 10:30 登录，到 2026-12-23 10:30" in run(app, "devices", "甲").stdout

    run(app, "disable", "甲")

    assert device
    assert accounts.signed_in(device, NOW) is None
    assert run(app, "devices", "甲").exit_code == 1


def test_who_moves_leaves_the_cases_with_the_post(app: Flask, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "queue")
    for key in "ab":
        known = journal.submit(key, NOW, a_submission(building="cloud-tower"))
        known = do(journal, do(journal, known, "accept"), "assign", handler=CHIEF)
    do(journal, known, "withdraw")
    for name in ("甲", "乙"):
        run(app, "invite", name, "--post", CHIEF)
    before = rows_in(tmp_path / "queue")

    moved = told(app, "move", "甲", "--post", "staff")

    assert (moved["post"], moved["left"], moved["others"]) == ("staff", 1, 1)
    assert rows_in(tmp_path / "queue") == before
    assert run(app, "move", "乙", "--post", "staff").stdout == (
        f"乙 从云桥中心第二楼长换到受理台\n云桥中心第二楼长没办完的 1 条留在原岗位，{GONE}\n"
    )


def test_who_is_disabled_leaves_the_cases_with_the_post(app: Flask, tmp_path: Path) -> None:
    journal, office = Journal(tmp_path / "queue"), "department:registry@hedong"
    known = journal.submit("a", NOW, a_submission(building="willow-park"))
    known, lead = do(journal, known, "accept"), "registry"
    do(journal, known, "assign", lead_department=lead, handler=f"department:{lead}")
    for name in ("甲", "乙"):
        run(app, "invite", name, "--post", office)

    said = [run(app, "disable", name).stdout.splitlines()[1] for name in ("甲", "乙")]

    stays = "登记科（河东街道）没办完的 1 条留在原岗位，"
    assert said == [f"{stays}那里还有 1 人", f"{stays}{GONE}"]


def test_an_account_is_disabled_even_while_the_queue_cannot_be_read(
    app: Flask, tmp_path: Path
) -> None:
    run(app, "invite", "甲", "--post", CHIEF)
    (tmp_path / "queue" / "journal.csv").write_bytes(b"")

    result = run(app, "disable", "甲")

    assert (result.exit_code, result.stdout) == (0, "已停用 甲，所有设备都退出了\n")
    assert all(each["disabled_at"] for each in told(app, "list"))


def test_an_account_is_disabled_even_while_the_guide_cannot_be_read(
    app: Flask, tmp_path: Path
) -> None:
    run(app, "invite", "甲", "--post", CHIEF)
    no_guide = make_command_app(a_district(tmp_path, guides=tmp_path / "nowhere"))

    result = run(no_guide, "disable", "甲")

    assert (result.exit_code, result.stdout) == (0, "已停用 甲，所有设备都退出了\n")
    assert all(each["disabled_at"] for each in told(app, "list"))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("invite", "甲", "--post", "boss"), 2, "没有叫“boss”的岗位"),
        (("invite", "甲", "--post", "department:nowhere"), 2, "没有编号为“nowhere”的部门"),
        (("invite", "甲", "--post", "second_chief:willow-house-2"), 2, "second_chief:willow-park"),
        (("invite", " ", "--post", "staff"), 2, "名字应为一行文字"),
        (("invite", "甲" * 51, "--post", "staff"), 2, "名字应为一行文字"),
        (("invite", "甲\ue000", "--post", "staff"), 2, "第 2 个字不能识别"),
        (("invite", "甲"), 2, "--post"),
        (("move", "甲", "--post", "staff:boss"), 2, "岗位应写成"),
        (("move", "没有这个人", "--post", "staff"), 1, "没有名叫“没有这个人”"),
        (("disable", "没有这个人"), 1, "没有名叫“没有这个人”"),
        (("invite", "乙", "--post", CHIEF), 1, "换岗位请用 staff move"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_code(
    app: Flask, arguments: tuple[str, ...], code: int, message: str
) -> None:
    run(app, "invite", "乙", "--post", "staff")

    result = run(app, *arguments)

    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


def test_accounts_that_cannot_be_read_are_told(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "queue" / FILE).write_bytes(b"no database" * 100)

    result = run(app, "list")

    assert result.exit_code == 3
    assert "账户读不了或写不了：state.sqlite 不是数据库" in result.stderr
    assert "repair --apply --from" in result.stderr
