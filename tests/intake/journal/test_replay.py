"""Rows that somebody wrote by hand, with a right check value: named where a life cannot be so."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from forgetting import a_canary, a_handling
from intake_app import NOW
from kept import Kept
from lives import a_request, do

from intake.cases.event import Event
from intake.journal.backup import back_up
from intake.journal.journal import Journal, JournalUnavailable
from intake.journal.verify import verify


def remarks_of(kept: Kept, **given: Any) -> list[tuple[str, str]]:
    return [(remark.kind, remark.message) for remark in verify(kept.journal(), **given).remarks]


def data_with(row: Event, **changes: Any) -> Event:
    return replace(row, data=json.dumps({**json.loads(row.data), **changes}))


TAMPERED: dict[str, Callable[[list[Event]], Event]] = {
    "a close out of nowhere": lambda rows: replace(
        rows[1], event="close", status="closed", data='{"outcome":"solved","reason":"好"}'
    ),
    "by somebody who may not": lambda rows: replace(rows[1], by="applicant"),
    "another status": lambda rows: replace(rows[1], status="assigned"),
    "an event that there is not": lambda rows: replace(rows[1], event="approve"),
    "another form's key": lambda rows: replace(rows[1], key="other"),
    "an outcome that there is not": lambda rows: data_with(rows[1], outcome="splendid"),
    "data of another kind": lambda rows: replace(rows[1], data="[]"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_f12_a_row_with_a_new_check_value_is_named_where_no_life_leads_there(
    kept: Kept, journal: Journal, how: str
) -> None:
    a_request(journal, "accepted")
    rows = kept.rows()
    assert remarks_of(kept) == []

    kept.write_by_hand([rows[0], TAMPERED[how](rows)])

    ((kind, message),) = remarks_of(kept)
    assert kind == "not_of_its_life"
    assert "序号 2 " in message


def test_a_submission_that_nobody_can_read_is_named(kept: Kept, journal: Journal) -> None:
    a_request(journal)

    kept.write_by_hand([replace(kept.rows()[0], data="{}")])

    assert [kind for kind, _ in remarks_of(kept)] == ["not_of_its_life"]


def test_every_row_of_a_long_life_is_right_before_and_after_it_is_forgotten(
    kept: Kept, journal: Journal
) -> None:
    known = a_canary(journal)
    before = remarks_of(kept)

    a_handling(journal).forget(known.number, NOW)

    assert before == remarks_of(kept) == []


def test_f12_times_ahead_of_the_clock_are_named(kept: Kept, journal: Journal) -> None:
    do(journal, a_request(journal), "accept", NOW + timedelta(days=800))

    assert [kind for kind, _ in remarks_of(kept, now=NOW)] == ["time_ahead"]
    assert remarks_of(kept, now=NOW + timedelta(days=800)) == []


def test_f18_an_event_of_the_far_future_moves_nothing(journal: Journal) -> None:
    before = a_request(journal, key="a")

    do(journal, before, "note", NOW + timedelta(days=36500))

    assert a_request(journal, key="b").promise == before.promise
    assert a_handling(journal).forget_due(NOW) == ()
    assert not journal.why_closed(NOW)


def test_f12_a_row_that_is_not_as_in_a_backup_is_named(
    kept: Kept, journal: Journal, tmp_path: Path
) -> None:
    a_request(journal, "answered")
    known = a_canary(journal)
    back_up(journal, tmp_path / "backup", NOW, {})
    a_handling(journal).forget(known.number, NOW)
    assert remarks_of(kept, backup=tmp_path / "backup") == []
    rows = kept.rows()

    kept.write_by_hand([*rows[:4], data_with(rows[4], text="另一个答复"), *rows[5:]])

    assert remarks_of(kept) == []
    assert [kind for kind, _ in remarks_of(kept, backup=tmp_path / "backup")] == [
        "not_as_in_backup"
    ]


def test_f12_a_process_that_read_a_row_stops_when_it_is_another(
    kept: Kept, journal: Journal
) -> None:
    known = a_request(journal, "answered")
    rows = kept.rows()

    kept.write_by_hand([*rows[:-1], data_with(rows[-1], text="另一个答复")])

    with pytest.raises(JournalUnavailable, match="rows_changed"):
        journal.find(known.number)
    kept.write_by_hand(rows)
    assert journal.find(known.number) == known


def test_forgetting_that_is_not_done_is_named(kept: Kept, journal: Journal) -> None:
    do(journal, a_canary(journal), "redact")

    assert [kind for kind, _ in remarks_of(kept)] == ["forgetting"]
    journal.forget()
    assert remarks_of(kept) == []
