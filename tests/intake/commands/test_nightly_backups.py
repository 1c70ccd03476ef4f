"""The backups of a timer: seven days, four weeks, twelve months; each week one is tried."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from faults import LONG, small_disk
from intake_app import NOW, a_client, a_district, a_submission

from guidebook.stamp import MADE_OF
from intake.accounts.accounts import Accounts
from intake.accounts.posts import Post
from intake.clock import stopped_clock
from intake.commands.register import make_command_app
from intake.journal.backup import MANIFEST
from intake.journal.journal import Journal
from intake.settings import SettingsError
from intake.starting import faults_of_start, refuse

Run = Callable[..., Result]


@pytest.fixture
def queue(tmp_path: Path) -> Path:
    """Return a queue of one request and one account."""
    queue = a_district(tmp_path).data
    Journal(queue).submit("a", NOW, a_submission())
    Accounts(queue).invite("甲", Post("staff"), NOW)
    return queue


@pytest.fixture
def run(tmp_path: Path, queue: Path) -> Run:
    """Return what runs a command of the queue at a moment, with the timer's settings."""

    def run(*arguments: object, at: datetime = NOW) -> Result:
        clock = stopped_clock(at)
        app = make_command_app(a_district(tmp_path, backups=tmp_path / "backups", clock=clock))
        return app.test_cli_runner().invoke(args=["queue", *map(str, arguments)])

    return run


def names(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "backups").iterdir() if path.is_dir())


def health(tmp_path: Path, at: datetime = NOW, address: str = "127.0.0.1") -> str:
    """Return what somebody at an address is told, but for the site."""
    client = a_client(tmp_path, backups=tmp_path / "backups", clock=stopped_clock(at))
    told = client.get("/healthz?full", environ_base={"REMOTE_ADDR": address}).text
    return told.removesuffix("site: none\n")


def laid_down(tmp_path: Path, days: int) -> None:
    """Lay down what a year of nights left, as far as the rule of what stays looks at it."""
    for day in range(1, days + 1):
        a_night(tmp_path, f"{NOW - timedelta(days=day):%Y%m%d}-023000")


def a_night(tmp_path: Path, name: str, closed: str = "") -> None:
    """Lay down a backup as far as its manifest tells of it."""
    manifest = {"made_at": "", "seq": 1, "requests": 1, "closed": closed, "files": []}
    folder = tmp_path / "backups" / name
    folder.mkdir(parents=True)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def test_of_a_year_of_nights_seven_days_four_weeks_and_twelve_months_stay(
    run: Run, tmp_path: Path
) -> None:
    laid_down(tmp_path, 500)

    told = run("backup")

    assert told.exit_code == 0, told.output
    assert names(tmp_path) == [
        *("20251231-023000", "20260131-023000", "20260228-023000", "20260331-023000"),
        *("20260430-023000", "20260531-023000", "20260630-023000", "20260731-023000"),
        *("20260831-023000", "20260930-023000", "20261031-023000"),
        *("20261108-023000", "20261115-023000"),  # Sundays; those of days are weeks' too
        *(f"202611{day}-023000" for day in range(17, 23)),
        "20261123-103000",
    ]


def test_nothing_is_dropped_while_the_queue_is_not_in_order(
    run: Run, queue: Path, tmp_path: Path
) -> None:
    laid_down(tmp_path, 20)
    (queue / "mirror" / "journal.csv").write_bytes(b"gone")

    told = run("backup")

    assert told.exit_code == 1
    assert len(names(tmp_path)) == 21


def test_a_queue_that_is_not_there_leaves_no_backup(run: Run, queue: Path, tmp_path: Path) -> None:
    run("backup")
    queue.rename(tmp_path / "away")
    told = [run("backup", at=NOW + timedelta(days=1))]
    queue.mkdir(0o700)  # a disk that is not mounted

    told.append(run("backup", at=NOW + timedelta(days=2)))

    assert [each.exit_code for each in told] == [3, 3]
    assert all("磁盘没有挂上" in each.stderr for each in told)
    assert names(tmp_path) == ["20261123-103000"]


