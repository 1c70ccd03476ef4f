"""The count that all processes share, against a real file."""

from __future__ import annotations

import logging
import sqlite3
import stat
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from intake_app import NOW
from kept import Kept

from intake.attempts.ledger import Ledger, LedgerUnavailable, Try
from intake.attempts.rules import LOOK_UPS, TAILS
from intake.state import FILE, Place

KEY = "k" * 32
NUMBER = Try(TAILS, "AB2CD3EF")
PEER = Try(LOOK_UPS, "203.0.113.7")
HOUR = timedelta(hours=1)


@pytest.fixture
def ledger(shared_place: Place) -> Ledger:
    return Ledger(shared_place, KEY)


def rows(folder: Path) -> list[tuple[bytes, int]]:
    with closing(sqlite3.connect(folder / FILE)) as store:
        return list(store.execute("SELECT what, over_at FROM attempt"))


def take_many(kept: Kept, times: int) -> int:
    """Count as often as may be, as a process of its own would."""
    ledger = Ledger(kept.shared(), KEY)
    return sum(ledger.take(NOW, NUMBER) is None for _ in range(times))


def test_what_is_refused_for_one_thing_is_counted_for_none(ledger: Ledger) -> None:
    for _ in range(TAILS.most):
        ledger.take(NOW, NUMBER)

    refusals = [ledger.take(NOW, PEER, NUMBER) for _ in range(LOOK_UPS.most)]

    assert {(r.tried, r.seconds) for r in refusals if r} == {(NUMBER, 3600)}
    assert all(ledger.take(NOW, PEER) is None for _ in range(LOOK_UPS.most))
    assert ledger.take(NOW, PEER) is not None


def test_s32_the_count_is_one_for_all_processes_and_threads(kept: Kept) -> None:
    kept.made_shared()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        taken = list(processes.map(take_many, [kept] * 2, [50] * 2))
    with ThreadPoolExecutor(8) as threads:
        late = list(threads.map(lambda _: take_many(kept, 5), range(8)))

    assert sum(taken) == TAILS.most
    assert sum(late) == 0


def test_the_file_names_nobody_and_belongs_to_its_owner_alone(
    tmp_path: Path,
) -> None:
    ledger = Ledger(tmp_path, KEY)
    ledger.take(NOW, PEER, NUMBER)

    content = (tmp_path / FILE).read_bytes()
    assert [word in content for word in (b"203.0.113.7", b"AB2CD3EF")] == [False, False]
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert {len(what) for what, _ in rows(tmp_path)} == {16}


def test_who_has_another_key_cannot_tell_who_was_counted(tmp_path: Path) -> None:
    for key in (KEY, "o" * 32):
        Ledger(tmp_path, key).take(NOW, NUMBER)

    assert len(rows(tmp_path)) == 2


def test_what_is_over_is_deleted_as_it_goes(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, KEY)
    for number in range(300):
        ledger.take(NOW, Try(LOOK_UPS, f"203.0.113.{number}"))

    ledger.take(NOW + HOUR, NUMBER)

    assert len(rows(tmp_path)) == 1


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\x00" + b"x" * 4000])
def test_a_file_that_is_spoilt_is_told_once_and_counts_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    ledger = Ledger(tmp_path, KEY)
    caplog.set_level(logging.ERROR)
    (tmp_path / FILE).write_bytes(content)

    for _ in range(3):
        with pytest.raises(LedgerUnavailable):
            ledger.take(NOW, PEER)

    assert caplog.text.count("attempts are not counted") == 1


def test_who_holds_the_file_is_not_waited_for_long(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, KEY)
    ledger.take(NOW, PEER)

    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerUnavailable):
            ledger.take(NOW, PEER)

    assert ledger.take(NOW, PEER) is None


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnavailable):
        Ledger(tmp_path / "queue", KEY).take(NOW, PEER)

    assert list(tmp_path.iterdir()) == []
