"""Forgetting clears the queue's folder: rows, mirror, copy, what was set aside, what lies there."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from faults import journal_file, mirror_file, saved_by_a_spreadsheet
from forgetting import (
    CANARY,
    KEY,
    SECRETS,
    TEXTS,
    a_canary,
    a_handling,
    another,
    as_journal,
    traces,
)
from intake_app import NOW, append, rows_in
from lives import GUIDEBOOK, a_journal, do

from intake.accounts.accounts import Accounts
from intake.cases.event import Event, to_json
from intake.cases.form_values import FormValues
from intake.cases.lifecycle import IllegalTransition
from intake.figures.internal import internal_figures
from intake.figures.report import make_report
from intake.handling import Handling
from intake.journal.backup import BackupError, back_up, restore
from intake.journal.disk import set_aside
from intake.journal.journal import Journal, JournalUnavailable
from intake.journal.repair import files_in, repair
from intake.journal.verify import verify
from intake.tables.export import export


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return a_journal(tmp_path)


def test_s63_nothing_of_a_forgotten_person_is_in_the_folder(journal: Journal) -> None:
    other, known = another(journal), a_canary(journal)
    Accounts(journal.folder)
    export(journal.folder / "out.xlsx", journal.requests()[1], GUIDEBOOK)
    export(journal.folder / "out.csv", journal.requests()[1], GUIDEBOOK)
    (journal.folder / ".journal.csv.new").write_bytes(journal_file(journal.folder).read_bytes())
    (journal.folder / "old.csv.gz").write_bytes(gzip.compress(as_journal(journal)))
    assert {*traces(journal.folder)} == {
        *("journal.csv", "mirror/journal.csv", "requests.csv"),
        *("out.xlsx", "out.csv", ".journal.csv.new", "old.csv.gz"),
    }

    a_handling(journal).forget(known.number, NOW)

    assert traces(journal.folder) == []
    assert journal_file(journal.folder).read_bytes() == mirror_file(journal.folder).read_bytes()
    assert "留着的字" in (journal.folder / "requests.csv").read_text("utf-8-sig")
    assert journal.find(other.number) == other == Journal(journal.folder).find(other.number)
    assert not [remark for remark in verify(journal).remarks if remark.kind != "aside"]


def test_a_mirror_elsewhere_and_what_lies_beside_it_is_cleared_too(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "queue", tmp_path / "mirror")
    journal.make()
    known = a_canary(journal)
    (tmp_path / "mirror" / "old.csv").write_bytes(as_journal(journal))

    a_handling(journal).forget(known.number, NOW)

    assert traces(tmp_path) == []
    assert as_journal(journal) == (tmp_path / "mirror" / "journal.csv").read_bytes()


def test_f05_a_row_that_is_forgotten_keeps_all_that_is_counted(journal: Journal) -> None:
    known = a_canary(journal)
    before = rows_in(journal.folder)

    a_handling(journal).forget(known.number, NOW)

    *after, proof = rows_in(journal.folder)
    assert [bare(row) for row in after] == [bare(row) for row in before]
    assert (proof.event, proof.number, proof.by, proof.data) == (
        *("redact", known.number, "supervisor"),
        "{}",
    )


def bare(row: Event) -> Event:
    return replace(row, key="", data="")


def test_figures_are_the_same_before_and_after(journal: Journal) -> None:
    numbers = [a_canary(journal).number]
    numbers += [another(journal, key).number for key in "abcdefgh"]
    for number in numbers[3:]:
        known = journal.find(number)
        assert known
        do(journal, known, "decline")
    before = figures_of(journal)

    for number in (numbers[0], *numbers[3:]):
        a_handling(journal).forget(number, NOW)

    assert figures_of(journal) == figures_of(Journal(journal.folder)) == before


def figures_of(journal: Journal) -> object:
    _, requests = journal.requests()
    day = NOW.date()
    return make_report(requests, GUIDEBOOK, day), internal_figures(requests, GUIDEBOOK, day)


def test_an_open_request_is_withdrawn_when_it_is_forgotten(journal: Journal) -> None:
    known = another(journal)

    after = a_handling(journal).forget(known.number, NOW)

    assert (after.status, after.outcome, after.redacted) == ("closed", "withdrawn", True)


@pytest.mark.parametrize("service", ["suggestions", "other"])
def test_an_anonymous_request_is_forgotten_too(journal: Journal, service: str) -> None:
    values = FormValues(asker="staff", service=service, description="金丝雀在唱歌")
    known = a_handling(journal).receive(KEY, values, NOW, by="staff")

    a_handling(journal).forget(known.number, NOW)

    assert traces(journal.folder) == []


def test_forgetting_twice_changes_nothing(journal: Journal) -> None:
    known = a_canary(journal)
    a_handling(journal).forget(known.number, NOW)
    before = journal_file(journal.folder).read_bytes()

    a_handling(journal).forget(known.number, NOW)
    journal.begin()

    assert journal_file(journal.folder).read_bytes() == before


def test_nothing_more_is_written_about_a_forgotten_request(journal: Journal) -> None:
    known = a_handling(journal).forget(a_canary(journal).number, NOW)

    for event in TEXTS:
        with pytest.raises(IllegalTransition):
            do(journal, known, event, **TEXTS[event])


def test_words_that_an_earlier_edition_kept_about_the_forgotten_go_too(journal: Journal) -> None:
    known = a_handling(journal).forget(a_canary(journal).number, NOW)
    data = to_json({"text": CANARY})
    append(journal, Event(0, NOW, "note", known.number, known.key, "closed", "staff", data))
    assert traces(journal.folder)

    journal.forget()

    assert traces(journal.folder) == []


def test_the_link_of_a_forgotten_request_leads_to_what_stays(journal: Journal) -> None:
    known = a_canary(journal)

    a_handling(journal).forget(known.number, NOW)

    for reader in (journal, Journal(journal.folder)):
        left = reader.find_by_token(known.token)
        assert left is not None
        assert (left.number, left.redacted, left.outcome) == (known.number, True, "solved")
        assert reader.find_by_token("forgotten-") is None


def test_a_form_that_is_sent_again_after_it_was_forgotten_is_the_same_request(
    journal: Journal,
) -> None:
    known = a_canary(journal)
    a_handling(journal).forget(known.number, NOW)

    again = a_handling(Journal(journal.folder)).receive(KEY, known.sent, NOW)

    assert again.number == known.number


# ---------- what was set aside ----------


ASIDE: dict[str, Callable[[bytes], bytes]] = {
    "whole": lambda content: content,
    "saved by a spreadsheet": saved_by_a_spreadsheet,
    "saved as GBK": lambda content: saved_by_a_spreadsheet(content, "gb18030"),
    "saved as Unicode text": lambda content: saved_by_a_spreadsheet(content, "utf-16", "\t"),
    "torn in a text": lambda content: content[: content.index("金丝雀在".encode()) + 12],
    "one bit is wrong": lambda content: content.replace("唱歌".encode(), "唱哥".encode(), 1),
}


@pytest.mark.parametrize("how", ASIDE)
def test_rows_of_the_forgotten_go_from_what_was_set_aside_and_others_stay(
    journal: Journal, how: str
) -> None:
    other, known = another(journal), a_canary(journal)
    set_aside(journal.places, "kept.csv", ASIDE[how](as_journal(journal)))

    a_handling(journal).forget(known.number, NOW)

    assert traces(journal.folder) == []
    journal_file(journal.folder).write_bytes(b"")
    mirror_file(journal.folder).write_bytes(b"")
    repair(Journal(journal.folder), apply=True, given_up=set(range(2, 30)))
    found = Journal(journal.folder).find(other.number)
    assert found is not None
    assert found.submission == other.submission


def test_a_torn_row_whose_sender_tried_again_goes_with_the_request(journal: Journal) -> None:
    known = a_canary(journal)
    torn = as_journal(journal).splitlines(keepends=True)[1][:-30]
    set_aside(journal.places, "torn.csv", torn.replace(known.number.encode(), b"XY2XX2XX"))

    a_handling(journal).forget(known.number, NOW)

    assert traces(journal.folder) == []


def test_a_copy_that_a_clerk_saved_over_goes_with_the_forgotten(journal: Journal) -> None:
    known = a_canary(journal)
    copy = journal.folder / "requests.csv"
    copy.write_bytes(copy.read_bytes() + b"remark")

    a_handling(journal).forget(known.number, NOW)

    assert traces(journal.folder) == []


def test_a_copy_that_cannot_be_made_anew_is_removed(journal: Journal) -> None:
    known = a_canary(journal)

    Handling(journal, GUIDEBOOK).forget(known.number, NOW)

    assert traces(journal.folder) == []
    assert not (journal.folder / "requests.csv").exists()


def test_what_was_set_aside_goes_when_its_days_are_over(journal: Journal) -> None:
    set_aside(journal.places, "torn.csv", b'"7","2026-11-23')
    written = datetime.now(NOW.tzinfo).date()

    journal.clear_aside(written)
    kept = list(journal.places.aside.iterdir())
    journal.clear_aside(written.replace(year=written.year + 1))

    assert len(kept) == 1
    assert list(journal.places.aside.iterdir()) == []


def test_f09_a_file_of_somebody_else_stops_nobody(
    journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    known = a_canary(journal)
    os.mkfifo(journal.folder / "pipe")
    (journal.folder / "link").symlink_to("/etc/passwd")

    a_handling(journal).forget(known.number, NOW)

    assert not [path for path in traces(journal.folder) if path != "pipe"]


# ---------- other processes ----------


def test_f05_a_process_that_had_read_a_request_forgets_it_with_its_next_look(
    journal: Journal,
) -> None:
    known, running = a_canary(journal), Journal(journal.folder)
    assert running.find(known.number) == journal.find(known.number)

    a_handling(journal).forget(known.number, NOW)

    seen = running.find(known.number)
    assert seen is not None
    assert not any(secret in repr(seen) for secret in SECRETS)
    assert not running.why_closed()
    assert another(running).number == journal.requests()[1][-1].number


def test_who_forgets_and_who_writes_at_once_lose_nothing(journal: Journal) -> None:
    numbers = [another(journal, f"k{n}").number for n in range(20)]
    writer, clearer = Journal(journal.folder), Journal(journal.folder)
    for n, number in enumerate(numbers):
        a_handling(clearer).forget(number, NOW)
        another(writer, f"n{n}")

    assert {r.key for r in Journal(journal.folder).requests()[1] if not r.redacted} == {
        f"n{n}" for n in range(20)
    }


# ---------- repair, backup, restore ----------


def test_s63_a_repair_never_brings_the_forgotten_back(journal: Journal) -> None:
    known = a_canary(journal)
    old = as_journal(journal)
    a_handling(journal).forget(known.number, NOW)
    journal_file(journal.folder).write_bytes(old)  # somebody puts an old file back

    with pytest.raises(JournalUnavailable):
        Journal(journal.folder).begin()
    repair(Journal(journal.folder), apply=True)

    assert traces(journal.folder) == []
    assert not Journal(journal.folder).why_closed()
    assert journal.find(known.number) == Journal(journal.folder).find(known.number)


def test_rows_of_an_old_backup_come_back_without_the_forgotten(
    journal: Journal, tmp_path: Path
) -> None:
    other, known = another(journal), a_canary(journal)
    shutil.copytree(journal.folder, tmp_path / "backup")
    a_handling(journal).forget(known.number, NOW)
    journal_file(journal.folder).write_bytes(b"")
    mirror_file(journal.folder).write_bytes(b"")

    repair(Journal(journal.folder), apply=True, others=files_in(tmp_path / "backup"), given_up={17})

    assert traces(journal.folder) == []
    left = Journal(journal.folder).find(known.number)
    assert left is not None
    assert left.redacted
    assert Journal(journal.folder).find(other.number) == other


def restored(source: Path, target: Path, *lists: Path) -> Journal:
    journal = Journal(target)
    restore(source, journal, lambda: None, lists)
    return journal


@pytest.mark.parametrize("where", ["in the empty folder", "given"])
def test_s63_a_backup_from_before_is_restored_without_the_forgotten(
    journal: Journal, tmp_path: Path, where: str
) -> None:
    other, known = another(journal), a_canary(journal)
    back_up(journal, tmp_path / "before", NOW, {})
    a_handling(journal).forget(known.number, NOW)
    back_up(journal, tmp_path / "after", NOW, {})
    given = tmp_path / "after" / "forgotten.csv"
    if where == "given":
        back = restored(tmp_path / "before", tmp_path / "new", given)
    else:
        (tmp_path / "new").mkdir()
        shutil.copy(given, tmp_path / "new")
        back = restored(tmp_path / "before", tmp_path / "new")

    assert traces(tmp_path / "new") == []
    left = back.find(known.number)
    assert left is not None
    assert (left.redacted, left.outcome) == (True, "solved")
    assert back.find(other.number) == other
    assert rows_in(tmp_path / "new")[-1].by == "system"


@pytest.mark.parametrize(
    ("written", "saved"),
    [
        ("-", "/"),  # how a spreadsheet writes days
        ("number,day", "\ufeffnumber,day"),
        (",", ";"),
        (",2026-11", ",2026-71"),
        ("\r\n", "\n"),
    ],
)
def test_a_list_that_somebody_saved_anew_forgets_as_before(
    journal: Journal, tmp_path: Path, written: str, saved: str
) -> None:
    known = a_canary(journal)
    back_up(journal, tmp_path / "before", NOW, {})
    a_handling(journal).forget(known.number, NOW)
    content = journal.places.forgotten.read_text("utf-8")
    journal.places.forgotten.write_text(content.replace(written, saved), "utf-8", newline="")

    back = restored(tmp_path / "before", tmp_path / "new", journal.places.forgotten)
    journal.begin()

    assert traces(tmp_path / "new") == traces(journal.folder) == []
    assert back.why_closed() == journal.why_closed() == ""


def test_a_list_with_a_line_that_nobody_can_read_is_told_and_not_restored_by(
    journal: Journal, tmp_path: Path
) -> None:
    known = a_canary(journal)
    back_up(journal, tmp_path / "before", NOW, {})
    a_handling(journal).forget(known.number, NOW)
    content = journal.places.forgotten.read_bytes()
    journal.places.forgotten.write_bytes(content.replace(known.number.encode(), b"\0" * 8))

    told = [remark.kind for remark in verify(journal).remarks]

    assert "list_damaged" in told
    with pytest.raises(BackupError, match="读不懂的行"):
        restored(tmp_path / "before", tmp_path / "new", journal.places.forgotten)


@pytest.mark.parametrize("encoding", ["utf-16", "cut"])
def test_s63_a_list_in_the_empty_folder_that_nobody_can_read_stops_the_restore(
    journal: Journal, tmp_path: Path, encoding: str
) -> None:
    known = a_canary(journal)
    back_up(journal, tmp_path / "before", NOW, {})
    a_handling(journal).forget(known.number, NOW)
    saved = journal.places.forgotten.read_text("utf-8")
    lying = tmp_path / "new" / "forgotten.csv"
    lying.parent.mkdir()
    lying.write_bytes(saved.encode()[:-14] if encoding == "cut" else saved.encode(encoding))

    with pytest.raises(BackupError, match="读不懂的行"):
        restored(tmp_path / "before", tmp_path / "new")

    assert files_in(tmp_path / "new") == (lying,)


def test_f05_a_backup_holds_nothing_of_the_forgotten(journal: Journal, tmp_path: Path) -> None:
    known = a_canary(journal)
    a_handling(journal).forget(known.number, NOW)

    back_up(journal, tmp_path / "backup", NOW, {})

    assert traces(tmp_path / "backup") == []
    assert restored(tmp_path / "backup", tmp_path / "new").find(known.number)


def test_a_request_is_redacted_by_the_supervisor_or_the_system_alone(journal: Journal) -> None:
    known = another(journal)

    with pytest.raises(IllegalTransition):
        do(journal, known, "redact", by="staff")