def test_a_backup_of_a_queue_that_took_no_requests_is_not_restored_and_does_not_count(
    run: Run, queue: Path, tmp_path: Path
) -> None:
    for key in "bc":
        Journal(queue).submit(key, NOW, a_submission())
    journal = queue / "journal.csv"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:2]))
    assert run("backup").exit_code == 1
    kept = tmp_path / "backups" / "20261123-103000"

    tried = run("try-restore")
    restored = run("restore", kept)

    assert tried.exit_code == 3
    assert "还没有能恢复的备份" in tried.stderr
    assert "repair --apply --from" in restored.stderr
    assert "备份：没有" in run("verify").stdout


def test_backups_of_a_queue_out_of_order_take_the_place_of_no_good_one(
    run: Run, tmp_path: Path
) -> None:
    laid_down(tmp_path, 20)
    for hour in range(10):
        a_night(tmp_path, f"20261122-0{hour}5900", "mirror_differs")

    run("backup")

    assert "20261122-023000" in names(tmp_path)
    assert [name for name in names(tmp_path) if "5900" in name] == ["20261122-095900"]


def test_a_backup_for_which_there_was_no_room_leaves_nothing(
    run: Run, queue: Path, tmp_path: Path
) -> None:
    Journal(queue).submit("b", NOW, a_submission(description=LONG))
    with small_disk(tmp_path / "backups", "16k"):
        told = run("backup")

        assert told.exit_code == 3
        assert f"磁盘满了，请腾出地方（{tmp_path / 'backups'}" in told.stderr
        assert names(tmp_path) == []


def test_what_is_no_backup_of_the_timer_stays_and_what_was_not_finished_goes(
    run: Run, tmp_path: Path
) -> None:
    for name in ("20261101-020000", "by-hand", "99999999-999999", "2026-old"):
        (tmp_path / "backups" / name).mkdir(parents=True)

    run("backup")

    assert names(tmp_path) == ["2026-old", "20261123-103000", "99999999-999999", "by-hand"]


def test_half_of_a_backup_goes_at_the_next_also_where_that_fails(
    run: Run, queue: Path, tmp_path: Path
) -> None:
    half = tmp_path / "backups" / "20261101-020000"
    half.mkdir(parents=True)
    (half / "journal.csv").write_bytes(b"personal")
    (queue / "mirror" / "journal.csv").write_bytes(b"")

    told = run("backup")

    assert told.exit_code == 1
    assert names(tmp_path) == ["20261123-103000"]


