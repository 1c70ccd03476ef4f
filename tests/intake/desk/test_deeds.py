"""What is sent from a case page, read: a correction goes by the rules of the form."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_app import a_desk, a_number, press
from guides_folder import SAMPLE, load
from intake_app import rows_in
from lives import a_journal, a_request

from intake.accounts.accounts import Account
from intake.accounts.posts import read_post
from intake.desk.deeds import Deed, read_deed

CLERK = Account("a1", "李", read_post("staff"), disabled_at="")


def corrected(folder: Path, field: str, value: str) -> Deed:
    raw = {"field": field, "value": value, "reason": ""}
    return read_deed("correct", raw, a_request(a_journal(folder)), CLERK, load(SAMPLE))


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("phone", "电话：138 0013 8000", "13800138000"),
        ("service", "bigger-office", "bigger-office"),
        ("building", "", "other"),
        ("reply_by", "visit", "visit"),
        ("uscc", "91310115ma9000003x", "91310115MA9000003X"),  # doubtful: the office says so
        ("contact", "", ""),
    ],
)
def test_a_correction_is_kept_in_the_form_of_its_field(
    tmp_path: Path, field: str, typed: str, kept: str
) -> None:
    deed = corrected(tmp_path, field, typed)

    assert deed.amiss == {}
    assert deed.actions[0].data["values"] == {field: kept}


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("phone", "12", "invalid"),
        ("service", "换大间", "invalid"),
        ("building", "no-such-tower", "invalid"),
        ("reply_by", "pigeon", "invalid"),
        ("email", "wang", "invalid"),
        ("company", "云上\n科技", "invalid"),
        ("description", "云" * 1001, "too_long"),
        ("description", "", "missing"),
        ("", "13800138000", "missing"),
    ],
)
def test_a_correction_that_the_form_would_refuse_is_amiss(
    tmp_path: Path, field: str, typed: str, why: str
) -> None:
    deed = corrected(tmp_path, field, typed)

    assert deed.amiss == {"value" if field else "field": why}
    assert deed.actions == ()


def test_what_is_amiss_in_a_correction_is_said_and_nothing_is_kept(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    number = a_number(desk)

    page = press(desk, number, "correct", field="phone", value="12", reason="")

    assert page.status_code == 422
    assert len(rows_in(tmp_path / "queue")) == 1
