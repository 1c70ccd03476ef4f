"""What the command of a timer says, and with which exit code it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from intake_app import a_district
from notified import DESK, REGISTRY, District, a_district_with_robots
from robots import WECOM
from served import free_port, patiently, running

from intake import create_app
from intake.clock import stopped_clock


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district_with_robots(tmp_path) as district:
        yield district


def run(district: District, *arguments: str) -> Result:
    clock = stopped_clock(district.now)
    app = create_app(a_district(district.folder, notify=district.file, clock=clock))
    return app.test_cli_runner().invoke(args=["notify", *arguments])


def test_the_command_says_how_many_messages_it_sent(district: District) -> None:
    district.submit()

    told = run(district)

    assert told.exit_code == 0
    assert told.stdout == "发出 3 条\n"
    assert "site_url 是本机地址" in told.stderr


def test_a_channel_that_failed_for_a_day_makes_the_command_fail(district: District) -> None:
    district.robots.answers[DESK] = (500, "")
    district.submit()
    early = run(district)
    district.now += timedelta(days=1)

    late = run(district)

    assert early.exit_code == 0
    assert late.exit_code == 1
    for told in (early, late):
        assert "通知不到：企业微信群（受理台），从 2026-11-23 10:30 起，还在重试" in told.stdout


@pytest.mark.parametrize("post", ["staff", "受理台"])
def test_a_trial_is_sent_to_each_channel_of_a_post_and_to_nobody_else(
    district: District, post: str
) -> None:
    district.write_channels({"staff": [WECOM + DESK, "desk@yunqiao.example"]})
    district.submit()

    told = run(district, "--try", post)

    assert told.exit_code == 0
    assert told.stdout == "企业微信群：收下了：HTTP 200 0\n邮箱：收下了\n"
    assert [text.splitlines()[0] for text in district.told(DESK)] == ["诉求通知试发"]
    assert [subject for _, subject, _ in district.mail.taken] == ["诉求通知试发"]
    assert not district.told(REGISTRY)
    assert run(district).stdout == "发出 4 条\n"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, '{"errcode": 93000, "errmsg": "invalid webhook url"}'), "HTTP 200 93000 invalid"),
        ((500, ""), "HTTP 500"),
        ((200, '{"errcode": 1, "errmsg": "no key desk-0123456"}'), "HTTP 200 1 no key …"),
    ],
)
def test_a_trial_that_is_not_taken_says_what_came_back_without_any_secret(
    district: District, answer: tuple[int, str], said: str
) -> None:
    district.robots.answers[DESK] = answer

    told = run(district, "--try", "staff")

    assert told.exit_code == 1
    assert f"企业微信群：没有收下：{said}" in told.stdout
    assert DESK not in told.output


def test_a_trial_by_mail_says_what_the_server_said(district: District) -> None:
    district.write_channels({"staff": ["nobody@yunqiao.example"]})
    district.mail.refused.add("nobody@yunqiao.example")

    told = run(district, "--try", "staff")

    assert told.exit_code == 1
    assert "邮箱：没有收下：" in told.stdout
    assert "550" in told.stdout
    assert "nobody@" not in told.output


def test_a_robot_that_cannot_be_reached_is_told_by_a_trial(district: District) -> None:
    from intake.notices.sending import Feishu

    Feishu.notify_url = "http://127.0.0.1:9/open-apis/bot/v2/hook/{token}"

    told = run(district, "--try", "second_chief:cloud-tower")

    assert told.exit_code == 1
    assert "飞书群：没有收下：连不上" in told.stdout


@pytest.mark.parametrize(
    ("post", "code", "said"),
    [("department:registry", 1, "没有渠道"), ("nobody", 2, "没有叫“nobody”的岗位")],
)
def test_a_post_without_a_channel_or_unknown_is_told(
    district: District, post: str, code: int, said: str
) -> None:
    told = run(district, "--try", post)

    assert told.exit_code == code
    assert said in told.stderr


def test_marks_that_are_broken_are_told(district: District) -> None:
    (district.folder / "queue" / "notices.json").write_text("{", encoding="utf-8")

    told = run(district)

    assert told.exit_code == 1
    assert "notices.json 坏了：删去它，就从那时起重新通知" in told.stderr


def test_s57_without_channels_the_command_says_what_to_set(tmp_path: Path) -> None:
    told = create_app(a_district(tmp_path)).test_cli_runner().invoke(args=["notify"])

    assert told.exit_code == 3
    assert "请用 INTAKE_NOTIFY 指明通知渠道的文件" in told.stderr


def test_without_apprise_the_command_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels = tmp_path / "notify.json"
    channels.write_text('{"posts": {}}', encoding="utf-8")
    channels.chmod(0o600)
    monkeypatch.setitem(sys.modules, "apprise", None)
    monkeypatch.delitem(sys.modules, "intake.notices.sending", raising=False)

    told = (
        create_app(a_district(tmp_path, notify=channels)).test_cli_runner().invoke(args=["notify"])
    )

    assert told.exit_code == 3
    assert "--require-hashes -r requirements-notify.txt" in told.stderr


def test_the_server_notifies_in_its_own_process(district: District) -> None:
    district.submit()
    port = free_port()
    program = f"from intake.server import *; serve(make_wsgi(notify=True), '127.0.0.1', {port})"

    with running(district.program(program), port, district.environment):
        for _ in patiently():
            if DESK in district.robots.told:
                break

    assert len(district.told(DESK)) == 1
