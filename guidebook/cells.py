"""Cells of a spreadsheet's CSV: text stays text, whatever a spreadsheet would make of it.

A spreadsheet computes what begins like a formula (OWASP, CSV Injection), rounds 18 digits to
9.14E+17 and takes 12E45678 for a number (LibreOffice 7.4, measured). An apostrophe in front tells
it not to. Who opens the file by another separator cuts cells in two, and computes what stands first
then (LibreOffice too): so one stands behind a separator or a line break as well. Taking away the
one in front, and one before each formula behind a separator, gives the exact value again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

GUARD = "'"

UNSEEN = (
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc"
    "\U000e0000-\U000e0fff]*"
)
"""Blanks and what nobody sees: programs drop some of it (LibreOffice NUL, measured)."""
_UNSEEN_BEFORE = re.compile(UNSEEN)
_INNER_FORMULA = re.compile(rf"([;,|\t\n\r]{UNSEEN})(?={GUARD}*[=＝﹦⁼₌+＋﹢⁺₊\-－﹣@＠﹫])")
_FORMULA = ("=", "+", "-", "@", GUARD)
_DIGIT = re.compile("[0-9]")
_NUMBER_OR_DATE = re.compile(
    r"[0-9\s.,:;/%()¥$€£年月日时分秒+\-]+(e[+\-]?[0-9]+)?"
    r"|[0-9]{0,4}[\s\-/.,]*(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\s\-/.,0-9]*"
)
_CODE = re.compile(r"0[0-9]+|[0-9]{12,}|[0-9]+[eE][0-9]+")
"""What loses its zeros in front, is rounded, or is a power of ten to a spreadsheet."""
_TRUTH = ("true", "false")
_OF_DATES = "年月日时分秒"


def guard(text: str) -> str:
    """Return a cell's text so that no spreadsheet computes, rounds or dates it."""
    within = _INNER_FORMULA.sub(rf"\1{GUARD}", text)
    if within == text and _is_plain(text):
        return text
    is_guarded = within != text or _is_formula(text) or _is_number(text)
    return GUARD + within if is_guarded else text


def guard_formula(text: str) -> str:
    """Return a cell's text so that no spreadsheet computes it, or cuts a code.

    Numbers and dates stay plain.
    """
    within = _INNER_FORMULA.sub(rf"\1{GUARD}", text)
    if within == text and _is_plain(text):
        return text
    is_guarded = within != text or _is_formula(text) or _CODE.fullmatch(text)
    return GUARD + within if is_guarded else text


def csv_line(cells: Iterable[str]) -> str:
    """Write cells as a line of CSV: all quoted, ended by CRLF."""
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n"


def _is_plain(text: str) -> bool:
    """Tell of most cells at once that they need no guard: empty, or beginning in Chinese."""
    return not text or ("一" <= text[0] <= "鿿" and text[0] not in _OF_DATES)


def _is_formula(text: str) -> bool:
    """Tell whether a text begins like a formula, also in full width and behind any blanks."""
    if text[:1] in ("\t", "\r", "\n"):
        return True
    return _UNSEEN_BEFORE.sub("", unicodedata.normalize("NFKC", text), count=1).startswith(_FORMULA)


def _is_number(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    return plain in _TRUTH or bool(_DIGIT.search(plain) and _NUMBER_OR_DATE.fullmatch(plain))
