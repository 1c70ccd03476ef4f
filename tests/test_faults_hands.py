"""Hands on the files: a spreadsheet saved over them, flipped bits, rotation, a wrong clock."""

from __future__ import annotations

import random
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
    later_months,
    nothing_lost,
    saved_by_a_spreadsheet,
    start,
    told,
)
from intake_app import NOW, rows_in

from intake.journal import Journal, JournalUnavailable
from intake.journal_reader import JournalReader
from intake.lifecycle import Action
from intake.recover import apply, survey
from intake.roles import STAFF
from intake.verify import verify_journal


def put_in_place(path: Path, content: bytes) -> None:
    new = path.with_name("saved.tmp")
    new.write_bytes(content)
    new.replace(path)


def save_over(folder: Path, rounds: int, log: pytest.LogCaptureFixture) -> None:
    """Let a clerk save the live file from a spreadsheet again and again, between requests."""
    queue = a_queue(folder)
    running = Journal(queue)
    running.submit("first", NOW, a_short_submission())
    for n in range(rounds):
        path = journal_file(queue)
        saved = saved_by_a_spreadsheet(path.read_bytes())
        if n % 2:
            path.write_bytes(saved)
        else:
            put_in_place(path, saved)
        log.clear()

        running.submit(f"after-{n}", NOW, a_short_submission())

        assert keys_in(queue) == ["first", *(f"after-{m}" for m in range(n + 1))]
        assert "damaged line in journal-202611.csv at byte 0" in log.text
        assert {p.kind for p in verify_journal(queue).problems} == {"reshaped", "bad_header"}
        apply(survey(Journal(queue)), Journal(queue))
        assert not verify_journal(queue).problems


def test_a_spreadsheet_saved_over_the_live_file_loses_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save_over(tmp_path, 10, caplog)


@pytest.mark.long
def test_a_hundred_spreadsheets_saved_over_the_live_file_lose_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save_over(tmp_path, 100, caplog)


def write_over(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def remove(path: Path, _content: bytes) -> None:
    path.unlink()


Hand = Callable[[Path, bytes], None]
HANDS = pytest.mark.parametrize("hand", [put_in_place, write_over, remove])


def opened_too_early(folder: Path) -> tuple[Path, Journal, bytes]:
    """Let a clerk open the journal, and another request come in before it is saved."""
    queue = a_queue(folder)
    running = Journal(queue)
    running.submit("a", NOW, a_short_submission())
    opened = journal_file(queue).read_bytes()
    accepted = running.submit("b", NOW, a_short_submission()).number
    running.transition(accepted, Action("accept", STAFF), NOW)
    return queue, running, saved_by_a_spreadsheet(opened)


@HANDS
def test_a_stale_spreadsheet_saved_over_it_stops_the_desk_and_the_rows_can_be_put_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, hand: Hand
) -> None:
    queue, running, saved = opened_too_early(tmp_path)
    live = journal_file(queue).read_bytes()

    hand(journal_file(queue), saved)
    for _ in range(2):
        with pytest.raises(JournalUnavailable):
            running.submit("c", NOW, a_short_submission())

    (kept,) = queue.glob("*.before-*")
    assert kept.read_bytes() == live
    assert kept.stat().st_mode & 0o777 == 0o600
    assert f"are missing; as it was it stands in {kept.name}" in caplog.text
    apply(survey(Journal(queue)), Journal(queue))
    assert journal_file(queue).read_bytes() == live
    assert not survey(Journal(queue)).lost_rows
    running.submit("c", NOW, a_short_submission())
    assert keys_in(queue) == ["a", "b", "c"]


@HANDS
def test_what_came_in_after_a_stale_save_and_what_was_lost_are_both_kept(
    tmp_path: Path, hand: Hand
) -> None:
    queue, running, saved = opened_too_early(tmp_path)
    hand(journal_file(queue), saved)
    with pytest.raises(JournalUnavailable):
        running.check()
    Journal(queue).submit("after a restart", NOW, a_short_submission())

    apply(survey(Journal(queue)), Journal(queue))

    found = {r.key: r.status for r in Journal(queue).requests()[1]}
    assert found == {"a": "submitted", "b": "accepted", "after a restart": "submitted"}
    assert [row.seq for row in rows_in(queue)] == list(range(1, 5))
    assert running.requests() == Journal(queue).requests()


def test_lost_rows_that_do_not_fit_any_more_are_told_and_left(tmp_path: Path) -> None:
    queue, running, saved = opened_too_early(tmp_path)
    (number, _) = (r.number for r in running.requests()[1])
    running.transition(number, Action("accept", STAFF), NOW)
    write_over(journal_file(queue), saved)
    with pytest.raises(JournalUnavailable):
        running.check()
    declined = Action("decline", STAFF, {"reason": "不归楼事会管", "right_place": "12345"})
    Journal(queue).transition(number, declined, NOW)

    apply(survey(Journal(queue)), Journal(queue))

    assert [r.status for r in Journal(queue).requests()[1]] == ["declined", "accepted"]
    (left,) = survey(Journal(queue)).lost_rows
    assert (left.row.number, left.row.event, left.fits) == (number, "accept", False)


