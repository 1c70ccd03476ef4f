"""The text of a source as people saved it: its encoding, signs nobody sees, merges left undone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guidebook.reading.problems import Problem

MAX_BYTES = 1_000_000
"""No content file is near this; a larger one is a mistake, and would only slow the checks."""

HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u3164\uffa0\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
"""Control characters, line breaks only YAML knows, marks of direction, and spaces of no width."""

_KINDS_OF_BYTES = (
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"%PDF", "PDF 文件"),
    (b"PK\x03\x04", "Word、Excel 或压缩文件"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 或 Excel 文件"),
)
"""What files begin with that are no texts, whatever they are called."""

_MARKS = ("<" * 7, "|" * 7, "=" * 7, ">" * 7)
_CONFLICT = re.compile(rf"\s*({'|'.join(map(re.escape, _MARKS))})(?:\s|$)")
"""What git writes around the two versions of a place that it could not merge."""


def decode(data: bytes, path: str) -> str | Problem:
    """Return the text of a file, or why it cannot be read at all."""
    if len(data) > MAX_BYTES:
        return Problem(path, 1, "", "文件超过 1 MB，请拆分或检查是否放错了文件")
    for beginning, kind in _KINDS_OF_BYTES:
        if data.startswith(beginning):
            return Problem(path, 1, "", f"这是 {kind}，不是文字：请移走，或检查是否放错了文件")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Problem(path, line, "", "文件不是 UTF-8 编码，请在编辑器里另存为 UTF-8")
    if not text.strip():
        return Problem(path, 1, "", "文件是空的，请填写内容，或删去这个文件")
    return text


def conflicts(text: str, path: str) -> Iterator[Problem]:
    """Yield every conflict of a merge, from its first mark to its last, and marks left alone."""
    if not any(mark in text for mark in _MARKS):
        return
    begun: list[int] = []
    for line, content in enumerate(text.split("\n"), 1):
        mark = _CONFLICT.match(content)
        if mark is None:
            continue
        if mark[1][0] == "<" and begun:
            yield from _left_over(begun, path)
            begun = []
        begun.append(line)
        if mark[1][0] == ">" and len(begun) > 2:
            marks = "三" if len(begun) == 3 else "四"
            message = (
                f"合并冲突没有处理完：第 {begun[0]}–{line} 行，两种写法选一种，删去{marks}行标记"
            )
            yield Problem(path, begun[0], "", message)
            begun = []
    yield from _left_over(begun, path)


def _left_over(lines: list[int], path: str) -> Iterator[Problem]:
    for line in lines:
        yield Problem(path, line, "", "合并冲突的标记没有删完，请删去这一行")


def hidden_characters(text: str) -> str | None:
    """Say which characters of a text nobody can see, None if there are none."""
    if not HIDDEN.search(text):
        return None
    names = sorted({f"U+{ord(character):04X}" for character in HIDDEN.findall(text)})
    return f"有看不见的控制字符（{'、'.join(names)}），请删去"
