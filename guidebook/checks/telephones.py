"""Telephone numbers of contacts: one each, such as a telephone can dial."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from guidebook.model import Site
from guidebook.model.phones import PhoneError, canonical_phone
from guidebook.reading.entries import Entry
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem, shorten

_SERVICE = re.compile(r"1[012]\d{1,3}|9[56]\d{3,4}")
"""Numbers of public services, which have no area code."""

_EXAMPLE = "如 021-5000 1234，分机写成 021-5000 1234 转 801"


def odd_telephones(read: Folder) -> Iterator[Problem]:
    """Yield every telephone number that a telephone cannot dial as it is written."""
    site = read.single(Site)
    public = site.public_digits if site else ()
    for entries in read.entries.values():
        for entry in entries:
            if entry.keys[-1] == "phone" and not _can_be_dialled(entry.value, public):
                yield entry.problem(f"{shorten(entry.value)}{_remedy(entry)}")


def _can_be_dialled(number: str, public: tuple[str, ...]) -> bool:
    if number in public or _SERVICE.fullmatch(number):
        return True
    try:
        return bool(canonical_phone(number)) and not _lacks_zero(number)
    except PhoneError:
        return False


def _lacks_zero(number: str) -> bool:
    """Tell whether an area code has lost its first 0, as in spreadsheets: people call nobody."""
    typed = re.sub(r"\D", "", unicodedata.normalize("NFKC", number))
    try:
        return canonical_phone(number).startswith("0") and not typed.startswith(("0", "86"))
    except PhoneError:
        return False


def _remedy(entry: Entry) -> str:
    """Say what is wrong with a number that cannot be dialled, and how it is written."""
    number = unicodedata.normalize("NFKC", entry.value).strip()
    if number == "待公布":
        return "：不知道号码，就删去 phone 这一项，或整个 contact 写成“待公布”"
    if re.fullmatch(r"[\d.]+[Ee]\+?\d+", number):
        return "是 Excel 改写过的号码，后几位已经丢了：请把那一格设成文本，再抄完整的号码"
    if _lacks_zero(number):
        return f"的区号前少了 0，{_EXAMPLE}"
    if _holds_several(number):
        return _one_each(entry)
    if re.search(r"\d[OoIl]|[OoIl]\d", number):
        return "里有字母 O、I 或 l，应是数字 0 或 1，请照号码重写"
    if re.fullmatch(r"\d{3,4}[ -]?\d{4}", number):
        return f"缺少区号，{_EXAMPLE}"
    if re.search(r"[^\d\s()+.\-]", number) and re.search(r"\d{7}", re.sub(r"\D", "", number)):
        return f"里不只是号码：phone 只写一个号码，{_EXAMPLE}；说明写进 label，时间写进 hours"
    return f"不是拨得通的号码，请核对位数和区号，{_EXAMPLE}；没有号码就删去 phone 这一项"


def _holds_several(number: str) -> bool:
    """Tell whether a text holds a whole number and at least the end of a second one."""
    parts = [re.sub(r"\D", "", part) for part in re.split(r"[;,、/]|\s+或|\s(?=[\d(+])", number)]
    return any(len(part) > 9 for part in parts) and sum(len(part) > 2 for part in parts) > 1


def _one_each(entry: Entry) -> str:
    """Say that one place takes one number, and where a second one goes."""
    if isinstance(entry.location[-2], int):
        label = "{label: 称谓, phone: 号码}"
        return f"里不止一个号码：每个号码写一条 contact，各占一行，如 - {label}"
    return "里不止一个号码：这里只能写一个号码，请留最该打的那一个"
