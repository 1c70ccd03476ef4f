"""One event, one physical line, and a check over the whole of it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.cases.event import Event, to_json
from intake.journal.rows import COLUMNS, HEADER, DamagedRowError, decode, encode

TEXTS = st.text(st.characters(codec="utf-8"))
BREAKS = "\r\n\t\v\f\x00\x1c\x1d\x1e\x7f\x85\u2028\u2029"


def a_row(data: str = '{"description":"想租楼上"}') -> Event:
    return Event(
        seq=7,
        at=datetime(2026, 11, 23, 2, 30, 5, 123000, tzinfo=UTC),
        event="submit",
        number="AB2CD3EF",
        key="k3y",
        status="submitted",
        by="applicant",
        data=data,
    )


@given(TEXTS)
def test_a_row_reads_back_as_it_was_written(text: str) -> None:
    row = a_row(to_json({"description": text}))

    read = decode(encode(row))

    assert read == row
    assert json.loads(read.data) == {"description": text}


@given(st.text(st.sampled_from(BREAKS + '",=字')))
def test_whatever_a_text_holds_its_record_is_one_line(text: str) -> None:
    line = encode(a_row(to_json({"description": text})))

    assert line.decode().splitlines() == [line.decode().removesuffix("\r\n")]


@pytest.mark.parametrize("broken", list(BREAKS))
def test_a_column_beside_data_holds_no_control_character(broken: str) -> None:
    row = replace(a_row(), by=f"a{broken}b")

    with pytest.raises(ValueError, match="control character"):
        encode(row)


def test_a_column_beside_data_holds_no_quote() -> None:
    with pytest.raises(ValueError, match="quote"):
        encode(replace(a_row(), by='a"b'))


def test_a_row_reads_as_any_reader_of_csv_reads_it() -> None:
    row = a_row(to_json({"description": 'Er sagte ",", "" und \\"'}))

    fields = next(csv.reader([encode(row).decode()], strict=True))

    assert fields[2:-1] == [row.event, row.number, row.key, row.status, row.by, row.data]
    assert decode(encode(row)) == row


def test_every_flipped_bit_is_noticed() -> None:
    line = encode(a_row())

    for place in range(len(line) * 8):
        flipped = bytearray(line)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(DamagedRowError):
            decode(bytes(flipped))


def test_a_line_cut_anywhere_is_no_row() -> None:
    line = encode(a_row())

    for length in range(len(line)):
        with pytest.raises(DamagedRowError):
            decode(line[:length])


def test_the_header_names_the_columns_behind_a_byte_order_mark() -> None:
    text = HEADER.decode("utf-8-sig")

    assert HEADER.startswith(b"\xef\xbb\xbf")
    assert tuple(next(csv.reader(io.StringIO(text)))) == COLUMNS


def test_the_check_is_no_number_to_a_spreadsheet() -> None:
    fields = next(csv.reader([encode(a_row()).decode()]))

    assert fields[-1].startswith("c")
    assert len(fields[-1]) == 9
