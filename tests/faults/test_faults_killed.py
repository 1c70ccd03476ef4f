"""Writers that are killed in mid-write, and tails torn at every byte."""

from __future__ import annotations

import os
import random
import re
import signal
import sys
import time
from pathlib import Path

import pytest
from faults import (
    LONG,
    Told,
    a_queue,
    a_short_submission,
    forked,
    journal_file,
    keys_in,
    mirror_file,
    nothing_lost,
    start,
    told,
)
from guides_folder import SAMPLE, load
from intake_app import NOW, a_submission, rows_in

from intake.journal.disk import make_private_folder
from intake.journal.journal import Journal
from intake.tables.clerk_copy import ClerkCopy, copy_remarks

TORN = re.compile(r"torn tail at byte \d+ was set aside in (\S+)")


def every_torn_file_is_named(queue: Path, log: str) -> None:
    assert {path.name for path in queue.glob("aside/*")} <= set(TORN.findall(log))


def kill_two_writers(folder: Path, rounds: int, log: pytest.LogCaptureFixture) -> int:
    """Kill two writers of long rows in each round; return how many rows were torn."""
    submission, chance, torn = a_submission(description=LONG), random.Random(1), 0
    for n in range(rounds):
        if n % 20 == 0:
            queue, given = a_queue(folder, f"queue-{n}"), Told(frozenset(), frozenset())
            log.clear()
        writers = [start(queue, f"{name}{n}", submission) for name in "ab"]
        time.sleep(0.005 + chance.random() * 0.03)
        for writer in writers:
            writer.kill()
        given = Told(given.acknowledged | told(*writers).acknowledged, frozenset())
        nothing_lost(queue, given)
        if n % 20 == 19 or n == rounds - 1:
            every_torn_file_is_named(queue, log.text)
            assert [row.seq for row in rows_in(queue)] == list(range(1, len(rows_in(queue)) + 1))
            assert mirror_file(queue).read_bytes() == journal_file(queue).read_bytes()
            torn += len(list(queue.glob("aside/*")))
    return torn


def test_sixty_killed_writers_lose_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kill_two_writers(tmp_path, 30, caplog)


@pytest.mark.long
def test_twelve_hundred_killed_writers_lose_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kill_two_writers(tmp_path, 600, caplog)


def tear_everywhere(
    folder: Path, description: str, log: pytest.LogCaptureFixture, step: int = 1
) -> None:
    """Cut the last row at every byte: the others stay, the torn one is set aside and named."""
    whole = a_queue(folder, "whole")
    Journal(whole).submit("a", NOW, a_short_submission())
    Journal(whole).submit("b", NOW, a_submission(description=description))
    content = journal_file(whole).read_bytes()
    last_row = content.rindex(b'"2","')
    for cut in range(last_row + 1, len(content), step):
        queue = a_queue(folder, str(cut))
        journal_file(queue).write_bytes(content[:cut])
        make_private_folder(queue / "mirror")
        mirror_file(queue).write_bytes(content[:last_row])
        log.clear()

        Journal(queue).submit("c", NOW, a_short_submission())

        (torn,) = queue.glob("aside/*")
        assert keys_in(queue) == ["a", "c"]
        assert torn.read_bytes() == content[last_row:cut]
        assert f"at byte {last_row} was set aside in {torn.name}" in log.text


def test_a_row_torn_at_every_byte_is_set_aside_and_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tear_everywhere(tmp_path, "短", caplog)


@pytest.mark.long
@pytest.mark.parametrize("description", ["\U00020000\n“”,\"'", "=1+1；" * 40])
def test_other_rows_torn_at_every_byte_are_set_aside_and_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, description: str
) -> None:
    tear_everywhere(tmp_path, description, caplog)


@pytest.mark.parametrize(
    "tail", [bytes(4096), b"\x00\xff\xfe" * 99, b'"' * 50, "半个字".encode()[:-1]]
)
def test_zeros_and_garbage_behind_the_last_row_are_set_aside(tmp_path: Path, tail: bytes) -> None:
    queue = a_queue(tmp_path)
    Journal(queue).submit("a", NOW, a_short_submission())
    with journal_file(queue).open("ab") as file:
        file.write(tail)

    Journal(queue).submit("b", NOW, a_short_submission())

    (torn,) = queue.glob("aside/*")
    assert keys_in(queue) == ["a", "b"]
    assert torn.read_bytes() == tail


@pytest.mark.parametrize("is_in_place", [False, True])
def test_a_copy_whose_maker_was_killed_is_not_said_to_be_edited(
    tmp_path: Path, is_in_place: bool, caplog: pytest.LogCaptureFixture
) -> None:
    queue = a_queue(tmp_path)
    Journal(queue).submit("a", NOW, a_short_submission())
    ClerkCopy(Journal(queue), load(SAMPLE)).renew()
    before = (queue / "requests.csv").read_bytes()
    Journal(queue).submit("b", NOW, a_short_submission())

    renewing = forked(lambda _: _renew_and_die(queue, is_in_place))
    renewing.end()

    assert ((queue / "requests.csv").read_bytes() != before) == is_in_place
    assert [remark.kind for remark in copy_remarks(Journal(queue))] == []
    ClerkCopy(Journal(queue), load(SAMPLE)).renew()
    assert "saved over" not in caplog.text
    assert not (queue / "aside").exists()
    (queue / "requests.csv").write_bytes(before)
    assert [remark.kind for remark in copy_remarks(Journal(queue))] == ["copy_differs"]


def _renew_and_die(queue: Path, is_in_place: bool) -> None:
    """Renew the copy, killed just before it is put in place, or just after."""
    is_named = False

    def die(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal is_named
        if is_named or (event == "os.rename" and not is_in_place):
            os.kill(os.getpid(), signal.SIGKILL)
        is_named = event == "os.rename"

    sys.addaudithook(die)
    ClerkCopy(Journal(queue), load(SAMPLE)).renew()


def test_two_writers_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    queue = a_queue(tmp_path)

    given = told(*(start(queue, name, a_short_submission(), 100) for name in "ab"))

    assert len(given.acknowledged) == 200
    assert sorted(keys_in(queue)) == sorted(given.acknowledged)
    assert [row.seq for row in rows_in(queue)] == list(range(1, 201))
