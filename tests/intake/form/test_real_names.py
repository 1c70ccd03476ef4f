"""Five hundred people with names that programs refuse: each is taken, and kept to the byte."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from intake_app import a_district, a_form, send
from real_names import FIRST_OF_BLOCK, PEOPLE, RARE, real_people
from stdnum.cn import uscc

from intake import create_app
from intake.form.fields import credit_code


@pytest.mark.parametrize("hundred", range(5))
def test_s14_five_hundred_names_and_addresses_are_kept_to_the_byte(
    tmp_path: Path, hundred: int
) -> None:
    client = create_app(a_district(tmp_path, proxies=1)).test_client()
    people = list(real_people(500))[hundred * 100 :][:100]

    for n, (typed, _) in enumerate(people):
        client.environ_base["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{n // 50}"
        answer = send(client, a_form(building="other", **typed))
        assert answer.status_code == 303, typed

    _, *rows = (tmp_path / "queue" / "journal.csv").read_bytes().split(b"\r\n")[:-1]
    assert len(rows) == 100
    for row, (_, kept) in zip(rows, people, strict=True):
        for name, text in kept.items():
            pair = f'"{name.removeprefix("answers.")}":{json.dumps(text, ensure_ascii=False)}'
            assert pair.replace('"', '""').encode() in row, (name, text)


def test_s14_the_names_are_of_every_extension_and_as_unicode_wants_them() -> None:
    typed = [form for form, _ in real_people(500)]

    names = "".join(form["contact"] for form in typed)
    assert set(RARE) <= set(names)
    assert len(FIRST_OF_BLOCK) == 10
    assert len(set(PEOPLE)) > 200
    assert all(unicodedata.is_normalized("NFC", "".join(form.values())) for form in typed)


def test_s16_five_hundred_codes_of_our_own_reckoning_are_right_to_others_too() -> None:
    codes = {form["uscc"] for form, _ in real_people(500)}

    assert len(codes) == 500
    assert all(
        credit_code(code) == code and uscc.calc_check_digit(code[:-1]) == code[-1] for code in codes
    )
