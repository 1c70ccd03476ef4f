"""Backups made at once, and a restore that is killed at each thing it does with a file."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from faults import a_short_submission, forked, journal_file, mirror_file, start
from intake_app import NOW, a_district

from intake.accounts.accounts import Accounts
from intake.accounts.posts import Post
from intake.clock import stopped_clock
from intake.commands.register import make_command_app
from intake.journal.backup import BackupError, back_up, read_manifest
from intake.journal.journal import Journal

WITH_FILES = ("open", "os.mkdir", "os.rename", "os.chmod", "os.remove", "sqlite3.connect")
"""Audit events of CPython (docs.python.org/3/library/audit_events.html)."""


@pytest.fixture
def original(tmp_path: Path) -> Path:
    """Return a queue of two requests and two accounts, with a backup in `copy`."""
    queue = a_district(tmp_path / "old").data
    for key in "ab":
        Journal(queue).submit(key, NOW, a_short_submission())
    for name in "甲乙":
        Accounts(queue).invite(name, Post("staff"), NOW)
    assert command(tmp_path / "old", "backup", tmp_path / "copy").exit_code == 0
    return queue


def command(folder: Path, *arguments: object) -> Result:
    app = make_command_app(a_district(folder))
    return app.test_cli_runner().invoke(args=["queue", *map(str, arguments)])


def restore_killed_at(step: int, folder: Path, backup: Path) -> bool:
    """Restore in a process of its own, killed before its nth file is touched; tell whether it was.

    The queue's own files count, and those of the backup.
    """
    seen = 0

    def die(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        place = str(arguments[0]) if event in WITH_FILES else ""
        if place.startswith((str(folder / "queue"), str(backup))):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    def restore(_: int) -> None:
        sys.addaudithook(die)
        assert command(folder, "restore", backup).exit_code == 0

    status = os.waitpid(forked(restore).pid, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_a_restore_killed_anywhere_is_finished_by_doing_it_again_or_by_repair(
    original: Path, tmp_path: Path
) -> None:
    folder, backup, step = tmp_path / "new", tmp_path / "copy", 1
    shutil.rmtree(a_district(folder).data)

    while restore_killed_at(step, folder, backup):
        closed = Journal(folder / "queue").why_closed()
        again = command(folder, "restore", backup)
        repaired = command(folder, "repair", "--apply") if again.exit_code else again

        assert repaired.exit_code == 0, (step, again.output, repaired.output)
        assert closed or journal_file(folder / "queue").read_bytes() == (
            journal_file(original).read_bytes()
        )
        for of in (journal_file, mirror_file):
            assert of(folder / "queue").read_bytes() == of(original).read_bytes()
        assert Accounts(folder / "queue").everybody() == Accounts(original).everybody()
        shutil.rmtree(folder / "queue")
        step += 1

    assert step > 10


def backing_up(queue: Path, target: Path) -> Callable[[int], None]:
    """Return what makes a backup, and says so on a pipe."""

    def work(answers: int) -> None:
        try:
            back_up(Journal(queue), target, NOW, {})
            os.write(answers, b"made\n")
        except BackupError:
            os.write(answers, b"refused\n")

    return work


@pytest.mark.parametrize(("names", "said"), [("xy", ["made", "made"]), ("xx", ["made", "refused"])])
def test_two_backups_at_once_are_both_whole_and_only_one_goes_into_a_folder(
    original: Path, tmp_path: Path, names: str, said: list[str]
) -> None:
    writer = start(original, "more", a_short_submission(), 50)

    made = [forked(backing_up(original, tmp_path / name)) for name in names]

    assert sorted(line for process in made for line in process.end()) == said
    writer.end()
    for name in set(names):
        content = journal_file(tmp_path / name).read_bytes()
        assert read_manifest(tmp_path / name).seq == content.count(b"\n") - 1
        assert content == mirror_file(tmp_path / name).read_bytes()
        assert journal_file(original).read_bytes().startswith(content)


def test_backups_of_two_timers_at_once_are_both_made(original: Path, tmp_path: Path) -> None:
    def on_time(second: int) -> Callable[[int], None]:
        clock = stopped_clock(NOW + timedelta(seconds=second))
        settings = a_district(tmp_path / "old", clock=clock, backups=tmp_path / "backups")

        def work(answers: int) -> None:
            told = make_command_app(settings).test_cli_runner().invoke(args=["queue", "backup"])
            os.write(answers, f"{told.exit_code}\n".encode())

        return work

    made = [forked(on_time(second)) for second in range(6)]

    assert [process.end() for process in made] == [["0"]] * len(made)
