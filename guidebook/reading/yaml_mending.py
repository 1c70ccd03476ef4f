"""Mends slips of YAML as their messages say, so that what else is wrong is told beside them."""

from __future__ import annotations

import re

from guidebook.reading.problems import Problem
from guidebook.reading.yaml_errors import (
    BLOCK_BEGUN,
    COLON_IN_PART,
    COLON_IN_TEXT,
    COLON_IN_VALUE,
    ESCAPE,
    KEY,
    LIST_MARK,
    LOST_INDENT,
    MISSING_COLON,
    MISSING_SPACE,
    NO_KEY,
    NO_LIST,
    NOT_ALIGNED,
    OPENED,
    SECOND,
    TO_QUOTE,
    UNCLOSED_BRACKET,
    UNCLOSED_QUOTE,
    UNDER_VALUE,
    WRONG_LIST_MARK,
    indent_of,
    is_item,
    lines_of,
)

_VALUE_IN_BRACKETS = re.compile(
    r"""([{\[,]\s*(?:[\w-]+: +)?)((?:[@`%*&!|>]|("|')[^"']*\3[^\s,:}\]])[^,{}\[\]]*)"""
)
_PLACE_AND_VALUE = re.compile(
    r"^(\s*+(?:- +)*+(?:[\w-]+: +)?+)(?!\{.*\}\s*$|\[.*\]\s*$)(\S.*?)\s*$"
)


def mended(source: str, problem: Problem) -> str | None:
    """Return a text with one slip mended as its problem says, None where that is not for sure.

    So that what else is wrong in a file is told at the same time.
    """
    lines = lines_of(source)
    line = lines[problem.line - 1]
    cause = problem.message.partition("：")[2]
    if cause == MISSING_SPACE:
        lines[problem.line - 1] = re.sub(r"^([^:：]*)[:：]\s*", r"\1: ", line)
    elif cause == LIST_MARK:
        text, indent = WRONG_LIST_MARK.sub("", line, count=1).lstrip(), indent_of(line)
        after = lines[problem.line] if problem.line < len(lines) else ""
        is_head = KEY.match(text) and not is_item(after) and indent_of(after) == indent > 1
        lines[problem.line - 1] = f"{' ' * (indent - 2 * bool(is_head))}- {text}"
    elif cause == MISSING_COLON:
        lines[problem.line - 1] = re.sub(r"^(\s*[a-z_]+)\s*[^\w\s]?\s*", r"\1: ", line)
    elif cause == LOST_INDENT:
        above, below = lines[problem.line - 2], lines[problem.line]
        is_in_item = is_item(above) and not is_item(line) and not above.rstrip().endswith(":")
        lines[problem.line - 1] = " " * (_column(above) if is_in_item else indent_of(below))
        lines[problem.line - 1] += line.lstrip()
    elif cause == UNDER_VALUE and indent_of(line) == indent_of("".join(lines[problem.line :][:1])):
        lines[problem.line - 2] = re.sub(r":\s.*", ":", lines[problem.line - 2])
    elif cause == UNDER_VALUE:
        lines[problem.line - 1] = " " * _column(lines[problem.line - 2]) + line.lstrip()
    elif aligned := _aligned(lines, problem.line, cause):
        lines[problem.line - 1] = aligned
    elif cause.endswith(COLON_IN_PART) and (part := COLON_IN_VALUE.search(line)):
        lines[problem.line - 1] = line.replace(part[1], f"'{part[1]}'", 1)
    elif cause == BLOCK_BEGUN and indent_of("".join(lines[problem.line :][:1])) > indent_of(line):
        return None
    elif cause == COLON_IN_TEXT or cause.endswith(TO_QUOTE):
        lines[problem.line - 1] = _PLACE_AND_VALUE.sub(_quoted, line)
        if lines[problem.line - 1] == line:
            lines[problem.line - 1] = _VALUE_IN_BRACKETS.sub(_quoted, line)
    elif cause == ESCAPE:
        lines[problem.line - 1] = line.replace("\\", "")
    elif cause in (NO_KEY, SECOND):
        lines[problem.line - 1] = ""
    elif cause == NO_LIST:
        lines[problem.line - 1] = line.lstrip("- ")
    elif cause in (UNCLOSED_QUOTE, UNCLOSED_BRACKET):
        lines[problem.line - 1] = _closed(line)
    better = "\n".join(lines)
    return better if better != "\n".join(lines_of(source)) else None


def _quoted(value: re.Match[str]) -> str:
    return value[1] + "'" + value[2].replace("'", "''") + "'"


def _column(line: str) -> int:
    """Return where the key of a line begins, behind a mark of a list."""
    return indent_of(line.replace("- ", "  ", 1) if is_item(line) else line)


def _aligned(lines: list[str], line: int, cause: str) -> str | None:
    """Return a line that stands a little beside its like above, in their column; else None."""
    here = lines[line - 1]
    is_like, place = (is_item, indent_of) if is_item(here) else (_is_key, _column)
    places = [place(text) for text in reversed(lines[: line - 1]) if is_like(text)]
    for far in (1, 2) if cause == NOT_ALIGNED else (1,):
        near = next((column for column in places if abs(column - indent_of(here)) == far), None)
        if near is not None and is_like(here):
            return " " * near + here.lstrip()
    return None


def _is_key(line: str) -> bool:
    return bool(KEY.match(line.replace("- ", "  ", 1)))


def _closed(line: str) -> str:
    """Close what a line opens and leaves open: a quote, brackets."""
    opened = OPENED.match(line)
    inner, ends = line.rstrip(), ""
    while inner.endswith(("}", "]")):
        inner, ends = inner[:-1], inner[-1] + ends
    quote = opened[1] if opened and opened[1] not in opened["rest"] else ""
    quote = quote or next((sign for sign in "\"'" if inner.count(sign) % 2), "")
    for opening, closing in ("{}", "[]"):
        ends += closing * max(0, line.count(opening) - line.count(closing))
    return inner + quote + ends
