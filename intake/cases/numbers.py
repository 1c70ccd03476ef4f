"""Receipt numbers: made to be read over the phone, unique, telling nothing about the request."""

from __future__ import annotations

import re
import secrets
from collections.abc import Container
from math import prod

from intake.cases.characters import seen_code

LETTERS = "ABCDEFGHJKMNPRSTVWXY"
"""Without I O Q U L Z, which are mistaken for 1 0 0 V 1 2."""
DIGITS = "23456789"
PATTERN = "LLDLLDLL"
"""L a letter, D a digit: digits at fixed places, so that no words come out."""

_SIGNS = tuple(LETTERS if place == "L" else DIGITS for place in PATTERN)
_HOW_MANY = prod(map(len, _SIGNS))
_NUMBER = re.compile(
    "(?<![A-Z0-9])" + "[^A-Z0-9]*".join(f"([{signs}])" for signs in _SIGNS) + "(?![A-Z0-9])"
)
"""Also in the middle of a sentence, its signs apart as they are read aloud."""


def new_number(taken: Container[str]) -> str:
    """Draw a number that nobody has yet; there are four thousand million of them."""
    while True:
        drawn, signs = secrets.randbelow(_HOW_MANY), []
        for of_place in _SIGNS:
            drawn, place = divmod(drawn, len(of_place))
            signs.append(of_place[place])
        number = "".join(signs)
        if number not in taken:
            return number


def show_number(number: str) -> str:
    """Write a number in two halves, as people read it aloud: AB2C-D3EF."""
    return f"{number[:4]}-{number[4:]}"


def numbers_in(text: str) -> set[str]:
    """Return every number that a text holds, as stored."""
    return {"".join(signs) for signs in _NUMBER.findall(text)}


def read_number(text: str) -> str | None:
    """Read a number as people type or paste it, None when there is none or more than one."""
    found = numbers_in(seen_code(text).upper())
    return found.pop() if len(found) == 1 else None