def test_every_state_that_was_written_over_is_kept_under_a_name_of_its_own(tmp_path: Path) -> None:
    queue, running, saved = opened_too_early(tmp_path)
    states = []
    for n in range(3):
        states.append(journal_file(queue).read_bytes())
        write_over(journal_file(queue), saved)
        with pytest.raises(JournalUnavailable):
            running.check()
        apply(survey(Journal(queue)), Journal(queue))
        running.submit(f"after-{n}", NOW, a_short_submission())

    kept = [path.read_bytes() for path in queue.glob("*.before-*")]
    assert all(state in kept for state in states)
    assert keys_in(queue) == ["a", "b", "after-0", "after-1", "after-2"]


def test_a_spreadsheet_saved_while_writers_are_at_work_loses_nothing(tmp_path: Path) -> None:
    queue = a_queue(tmp_path)
    running = Journal(queue)
    running.submit("first", NOW, a_short_submission())
    writer = start(queue, "a", a_short_submission(), 200)
    for _ in range(5):
        time.sleep(0.02)
        with running.alone():  # the clerk's program is quick; what it overwrites is tested above
            path = journal_file(queue)
            put_in_place(path, saved_by_a_spreadsheet(path.read_bytes()))

    given = told(writer)

    assert len(given.acknowledged) == 200
    nothing_lost(queue, given)


def flip_bits(folder: Path, places: int) -> None:
    """Flip one bit at many places: each is noticed and named, and can be put back."""
    chance = random.Random(4)
    queue = a_queue(folder)
    for key in "abc":
        Journal(queue).submit(key, NOW, a_short_submission())
    path = journal_file(queue)
    content = path.read_bytes()
    for _ in range(places):
        flipped, place = bytearray(content), chance.randrange(len(content) * 8)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)

        reader = JournalReader(queue)
        reader.catch_up()

        problems = verify_journal(queue).problems
        assert reader.damaged or problems[0].kind == "unfinished"
        assert 3 - len(reader.index.by_number) <= 2
        assert problems[0].where.startswith(f"{path.name} 第 ")


def test_every_flipped_bit_is_noticed_and_at_most_two_rows_are_set_aside(tmp_path: Path) -> None:
    flip_bits(tmp_path, 300)


@pytest.mark.long
def test_two_thousand_flipped_bits_are_noticed(tmp_path: Path) -> None:
    flip_bits(tmp_path, 2000)


@pytest.mark.parametrize("from_the_end", [3, 400, 900, 1500])
def test_a_flipped_bit_can_be_put_back(tmp_path: Path, from_the_end: int) -> None:
    queue = a_queue(tmp_path)
    for key in "abc":
        Journal(queue).submit(key, NOW, a_short_submission())
    path = journal_file(queue)
    content = path.read_bytes()
    flipped = bytearray(content)
    flipped[-from_the_end] ^= 1
    path.write_bytes(flipped)

    apply(survey(Journal(queue)), Journal(queue))

    assert path.read_bytes() == content


def rotate_under_load(folder: Path, rounds: int) -> None:
    """Begin month after month while two writers are at work: they follow, nothing is lost."""
    queue = a_queue(folder)
    Journal(queue).submit("first", NOW, a_short_submission())
    writers = [start(queue, name, a_short_submission(), 20 * rounds) for name in "ab"]
    for moment in later_months(rounds):
        Journal(queue).begin_month(moment)
        time.sleep(0.005)

    given = told(*writers)

    assert not given.refused
    nothing_lost(queue, given)
    assert len(list(queue.glob("journal-*.csv"))) == rounds + 1
    assert [row.seq for row in rows_in(queue)] == list(range(1, 40 * rounds + 3))


def test_rotation_under_load_loses_nothing(tmp_path: Path) -> None:
    rotate_under_load(tmp_path, 20)


@pytest.mark.long
@pytest.mark.parametrize("again", range(10))
def test_four_hundred_rotations_under_load_lose_nothing(tmp_path: Path, again: int) -> None:
    rotate_under_load(tmp_path, 40)


@pytest.mark.parametrize("year", [1970, 2000, 2025, 2026])
def test_a_clock_set_back_keeps_the_order(tmp_path: Path, year: int) -> None:
    queue = a_queue(tmp_path)
    journal = Journal(queue)
    journal.submit("a", NOW, a_short_submission())

    journal.submit("b", datetime(year, 1, 1, tzinfo=UTC), a_short_submission())
    journal.submit("c", NOW, a_short_submission())

    assert keys_in(queue) == ["a", "b", "c"]
    assert [row.seq for row in rows_in(queue)] == [1, 2, 3]
    assert not verify_journal(queue).problems