def test_a_trial_brings_all_back_and_leaves_nothing_but_its_result(
    run: Run, queue: Path, tmp_path: Path
) -> None:
    run("backup")
    before = {path: path.read_bytes() for path in queue.rglob("*") if path.is_file()}

    told = run("try-restore")

    assert told.exit_code == 0, told.output
    assert "全部找回" in told.stdout
    assert names(tmp_path) == ["20261123-103000"]
    assert {path: path.read_bytes() for path in queue.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("pages", [1, 2, 4, 6])
def test_a_trial_for_which_there_was_no_room_says_so_in_words(
    run: Run, tmp_path: Path, pages: int
) -> None:
    with small_disk(tmp_path / "backups", "80k") as disk:
        run("backup")
        free = os.statvfs(disk).f_bavail - pages
        (disk / "filler").write_bytes(bytes(free * os.statvfs(disk).f_frsize))

        told = run("try-restore")

        assert told.exit_code == 1, told.output
        for output in (told.stdout, run("verify").stdout):
            assert "磁盘满了" in output
            assert "full" not in output
            assert "ENOSPC" not in output
            assert "Errno" not in output


@pytest.mark.parametrize("name", ["journal.csv", "accounts.json"])
def test_a_backup_that_changed_fails_its_trial_and_everybody_who_looks_is_told(
    name: str, run: Run, tmp_path: Path
) -> None:
    run("backup")
    (tmp_path / "backups" / "20261123-103000" / name).write_bytes(b"rotten")

    told = run("try-restore")

    assert told.exit_code == 1
    assert "内容变过" in told.stdout
    assert health(tmp_path) == "ok\nbackup: ok 0 h\nrestore: failed 0 h\n"
    assert "试恢复：没有恢复成" in run("verify").stdout


def test_health_and_verify_tell_how_old_backup_and_trial_are(run: Run, tmp_path: Path) -> None:
    never = health(tmp_path)
    run("backup")
    run("try-restore")

    soon, later = NOW + timedelta(hours=30), NOW + timedelta(days=10)
    assert never == "ok\nbackup: none\nrestore: none\n"
    assert health(tmp_path, soon) == "ok\nbackup: ok 30 h\nrestore: ok 30 h\n"
    assert health(tmp_path, later) == "ok\nbackup: old 240 h\nrestore: old 240 h\n"
    assert "备份：太久了 2026-11-23 10:30" in run("verify", at=later).stdout
    assert json.loads(run("verify", "--json").stdout)["backups"]["restore"] == "ok"


@pytest.mark.parametrize(("hours", "told"), [(-1, "ok 0"), (3, "ok 3"), (37, "old 37")])
def test_health_tells_when_the_site_was_last_built(tmp_path: Path, hours: int, told: str) -> None:
    a_district(tmp_path)
    made = tmp_path / "layouts" / MADE_OF
    made.touch()
    built = (NOW - timedelta(hours=hours)).timestamp()
    os.utime(made, (built, built))

    assert health(tmp_path).splitlines()[-1] == f"site: {told} h"


def test_the_backup_that_was_just_made_stays_also_where_the_clock_is_behind(
    run: Run, tmp_path: Path
) -> None:
    laid_down(tmp_path, 400)

    told = run("backup", at=NOW - timedelta(days=9000))

    assert told.exit_code == 0
    assert f"{NOW - timedelta(days=9000):%Y%m%d-%H%M%S}" in names(tmp_path)


def test_a_backup_that_will_not_be_dropped_for_years_is_named(run: Run, tmp_path: Path) -> None:
    a_night(tmp_path, "20990101-023000")

    told = run("verify")

    assert "20990101-023000 不会按时去掉" in told.stdout


def test_a_backup_made_by_a_clock_that_was_ahead_does_not_count(run: Run, tmp_path: Path) -> None:
    run("backup", at=NOW + timedelta(days=900))

    assert "backup: none" in health(tmp_path)


def test_a_trial_of_a_clock_that_was_ahead_does_not_count(run: Run, tmp_path: Path) -> None:
    run("backup")
    run("try-restore", at=NOW + timedelta(days=7))

    assert health(tmp_path, NOW) == "ok\nbackup: ok 0 h\nrestore: none\n"
    assert "试恢复：没有\n" in run("verify").stdout


def test_the_newest_backup_is_tried_and_none_of_a_clock_that_was_ahead(run: Run) -> None:
    run("backup", at=NOW + timedelta(days=900))
    run("backup")

    told = run("try-restore", at=NOW + timedelta(hours=1))

    assert "试恢复 20261123-103000：全部找回" in told.stdout


def test_what_a_trial_that_was_killed_left_goes_away_at_the_next(run: Run, tmp_path: Path) -> None:
    run("backup")
    left = tmp_path / "backups" / "trial-abcd1234" / "queue"
    left.mkdir(parents=True)
    (left / "journal.csv").write_bytes(b"personal")

    told = run("try-restore")

    assert told.exit_code == 0, told.output
    assert names(tmp_path) == ["20261123-103000"]


def test_only_this_machine_is_told_of_backups(run: Run, tmp_path: Path) -> None:
    run("backup")

    assert health(tmp_path, address="203.0.113.7") == "ok\n"


def test_without_a_folder_the_command_says_what_to_write(tmp_path: Path, queue: Path) -> None:
    app = make_command_app(a_district(tmp_path))

    told = app.test_cli_runner().invoke(args=["queue", "backup"])

    assert told.exit_code == 2
    assert "INTAKE_BACKUPS" in told.output


def test_backups_may_not_lie_where_it_is_published(tmp_path: Path) -> None:
    settings = a_district(tmp_path, backups=tmp_path / "site" / "backups")

    with pytest.raises(SettingsError, match="INTAKE_BACKUPS 不能放在"):
        refuse(faults_of_start(settings))
