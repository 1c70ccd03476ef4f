"""Numbers in a text that need a source: telephone and identity numbers, time limits, articles."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from guidebook.model.text import compared
from guidebook.model.writing import DASH, NOT_COUNTED

_DIGIT = re.compile(r"\d")
_PHONE = re.compile(
    r"(?<![\d.])(?:"
    rf"\+?86{DASH}?\d{{2,4}}{DASH}?\d{{4}}{DASH}?\d{{3,4}}"  # with the country's code
    r"|\+86[ -]?\d{2,}"
    rf"|\(?0\d{{2,3}}\)?{DASH}?\d{{3,4}}{DASH}?\d{{4}}"  # with an area code
    rf"|[48]00{DASH}?\d{{3}}{DASH}?\d{{4}}"
    rf"|1\d{{2}}{DASH}?\d{{4}}{DASH}?\d{{4}}"  # mobile
    rf"|\d{{4}}{DASH}(?!(?:19|20)\d\d(?!\d))\d{{4}}"
    r"|\d{7,}"
    r"|1[02]\d{3}|9[56]\d{3,4}|11[0-9]|12[0-9]"  # service numbers
    rf")(?!\d){NOT_COUNTED}"
)
_STANDARD = re.compile(
    r"(?<![A-Za-z])(?:(?:GB|GBJ|DB\d*|ISO|IEC|EN|JGJ|CJJ)(?:\s*/\s*[A-Z]+)?\s*\d+(?:\.\d+)*"
    r"|[A-Z]{2,3}(?:/[A-Z])?\s*\d+(?:\.\d+)*(?=\s*[-—–]\s*(?:19|20)\d\d))"
    r"(?:\s*[-—–]\s*\d{4})?(?!\d)"
)
"""Standards (GB/T 39554.1-2020), which are numbered like telephones."""
_DOCUMENT = re.compile(
    r"(?:编号|文号|代码|编码|证号|案号|单号|票号|账号|备案号|许可证|注册号|登记号|批准号|ICP备)"
    r"(?:是|为|[:：\s])*[A-Za-z-]*\d[\dA-Za-z-]*"
)
"""Numbers of documents, told by the word before them."""
_IDENTITY = re.compile(rf"(?<!\d)[1-9](?:{DASH}?\d){{16}}{DASH}?[\dXx](?!\d)")

_HAN = "[一二三四五六七八九十百两]+"
_DATE = re.compile(
    r"\d{4}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?|\d{1,2}\s*月\s*\d{1,2}\s*日"
)
LEAP_YEAR, MONTHS = 2024, 12
"""In whose year 29 February is a day where no year is written; and how many months there are."""
_DAY = re.compile(r"(?:(?<!\d)((?:19|20)\d\d)\s*年\s*)?(?<!\d)(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?")
_WRITTEN_DAY = re.compile(r"(?<![\d-])((?:19|20)\d\d)-(\d\d)-(\d\d)(?![\d-])")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d\d)(?![\d:])")
_COUNT = re.compile(f"\\d|{_HAN}")
_LIMIT = re.compile(
    r"(?<![\d.])\d+\s*(?:个\s*)?(?:工作日|日|天|小时|个月|年|星期|周(?!岁))"
    r"|(?<![\d.])\d+\s*个\s*(?:月|星期)"
    rf"|{_HAN}\s*个?\s*工作日"
    rf"|{_HAN}\s*个?\s*(?:日|天|小时|月|年|周)(?:以内|之内|内|之前|以前|前|之后|后)"
)
_PROMISE = re.compile(r"(?<!\d)(\d+)\s*个?\s*工作日内?(?:首次联系|答复|有人联系|联系)")
_ANSWERED_WITHIN = re.compile(
    r"(?<!\d)(\d+)\s*个?\s*(工作日|日|天|小时)(?:以内|之内|内)?(?:会|就|再|有人|给您)?"
    r"(?:首次联系|联系|答复|回复|回电|回话)"
)
_ARTICLE = re.compile(r"第[\d零〇一二三四五六七八九十百千]+条")
_STATUTORY = re.compile(r"法定[^。；，,;]{0,8}\d")


@cache
def _numbered(text: str) -> str:
    """Return a text as it is compared if there is a digit in it: in most texts is nothing to find.

    Not for what is written in Chinese: 三个工作日, 第二条.
    """
    plain = compared(text)
    return plain if _DIGIT.search(plain) else ""


def _among_numbers(pattern: re.Pattern[str], text: str) -> Iterable[re.Match[str]]:
    plain = _numbered(text)
    return pattern.finditer(plain) if plain else ()


def identity_number_in(text: str) -> str | None:
    """Return the first identity number of a text, also when it is written in groups."""
    found = _IDENTITY.search(_numbered(text))
    return found[0] if found else None


def telephones_in(text: str) -> Iterator[str]:
    """Yield what looks like a telephone number; short ones only where no count is meant."""
    plain = _numbered(text)
    if not plain:
        return
    for others in (_IDENTITY, _STANDARD, _DOCUMENT):
        plain = others.sub(" 〇 ", plain)
    for found in _PHONE.finditer(plain):
        yield found[0]


def digits_of(number: str) -> str:
    """Return a number without what groups it, so that numbers can be compared."""
    return re.sub(r"\D", "", compared(number))


def limit_in(text: str, promised: Collection[int]) -> str | None:
    """Return the first time limit of a text that is not one of our own promises.

    `promised` holds the working days of `form.yaml`, as in 「5 个工作日内答复」.
    """

    def leave_others(match: re.Match[str]) -> str:
        return " " if int(match[1]) in promised else match[0]

    plain = compared(text)
    if not _COUNT.search(plain):
        return None
    found = _LIMIT.search(_PROMISE.sub(leave_others, _DATE.sub(" ", plain)))
    return found[0] if found else None


def article_in(text: str) -> str | None:
    """Return the first article of a law that a text cites by number."""
    found = _ARTICLE.search(compared(text))
    return found[0] if found else None


def impossible_day_in(text: str) -> str | None:
    """Return the first month of a year, or day of a month, that no calendar has."""
    for found in (*_among_numbers(_DAY, text), *_among_numbers(_WRITTEN_DAY, text)):
        year, month, day = found.groups()
        if (year or day) and not _is_day(int(year or LEAP_YEAR), int(month), int(day or 1)):
            return found[0]
    return None


def impossible_time_in(text: str) -> str | None:
    """Return the first time of day in a text that no clock has."""
    times = _among_numbers(_CLOCK, text)
    return next((at[0] for at in times if int(at[1]) > 24 or int(at[2]) > 59), None)


def _is_day(year: int, month: int, day: int) -> bool:
    return 0 < month <= MONTHS and 0 < day <= monthrange(year, month)[1]


def other_promise_in(text: str, promised: Collection[int]) -> str | None:
    """Return the first time in which a text says that requests are answered, but `form.yaml` not.

    `promised` holds the working days of `form.yaml`.
    """
    for found in _among_numbers(_ANSWERED_WITHIN, text):
        if found[2] != "工作日" or int(found[1]) not in promised:
            return found[0]
    return None


def statutory_limit_in(text: str) -> str | None:
    """Return where a text calls a number of days statutory (法定)."""
    found = _STATUTORY.search(_numbered(text))
    return found[0] if found else None
