"""Cells that no spreadsheet computes, rounds or dates."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidebook.cells import UNSEEN, csv_line, guard, guard_formula

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
BLANKS = [
    "",
    " ",
    "\u00a0",
    "\u3000",
    "  \u3000",
    "\u200b",
    "\ufeff",
    "\x00",
    "\u202e",
    "\u2060\u00ad",
]


def unguarded(cell: str) -> str:
    """Return the exact text of a cell, as its readers may have it again."""
    formula = rf"([;,|\t\n\r]{UNSEEN})'(?='*[=＝﹦⁼₌+＋﹢⁺₊\-－﹣@＠﹫])"
    return re.sub(formula, r"\1", cell.removeprefix("'"))


@pytest.mark.parametrize("sign", list(SIGNS))
def test_s03_a_formula_is_guarded_in_full_width(sign: str) -> None:
    text = f"{sign}1+1"

    assert guard(text) == guard_formula(text) == f"'{text}"


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("sign", list(SIGNS))
def test_s04_a_formula_is_guarded_behind_any_blank(blank: str, sign: str) -> None:
    text = f"{blank}{sign}1+1"

    assert guard(text) == guard_formula(text) == f"'{text}"


@pytest.mark.parametrize("first", ["\t", "\r", "\n", "\r\n"])
def test_s02_no_cell_begins_with_a_control_character(first: str) -> None:
    assert guard(f"{first}=1+1")[0] == guard(f"{first}好")[0] == "'"


@pytest.mark.parametrize("separator", list(";,|\t\n\r"))
@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("sign", list(SIGNS))
def test_f11_a_formula_is_guarded_behind_a_separator(separator: str, blank: str, sign: str) -> None:
    text = f"好的{separator}{blank}{sign}1+1{separator}"

    assert guard(text) == guard_formula(text) == f"'好的{separator}{blank}'{sign}1+1{separator}"
    assert unguarded(guard(text)) == text


def test_f11_ordinary_sentences_are_left_alone() -> None:
    text = "想租 3-1203 室；a=b，x@y.cn 可以。\n第二行，100+200 平方米"

    assert guard(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/c calc'!A0",
        '=HYPERLINK("http://evil.example","看")',
        "914403001922038216",  # 18 digits
        "9111000060003734E5",
        "12E45678",
        "1.38E+10",
        "0013800138000",
        "１２３４５６７８９０１２３４５６",
        "1,234.50",
        "¥100",
        "50%",
        "3-1203",
        "2026-11-23",
        "11/23",
        "12:30",
        "2026年11月23日",
        "5月1日",
        "1 Mar",
        "MAR-12",
        "TRUE",
        "(100)",
        "'already",
    ],
)
def test_what_a_spreadsheet_would_change_is_guarded(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    ["", "云上科技", "91310115MA9000003W", "A座12层", "姓王", "3号楼", "May", "a=b", "123路"],
)
def test_plain_text_is_left_alone(text: str) -> None:
    assert guard(text) == text


@pytest.mark.parametrize("text", ["2026-11-23", "5", "3.10", "021-5000 1234", "12345"])
def test_numbers_and_dates_of_ours_stay_plain_where_only_formulas_are_guarded(text: str) -> None:
    assert guard_formula(text) == text


@pytest.mark.parametrize("code", ["000131002000", "007", "310115012345", "12E45678"])
def test_a_code_is_not_cut_where_only_formulas_are_guarded(code: str) -> None:
    assert guard_formula(code) == f"'{code}"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00")) | st.text(";,|\n\t ='+好"))
def test_a_cell_reads_back_exactly_once_its_guard_is_taken_away(text: str) -> None:
    line = csv_line([guard(text), "end"])

    cell, end = next(csv.reader(io.StringIO(line, newline="")))

    assert end == "end"
    assert unguarded(cell) == text


def test_s05_a_quote_stays_in_its_cell() -> None:
    assert csv_line(['","=1+1']) == '""",""=1+1"\r\n'
