"""The journal in one process: what is written, read back, mended and refused."""

from __future__ import annotations

import csv
import io
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from intake_app import NOW, a_submission, append, rows_in

from intake.event import Event
from intake.journal import Journal, JournalUnavailable
from intake.journal_files import make_private_folder
from intake.rows import HEADER


@pytest.fixture
def queue(tmp_path: Path) -> Path:
    folder = tmp_path / "queue"
    make_private_folder(folder)
    return folder


def filled(queue: Path, keys: str = "ab") -> Journal:
    """Return a journal with one request for each letter of `keys`."""
    journal = Journal(queue)
    for key in keys:
        journal.submit(key, NOW, a_submission())
    return journal


def journal_file(queue: Path) -> Path:
    (path,) = queue.glob("journal-*.csv")
    return path


def accepted(number: str) -> Event:
    return Event(0, NOW, "accept", number, "a", "accepted", "clerk", "{}")


def test_a_request_is_on_disk_with_everything_when_it_has_its_number(queue: Path) -> None:
    submission = a_submission(company="云上科技", description="一\n二\u2028三")

    service_request = Journal(queue).submit("k3y", NOW, submission)

    (row,) = rows_in(queue)
    assert (row.seq, row.event, row.status, row.by) == (1, "submit", "submitted", "applicant")
    assert (row.number, row.key, row.at) == (service_request.number, "k3y", NOW)
    assert row.data == submission.as_json()
    assert service_request.submission == submission


def test_a_form_sent_twice_is_one_request(queue: Path) -> None:
    journal = Journal(queue)
    first = journal.submit("k3y", NOW, a_submission())

    again = journal.submit("k3y", NOW, a_submission(description="另一件事"))

    assert again == first
    assert len(rows_in(queue)) == 1


def test_a_form_sent_again_after_a_restart_is_the_same_request(queue: Path) -> None:
    first = Journal(queue).submit("k3y", NOW, a_submission())

    again = Journal(queue).submit("k3y", NOW, a_submission())

    assert again == first
    assert len(rows_in(queue)) == 1


def test_a_request_is_found_by_number_key_and_private_link(queue: Path) -> None:
    journal = filled(queue, "ab")
    _, (first, _second) = journal.requests()

    assert journal.find(first.number) == first
    assert journal.find_by_key("a") == first
    assert journal.find_by_token(first.token) == first
    assert journal.find("") is None
    assert journal.find_by_token("") is None


def test_an_event_changes_the_status_and_nothing_else(queue: Path) -> None:
    journal = filled(queue, "a")
    _, (before,) = journal.requests()

    seq = append(journal, accepted(before.number))

    after = Journal(queue).find(before.number)
    assert seq == 2
    assert after is not None
    assert (after.status, after.seq) == ("accepted", 2)
    assert after.submission == before.submission


def test_another_process_sees_a_request_at_once(queue: Path) -> None:
    one, other = Journal(queue), Journal(queue)
    other.check()

    service_request = one.submit("k3y", NOW, a_submission())

    assert other.find(service_request.number) == service_request


def test_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private_folder(tmp_path / "queue")
        filled(tmp_path / "queue")
    finally:
        os.umask(before)

    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "queue").iterdir()}
    assert set(modes.values()) == {0o600}
    assert (tmp_path / "queue").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    (tmp_path / "queue").mkdir()
    (tmp_path / "queue").chmod(0o755)

    make_private_folder(tmp_path / "queue")

    assert (tmp_path / "queue").stat().st_mode & 0o777 == 0o700


def test_a_month_of_utc_has_its_own_file_and_all_are_read_in_order(queue: Path) -> None:
    journal = Journal(queue)
    journal.submit("a", datetime(2026, 11, 30, 15, 59, tzinfo=UTC), a_submission())
    journal.submit("b", datetime(2026, 12, 1, 0, 0, tzinfo=UTC), a_submission())

    names = sorted(path.name for path in queue.glob("journal-*"))
    seq, requests = Journal(queue).requests()

    assert names == ["journal-202611.csv", "journal-202612.csv"]
    assert (seq, [r.key for r in requests]) == (2, ["a", "b"])


def test_a_clock_that_goes_back_does_not_write_into_an_older_file(queue: Path) -> None:
    journal = filled(queue, "a")

    journal.submit("b", datetime(2026, 1, 1, tzinfo=UTC), a_submission())

    assert [path.name for path in queue.glob("journal-*")] == ["journal-202611.csv"]
    assert [row.seq for row in rows_in(queue)] == [1, 2]


