"""The clerk's copy: what a spreadsheet opens."""

from __future__ import annotations

import csv
import gc
import logging
from pathlib import Path

import pytest
from forgetting import a_canary, a_handling
from guides_folder import SAMPLE, load
from intake_app import CONSENT, NOW, a_submission, append
from lives import a_journal

from intake.cases.event import Event
from intake.journal.disk import replace_whole
from intake.journal.journal import Journal
from intake.tables.clerk_copy import ClerkCopy
from intake.tables.request_table import COLUMNS

GUIDEBOOK = load(SAMPLE)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return a_journal(tmp_path)


def submit(journal: Journal, key: str = "a", **values: object) -> int:
    return journal.submit(key, NOW, a_submission(**values)).seq


def follow(journal: Journal) -> None:
    ClerkCopy(journal, GUIDEBOOK).renew()


def copy_of(journal: Journal) -> list[dict[str, str]]:
    """Read the copy as a spreadsheet's import would, every cell as text."""
    with (journal.folder / "requests.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_copy_shows_a_request_as_people_read_it(journal: Journal) -> None:
    service_request = journal.submit(
        "a",
        NOW,
        a_submission(
            service="bigger-office",
            building="cloud-tower",
            company="云上科技",
            contact="姓王",
            phone="13800138000",
            description="一\n二",
            reply_by="phone",
            answers=(("wanted_area", "500"), ("same_building", "同楼优先")),
            consent=CONSENT,
        ),
    )

    follow(journal)

    number = service_request.number
    assert copy_of(journal) == [
        {
            "number": f"{number[:4]}-{number[4:]}",
            "seq": "1",
            "submitted_at": "2026-11-23 10:30",
            "asker": "企业",
            "service": "换大间对接",
            "building": "云桥中心",
            "building_other": "",
            "subdistrict": "",
            "need": "",
            "company": "云上科技",
            "contact": "姓王",
            "phone": "138-0013-8000",
            "description": "一\n二",
            "page": "",
            "facts": "",
            "uscc": "",
            "email": "",
            "reply_by": "电话",
            "answers": "想要多大（平方米）：500；要不要同楼：同楼优先",
            "consent": f"'{CONSENT}",
            "channel": "",
            "status": "已提交",
            "outcome": "",
            "lead_department": "",
            "supporting_departments": "",
            "first_contact_by": "2026-11-24",
            "answer_by": "2026-11-30",
            "close_by": "2026-12-07",
        }
    ]


def test_the_columns_stand_in_their_agreed_order() -> None:
    assert (
        *("number", "seq", "submitted_at", "asker", "service", "building", "subdistrict", "need"),
        *("description", "phone", "contact", "company", "building_other", "page", "facts", "uscc"),
        *(
            "email",
            "reply_by",
            "answers",
            "consent",
            "channel",
            "status",
            "outcome",
            "lead_department",
        ),
        *("supporting_departments", "first_contact_by", "answer_by", "close_by"),
    ) == COLUMNS


def test_the_file_is_what_excel_needs(journal: Journal) -> None:
    submit(journal)
    follow(journal)

    content = (journal.folder / "requests.csv").read_bytes()
    assert content.startswith(b'\xef\xbb\xbf"number","seq",')
    assert content.endswith(b'"\r\n')
    assert (journal.folder / "requests.csv").stat().st_mode & 0o777 == 0o600


TEXT_COLUMNS = ("company", "contact", "description", "building_other", "email", "uscc", "phone")


@pytest.mark.parametrize("column", TEXT_COLUMNS)
@pytest.mark.parametrize("value", ["=1+1", "+8613800138000", "\u3000＝1+1", "@SUM(1)", "-1+1"])
def test_s01_no_column_holds_a_formula(journal: Journal, column: str, value: str) -> None:
    submit(journal, **{column: value})
    follow(journal)

    assert copy_of(journal)[0][column] == f"'{value}"


def test_answers_and_codes_stay_what_they_were(journal: Journal) -> None:
    submit(journal, uscc="914403001922038216", service="x", answers=(("=1", "2"),))

    follow(journal)

    (row,) = copy_of(journal)
    assert row["uscc"] == "'914403001922038216"
    assert row["answers"] == "'=1：2"
    assert row["service"] == "x"


def test_the_copy_follows_the_status(journal: Journal) -> None:
    submit(journal)
    number = journal.requests()[1][0].number
    append(journal, Event(0, NOW, "accept", number, "a", "accepted", "clerk", "{}"))

    follow(journal)

    (row,) = copy_of(journal)
    assert (row["seq"], row["status"]) == ("2", "已受理")


def test_a_copy_that_is_new_enough_is_left_alone(journal: Journal) -> None:
    submit(journal)
    follow(journal)
    before = (journal.folder / "requests.csv").stat().st_ino

    follow(journal)

    assert (journal.folder / "requests.csv").stat().st_ino == before


def test_a_copy_that_somebody_removed_is_made_again(journal: Journal) -> None:
    submit(journal)
    follow(journal)
    (journal.folder / "requests.csv").unlink()

    follow(journal)

    assert len(copy_of(journal)) == 1


def test_a_copy_of_a_longer_journal_than_there_is_is_kept(journal: Journal) -> None:
    submit(journal, "a")
    submit(journal, "b")
    follow(journal)
    for path in (journal.places.journal, journal.places.mirror):
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))

    follow(Journal(journal.folder))

    assert len(copy_of(journal)) == 2


def test_a_copy_that_cannot_be_written_is_only_logged(
    journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    submit(journal, company="云上科技")
    (journal.folder / "requests.csv").mkdir()

    with caplog.at_level(logging.INFO):
        follow(journal)

    assert "EISDIR" in caplog.text
    assert "云上科技" not in caplog.text


def test_nobody_waits_for_somebody_elses_copying_and_it_follows_all_the_same(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Journal(journal.folder)
    submit(journal, "a")
    real = replace_whole

    def while_another_request_comes_in(path: Path, content: bytes) -> None:
        if other.seq() == 1:
            submit(other, "b")
            ClerkCopy(other, GUIDEBOOK).renew()
            assert not path.exists()
        real(path, content)

    monkeypatch.setattr("intake.tables.clerk_copy.replace_whole", while_another_request_comes_in)
    follow(journal)

    assert len(copy_of(journal)) == 2


def test_a_line_is_written_once_and_kept_as_long_as_the_journal_knows_who_it_is_of(
    journal: Journal,
) -> None:
    copy, other = ClerkCopy(journal, GUIDEBOOK), Journal(journal.folder)
    number = a_canary(journal).number
    submit(journal, "kept")
    copy.renew()
    kept = [line for _, line in copy._lines.values()]
    submit(journal, "later")
    copy.renew()

    assert len(kept) == 2
    assert all(any(line is one for _, one in copy._lines.values()) for line in kept)

    a_handling(other).forget(number, NOW)
    journal.seq()  # what others forgot leaves the memory of this process too
    gc.collect()

    assert not [line for _, line in copy._lines.values() if "金丝雀".encode() in line]
    copy.renew()
    assert len(copy_of(journal)) == 3
