"""Marks of Markdown on hand-written pages that come to nothing, or to what nobody meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from guidebook.reading.entries import Entry
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem

_ITEM = re.compile(r"(?:[-*+]|\d+[.)])\s+\S")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_FULL_WIDTH = re.compile(r"\s*＃+")
_TEMPLATE = re.compile(r"\{[{%:]")
_INDENTED = re.compile(r"(?: {4}|\t)\s*\S")


def lost_marks(read: Folder) -> Iterator[Problem]:
    """Yield every list, heading, fence and bold text of a page that would not be shown as one."""
    for entries in read.pages.values():
        fences = [entry for entry in entries if _FENCE.match(str(entry.value))]
        if len(fences) % 2:
            yield fences[-1].problem("“```”没有成对，后面的全会显示成代码：请删去")
        elif not fences:
            for block in _blocks(entries):
                yield from _faults_of_block(block)


def _blocks(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Yield the lines of a page that stand together, without an empty one between."""
    numbered = enumerate(entries)
    for _, block in groupby(numbered, lambda pair: pair[1].file.lines[()] - pair[0]):
        yield [entry for _, entry in block]


def _faults_of_block(block: Sequence[Entry]) -> Iterator[Problem]:
    first, *others = block
    if _INDENTED.match(str(first.value)) and not _ITEM.match(str(first.value).lstrip()):
        yield first.problem("行首的空格会让这一段显示成代码，请删去")
    is_text = not re.match(r"\s*(?:[-*+>#|]|\d+[.)])", str(first.value))
    items = [entry for entry in others if _ITEM.match(str(entry.value))]
    if is_text and items:
        yield items[0].problem("列表会和上一行连成一段：请在列表前面空一行")
    for entry in block:
        if _FULL_WIDTH.match(str(entry.value)):
            yield entry.problem("“＃”是全角的，不会成为标题：请改成半角的“#”，后面空一格")
        if found := _TEMPLATE.search(str(entry.value)):
            yield entry.problem(f"“{found[0]}”会照样显示出来：页面不认模板和属性，请删去")
    bold = [entry for entry in block if str(entry.value).count("**") % 2]
    if len(bold) % 2:
        yield bold[-1].problem("“**”没有成对，会照样显示出来：请补上或删去")
