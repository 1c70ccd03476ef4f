"""The disk of the queue is lost, and its mirror is on another one: what is told, what helps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

import pytest
from click.testing import Result
from intake_app import NOW, a_client, a_district, a_submission

from intake.accounts.accounts import Accounts
from intake.accounts.posts import Post
from intake.commands.register import make_command_app
from intake.journal.journal import Journal
from intake.settings import Settings

Run = Callable[..., Result]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return those of a queue of two requests and an account, with a backup of the first."""
    settings = a_district(tmp_path, mirror=tmp_path / "other-disk" / "mirror")
    rmtree(settings.data)
    journal = Journal(settings.data, settings.mirror)
    journal.make()
    journal.submit("a", NOW, a_submission())
    Accounts(settings.data).invite("甲", Post("staff"), NOW)
    assert invoke(settings, "backup", tmp_path / "copy").exit_code == 0
    journal.submit("b", NOW, a_submission())
    return settings


@pytest.fixture(params=["gone", "not mounted"])
def lost(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    rmtree(settings.data)
    if request.param == "not mounted":
        settings.data.mkdir(0o700)
    return settings


def invoke(settings: Settings, *arguments: object) -> Result:
    runner = make_command_app(settings).test_cli_runner()
    return runner.invoke(args=["queue", *map(str, arguments)])


def test_every_command_says_that_no_queue_is_there_and_what_brings_it_back(
    lost: Settings, tmp_path: Path
) -> None:
    told = [invoke(lost, *words.split()) for words in ("verify", "list", f"backup {tmp_path}/new")]

    assert all(each.exit_code for each in told)
    assert all("磁盘没有挂上" in each.output for each in told)
    assert all("queue repair --apply" in each.output for each in told)
    assert not (tmp_path / "new").exists()


def test_health_names_it_and_no_request_is_taken(lost: Settings, tmp_path: Path) -> None:
    client = a_client(tmp_path, mirror=lost.mirror)

    assert client.get("/healthz").text == "closed: no_queue\n"


def test_a_new_queue_is_refused_with_what_helps(lost: Settings) -> None:
    told = invoke(lost, "init")

    assert told.exit_code == 3
    assert "queue repair --apply" in told.stderr


def test_rows_come_back_from_the_mirror_and_accounts_from_a_backup(
    lost: Settings, tmp_path: Path
) -> None:
    told = invoke(lost, "repair", "--apply", "--from", tmp_path / "copy")

    assert told.exit_code == 0, told.output
    assert "带回账户 1 个" in told.stdout
    _, requests = Journal(lost.data, lost.mirror).requests()
    assert [known.key for known in requests] == ["a", "b"]
    assert [account.name for account in Accounts(lost.data).everybody()] == ["甲"]


def test_accounts_that_are_there_stay_as_they_are(settings: Settings, tmp_path: Path) -> None:
    Accounts(settings.data).invite("乙", Post("staff"), NOW)
    Accounts(settings.data).disable("甲", NOW)

    told = invoke(settings, "repair", "--apply", "--from", tmp_path / "copy")

    assert told.exit_code == 0, told.output
    found = {a.name: bool(a.disabled_at) for a in Accounts(settings.data).everybody()}
    assert found == {"甲": True, "乙": False}


def test_accounts_that_can_no_longer_be_read_come_back_as_verify_says(
    settings: Settings, tmp_path: Path
) -> None:
    state = settings.data / "state.sqlite"
    state.write_bytes(b"no database" * 99)
    told = invoke(settings, "verify")
    state.rename(tmp_path / "away")

    mended = invoke(settings, "repair", "--apply", "--from", tmp_path / "copy")

    assert "state.sqlite：不是数据库" in told.stdout
    assert "repair --apply --from" in told.stdout
    assert mended.exit_code == 0, mended.output
    assert [account.name for account in Accounts(settings.data).everybody()] == ["甲"]


def test_a_mirror_that_is_not_mounted_is_told_as_that(settings: Settings, tmp_path: Path) -> None:
    assert settings.mirror
    rmtree(settings.mirror)
    settings.mirror.mkdir(0o700)

    told = invoke(settings, "verify")
    health = a_client(tmp_path, mirror=settings.mirror).get("/healthz").text
    given_up = invoke(settings, "repair", "--apply")

    assert (told.exit_code, health) == (1, "closed: no_mirror\n")
    assert "先挂上" in told.stdout
    assert "下次写入时会补上" not in told.stdout
    assert given_up.exit_code == 0, given_up.output
    assert invoke(settings, "verify").exit_code == 0
