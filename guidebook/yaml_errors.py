"""What the YAML parser could not read, in words of the people who wrote it, at the line to mend."""

from __future__ import annotations

import re

import yaml

from guidebook.problems import Problem

_MISSING_SPACE = "键后面要写“: ”（半角冒号加空格）"

_CAUSES = (
    ("too deep", "层次太深，请减少嵌套"),
    (
        "mapping values are not allowed",
        "这里不该有冒号；可能是缩进没有对齐，或文字里有“: ”（请给整段文字加引号）",
    ),
    ("could not find expected ':'", f"缺少冒号；{_MISSING_SPACE}"),
    (
        "did not find expected key",
        "缩进没有对齐，或引号、括号后面还有文字（文字以引号、括号或链接开头时，请给整段加引号）",
    ),
    (
        "did not find expected '-' indicator",
        "缩进没有对齐；同一列表的“- ”要在同一列，同一项里的键也要在同一列",
    ),
    ("did not find expected ','", "括号没有成对，或各项之间不是半角逗号“,”"),
    ("found unexpected ':'", "括号里的冒号后面要空一格；文字里有冒号时请加引号"),
    ("expected comment or line break", "“|”和“>”后面要另起一行"),
    ("expected alphabetic or numeric character", "文字以 & 或 * 开头时请加引号"),
    ("while scanning a tag", "文字以 ! 开头时请加引号"),
    ("did not find expected node content", "文字以 ,、] 或 } 开头时请加引号"),
    ("found unexpected end of stream", "从这里开始的引号没有成对"),
    ("escape", "双引号里的 \\ 有特殊意思，请改用单引号"),
    ("hexdecimal", "双引号里的 \\ 有特殊意思，请改用单引号"),
    ("cannot start any token", "值不能以 @、`、% 或制表符开头，请加引号"),
    ("block sequence entries are not allowed", "“- ”不能写在这里，列表要另起一行"),
    ("but found another document", "一个文件只能有一份内容，请删去“---”"),
    ("YAML document", "请删去以 % 开头的行"),
    ("directive", "请删去以 % 开头的行"),
)
"""Part of the parser's words → what the editor should do."""

_MARKED_WHERE_IT_BEGINS = (
    "could not find expected ':'",
    "found unexpected end of stream",
    "did not find expected ','",
)
"""The parser notices these late: the line to mend is where the key, quote or bracket began."""

_KEY_WITHOUT_SPACE = re.compile(r"\s*(?:- +)?[a-z_]+(?:：|:(?=[^\s/]))")


def yaml_problem(error: yaml.YAMLError, text: str, path: str) -> Problem:
    """Turn the parser's error about the text of a file into a problem at the line to mend."""
    words = f"{getattr(error, 'context', None)} {getattr(error, 'problem', None) or error}"
    cause = next((cause for sign, cause in _CAUSES if sign in words), "请检查缩进、冒号和引号")
    line = _line(error, words)
    lines = text.splitlines()
    for near in (line, _line_before(line, lines)):
        if near <= len(lines) and _KEY_WITHOUT_SPACE.match(lines[near - 1]):
            line, cause = near, _MISSING_SPACE
    return Problem(path, min(line, len(lines)), "", f"YAML 写法有误：{cause}")


def _line(error: yaml.YAMLError, words: str) -> int:
    mark = getattr(error, "problem_mark", None)
    if any(sign in words for sign in _MARKED_WHERE_IT_BEGINS):
        mark = getattr(error, "context_mark", None) or mark
    return mark.line + 1 if mark else 1


def _line_before(line: int, lines: list[str]) -> int:
    """Return the nearest line before that holds more than a comment."""
    earlier = range(min(line, len(lines) + 1) - 1, 0, -1)
    return next((n for n in earlier if lines[n - 1].split("#")[0].strip()), line)
