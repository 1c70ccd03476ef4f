"""What the command of a timer says, and with which exit code it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from intake_app import a_district
from notified import DESK, District, a_district_with_robots
from served import free_port, patiently, running

from intake import create_app
from intake.clock import stopped_clock


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district_with_robots(tmp_path) as district:
        yield district


def run(district: District) -> Result:
    clock = stopped_clock(district.now)
    app = create_app(a_district(district.folder, notify=district.file, clock=clock))
    return app.test_cli_runner().invoke(args=["notify"])


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
