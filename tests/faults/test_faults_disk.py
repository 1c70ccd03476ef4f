"""A disk that is full, limited or read-only: refused, nothing lost, and the next request works."""

from __future__ import annotations

import errno
import os
import random
import shutil
from pathlib import Path

import pytest
from faults import (
    LONG,
    a_queue,
    a_short_submission,
    journal_file,
    keys_in,
    nothing_lost,
    remount,
    small_disk,
    start,
    told,
)
from intake_app import NOW, a_submission

from intake.accounts.access import note_access
from intake.journal.journal import Journal, JournalUnavailable


def fill_disk(folder: Path, rounds: int) -> None:
    """Let two writers meet a full disk again and again; then there is room once more."""
    chance, submission = random.Random(2), a_submission(description="字" * 300)
    with small_disk(folder / "disk") as disk:
        for n in range(rounds):
            queue, filler = a_queue(disk, f"queue-{n}"), disk / "filler"
            filler.write_bytes(bytes(220_000 - chance.randrange(60_000)))

            given = told(*(start(queue, name, submission, 60) for name in "ab"))

            assert given.refused
            filler.unlink()
            nothing_lost(queue, given)
            shutil.rmtree(queue)


def test_a_full_disk_refuses_and_loses_nothing(tmp_path: Path) -> None:
    fill_disk(tmp_path, 10)


@pytest.mark.long
def test_three_hundred_full_disks_refuse_and_lose_nothing(tmp_path: Path) -> None:
    fill_disk(tmp_path, 300)


def limit_files(folder: Path, rounds: int) -> None:
    chance, submission = random.Random(3), a_submission(description="字" * 300)
    for n in range(rounds):
        queue, limit = a_queue(folder, f"queue-{n}"), chance.randrange(30_000)

        given = told(start(queue, "a", submission, 30, limit))

        assert given.refused
        nothing_lost(queue, given)


def test_a_limit_on_the_size_of_files_refuses_and_loses_nothing(tmp_path: Path) -> None:
    limit_files(tmp_path, 20)


@pytest.mark.long
def test_two_hundred_limits_on_the_size_of_files_lose_nothing(tmp_path: Path) -> None:
    limit_files(tmp_path, 200)


def test_a_disk_that_becomes_read_only_refuses_and_serves_what_it_has(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        queue = a_queue(disk)
        journal = Journal(queue)
        number = journal.submit("a", NOW, a_short_submission()).number
        for n in range(5):
            remount(disk, "ro")

            with pytest.raises(JournalUnavailable) as refused:
                journal.submit(f"no-{n}", NOW, a_short_submission())

            assert isinstance(refused.value.__cause__, OSError)
            assert refused.value.__cause__.errno == errno.EROFS
            assert journal.find(number)
            remount(disk, "rw")
            journal.submit(f"yes-{n}", NOW, a_short_submission())
        assert keys_in(queue) == ["a", *(f"yes-{n}" for n in range(5))]


def test_a_refused_row_leaves_no_byte_behind(tmp_path: Path) -> None:
    queue = a_queue(tmp_path)
    Journal(queue).submit("a", NOW, a_short_submission())
    before = journal_file(queue).read_bytes()

    given = told(start(queue, "b", a_submission(description="字" * 9000), 3, len(before) + 5000))

    assert given.refused == {"b-0", "b-1", "b-2"}
    assert journal_file(queue).read_bytes() == before


def test_a_mirror_that_cannot_be_written_stops_the_intake_as_a_journal_does(tmp_path: Path) -> None:
    queue = tmp_path / "queue"
    with small_disk(tmp_path / "disk") as disk:
        journal = Journal(queue, disk)
        journal.make()
        journal.submit("a", NOW, a_short_submission())
        before = journal_file(queue).read_bytes()
        (disk / "filler").write_bytes(bytes(os.statvfs(disk).f_bavail * 4096))

        with pytest.raises(JournalUnavailable):
            journal.check()
        for _ in range(3):
            with pytest.raises(JournalUnavailable, match=r"^ENOSPC disk/journal\.csv$"):
                journal.submit("b", NOW, a_submission(description=LONG))

        assert journal_file(queue).read_bytes() == before == (disk / "journal.csv").read_bytes()
        (disk / "filler").unlink()
        assert journal.submit("b", NOW, a_submission(description=LONG)).seq == 2


def test_a_look_for_which_there_is_no_room_leaves_no_half_of_a_line(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        note_access(disk, NOW, "operator", "AB2CD3EF")
        record = next(disk.glob("access-*.csv"))
        whole = record.read_bytes()
        (disk / "filler").write_bytes(bytes(os.statvfs(disk).f_bavail * 4096))

        def look() -> None:
            for _ in range(1000):
                note_access(disk, NOW, "operator", "AB2CD3EF")

        with pytest.raises(OSError, match=record.name):
            look()

        assert record.read_bytes().startswith(whole)
        assert record.read_bytes().endswith(b",operator,AB2CD3EF\r\n")