def test_a_row_cut_anywhere_is_moved_away_and_all_others_stay_readable(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    make_private_folder(whole)
    filled(whole, "ab")
    content = journal_file(whole).read_bytes()
    last_row = content.rindex(b'"2","')

    for cut in range(last_row + 1, len(content), 7):
        queue = tmp_path / str(cut)
        make_private_folder(queue)
        (queue / "journal-202611.csv").write_bytes(content[:cut])
        filled(queue, "c")

        assert [row.key for row in rows_in(queue)] == ["a", "c"]
        (torn,) = queue.glob("*.torn")
        assert torn.read_bytes() == content[last_row:cut]


@pytest.mark.parametrize("length", [0, 1, 2, 10, len(HEADER) - 1])
def test_a_file_that_was_torn_while_it_was_begun_is_begun_again(queue: Path, length: int) -> None:
    (queue / "journal-202611.csv").write_bytes(HEADER[:length])

    filled(queue, "a")

    assert journal_file(queue).read_bytes().startswith(HEADER)
    assert [row.key for row in rows_in(queue)] == ["a"]


def test_a_tail_of_zeros_is_moved_away(queue: Path) -> None:
    filled(queue, "a")
    with journal_file(queue).open("ab") as file:
        file.write(bytes(4096))

    filled(queue, "b")

    assert [row.key for row in rows_in(queue)] == ["a", "b"]


def test_a_damaged_line_is_left_passed_over_and_its_seq_not_given_again(queue: Path) -> None:
    filled(queue, "abc")
    path = journal_file(queue)
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"2","', b'"7","'))

    journal = Journal(queue)
    journal.submit("d", NOW, a_submission())

    seq, requests = journal.requests()
    assert [r.key for r in requests] == ["a", "c", "d"]
    assert seq == 4
    assert [line.start for line in journal.damaged] == [content.index(b'"2","')]
    assert path.read_bytes().startswith(content.replace(b'"2","', b'"7","'))


def test_the_seq_of_a_damaged_last_line_is_not_given_again(queue: Path) -> None:
    filled(queue, "ab")
    path = journal_file(queue)
    path.write_bytes(path.read_bytes().replace(b'"2","', b'"7","'))

    service_request = Journal(queue).submit("c", NOW, a_submission())

    assert service_request.seq == 3


def put_in_place(path: Path, content: bytes) -> None:
    new = path.with_name("new")
    new.write_bytes(content)
    new.replace(path)


def test_a_file_put_in_place_of_another_is_read_anew(queue: Path) -> None:
    journal = filled(queue, "a")
    path = journal_file(queue)
    filled(queue, "b")

    put_in_place(path, path.read_bytes())

    assert [r.key for r in journal.requests()[1]] == ["a", "b"]


@pytest.mark.parametrize("in_place", [True, False])
def test_a_file_that_lacks_requests_is_refused_until_it_has_them(
    queue: Path, in_place: bool
) -> None:
    journal = filled(queue, "ab")
    path = journal_file(queue)
    content = path.read_bytes()
    less = b"".join(content.splitlines(keepends=True)[:2])

    if in_place:
        path.write_bytes(less)
    else:
        put_in_place(path, less)

    for _ in range(2):
        with pytest.raises(JournalUnavailable):
            journal.submit("c", NOW, a_submission())
    (kept,) = queue.glob("*.before-*")
    assert kept.read_bytes() == content
    path.write_bytes(content)
    assert [r.key for r in journal.requests()[1]] == ["a", "b"]


def test_a_longer_file_written_over_the_same_one_is_read_anew(queue: Path) -> None:
    journal = filled(queue, "ab")
    path = journal_file(queue)
    shuffled = path.read_bytes().splitlines(keepends=True)

    path.write_bytes(b"".join([shuffled[0], b"damaged\n", *shuffled[1:]]))

    assert [r.key for r in journal.requests()[1]] == ["a", "b"]
    assert len(journal.damaged) == 1


def test_what_a_spreadsheet_saved_over_the_file_still_counts_and_is_told(queue: Path) -> None:
    journal = filled(queue, "abc")
    path = journal_file(queue)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    saved = io.StringIO()
    csv.writer(saved, quoting=csv.QUOTE_MINIMAL, lineterminator="\n").writerows(rows)

    put_in_place(path, saved.getvalue().encode())
    journal.submit("d", NOW, a_submission())

    assert [r.key for r in Journal(queue).requests()[1]] == ["a", "b", "c", "d"]
    assert [line.readable for line in journal.damaged] == [False, True, True, True]
    assert journal.requests()[0] == 4


def test_a_file_that_is_gone_is_not_forgotten(queue: Path) -> None:
    journal = filled(queue, "a")
    journal_file(queue).rename(queue / "elsewhere")

    with pytest.raises(JournalUnavailable):
        journal.submit("b", NOW, a_submission())
    with pytest.raises(JournalUnavailable):
        journal.check()


@pytest.mark.parametrize("place", ["missing", "file"])
def test_without_its_folder_the_journal_refuses(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(JournalUnavailable):
        Journal(tmp_path / place).submit("a", NOW, a_submission())
    with pytest.raises(JournalUnavailable):
        Journal(tmp_path / place).check()


def test_after_a_failed_flush_the_process_writes_no_more(
    queue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = filled(queue, "a")

    def failing(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as disk:
        disk.setattr("intake.journal.sync", failing)
        with pytest.raises(JournalUnavailable):
            journal.submit("b", NOW, a_submission())

    with pytest.raises(JournalUnavailable):
        journal.submit("c", NOW, a_submission())
    with pytest.raises(JournalUnavailable):
        journal.check()
    assert Journal(queue).submit("b", NOW, a_submission()).seq == 2


def test_a_row_of_another_process_is_flushed_before_it_is_answered_from(
    queue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = filled(queue, "a").submit("a", NOW, a_submission()).number
    other = Journal(queue)

    def failing(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("intake.journal.sync", failing)

    with pytest.raises(JournalUnavailable):
        other.find(number)


def test_a_row_that_cannot_be_written_in_one_line_is_our_own_fault(queue: Path) -> None:
    journal = filled(queue, "a")

    with pytest.raises(ValueError, match="control character"):
        journal.submit("b\nc", NOW, a_submission())

    assert journal.submit("b", NOW, a_submission()).seq == 2


def test_threads_of_one_process_share_a_journal(queue: Path) -> None:
    journal = Journal(queue)
    submission = a_submission()

    def submit(name: int) -> None:
        for n in range(25):
            journal.submit(f"{name}-{n}", NOW, submission)

    threads = [threading.Thread(target=submit, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [row.seq for row in rows_in(queue)] == list(range(1, 201))
    assert len({row.number for row in rows_in(queue)}) == 200
