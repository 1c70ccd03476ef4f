"""Phone numbers as people write them."""

from __future__ import annotations

import pytest

from intake.phones import PhoneError, canonical_phone, last_four, show_phone


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("0086-138-0013-8000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("013800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("16012345678", "16012345678"),  # a range that is not handed out yet
        ("021-12345678", "021-12345678"),
        ("02158881234", "021-58881234"),
        ("（021）5888 1234", "021-58881234"),
        ("021—5888—1234", "021-58881234"),
        ("+86 21 5888 1234", "021-58881234"),
        ("0571-5550-1999", "0571-55501999"),
        ("021-58881234-801", "021-58881234-801"),
        ("021-58881234转801", "021-58881234-801"),
        ("021-58881234 分机 801", "021-58881234-801"),
        ("021-58881234 ext. 801", "021-58881234-801"),
        ("400-123-4567", "4001234567"),
        ("4001234567转2", "4001234567-2"),
        ("800-820-8820", "8008208820"),
        ("+852 2345 6789", "+85223456789"),
        ("00852-2345-6789", "+85223456789"),
        ("+1 (650) 253-0000", "+16502530000"),
    ],
)
def test_a_number_that_can_be_called_back_has_one_form(written: str, expected: str) -> None:
    canonical = canonical_phone(written)

    assert canonical == expected
    assert canonical_phone(canonical) == canonical


@pytest.mark.parametrize(
    "written",
    [
        "",
        "110",
        "12345",
        "95588",
        "10086",
        "58881234",
        "138 0013 800",
        "138001380001",
        "1380013800O",
        "1800FLOWERS",
        "13800138000abc",
        "abc",
        "+999 123456",
        "=13800138000",
        "٠١٢٣٤٥٦٧٨٩",
        "1" * 60,
    ],
)
def test_what_cannot_be_called_back_is_refused(written: str) -> None:
    with pytest.raises(PhoneError):
        canonical_phone(written)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800138000", "138-0013-8000"),
        ("4001234567", "400-123-4567"),
        ("4001234567-2", "400-123-4567-2"),
        ("021-12345678-801", "021-12345678-801"),
        ("+85223456789", "+85223456789"),
        ("", ""),
    ],
)
def test_numbers_are_shown_in_groups(phone: str, shown: str) -> None:
    assert show_phone(phone) == shown


@pytest.mark.parametrize(
    ("phone", "tail"),
    [
        ("13800138000", "8000"),
        ("021-12345678", "5678"),
        ("021-12345678-801", "5678"),
        ("0571-5550199-801234", "0199"),
        ("4001234567-2", "4567"),
        ("+85223456789", "6789"),
        ("", ""),
    ],
)
def test_the_last_four_digits_are_those_of_the_line_and_not_of_the_extension(
    phone: str, tail: str
) -> None:
    assert last_four(phone) == tail
