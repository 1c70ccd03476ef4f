"""Receipt numbers, as they are made, shown and typed."""

from __future__ import annotations

import re

import pytest

from intake.cases.numbers import LETTERS, new_number, read_number, show_number


def test_a_number_has_no_letter_or_digit_that_is_mistaken_for_another() -> None:
    numbers = [new_number(()) for _ in range(2000)]

    assert all(re.fullmatch("[A-Z]{2}[2-9][A-Z]{2}[2-9][A-Z]{2}", number) for number in numbers)
    assert not set("".join(numbers)) & set("IOQULZ01")
    assert len(LETTERS) == 20


def test_a_number_is_new() -> None:
    class AllBut:
        def __init__(self) -> None:
            self.asked = 0

        def __contains__(self, number: object) -> bool:
            self.asked += 1
            return self.asked < 5

    taken = AllBut()

    new_number(taken)

    assert taken.asked == 5


def test_a_number_is_shown_in_two_halves() -> None:
    assert show_number("AB2CD3EF") == "AB2C-D3EF"


@pytest.mark.parametrize(
    "typed",
    [
        *("AB2C-D3EF", "ab2cd3ef", " AB2C D3EF ", "ＡＢ２Ｃ－Ｄ３ＥＦ", "ab2c—d3ef", "AB2C·D3EF"),
        *(
            "编号：AB2C-D3EF。",
            "编号 AB2C-D3EF",
            "「AB2C-D3EF」",
            "AB2C-\u200bD3EF",
            "No. AB2C D3EF",
        ),
        *("A B 2 C D 3 E F", "我的编号是ab2cd3ef，请查", "AB2C-D3EF AB2C-D3EF", "AB2C\n-D3EF"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    assert read_number(typed) == "AB2CD3EF"


@pytest.mark.parametrize(
    "typed",
    ["", "AB2C", "AB2C-D3EFG", "A02C-D3EF", "AB2C-D3E1", "诉求", "\x00", "AB2C-D3EF AB2C-D3EG"],
)
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert read_number(typed) is None
