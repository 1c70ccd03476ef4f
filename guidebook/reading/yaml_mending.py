"""Mends slips of YAML as their messages say, so that what else is wrong is told beside them."""

from __future__ import annotations

import re

from guidebook.reading.problems import Problem
from guidebook.reading.yaml_errors import (
    COLON_IN_TEXT,
    ESCAPE,
    KEY,
    LIST_MARK,
    LOST_INDENT,
    MISSING_COLON,
    MISSING_SPACE,
    NO_KEY,
    NO_LIST,
    OPENED,
    SECOND,
    TO_QUOTE,
    UNCLOSED_BRACKET,
    UNCLOSED_QUOTE,
    WRONG_LIST_MARK,
    indent_of,
    is_item,
    lines_of,
)

_PLACE_AND_VALUE = re.compile(r"(\s*(?:- +)*(?:[\w-]+: +)?)(?!\{.*\}\s*$|\[.*\]\s*$)(\S.*?)\s*$")


def mended(text: str, problem: Problem) -> str | None:
    """Return a text with one slip mended as its problem says, None where that is not for sure.

    So that what else is wrong in a file is told at the same time.
    """
    lines = lines_of(text)
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
        lines[problem.line - 1] = re.sub(r"^(\s*[a-z_]+)\s", r"\1: ", line)
    elif cause == LOST_INDENT:
        lines[problem.line - 1] = " " * indent_of(lines[problem.line]) + line.lstrip()
    elif aligned := _aligned(lines, problem.line):
        lines[problem.line - 1] = aligned
    elif cause == COLON_IN_TEXT or cause.endswith(TO_QUOTE):
        lines[problem.line - 1] = _PLACE_AND_VALUE.sub(_quoted, line)
    elif cause == ESCAPE:
        lines[problem.line - 1] = line.replace("\\", "")
    elif cause in (NO_KEY, SECOND):
        lines[problem.line - 1] = ""
    elif cause == NO_LIST:
        lines[problem.line - 1] = line.lstrip("- ")
    elif cause in (UNCLOSED_QUOTE, UNCLOSED_BRACKET):
        lines[problem.line - 1] = _closed(line)
    return "\n".join(lines) if lines[problem.line - 1] != line else None


def _quoted(value: re.Match[str]) -> str:
    return value[1] + "'" + value[2].replace("'", "''") + "'"


def _aligned(lines: list[str], line: int) -> str | None:
    """Return a line that stands one column beside its like above, in their column; else None."""
    here = lines[line - 1]
    is_like = is_item if is_item(here) else KEY.match
    above = [text if is_item(here) else text.replace("- ", "  ", 1) for text in lines[: line - 1]]
    places = {indent_of(text) for text in above if is_like(text)}
    near = sorted(place for place in places if abs(place - indent_of(here)) == 1)
    return " " * near[-1] + here.lstrip() if near and is_like(here) else None


def _closed(line: str) -> str:
    """Close what a line opens and leaves open: a quote, brackets."""
    opened = OPENED.match(line)
    inner, ends = line.rstrip(), ""
    while inner.endswith(("}", "]")):
        inner, ends = inner[:-1], inner[-1] + ends
    quote = opened[1] if opened and opened[1] not in opened["rest"] else ""
    quote = quote or ('"' if inner.count('"') % 2 else "")
    for opening, closing in ("{}", "[]"):
        ends += closing * max(0, line.count(opening) - line.count(closing))
    return inner + quote + ends
