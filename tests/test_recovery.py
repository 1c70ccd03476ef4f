"""What accidents leave of a journal, and that reading it again loses and doubles nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from intake_app import NOW, a_submission
from lives import a_journal, a_request, do

from intake import recover
from intake.journal import Journal, JournalUnavailable
from intake.journal_files import replace_whole
from intake.rows import HEADER
from intake.verify import verify_journal


def file_of(journal: Journal) -> Path:
    return next(journal.folder.glob("journal-*.csv"))


def lines_of(journal: Journal) -> list[bytes]:
    return file_of(journal).read_bytes().splitlines(keepends=True)


def flip_last_bit(journal: Journal, place: int) -> None:
    content = bytearray(file_of(journal).read_bytes())
    content[place] ^= 1
    file_of(journal).write_bytes(content)


def recovered(folder: Path) -> Journal:
    """Let an operator put back what can be; open what it became."""
    operator = Journal(folder)
    recover.apply(recover.survey(operator), operator)
    return Journal(folder)


def test_a_row_glued_to_the_header_is_put_back(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    first, second = a_request(journal, key="one"), a_request(journal, key="two")
    flip_last_bit(journal, len(HEADER) - 1)

    after = recovered(journal.folder)

    assert after.find(first.number) == first
    assert after.find(second.number) == second
    assert not verify_journal(journal.folder).problems


def test_two_rows_glued_together_keep_both_their_seqs(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    one, two = a_request(journal, key="one"), a_request(journal, key="two")
    do(journal, two, "accept")
    do(journal, one, "accept")
    flip_last_bit(journal, sum(map(len, lines_of(journal)[:4])) - 1)
    meanwhile = Journal(journal.folder)

    found = meanwhile.find(one.number)
    assert found is not None
    declined = do(meanwhile, found, "decline")
    after = recovered(journal.folder).find(one.number)

    assert declined.status == "declined"
    assert after is not None
    assert after.status == "declined"
    assert not verify_journal(journal.folder).problems


def test_a_file_put_in_place_without_one_event_is_refused_and_the_event_put_back(
    tmp_path: Path,
) -> None:
    journal = a_journal(tmp_path)
    one, two = a_request(journal, key="one"), a_request(journal, key="two")
    do(journal, one, "accept")
    do(journal, two, "accept")
    lines = lines_of(journal)
    replace_whole(file_of(journal), b"".join(lines[:3] + lines[4:]))

    with pytest.raises(JournalUnavailable):
        journal.find(one.number)
    after = recovered(journal.folder).find(one.number)

    assert after is not None
    assert after.status == "accepted"


def test_a_last_row_that_an_editor_took_the_line_end_from_is_put_back(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    answered = a_request(journal, "answered")
    file_of(journal).write_bytes(file_of(journal).read_bytes().rstrip(b"\r\n"))
    Journal(journal.folder).submit("next", NOW, a_submission())

    after = recovered(journal.folder).find(answered.number)

    assert after is not None
    assert (after.status, after.answer) == ("answered", answered.answer)


def test_two_recoveries_at_once_put_a_torn_event_back_once(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    request = a_request(journal, "answered")
    file_of(journal).write_bytes(file_of(journal).read_bytes().rstrip(b"\r\n"))
    Journal(journal.folder).submit("next", NOW, a_submission())
    operators = [Journal(journal.folder) for _ in range(2)]
    surveys = [recover.survey(operator) for operator in operators]

    for operator, found in zip(operators, surveys, strict=True):
        recover.apply(found, operator)

    after = Journal(journal.folder).find(request.number)
    assert after is not None
    assert [h.event for h in after.timeline].count("answer") == 1


def test_an_event_that_was_torn_and_done_again_is_not_put_back(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    request = a_request(journal, "in_progress")
    do(journal, request, "answer", text="第一次")
    file_of(journal).write_bytes(file_of(journal).read_bytes().rstrip(b"\r\n"))
    anew = Journal(journal.folder)
    do(anew, request, "answer", text="第二次")

    after = recovered(journal.folder).find(request.number)

    assert after is not None
    assert after.answer == "第二次"
    assert [h.event for h in after.timeline].count("answer") == 1


def test_two_recoveries_at_once_mend_once(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    for number in range(6):
        a_request(journal, key=str(number))
    rows = csv.reader(io.StringIO(file_of(journal).read_bytes().decode("utf-8-sig")))
    saved = io.StringIO()
    csv.writer(saved, lineterminator="\n").writerows(rows)
    file_of(journal).write_text(saved.getvalue(), encoding="utf-8")
    operators = [Journal(journal.folder) for _ in range(2)]
    surveys = [recover.survey(operator) for operator in operators]

    for operator, found in zip(operators, surveys, strict=True):
        recover.apply(found, operator)

    assert len(Journal(journal.folder).requests()[1]) == 6
    assert not verify_journal(journal.folder).problems


def test_a_copy_that_somebody_left_beside_the_journal_is_not_read(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    request = a_request(journal)
    replace_whole(journal.folder / "journal-202611-old.csv", file_of(journal).read_bytes())
    do(journal, request, "accept")

    found = journal.find(request.number)

    assert found is not None
    assert found.status == "accepted"
    assert Journal(journal.folder).find(request.number) == found
