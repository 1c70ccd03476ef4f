"""A backup holds who works here, and nothing that signs anybody in."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

import pytest
from click.testing import Result
from intake_app import NOW, a_district, a_submission

from intake.accounts.access import note_access
from intake.accounts.accounts import Accounts
from intake.accounts.posts import Post
from intake.commands.register import make_command_app
from intake.journal.journal import Journal
from intake.state import FILE

CHIEF = Post("second_chief", "cloud-tower")


def queue_command(folder: Path, *arguments: object) -> Result:
    app = make_command_app(a_district(folder))
    return app.test_cli_runner().invoke(args=["queue", *map(str, arguments)])


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    """Return the accounts of a queue with a request, one of them disabled."""
    settings = a_district(tmp_path)
    Journal(settings.data).submit("a", NOW, a_submission())
    accounts = Accounts(settings.data)
    for name, post in (("甲", CHIEF), ("乙", Post("staff"))):
        accounts.invite(name, post, NOW)
    accounts.disable("乙", NOW)
    return accounts


def restored(tmp_path: Path) -> Result:
    """Restore the backup in `copy` where no queue is."""
    rmtree(a_district(tmp_path / "other").data)
    return queue_command(tmp_path / "other", "restore", tmp_path / "copy")


def test_accounts_come_back_and_devices_sign_in_anew(accounts: Accounts, tmp_path: Path) -> None:
    invitations = [accounts.invite("甲", CHIEF, NOW).secret for _ in range(2)]
    device = accounts.sign_in(invitations[0], "手机", NOW)
    assert device

    assert queue_command(tmp_path, "backup", tmp_path / "copy").exit_code == 0
    assert restored(tmp_path).exit_code == 0

    there = Accounts(tmp_path / "other" / "queue")
    assert there.everybody() == accounts.everybody()
    assert there.signed_in(device, NOW) is None
    assert there.invited(invitations[1], NOW) is None
    assert there.invite("甲", CHIEF, NOW).account == accounts.named("甲")


def test_a_backup_holds_no_session_invitation_or_secret(accounts: Accounts, tmp_path: Path) -> None:
    accounts.sign_in(accounts.invite("甲", CHIEF, NOW).secret, "甲的手机", NOW)

    queue_command(tmp_path, "backup", tmp_path / "copy")

    copied = tmp_path / "copy" / "accounts.json"
    assert [len(row) for row in json.loads(copied.read_bytes())] == [4, 4]
    assert "甲的手机" not in copied.read_text(encoding="utf-8")
    assert not (tmp_path / "copy" / FILE).exists()
    assert copied.stat().st_mode & 0o777 == 0o600
    assert '"accounts.json"' in (tmp_path / "copy" / "manifest.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("how", ["changed", "gone", "rubbish"])
def test_damaged_accounts_of_a_backup_are_refused_before_anything_is_written(
    accounts: Accounts, tmp_path: Path, how: str
) -> None:
    queue_command(tmp_path, "backup", tmp_path / "copy")
    copied = tmp_path / "copy" / "accounts.json"
    if how == "gone":
        copied.unlink()
    else:
        copied.write_bytes(copied.read_bytes().replace("甲".encode(), "丙".encode()))
    if how == "rubbish":
        write_manifest_for(copied, b"[[1]]")

    told = restored(tmp_path)

    assert told.exit_code == 3
    assert "accounts.json" in told.stderr
    assert not (tmp_path / "other" / "queue" / "journal.csv").exists()
    assert accounts.named("甲")


def write_manifest_for(path: Path, content: bytes) -> None:
    """Replace a file of a backup, and tell the manifest so."""
    manifest = path.with_name("manifest.json")
    told = json.loads(manifest.read_bytes())
    path.write_bytes(content)
    for file in told["files"]:
        if file["name"] == path.name:
            file["sha256"] = sha256(content).hexdigest()
    manifest.write_text(json.dumps(told), encoding="utf-8")


def test_rows_are_backed_up_though_the_accounts_cannot_be_read(
    accounts: Accounts, tmp_path: Path
) -> None:
    (tmp_path / "queue" / FILE).write_bytes(b"no database" * 99)

    told = queue_command(tmp_path, "backup", tmp_path / "copy")

    assert told.exit_code == 1
    assert "没有备份账户" in told.stdout
    assert restored(tmp_path).exit_code == 0
    assert Journal(tmp_path / "other" / "queue").requests()[1]


def test_a_queue_with_other_accounts_is_not_restored_into(
    accounts: Accounts, tmp_path: Path
) -> None:
    queue_command(tmp_path, "backup", tmp_path / "copy")
    other = a_district(tmp_path / "other").data
    Accounts(other).invite("丙", Post("staff"), NOW)

    told = queue_command(tmp_path / "other", "restore", tmp_path / "copy")

    assert told.exit_code == 3
    assert "只能恢复到空的队列" in told.stderr
    assert [account.name for account in Accounts(other).everybody()] == ["丙"]


@pytest.mark.parametrize("way", ["restore", "repair"])
def test_who_looked_at_what_comes_back_too_and_nothing_is_written_over(
    accounts: Accounts, tmp_path: Path, way: str
) -> None:
    queue, other = tmp_path / "queue", a_district(tmp_path / "other").data
    for month in (NOW, NOW + timedelta(days=40)):
        note_access(queue, month, "operator", "AB2CD3EF")
    old, new = sorted(path.name for path in queue.glob("access-*.csv"))
    queue_command(tmp_path, "backup", tmp_path / "copy")
    if way == "restore":
        rmtree(other)
        other.mkdir()
    (other / new).write_text("newer", encoding="utf-8")

    words = ("restore",) if way == "restore" else ("repair", "--apply", "--from")
    told = queue_command(tmp_path / "other", *words, tmp_path / "copy")

    assert told.exit_code == 0, told.output
    assert (other / old).read_bytes() == (queue / old).read_bytes()
    assert (other / new).read_text(encoding="utf-8") == "newer"


def test_a_backup_makes_no_account_file(tmp_path: Path) -> None:
    queue = a_district(tmp_path).data

    queue_command(tmp_path, "backup", tmp_path / "copy")

    assert not (queue / FILE).exists()
