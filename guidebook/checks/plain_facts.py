"""Values that are no facts: words for nothing, markup, quotes, numbers in odd shapes, doubles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guidebook.model import UNANNOUNCED
from guidebook.reading.entries import Entry
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem, shorten

LONGEST_NAME, LONGEST_ENGLISH_NAME = 60, 120
"""Characters: longer ones break lists, posters and the tabs of a browser."""

_NOTHING = re.compile(
    r"(?:null|nil|none|n/?a|~|-+|—+|/|\.+|…+|无|暂无|没有|空|不详|未知|未定|待定|同上|略|不适用"
    r"|待公布)[\s。．.!！;；]*",
    re.IGNORECASE,
)
"""What people write where they know nothing; the whole of a text."""

_QUOTED = re.compile(r"“[^“”]*”|‘[^‘’]*’|「[^「」]*」|『[^『』]*』|＂[^＂]*＂|\"[^\"]*\"|'[^']*'")

_MARKUP = re.compile(
    r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-z]+|#\d+);|\*\*[^*]+\*\*|__[^_]+__|`[^`]+`"
    r"|^#{1,6} |^[>*+] |^\|.*\|$|\\[nrt]",
    re.MULTILINE,
)
"""HTML and Markdown, which would be shown letter for letter."""
_IMAGE = re.compile(r"!\[[^\]]*\]")

_NUMBER = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")


def words_for_nothing(read: Folder) -> Iterator[Problem]:
    """Yield every text that says that there is nothing to say: it would be shown as a fact."""
    for entry in read.texts:
        is_unannounced = entry.text.strip() == str(UNANNOUNCED)
        if is_unannounced and entry.keys == ("name",):
            yield entry.problem(f"名称不能写“{UNANNOUNCED}”，请写出名称")
        elif is_unannounced or entry.keys[-1] == "choices":
            continue
        elif _NOTHING.fullmatch(entry.text.strip()):
            yield entry.problem(
                f"{shorten(entry.text)}会当作内容显示：不知道的必填项写“{UNANNOUNCED}”三个字，"
                "选填项整行删去；确实没有的写成一句话，如“不收费”"
            )


def quoted_values(read: Folder) -> Iterator[Problem]:
    """Yield every text that stands in quotes as a whole: they would be shown."""
    for entry in read.texts:
        if _QUOTED.fullmatch(entry.text.strip()):
            yield entry.problem(f"{shorten(entry.text)}：引号会一起显示，请删去")


def markup(read: Folder) -> Iterator[Problem]:
    """Yield every text with HTML or Markdown, which is shown letter for letter."""
    for entry in read.texts:
        found = _MARKUP.search(entry.text) or _IMAGE.search(entry.value)
        if found:
            yield entry.problem(
                f"{shorten(found[0])}会照样显示出来，请删去；"
                "文字里只能写链接：[文字](/services/编号/)"
            )


def long_names(read: Folder) -> Iterator[Problem]:
    """Yield every name that is a whole text."""
    for entry in read.texts:
        if entry.keys[-1] in ("name", "aliases", "former_names", "keywords"):
            most = LONGEST_ENGLISH_NAME if entry.location[-1] == "en" else LONGEST_NAME
            if len(entry.text) > most:
                yield entry.problem(f"有 {len(entry.text)} 个字，名称最多 {most} 个字，请缩短")


def odd_numbers(read: Folder) -> Iterator[Problem]:
    """Yield every number that was typed in a shape that reading it would change: 010, 1_000, -1."""
    for entries in read.entries.values():
        for entry in entries:
            if isinstance(entry.value, int | float) and not isinstance(entry.value, bool):
                typed = (entry.file.typed(entry.location) or str(entry.value)).strip()
                if not _NUMBER.fullmatch(typed):
                    yield entry.problem(f"应为数字，如 {abs(entry.value)}，现在是{shorten(typed)}")


def repeated_items(read: Folder) -> Iterator[Problem]:
    """Yield every item that a list holds twice; names and questions have rules of their own."""
    for entries in read.entries.values():
        seen: dict[tuple[object, ...], Entry] = {}
        for entry in entries:
            place = _list_of(entry)
            if place is None or entry.keys[-1] in ("aliases", "former_names", "asked_as"):
                continue
            first = seen.setdefault((*place, str(entry.value).strip()), entry)
            if first is not entry:
                line = entry.file.line_of(first.location)
                message = f"{shorten(entry.value)}在这个列表里写了两次，第一次在第 {line} 行"
                yield entry.problem(f"{message}，请删去一处")


def _list_of(entry: Entry) -> tuple[object, ...] | None:
    """Return the place of the list that a value is an item of, None if of none."""
    location = entry.location[:-1] if entry.location[-1] == "zh" else entry.location
    return location[:-1] if isinstance(location[-1], int) else None
