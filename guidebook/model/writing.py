"""How days and telephone numbers are written: the filters `day` and `tel` of guide and intake.

They stand with the model since both packages may import it, and write what its fields hold.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from guidebook.model.phones import main_and_extension

_WEEKDAYS = "一二三四五六日"

DASH = "[ ‐‑‒–—-]"
NOT_COUNTED = (
    r"(?!\s*(?:[号弄家个项座幢万亿平人天年月日米元分条页款字名位件次份户间层周期小时秒度吨千%℃㎡]|k|m)"
    rf"|{DASH}*[~至到]?\s*\d)"
)
"""A pattern for the end of a telephone number: no unit follows, as after a house number or a count,
and no end of a range."""


def day_in_words(day: date, weekday: bool = True) -> str:
    """Write a day as people do: 2026年2月27日（周五）."""
    words = f"{day.year}年{day.month}月{day.day}日"
    return f"{words}（周{_WEEKDAYS[day.weekday()]}）" if weekday else words


def tel_address(phone: str) -> str:
    """Write the address by which a telephone calls a number: tel:02150001234, with its extension.

    A comma is a pause before the extension is dialled.
    """
    main, extension = main_and_extension(phone)
    digits = re.sub(r"[^\d+]", "", unicodedata.normalize("NFKC", main))
    return f"tel:{digits},{extension}" if extension else f"tel:{digits}"


def unparted(text: str) -> str:
    """Return a text whose numbers stay on the line of what they count: 5 个工作日."""
    return re.sub(r"(?<=\d) (?=[一-鿿])", "\u00a0", text)
