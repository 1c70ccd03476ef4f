"""Repair gathers rows by seq from whatever holds them, throws none away, and says what is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from faults import journal_file, mirror_file
from intake_app import NOW, a_submission, append, rows_in
from lives import a_journal, a_request, do

from intake.cases.event import VOID
from intake.cases.service_request import ServiceRequest
from intake.journal.backup import back_up, restore
from intake.journal.disk import make_private_folder, set_aside
from intake.journal.journal import Journal, JournalUnavailable
from intake.journal.repair import Repair, files_in, repair


def put_both(queue: Path, content: bytes) -> None:
    journal_file(queue).write_bytes(content)
    mirror_file(queue).write_bytes(content)


def lines_in(queue: Path) -> list[bytes]:
    return journal_file(queue).read_bytes().splitlines(keepends=True)


def repaired(journal: Journal) -> Repair:
    return repair(journal, apply=True)


def found(journal: Journal, request: ServiceRequest) -> ServiceRequest:
    known = Journal(journal.folder).find(request.number)
    assert known is not None
    return known


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return a_journal(tmp_path)


def test_a_good_queue_is_left_as_it_is(journal: Journal) -> None:
    a_request(journal, "answered")
    before = journal_file(journal.folder).stat().st_ctime_ns

    done = repaired(journal)

    assert (done.is_needed, done.regained, done.missing) == (False, (), ())
    assert journal_file(journal.folder).stat().st_ctime_ns == before
    assert not journal.places.aside.exists()


def test_where_no_journal_and_no_row_is_no_empty_one_is_begun(tmp_path: Path) -> None:
    unmounted = Journal(tmp_path / "queue")
    make_private_folder(unmounted.folder)
    make_private_folder(unmounted.places.mirror_folder)

    with pytest.raises(JournalUnavailable, match="no_queue"):
        repaired(unmounted)

    assert unmounted.why_closed() == "no_queue"
    assert not journal_file(unmounted.folder).exists()


@pytest.mark.parametrize("content", [b"", bytes(4096)])
@pytest.mark.parametrize("has_mirror", [True, False])
def test_where_both_files_hold_nothing_no_empty_queue_is_begun(
    journal: Journal, content: bytes, has_mirror: bool
) -> None:
    a_request(journal)
    put_both(journal.folder, content)
    if not has_mirror:
        shutil.rmtree(journal.places.mirror_folder)

    with pytest.raises(JournalUnavailable, match="rows_nowhere"):
        repaired(journal)

    assert journal_file(journal.folder).read_bytes() == content
    assert Journal(journal.folder).why_closed()


def test_a_queue_that_had_no_row_yet_is_made_whole_by_its_mirror(journal: Journal) -> None:
    journal_file(journal.folder).write_bytes(b"")

    repaired(journal)

    assert Journal(journal.folder).why_closed() == ""


def test_a_backup_without_a_request_is_restored_as_an_empty_queue(tmp_path: Path) -> None:
    empty = a_journal(tmp_path / "old")
    back_up(empty, tmp_path / "copy", NOW, {})
    new = Journal(tmp_path / "new")

    restore(tmp_path / "copy", new, lambda: None)

    assert (new.why_closed(), new.rows().events) == ("", ())


def test_what_stood_there_before_a_repair_is_set_aside(journal: Journal) -> None:
    a_request(journal)
    journal_file(journal.folder).write_bytes(b"nonsense")

    repaired(journal)

    assert b"nonsense" in [path.read_bytes() for path in journal.places.aside.iterdir()]


def test_looking_changes_nothing(journal: Journal) -> None:
    a_request(journal, "answered")
    journal_file(journal.folder).write_bytes(b"")

    seen = repair(journal, apply=False)

    assert seen.regained[0].event == "submit"
    assert journal_file(journal.folder).read_bytes() == b""
    assert not journal.places.aside.exists()


def test_a_row_that_is_nowhere_keeps_the_intake_closed_until_its_loss_is_accepted(
    journal: Journal,
) -> None:
    for key in "abc":
        a_request(journal, key=key)
    lines = lines_in(journal.folder)
    put_both(journal.folder, b"".join([lines[0], lines[1], lines[3]]))

    first, wrong = repaired(journal), repair(journal, apply=True, given_up={3, 9})
    closed = Journal(journal.folder).why_closed()
    last = repair(journal, apply=True, given_up={2})

    assert first.missing == wrong.missing == (2,)
    assert closed == "seq_missing 2"
    assert last.missing == ()
    assert [row.event for row in rows_in(journal.folder)] == ["submit", VOID, "submit"]
    assert journal.submit("d", NOW, a_submission()).seq == 4
    assert not repaired(journal).is_needed


def test_a_seq_that_was_once_shown_is_missing_too_and_never_given_again(journal: Journal) -> None:
    a_request(journal, key="a")
    journal.places.mark.write_text("3")
    fresh = Journal(journal.folder)
    with pytest.raises(JournalUnavailable):
        fresh.requests()

    told = repaired(fresh)
    repair(fresh, apply=True, given_up={2, 3})

    assert told.missing == (2, 3)
    assert fresh.submit("d", NOW, a_submission()).seq == 4


def test_a_mark_that_is_damaged_closes_nothing_and_keeps_nobody_waiting(journal: Journal) -> None:
    a_request(journal, key="a")
    journal.places.mark.write_bytes(b"10000000000000000001 0badf00d")

    assert Journal(journal.folder).why_closed() == ""
    assert repaired(Journal(journal.folder)).missing == ()


def test_a_row_that_was_given_up_and_is_found_takes_its_place(journal: Journal) -> None:
    a_request(journal, key="a")
    second = a_request(journal, key="b")
    lines = lines_in(journal.folder)
    put_both(journal.folder, b"".join(lines[:2]))
    journal.places.mark.write_text("2")
    repair(Journal(journal.folder), apply=True, given_up={2})

    set_aside(journal.places, "found.csv", lines[2])
    repaired(Journal(journal.folder))

    assert found(journal, second) == second
    assert [row.event for row in rows_in(journal.folder)] == ["submit", "submit"]


def a_torn(journal: Journal) -> None:
    """Take the line end from the last row; it was never acknowledged then."""
    content = journal_file(journal.folder).read_bytes()
    last = content.rstrip(b"\r\n").rindex(b"\n") + 1
    journal_file(journal.folder).write_bytes(content.rstrip(b"\r\n"))
    mirror_file(journal.folder).write_bytes(content[:last])


def test_a_whole_row_in_a_torn_tail_is_queued_if_nothing_came_of_its_request_since(
    journal: Journal,
) -> None:
    request = a_request(journal, "answered")
    a_torn(journal)
    Journal(journal.folder).submit("next", NOW, a_submission())
    unanswered = found(journal, request)

    done, again = repaired(journal), repaired(journal)

    assert unanswered.status == "in_progress"
    assert (found(journal, request).status, found(journal, request).answer) == (
        "answered",
        request.answer,
    )
    assert (len(done.moved), again.moved, again.is_needed) == (1, (), False)


def test_a_torn_row_that_was_done_again_is_told_and_left(journal: Journal) -> None:
    request = a_request(journal, "in_progress")
    do(journal, request, "answer", text="第一次")
    a_torn(journal)
    do(Journal(journal.folder), request, "answer", text="第二次")

    done = repaired(journal)

    assert [event.event for event in done.unfit] == ["answer"]
    assert found(journal, request).answer == "第二次"


def a_fork(
    journal: Journal, before_it: str = "accepted", after_it: str = "assigned"
) -> tuple[ServiceRequest, ServiceRequest, bytes]:
    """Let a queue go on from an old state; return what came in before and after, and the old."""
    a_request(journal, key="a")
    old = journal_file(journal.folder).read_bytes()
    before = a_request(journal, before_it, key="before")
    lost = journal_file(journal.folder).read_bytes()
    put_both(journal.folder, old)
    after = a_request(Journal(journal.folder), after_it, key="after")
    return before, after, lost


@pytest.mark.parametrize(
    "statuses", [("accepted", "assigned"), ("answered", "submitted"), ("closed", "closed")]
)
def test_rows_of_two_pasts_are_all_kept_the_others_at_the_end(
    journal: Journal, statuses: tuple[str, str]
) -> None:
    before, after, lost = a_fork(journal, *statuses)
    set_aside(journal.places, "old.csv", lost)

    done = repaired(Journal(journal.folder))

    assert found(journal, after) == after
    assert found(journal, before).status == statuses[0]
    assert len(done.moved) == len(before.timeline)
    assert not Journal(journal.folder).why_closed()
    assert not repaired(Journal(journal.folder)).is_needed


def test_a_process_that_saw_the_other_past_goes_on_after_the_repair(journal: Journal) -> None:
    before, after, lost = a_fork(journal)
    with pytest.raises(JournalUnavailable):
        journal.submit("c", NOW, a_submission())
    set_aside(journal.places, "old.csv", lost)

    repaired(Journal(journal.folder))

    journal.submit("c", NOW, a_submission())
    assert {r.key for r in journal.requests()[1]} == {"a", before.key, after.key, "c"}


def test_rows_of_a_backup_fill_what_both_files_lost(journal: Journal, tmp_path: Path) -> None:
    first = a_request(journal, "answered", key="a")
    shutil.copytree(journal.folder, tmp_path / "backup")
    second = a_request(journal, key="b")
    header, *rows = lines_in(journal.folder)
    put_both(journal.folder, header + rows[0] + rows[-1])

    repair(journal, apply=True, others=files_in(tmp_path / "backup"))

    assert (found(journal, first), found(journal, second)) == (first, second)


def test_an_event_whose_submission_is_lost_stays(journal: Journal) -> None:
    request = a_request(journal, "accepted")
    header, _, accepted = lines_in(journal.folder)
    put_both(journal.folder, header + accepted)

    repair(journal, apply=True, given_up={1})

    assert [row.event for row in rows_in(journal.folder)] == [VOID, "accept"]
    assert Journal(journal.folder).find(request.number) is None
    assert not Journal(journal.folder).why_closed()


@pytest.mark.parametrize("what", ["folder", "link"])
def test_what_is_no_file_is_moved_aside(journal: Journal, what: str) -> None:
    request = a_request(journal)
    journal_file(journal.folder).unlink()
    if what == "folder":
        journal_file(journal.folder).mkdir()
    else:
        journal_file(journal.folder).symlink_to("/etc/passwd")

    repaired(journal)

    assert found(journal, request) == request


def test_repair_takes_over_a_queue_of_the_first_edition(journal: Journal) -> None:
    request = a_request(journal, "answered")
    content = journal_file(journal.folder).read_bytes()
    shutil.rmtree(journal.folder)
    make_private_folder(journal.folder)
    spoilt = content.replace(b'"2","', b'"7","')
    (journal.folder / "journal-202611.csv").write_bytes(spoilt)
    (journal.folder / "journal-202611.csv.before-1").write_bytes(content)

    with pytest.raises(JournalUnavailable):
        Journal(journal.folder).begin()
    repaired(Journal(journal.folder))
    repaired(Journal(journal.folder))

    assert found(journal, request) == request
    assert not list(journal.folder.glob("journal-*"))


def test_a_copy_that_somebody_left_beside_the_journal_is_not_read(journal: Journal) -> None:
    request = a_request(journal)
    shutil.copy(journal_file(journal.folder), journal.folder / "journal-old.csv")
    do(journal, request, "accept")

    assert found(journal, request).status == "accepted"


def test_an_event_of_no_request_changes_nothing(journal: Journal) -> None:
    request = a_request(journal)
    event = rows_in(journal.folder)[0]

    append(journal, event)

    assert found(journal, request).submission == request.submission


def test_the_rows_of_two_queues_are_not_put_into_one(tmp_path: Path) -> None:
    journals = [a_journal(tmp_path / name) for name in ("ours", "theirs")]
    for journal in journals:
        a_request(journal, "assigned")
    ours, theirs = (journal_file(journal.folder) for journal in journals)
    mirror_file(journals[0].folder).write_bytes(theirs.read_bytes())
    before = ours.read_bytes()

    with pytest.raises(JournalUnavailable, match="other_mirror"):
        repair(Journal(journals[0].folder), apply=True)

    assert ours.read_bytes() == before
    assert mirror_file(journals[0].folder).read_bytes() == theirs.read_bytes()
