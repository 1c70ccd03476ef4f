"""Hands on the files: journal or mirror overwritten, emptied, cut, sorted, saved otherwise, gone.

Whatever it is, running or stopped: nothing is overwritten before an operator repairs, then every
acknowledged request is there and the next one is taken.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from faults import (
    a_queue,
    a_short_submission,
    journal_file,
    keys_in,
    mirror_file,
    nothing_lost,
    saved_by_a_spreadsheet,
    start,
    start_repair,
    told,
)
from intake_app import NOW, rows_in

from intake.journal.journal import Journal, JournalUnavailable
from intake.journal.repair import repair

CHANCE = random.Random(5)


def lines_of(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


def cut(content: bytes) -> bytes:
    return content[: CHANCE.randrange(len(content))]


def sorted_otherwise(content: bytes) -> bytes:
    header, *rows = lines_of(content)
    return header + b"".join(row[::-1] for row in sorted(row[::-1] for row in rows))


def flipped(content: bytes) -> bytes:
    spoilt = bytearray(content)
    for _ in range(3):
        spoilt[CHANCE.randrange(len(spoilt))] ^= 1 << CHANCE.randrange(8)
    return bytes(spoilt)


def without_a_row(content: bytes) -> bytes:
    lines = lines_of(content)
    del lines[CHANCE.randrange(1, len(lines))]
    return b"".join(lines)


def as_before(content: bytes) -> bytes:
    """Return what somebody opened three rows ago and saves now."""
    return saved_by_a_spreadsheet(b"".join(lines_of(content)[:-3]))


HANDS: dict[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda _content: None,
    "emptied": lambda _content: b"",
    "overwritten with zeros": lambda content: bytes(len(content)),
    "overwritten with an old state": as_before,
    "cut": cut,
    "sorted": sorted_otherwise,
    "bits flipped": flipped,
    "a row deleted": without_a_row,
    "saved by a spreadsheet": saved_by_a_spreadsheet,
    "saved with ;": lambda content: saved_by_a_spreadsheet(content, separator=";"),
    "saved as GBK": lambda content: saved_by_a_spreadsheet(content, "gbk", line_end="\r\n"),
    "saved as Unicode text": lambda content: saved_by_a_spreadsheet(content, "utf-16", "\t"),
    "line ends lost": lambda content: content.replace(b"\r\n", b""),
}


def put(path: Path, content: bytes | None, in_place: bool) -> None:
    """Let somebody save a file over another, or in place of it, or remove it."""
    if content is None:
        path.unlink()
    elif in_place:
        path.write_bytes(content)
    else:
        new = path.with_name("saved.tmp")
        new.write_bytes(content)
        new.replace(path)


def lay_hands_on(
    queue: Path, hand: str, which: Callable[[Path], Path], runs: bool, rounds: int
) -> None:
    journal = Journal(queue)
    given = [f"before-{n}" for n in range(8)]
    for key in given:
        journal.submit(key, NOW, a_short_submission())
    for n in range(rounds):
        put(which(queue), HANDS[hand](which(queue).read_bytes()), in_place=bool(n % 2))
        if n % 10 == 9:  # repair looks through all that was ever set aside
            shutil.rmtree(queue / "aside")
        journal = journal if runs else Journal(queue)
        left = state_of(queue)
        try:
            journal.begin()
        except JournalUnavailable:
            assert state_of(queue) == left

        repair(Journal(queue), apply=True)

        assert not Journal(queue).why_closed()
        journal.submit(f"after-{n}", NOW, a_short_submission())
        given.append(f"after-{n}")
        assert keys_in(queue) == given
        assert [r.key for r in journal.requests()[1]] == given
    assert not repair(Journal(queue), apply=False).is_needed


def state_of(queue: Path) -> list[bytes]:
    return [p.read_bytes() for p in (journal_file(queue), mirror_file(queue)) if p.exists()]


HANDED = [
    pytest.mark.parametrize("which", [journal_file, mirror_file]),
    pytest.mark.parametrize("runs", [True, False], ids=["running", "stopped"]),
    pytest.mark.parametrize("hand", HANDS),
]


def handed(test: Callable[..., None]) -> Callable[..., None]:
    for mark in HANDED:
        test = mark(test)
    return test


@handed
def test_twenty_hands_of_each_kind_lose_nothing(
    tmp_path: Path, hand: str, which: Callable[[Path], Path], runs: bool
) -> None:
    lay_hands_on(a_queue(tmp_path), hand, which, runs, 5)


@pytest.mark.long
@handed
def test_a_hundred_hands_of_each_kind_lose_nothing(
    tmp_path: Path, hand: str, which: Callable[[Path], Path], runs: bool
) -> None:
    lay_hands_on(a_queue(tmp_path), hand, which, runs, 50)


def test_what_one_file_lacks_comes_from_the_other_row_by_row(tmp_path: Path) -> None:
    queue = a_queue(tmp_path)
    for key in "abcdef":
        Journal(queue).submit(key, NOW, a_short_submission())
    right = journal_file(queue).read_bytes()
    header, *rows = lines_of(right)
    journal_file(queue).write_bytes(header + b"".join(rows[::2]))
    mirror_file(queue).write_bytes(saved_by_a_spreadsheet(header + b"".join(rows[1::2]), "gbk"))

    repair(Journal(queue), apply=True)

    assert journal_file(queue).read_bytes() == mirror_file(queue).read_bytes() == right


def test_hands_on_the_journal_while_writers_are_at_work_lose_nothing(tmp_path: Path) -> None:
    queue = a_queue(tmp_path)
    running = Journal(queue)
    running.submit("first", NOW, a_short_submission())
    writers = [start(queue, name, a_short_submission(), 150) for name in "ab"]
    for _ in range(5):
        time.sleep(0.02)
        with running.alone():
            put(journal_file(queue), as_before(journal_file(queue).read_bytes()), in_place=True)
        repair(running, apply=True)

    given = told(*writers)

    nothing_lost(queue, given)


def kill_repairs(folder: Path, rounds: int) -> int:
    """Kill operators anywhere in their repair; return how many were killed before its end."""
    killed = 0
    for n in range(rounds):
        queue, hand = a_queue(folder, f"queue-{n}"), list(HANDS)[n % len(HANDS)]
        given = {f"k-{m}" for m in range(5)}
        for key in sorted(given):
            Journal(queue).submit(key, NOW, a_short_submission())
        put(journal_file(queue), HANDS[hand](journal_file(queue).read_bytes()), in_place=True)
        operator = start_repair(queue)
        time.sleep(CHANCE.random() * 0.02)
        operator.kill()
        killed += not operator.end()

        again = start_repair(queue).end()

        assert again == ["open"]
        assert set(keys_in(queue)) == given
        Journal(queue).submit("next", NOW, a_short_submission())
    return killed


def test_repairs_killed_anywhere_are_done_by_the_next(tmp_path: Path) -> None:
    assert kill_repairs(tmp_path, 26)


@pytest.mark.long
def test_five_hundred_repairs_killed_anywhere_are_done_by_the_next(tmp_path: Path) -> None:
    assert kill_repairs(tmp_path, 500)


def test_two_repairs_at_once_are_one(tmp_path: Path) -> None:
    for n, hand in enumerate(HANDS):
        queue = a_queue(tmp_path, f"queue-{n}")
        for key in "abcd":
            Journal(queue).submit(key, NOW, a_short_submission())
        put(journal_file(queue), HANDS[hand](journal_file(queue).read_bytes()), in_place=False)

        operators = [start_repair(queue) for _ in range(2)]

        assert [operator.end() for operator in operators] == [["open"], ["open"]]
        assert keys_in(queue) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("year", [1970, 2000, 2025, 2026])
def test_a_clock_set_back_keeps_the_order(tmp_path: Path, year: int) -> None:
    queue = a_queue(tmp_path)
    journal = Journal(queue)
    journal.submit("a", NOW, a_short_submission())

    journal.submit("b", datetime(year, 1, 1, tzinfo=UTC), a_short_submission())
    journal.submit("c", NOW, a_short_submission())

    assert keys_in(queue) == ["a", "b", "c"]
    assert [row.seq for row in rows_in(queue)] == [1, 2, 3]
    assert not Journal(queue).why_closed()


def test_every_flipped_bit_closes_the_journal(tmp_path: Path) -> None:
    queue = a_queue(tmp_path)
    for key in "abc":
        Journal(queue).submit(key, NOW, a_short_submission())
    content = journal_file(queue).read_bytes()
    for _ in range(300):
        spoilt, place = bytearray(content), CHANCE.randrange(len(content) * 8)
        spoilt[place // 8] ^= 1 << place % 8
        journal_file(queue).write_bytes(spoilt)

        assert Journal(queue).why_closed()
