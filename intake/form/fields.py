"""The rules of single fields: each returns the canonical form of what was typed, or refuses it.

An empty text is returned as it is: whether a field may be left out is settled in `form`.
"""

from __future__ import annotations

import re
from collections.abc import Container
from urllib.parse import urlencode

from email_validator import EmailNotValidError, validate_email

from guidebook.matching.answers import answers_in
from guidebook.model.addresses import is_page
from guidebook.model.company_facts import CompanyFacts
from guidebook.model.phones import PhoneError, typed_phone
from intake.cases.characters import BLANKS, is_blank, place_of_refused, seen_code, seen_text
from intake.cases.credit_codes import CreditCodeError, canonical_credit_code, is_doubtful

MOST_BYTES = 4
"""Bytes of a code point in UTF-8 at most: a limit in code points is one in bytes too."""
LONGEST_CODE = 254
"""Code points of a phone, code or address of mail (RFC 5321 with its erratum 1690)."""

_CODE_LABEL = re.compile(r"^(?:(?:统一)?(?:社会)?信用代码|税号|纳税人识别号)\s*:?\s*")
"""Copied along with the code from the licence."""
_MAIL_LABEL = re.compile(r"^(?:(?:电子)?邮箱|e-?mail|mailto)(?:\s*:\s*|\s+)", re.IGNORECASE)
_BRACKETED = re.compile("[^<>@]*<([^<>]*)>")
"""An address as programs of mail copy it, with a name or none before it."""
_STOPS = " 。.,;、"
"""What ends the sentence that an address was copied from."""
_MIDDLE_DOTS = re.compile("[\u2022\u2027\u30fb\uff65]")


class RefusedError(ValueError):
    """A value that cannot be taken; `why` is the key of the field's wording for it.

    `place` is that of a character that cannot be taken, counted from 1. What is only `doubtful` is
    taken if its sender says so; `value` is its canonical form.
    """

    def __init__(self, why: str, place: int = 0, value: str = "") -> None:
        self.why = why
        self.place = place
        self.value = value


def one_line(text: str, shortest: int, longest: int) -> str:
    """Take a text of one line, its length in code points.

    Raises RefusedError.
    """
    line = _clean(text)
    if "\n" in line or "\t" in line:
        raise RefusedError("invalid")
    return _measured(line, shortest, longest)


def person(text: str, longest: int) -> str:
    """Take what somebody is called; the dots that keyboards offer become the middle dot of names.

    Raises RefusedError.
    """
    return _MIDDLE_DOTS.sub("·", one_line(text, 1, longest))


def many_lines(text: str, longest: int) -> str:
    """Take a text of any number of lines, ended by line feeds; its length in code points.

    A tab becomes a blank: in a table it would begin another cell. Raises RefusedError.
    """
    return _measured(_clean(text).replace("\t", " "), 1, longest)


def one_of(text: str, choices: Container[str]) -> str:
    """Take one of the choices.

    Raises RefusedError.
    """
    if text and text not in choices:
        raise RefusedError("invalid")
    return text


def page_address(text: str, longest: int, site_url: str) -> str:
    """Take the address of a page of the guide, whole or from its root; it counts from the root.

    Raises RefusedError.
    """
    address = one_line(text, 1, longest).removeprefix(site_url.rstrip("/"))
    if address and not is_page(address):
        raise RefusedError("invalid")
    return address


def company_facts(text: str, longest: int, known: CompanyFacts) -> str:
    """Take what a company said of itself; what is no answer any more is left out.

    Raises RefusedError.
    """
    return urlencode(answers_in(one_line(text, 1, longest), known))


def phone(text: str) -> str:
    """Take a number to call back, with or without its label, in the form of `typed_phone`.

    Raises RefusedError.
    """
    code = _code(text)
    try:
        return typed_phone(code) if code else ""
    except PhoneError:
        raise RefusedError("invalid") from None


def credit_code(text: str) -> str:
    """Take a 统一社会信用代码; one whose check character is not right is doubtful.

    Raises RefusedError.
    """
    code = _CODE_LABEL.sub("", _code(text))
    try:
        code = canonical_credit_code(code) if code else ""
    except CreditCodeError:
        raise RefusedError("invalid") from None
    if code and is_doubtful(code):
        raise RefusedError("doubtful", value=code)
    return code


def email_address(text: str) -> str:
    """Take an address of mail, without asking any server.

    Raises RefusedError.
    """
    code = _MAIL_LABEL.sub("", _code(text)).rstrip(_STOPS)
    if bracketed := _BRACKETED.fullmatch(code):
        code = bracketed[1].strip()
    try:
        found = validate_email(code, check_deliverability=False) if code else None
    except EmailNotValidError:
        raise RefusedError("invalid") from None
    if found and not found.ascii_email:  # 中文@…: few servers take such mail, and none is asked
        raise RefusedError("invalid")
    return found.normalized if found else ""


def _clean(text: str) -> str:
    """Return what is seen of a text, empty where that is nothing."""
    seen = seen_text(text).strip(BLANKS + "\n")
    if place := place_of_refused(seen):
        raise RefusedError("invalid", place)
    return "" if is_blank(seen) else seen


def _measured(text: str, shortest: int, longest: int) -> str:
    if text and len(text) < shortest:
        raise RefusedError("invalid")
    if len(text) > longest:
        raise RefusedError("too_long")
    return text


def _code(text: str) -> str:
    code = seen_code(text)
    if place := place_of_refused(code):
        raise RefusedError("invalid", place)
    if "\n" in code or len(code) > LONGEST_CODE:
        raise RefusedError("invalid")
    return code
