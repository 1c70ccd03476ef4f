"""What the YAML parser could not read, in words of the people who wrote it, at the line to mend."""

from __future__ import annotations

import re

import yaml

from guidebook.reading.problems import Problem

MISSING_SPACE = "键后面要写“: ”（半角冒号加空格）"
MISSING_COLON = f"缺少冒号；{MISSING_SPACE}"
_COLON = "这里不该有冒号；可能是缩进没有对齐，或文字里有“: ”（请给整段文字加引号）"
COLON_IN_TEXT = "文字里有“: ”，会当作键：请给整段文字加引号，或换成全角冒号"
UNDER_VALUE = "缩进没有对齐：上一行冒号后面已有内容，下面不能再缩进；是它下面的键，就删去那内容"
COLON_IN_PART = "里有“: ”，会当作键：请给这一段加引号，或换成全角冒号"
NO_KEY = "这一行没有键；是上一行的文字，就多缩进两格，不要的就删去"

NOT_ALIGNED = "缩进没有对齐；同一列表的“- ”要在同一列，同一项里的键也要在同一列"
LIST_MARK = "列表每行以“- ”开头（半角减号，再空一格）"
NO_LIST = "这里不是列表，请删去行首的“- ”；是上面一项的列表，就缩进两格"
UNCLOSED_QUOTE = "从这里开始的引号没有成对"
UNCLOSED_BRACKET = "括号没有成对，或各项之间不是半角逗号“,”"
LOST_INDENT = "这一行少了缩进，应与上下行对齐"
BLOCK_BEGUN = "“|”和“>”后面要另起一行；文字以它们开头时请加引号"
_BLOCK = "“|”和“>”下面的文字要比上一行多缩进两格"
_COLON_AT_END = "文字以半角冒号结尾，会当作键：请换成全角冒号，或给整段文字加引号"
_TEXT_BEHIND = "引号、括号后面还有文字：请给整段文字加引号"
TO_QUOTE = "加引号"
"""How every cause ends that quotes around the whole text would mend."""
ESCAPE = "双引号里的 \\ 有特殊意思，请改用单引号"
SECOND = "一个文件只能有一份内容，请删去“---”"
_MARKUP = "Markdown 的记号（**、![…]）会照样显示出来，请删去"

