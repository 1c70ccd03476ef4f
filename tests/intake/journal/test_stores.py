"""What a journal promises wherever its rows are kept: in files, and in PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from faults import Writer, forked, told
from forgetting import KEY, a_canary, a_handling, another
from intake_app import CANARIES, NOW, a_submission, append
from kept import Kept
from lives import a_request, do

from intake.cases.event import Event
from intake.journal.backup import back_up, restore
from intake.journal.journal import Journal, JournalUnavailable
from intake.journal.verify import verify


def accepted(number: str) -> Event:
    return Event(0, NOW, "accept", number, "a", "accepted", "clerk", "{}")


def test_a_request_is_kept_with_everything_when_it_has_its_number(
    kept: Kept, journal: Journal
) -> None:
    submission = a_submission(company="云上科技", description="一\n二\u2028三\x85四")

    known = journal.submit("k3y", NOW, submission)

    (row,) = kept.rows()
    assert (row.seq, row.event, row.status, row.by) == (1, "submit", "submitted", "applicant")
    assert (row.number, row.key, row.at) == (known.number, "k3y", NOW)
    assert row.data == submission.as_json()
    assert known.submission == submission


def test_a_form_sent_twice_is_one_request(kept: Kept, journal: Journal) -> None:
    first = journal.submit("k3y", NOW, a_submission())

    again = journal.submit("k3y", NOW, a_submission(description="另一件事"))
    restarted = kept.journal().submit("k3y", NOW, a_submission())

    assert again == restarted == first
    assert len(kept.rows()) == 1


def test_a_request_is_found_by_number_key_and_private_link(journal: Journal) -> None:
    first = another(journal, "a")
    journal.submit("b", NOW, a_submission())

    assert journal.find(first.number) == first
    assert journal.find_by_key("a") == first
    assert journal.find_by_token(first.token) == first
    assert journal.find("") is None
    assert journal.find_by_token("") is None


def test_an_event_changes_the_status_and_nothing_else(kept: Kept, journal: Journal) -> None:
    before = journal.submit("a", NOW, a_submission())

    seq = append(journal, accepted(before.number))

    after = kept.journal().find(before.number)
    assert seq == 2
    assert after is not None
    assert (after.status, after.seq) == ("accepted", 2)
    assert after.submission == before.submission


def test_another_process_sees_a_request_at_once(kept: Kept, journal: Journal) -> None:
    other = kept.journal()
    other.check()

    known = journal.submit("k3y", NOW, a_submission())

    assert other.find(known.number) == known


@pytest.mark.parametrize("text", ["b\nc", "b\0c", "b\ud800c", 'b"c'])
def test_a_row_that_cannot_be_written_in_one_line_is_our_own_fault(
    journal: Journal, text: str
) -> None:
    journal.submit("a", NOW, a_submission())

    with pytest.raises(ValueError, match=r"control character|quote|surrogates"):
        journal.submit(text, NOW, a_submission())

    assert journal.submit("b", NOW, a_submission()).seq == 2


NASTY = (
    "'; DROP TABLE journal; --",
    '"%s" %(name)s {0} \\ \\x00 $1 :a ?',
    "E'\\u0000' U&'\\0000' \u0001\u2028",
    "a\0b",
    "\U0001f600\ufffe\ue000",
)


@pytest.mark.parametrize("text", NASTY)
def test_what_is_typed_is_kept_as_it_is_and_does_nothing(
    kept: Kept, journal: Journal, text: str
) -> None:
    known = journal.submit("a", NOW, a_submission(description=text, company=text))

    found = kept.journal().find(known.number)

    assert found is not None
    assert found.submission.values.description == text
    assert found.submission.values.company == text


def test_threads_of_one_process_share_a_journal(kept: Kept, journal: Journal) -> None:
    submission = a_submission()

    def submit(name: int) -> None:
        for n in range(25):
            journal.submit(f"{name}-{n}", NOW, submission)

    threads = [threading.Thread(target=submit, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = kept.rows()
    assert [row.seq for row in rows] == list(range(1, 201))
    assert len({row.number for row in rows}) == 200


def writer(kept: Kept, name: str, count: int) -> Writer:
    """Start a process that submits; the keys are shared by all processes."""

    def write(answers: int) -> None:
        import os

        journal, submission = kept.journal(), a_submission()
        for n in range(count):
            journal.submit(f"k{n}", NOW, submission)
            os.write(answers, f"k{n}\n".encode())

    return forked(write)


def test_the_same_forms_sent_to_several_processes_at_once_are_one_request_each(
    kept: Kept, journal: Journal
) -> None:
    writers = [writer(kept, name, 20) for name in "abc"]

    acknowledged = told(*writers).acknowledged

    assert acknowledged == {f"k{n}" for n in range(20)}
    assert sorted(row.key for row in kept.rows()) == sorted(acknowledged)
    assert sorted(known.key for known in journal.requests()[1]) == sorted(acknowledged)


def broken_off(journal: Journal, number: str) -> None:
    with journal.turn() as turn:
        turn.write(replace(accepted(number), event="note", status="submitted"))
        raise RuntimeError


def test_a_turn_that_is_broken_off_leaves_the_index_as_the_rows_are(
    kept: Kept, journal: Journal
) -> None:
    known = a_request(journal)

    with pytest.raises(RuntimeError):
        broken_off(journal, known.number)

    rows = 1 if kept.url else 2  # a database takes the row back, a file keeps what is written
    assert len(kept.rows()) == rows
    assert journal.seq() == kept.journal().seq() == rows
    assert do(journal, known, "note").seq == rows + 1


def test_whoever_holds_the_lock_for_ever_stops_nobody_for_long(
    kept: Kept, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.journal.disk.PATIENCE", 0.2)
    other = kept.journal()
    other.submit("a", NOW, a_submission())

    with journal.turn():
        with pytest.raises(JournalUnavailable, match="ETIMEDOUT"):
            other.submit("b", NOW, a_submission())
        assert "ETIMEDOUT" in other.why_closed()

    assert other.submit("b", NOW, a_submission()).seq == 2
    assert other.why_closed() == ""


def test_a_queue_is_made_by_name_only_and_only_once(kept: Kept) -> None:
    with pytest.raises(JournalUnavailable, match="no_queue"):
        kept.journal().submit("a", NOW, a_submission())
    with pytest.raises(JournalUnavailable, match="no_queue"):
        kept.journal().begin()
    kept.made()

    with pytest.raises(JournalUnavailable, match="queue_exists"):
        kept.made()


def test_a_clock_that_went_back_closes_the_queue_until_it_is_right(journal: Journal) -> None:
    journal.submit("a", NOW, a_submission())

    assert journal.why_closed(NOW - timedelta(minutes=4)) == ""
    assert journal.why_closed(NOW - timedelta(days=1)) == "clock_behind 1440"


def test_rows_that_the_folder_knows_of_are_missed(kept: Kept, journal: Journal) -> None:
    a_request(journal, "accepted")
    journal.places.mark.write_text("7")

    with pytest.raises(JournalUnavailable, match="rows_gone 7"):
        kept.journal().requests()


def test_who_is_forgotten_is_so_for_every_process(kept: Kept, journal: Journal) -> None:
    other, known, left = kept.journal(), a_canary(journal), another(journal)
    assert other.find(known.number) == known

    a_handling(journal).forget(known.number, NOW)

    for each in (journal, other, kept.journal()):
        after = each.find(known.number)
        assert after is not None
        assert after.redacted
        assert not [word for word in (*CANARIES, KEY) if word in repr(after)]
        assert each.find(left.number) == left
        assert each.find_by_key(KEY) == after
    rows = repr(kept.rows())
    assert not [word for word in (*CANARIES[:3], KEY) if word in rows]
    assert verify(journal, NOW).remarks == ()


def test_a_backup_of_any_store_is_a_queue_again(
    kept: Kept, journal: Journal, tmp_path: Path
) -> None:
    a_request(journal, "answered")
    forgotten = a_canary(journal)
    a_handling(journal).forget(forgotten.number, NOW)

    manifest = back_up(journal, tmp_path / "backup", NOW, {})

    again = Journal(tmp_path / "again")
    restore(tmp_path / "backup", again, lambda: None)
    assert manifest.seq == len(kept.rows())
    assert again.requests() == journal.requests()
    assert list(again.rows().events) == kept.rows()
    assert verify(journal, NOW, tmp_path / "backup").remarks == ()


@pytest.mark.parametrize("work", [Journal.begin, Journal.forget, Journal.check, Journal.rows])
def test_what_is_done_at_any_time_changes_no_row(
    kept: Kept, journal: Journal, work: Callable[[Journal], object]
) -> None:
    a_request(journal, "closed")
    before = kept.rows()

    work(journal)
    work(kept.journal())

    assert kept.rows() == before
    assert verify(journal, NOW).closed == ""
