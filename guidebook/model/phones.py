"""Phone numbers to call back: read as people write them, kept in one form, shown in groups."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import phonenumbers

REGION = "CN"
HOME = 86

_DASHES = re.compile("[‐‑‒–—―−]")
_WRITTEN = re.compile(r"\+?[0-9 ().\-]{6,40}")
_EXTENSION = re.compile(
    r"\s*\(?(?:ext\.?|x|#|,|[,转]?\s*分机号?|转)\s*:?\s*([0-9]{1,6})\)?$", re.IGNORECASE
)
_LABEL = re.compile(
    r"^(?:(?:联系|办公)?(?:手机|电话)|座机|固话|tel|mobile|phone)(?:号码?)?\s*[:.]?\s*",
    re.IGNORECASE,
)
"""What people write in front although the form says it already."""
_WHOSE = re.compile(r"\s*\([^()0-9]*[^()0-9\s][^()0-9]*\)$")
"""Whose number it is, behind it; never digits, which may be another number."""
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
"""More than phonenumbers takes, which refuses ranges that are not handed out yet."""
_NEIGHBOURS = ("852", "853", "886")
"""Codes of Hong Kong, Macau and Taiwan, which people there write without a +."""
_SERVICE = re.compile(r"[48]00[0-9]{7}")
_MAIN = re.compile(r"\+?[0-9]+(?:-[0-9]{7,8})?")


class PhoneError(ValueError):
    """The text is no number that can be called back."""


def canonical_phone(text: str) -> str:
    """Return the one form of a number.

    Mobiles 13800138000, land lines 021-12345678, 400 and 800 numbers 4001234567, foreign ones
    +85223456789; an extension follows after a hyphen. Raises PhoneError.
    """
    written = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()
    for main, extension in _readings(written):
        number = _number(main) if _WRITTEN.fullmatch(main) else None
        if number:
            return f"{number}-{extension}" if extension else number
    raise PhoneError


def main_and_extension(text: str) -> tuple[str, str]:
    """Cut a number as people write it into the number itself and its extension, often empty."""
    readings = _readings(_DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip())
    return next(((main, ext) for main, ext in readings if ext and _number(main)), (text, ""))


def typed_phone(text: str) -> str:
    """Return the one form of a number, typed with what it is and whose around it, or without.

    Raises PhoneError.
    """
    written = unicodedata.normalize("NFKC", text).strip()
    return canonical_phone(_WHOSE.sub("", _LABEL.sub("", written)))


def _readings(written: str) -> Iterator[tuple[str, str]]:
    """Yield (number, extension): the extension is marked, or what follows the last hyphen."""
    marked = _EXTENSION.search(written)
    if marked:
        yield written[: marked.start()], marked[1]
        return
    yield written, ""
    main, _, extension = written.rpartition("-")
    if re.fullmatch("[0-9]{1,6}", extension):
        yield main, extension


def _number(main: str) -> str | None:
    digits = re.sub("[^0-9]", "", main)
    if digits.startswith(_NEIGHBOURS) and (number := _parsed(f"+{digits}")):
        return number
    return _parsed(main)


def _parsed(main: str) -> str | None:
    try:
        parsed = phonenumbers.parse(main, REGION)
    except phonenumbers.NumberParseException:
        return None
    national = phonenumbers.national_significant_number(parsed)
    if parsed.country_code == HOME and _MOBILE.fullmatch(national):
        return national
    if not phonenumbers.is_valid_number(parsed):
        return None
    if parsed.country_code != HOME:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    area = phonenumbers.length_of_geographical_area_code(parsed)
    return f"0{national[:area]}-{national[area:]}" if area else national


def show_phone(phone: str) -> str:
    """Write a canonical number in groups: 138-0013-8000, 400-123-4567."""
    main, hyphen, extension = phone.partition("-")
    if _MOBILE.fullmatch(main):
        main = f"{main[:3]}-{main[3:7]}-{main[7:]}"
    elif _SERVICE.fullmatch(main):
        main = f"{main[:3]}-{main[3:6]}-{main[6:]}"
    return f"{main}{hyphen}{extension}"


def last_four(phone: str) -> str:
    """Return the last four digits of a canonical number without its extension; empty for none."""
    main = _MAIN.match(phone)
    return main[0][-4:] if main else ""


def typed_last_four(text: str) -> str:
    """Read the last four digits as people type them: alone, or in the whole number.

    A whole number is read as on the form; of anything else, the last digits before an extension.
    """
    try:
        return last_four(typed_phone(text))
    except PhoneError:
        main = _EXTENSION.sub("", unicodedata.normalize("NFKC", text).strip())
        return re.sub("[^0-9]", "", main)[-4:]
