"""The journal under real processes that race, are killed, or meet a full disk."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from intake_app import NOW, a_submission, rows_in

from intake.journal import Journal
from intake.journal_files import make_private_folder

WRITER = Path(__file__).parent / "journal_writer.py"


@pytest.fixture
def queue(tmp_path: Path) -> Path:
    folder = tmp_path / "queue"
    make_private_folder(folder)
    return folder


def start(queue: Path, *arguments: object) -> subprocess.Popen[str]:
    """Start a writer and wait until it is ready to begin."""
    writer = subprocess.Popen(
        [sys.executable, WRITER, queue, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    return writer


def begin(*writers: subprocess.Popen[str]) -> None:
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()


def answers(writer: subprocess.Popen[str]) -> list[str]:
    """Wait for a writer to end; return what it answered, whole lines only."""
    out, _ = writer.communicate(timeout=60)
    return [line.strip() for line in out.splitlines(keepends=True) if line.endswith("\n")]


def test_two_processes_lose_and_double_nothing(queue: Path) -> None:
    writers = [start(queue, name, 150) for name in "ab"]

    begin(*writers)
    acknowledged = sorted(key for writer in writers for key in answers(writer))

    rows = rows_in(queue)
    assert [row.seq for row in rows] == list(range(1, 301))
    assert sorted(row.key for row in rows) == acknowledged
    assert len({row.number for row in rows}) == 300


def test_the_same_form_sent_to_two_processes_at_once_is_one_request(queue: Path) -> None:
    writers = [start(queue, "same", 100) for _ in range(2)]

    begin(*writers)
    one, other = (answers(writer) for writer in writers)

    assert one == other == [f"same-{n}" for n in range(100)]
    assert [row.seq for row in rows_in(queue)] == list(range(1, 101))


def kill_writers(queue: Path, rounds: int) -> None:
    """Kill two writers of long rows again and again; every acknowledged request must be there."""
    acknowledged: set[str] = set()
    for round_number in range(rounds):
        writers = [start(queue, f"{name}{round_number}", 100_000, 8000) for name in "ab"]
        begin(*writers)
        time.sleep(0.05 + round_number % 7 * 0.01)
        for writer in writers:
            writer.kill()
        acknowledged |= {key for writer in writers for key in answers(writer)}
        Journal(queue).submit(f"after-{round_number}", NOW, a_submission())
        acknowledged.add(f"after-{round_number}")

    rows = rows_in(queue)
    assert acknowledged <= {row.key for row in rows}
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))


def test_writers_that_are_killed_leave_every_acknowledged_request(queue: Path) -> None:
    kill_writers(queue, rounds=5)


@pytest.mark.long
@pytest.mark.parametrize("_queue_number", range(10))
def test_hundreds_of_killed_writers_leave_every_acknowledged_request(
    queue: Path, _queue_number: int
) -> None:
    kill_writers(queue, rounds=30)


@pytest.mark.parametrize("limit", [10, 700, 20_000, 50_001])
def test_a_full_disk_refuses_and_loses_nothing(queue: Path, limit: int) -> None:
    writer = start(queue, "a", 40, 1000, limit)

    begin(writer)
    told = answers(writer)

    acknowledged = [key for key in told if key != "refused"]
    assert len(told) == 40
    assert told[-1] == "refused"
    assert [row.key for row in rows_in(queue)] == acknowledged
    after = Journal(queue).submit("after", NOW, a_submission())
    assert after.seq == len(acknowledged) + 1
