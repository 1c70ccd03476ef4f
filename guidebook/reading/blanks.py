"""Blanks that are none: tabs, signs of other scripts that look like blanks, signs nobody sees.

YAML's structure hangs on blanks, so each is told at its line, and the text is read on without it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from guidebook.reading.problems import Problem
from guidebook.reading.source_text import HIDDEN, hidden_characters

_TAB = "用了制表符（Tab），请换成空格，每级缩进两个空格"
_TAB_BEFORE = re.compile(r" *(?:- *)*\t")
_STRANGE = re.compile(r"[^\S \t\r\n]")
_STRANGE_INDENT = re.compile(r"[ \t]*([^\S \t\r])")
_STRANGE_AFTER_MARK = re.compile(r"\s*(?:- +)*(?:-|[\w-]+:)([^\S \t\r])")
_BEFORE_VALUE = re.compile(r"^[^\S\n]*(?:-[^\S\n]+)*(?:[\w-]+:[^\S\n]+)?", re.MULTILINE)
_BLANKS = {"\u3000": "全角空格", "\u00a0": "不换行空格"}


def wrong_characters(text: str, path: str) -> Iterator[Problem]:
    """Yield leading tabs and characters nobody can see: they change structure or meaning."""
    if "\t" not in text and not HIDDEN.search(text):
        return
    for line, content in enumerate(text.split("\n"), 1):
        if tab := _TAB_BEFORE.match(content):
            yield Problem(path, line, "", f"{'“-”后面' if tab[0].strip() else '行首'}{_TAB}")
        hidden = hidden_characters(content)
        if hidden:
            yield Problem(path, line, "", hidden)


def with_blanks(text: str) -> str:
    """Return a text with blanks where it has other signs for them, without what nobody sees."""

    def blank(match: re.Match[str]) -> str:
        behind_mark = re.sub(r"(?<=-)[^\S ]", " ", match[0].replace("\r", ""))
        return re.sub(r"[^\S ]", "  ", behind_mark)

    return HIDDEN.sub("", _BEFORE_VALUE.sub(blank, text))


def strange_blanks(
    lines: Sequence[str], text_blocks: Collection[int], path: str
) -> Iterator[Problem]:
    """Yield every blank that only looks like one, where the structure depends on blanks."""
    if not any(map(_STRANGE.search, lines)):
        return
    for n, line in enumerate(lines, 1):
        indent, after = _STRANGE_INDENT.match(line), _STRANGE_AFTER_MARK.match(line)
        found = indent or after
        if found and n not in text_blocks and line.strip():
            name = f"{_BLANKS.get(found[1], '特殊空格')}（U+{ord(found[1]):04X}）"
            where = "缩进用了" if indent else "“:”或“-”后面是"
            yield Problem(path, n, "", f"{where}{name}，请换成半角空格")


def is_strangely_indented(line: str) -> bool:
    """Tell whether the indentation of a line holds something other than blanks."""
    return _STRANGE_INDENT.match(line) is not None