_CAUSES = (
    ("too deep", "层次太深，请减少嵌套"),
    ("mapping values are not allowed", _COLON),
    ("could not find expected ':'", MISSING_COLON),
    (
        "did not find expected key",
        "缩进没有对齐，或引号、括号后面还有文字（文字以引号、括号或链接开头时，请给整段加引号）",
    ),
    ("did not find expected '-' indicator", NOT_ALIGNED),
    ("did not find expected ','", UNCLOSED_BRACKET),
    ("found unexpected ':'", "括号里的冒号后面要空一格；文字里有冒号时请加引号"),
    ("expected comment or line break", BLOCK_BEGUN),
    ("expected alphabetic or numeric character", "文字以 & 或 * 开头时请加引号"),
    ("while scanning a tag", "文字以 ! 开头时请加引号"),
    ("did not find expected node content", "文字以 ,、] 或 } 开头时请加引号"),
    ("found unexpected end of stream", UNCLOSED_QUOTE),
    ("escape", ESCAPE),
    ("hexdecimal", ESCAPE),
    ("cannot start any token", "值不能以 @、`、% 或制表符开头，请加引号"),
    ("mapping keys are not allowed", "文字以 ? 开头时请加引号"),
    ("block sequence entries are not allowed", "“- ”不能写在这里，列表要另起一行"),
    ("but found another document", SECOND),
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

_FOLLOWS_FROM_QUOTE = ("did not find expected key", "did not find expected '-'", "escape")
"""What the parser says where a quote that was never closed has found its end in a later one."""

_EXPECTED = re.compile("did not find expected (?:key|'-')")

_FOLLOWS_FROM_INDENT = ("mapping values are not allowed", "did not find expected key")
"""What the parser says of the line after one that lost its indentation."""

WRONG_LIST_MARK = re.compile(
    r"\s*(?:-(?=[^\s\d-])|[•●▪◆·*－]|[—–](?![—–])|\d{1,2}[.、．)]|[一二三四五六七八九十]{1,2}、)\s*"
)
"""What word processors and people put before the items of a list."""
OPENED = re.compile(r"""\s*(?:- +)*(?:[\w-]+: +)?(["'])(?P<rest>.*)""")
"""A line whose value begins with a quote."""

_TEXT_BEHIND_QUOTE = re.compile(
    r"""\s*(?:- +)*(?:[\w-]+: +)?("[^"]*"|'[^']*'|\[[^\[\]]*\]|\{[^{}]*\})\s*[^\s#:,\]}]"""
)
"""A line whose value goes on behind the quotes or brackets that it began with."""

_TEXT_BEHIND_PART = re.compile(r"""[{\[,]\s*(?:[\w-]+: +)?("[^"]*"|'[^']*')\s*[^\s,:}\]]""")
"""Inside brackets, a text that goes on behind the quotes that it began with."""

COLON_IN_VALUE = re.compile(
    r"[{,]\s*[\w-]+: +([^\s,{}\[\]\"'][^,，、；{}\[\]\"']*?[^\x00-\x7f]: [^,{}\[\]]*)"
)
"""Inside braces, a text that holds what ends a key."""

KEY = re.compile(r"\s*[a-z_]+:(?:\s|$)")
_VALUE_WITH_COLON = re.compile(r"(\s*(?:- +)*[a-z_]+: +)([^\s\"'{\[|>&*!].*: .*)")
_KEY_BEFORE = re.compile(r"\s*(?:- +)*[a-z_]+(?=:)")
_KEY_WITHOUT_SPACE = re.compile(r"\s*(?:- +)?[a-z_]+(?:：|:(?=[^\s/]))")


def lines_of(text: str) -> list[str]:
    """Cut a text at what YAML takes for line breaks, so that the parser's lines are ours."""
    return re.split("\r\n|[\n\r\x85\u2028\u2029]", text)


def yaml_problem(error: yaml.YAMLError, text: str, path: str) -> Problem:
    """Turn the parser's error about the text of a file into a problem at the line to mend."""
    words = f"{getattr(error, 'context', None)} {getattr(error, 'problem', None) or error}"
    cause = next((cause for sign, cause in _CAUSES if sign in words), "请检查缩进、冒号和引号")
    line, column = _line(error, words), getattr(getattr(error, "problem_mark", None), "column", 0)
    lines = lines_of(text)
    for near in (line, _line_before(line, lines)):
        if near <= len(lines) and _KEY_WITHOUT_SPACE.match(lines[near - 1]):
            line, cause = near, MISSING_SPACE
        elif near <= len(lines) and _starts_with_markup(lines[near - 1]):
            line, cause = near, _MARKUP
        elif near <= len(lines) and WRONG_LIST_MARK.match(lines[near - 1]):
            line, cause = near, LIST_MARK
    if lost := _without_mark(lines, line):
        line, cause = lost, LIST_MARK
    elif keyless := _without_colon(lines, line, cause):
        line, cause = keyless
    elif line <= len(lines) and _is_key_with_mark(lines, line):
        cause = NO_LIST
    opened = _unclosed_quote(lines[: line - 1])
    if opened and any(sign in words for sign in _FOLLOWS_FROM_QUOTE):
        line, cause = opened, UNCLOSED_QUOTE
    elif _under_a_block(lines, line):
        cause = _BLOCK
    elif _EXPECTED.search(words) and _TEXT_BEHIND_QUOTE.match(lines[line - 1]):
        cause = _TEXT_BEHIND
    elif any(sign in words for sign in _FOLLOWS_FROM_INDENT) and _lost_indent(lines, line):
        line, cause = line - 1, LOST_INDENT
    elif cause == _COLON and (key := _KEY_BEFORE.match(lines[line - 1])) and key.end() == column:
        cause = NOT_ALIGNED if is_item(lines[line - 1]) else UNDER_VALUE
    elif cause == _COLON and _VALUE_WITH_COLON.match(lines[line - 1]):
        cause = COLON_IN_TEXT
    elif cause == _COLON and re.match(r"\s*(?:- +)*[a-z_]+: +\S.*:\s*$", lines[line - 1]):
        cause = _COLON_AT_END
    elif in_brackets := _cause_in_brackets(lines[line - 1 : line], words):
        cause = in_brackets
    elif "did not find expected key" in words and is_item(lines[line - 1]) and cause != NO_LIST:
        cause = NOT_ALIGNED
    return Problem(path, min(line, len(lines)), "", f"YAML 写法有误：{cause}")


def _cause_in_brackets(lines: list[str], words: str) -> str | None:
    """Say what ended the brackets of a line too soon or too late, None where that is not clear."""
    line = "".join(lines)
    if any(line.count(end) > line.count(begin) for begin, end in ("{}", "[]")):
        return "这一行收尾的括号比开头的多，请删去多的"
    if re.search(r",\s*,", re.sub(r"^[^\[{]*", "", line)):
        return "多了一个逗号，请删去"
    if "did not find expected ','" not in words:
        return None
    if _TEXT_BEHIND_PART.search(line):
        return _TEXT_BEHIND
    if line.count('"') % 2:
        return UNCLOSED_QUOTE
    if "](" in line:
        return "列表里的文字有链接，请给这一整段文字加引号"
    inner = COLON_IN_VALUE.search(line)
    return f"“{inner[1]}”{COLON_IN_PART}" if inner else None


def _under_a_block(lines: list[str], line: int) -> bool:
    """Tell whether a line should belong to the text that `|` begins above it, and does not."""
    above, here = lines[line - 2] if line > 1 else "", lines[line - 1] if line <= len(lines) else ""
    begins = re.match(r"(\s*)(?:- +)?[\w-]+: +[|>][+-]?\s*$", above)
    return bool(begins and indent_of(here) <= len(begins[1]))


def is_item(line: str) -> bool:
    """Tell whether a line begins an item of a list."""
    return line.lstrip().startswith("- ")


def indent_of(line: str) -> int:
    """Return how many blanks a line begins with."""
    return len(line) - len(line.lstrip())


def _without_mark(lines: list[str], line: int) -> int | None:
    """Return the line of an item of a list that stands without its `- `, at or before a line."""
    if not 1 < line <= len(lines):
        return None
    here, indent = lines[line - 1], indent_of(lines[line - 1])
    above = range(line - 1, 0, -1)
    if not is_item(here):
        beside = next((n for n in above if indent_of(lines[n - 1]) <= indent), line)
        first, key = (KEY.match(lines[n - 1].replace("- ", "", 1)) for n in (beside, line))
        is_lost = is_item(lines[beside - 1]) and indent_of(lines[beside - 1]) == indent
        is_lost = is_lost and not (first and key and first[0].strip() != key[0].strip())
        return line if is_lost and (indent or not re.match(r"[a-z_]+\b", here)) else None
    head = next((n for n in above if indent_of(lines[n - 1]) < indent), None)
    if head and not lines[head - 1].rstrip().endswith(":"):
        return None
    return head + 1 if head and head + 1 < line and not is_item(lines[head]) else None


def _without_colon(lines: list[str], line: int, cause: str) -> tuple[int, str] | None:
    """Return the line that holds no key at all, or one without its colon, and which of the two."""
    above = _line_before(line, lines)
    for n in {MISSING_COLON: (line, above), _COLON: (above,)}.get(cause, ()):
        if re.match(r"\s*[a-z_]+(?: +[^\s:：]+)?\s*$", lines[n - 1]):
            return n, MISSING_COLON
    has_key = re.match(r"\s*[a-z_]", lines[line - 1]) if line <= len(lines) else True
    return None if has_key or cause != MISSING_COLON else (line, NO_KEY)


def _is_key_with_mark(lines: list[str], line: int) -> bool:
    """Tell whether a key of the file itself stands behind a mark of a list."""
    above = (lines[n - 1] for n in range(line - 1, 0, -1))
    beside = next((text for text in above if text.strip() and not indent_of(text)), "")
    return bool(KEY.match(beside) and re.match(r"- [a-z_]+:", lines[line - 1]))


def _starts_with_markup(line: str) -> bool:
    """Tell whether a value begins with a sign of Markdown that YAML has another use for."""
    return bool(re.match(r"\s*(?:- +)?(?:[\w-]+: +)?(?:\*\*|!\[)", line))


def _lost_indent(lines: list[str], line: int) -> bool:
    """Tell whether the line before stands further left than its neighbours, which belong to it."""
    if not 3 <= line <= len(lines):
        return False
    first, lost, last = map(indent_of, lines[line - 3 : line])
    heads_a_group = lines[line - 3].rstrip().endswith(":") and first <= lost <= first + 1
    return lost < last and (first == last or heads_a_group)


def _unclosed_quote(lines: list[str]) -> int | None:
    """Return the last line that opens a quote and does not close it."""
    for n in range(len(lines), 0, -1):
        opened = OPENED.match(lines[n - 1])
        if opened and opened[1] not in opened["rest"]:
            return n
    return None


def _line(error: yaml.YAMLError, words: str) -> int:
    mark = getattr(error, "problem_mark", None)
    if any(sign in words for sign in _MARKED_WHERE_IT_BEGINS):
        mark = getattr(error, "context_mark", None) or mark
    return mark.line + 1 if mark else 1


def _line_before(line: int, lines: list[str]) -> int:
    """Return the nearest line before that holds more than a comment."""
    earlier = range(min(line, len(lines) + 1) - 1, 0, -1)
    return next((n for n in earlier if lines[n - 1].split("#")[0].strip()), line)
