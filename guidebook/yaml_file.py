"""One YAML file as an editor typed it: every scalar a text, every value with its line.

`yaml.safe_load` would turn 0571 into 377, 9:30 into 570 and `no` into False, and keep the last of
two equal keys without a word. Here the parser only finds the structure; the model converts the values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from guidebook.problems import Location, Problem, key_name

MAX_BYTES = 1_000_000
"""No content file is near this; a larger one is a mistake, and would only slow the checks."""

MAX_DEPTH = 40
"""Levels of nesting; the model itself needs fewer than ten."""


@dataclass
class YamlFile:
    """The values of one file, the line of each of them, and the faults met while reading."""

    path: str
    values: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, location: Location) -> int:
        """Return the line of a value, or of the nearest value around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def problem(self, location: Location, message: str, line: int | None = None) -> Problem:
        """Make a problem that stands at a value of this file."""
        return Problem(self.path, line or self.line_of(location), key_name(location), message)


def read_yaml(file: Path, path: str) -> YamlFile:
    """Read one file; whatever is wrong with it is in `problems`, nothing is raised.

    `path` is how messages name the file.
    """
    result = YamlFile(path)
    text = _decode(file.read_bytes(), result)
    if text is not None and not _find_tabs(text, result):
        _parse(text, result)
    return result


def _decode(data: bytes, result: YamlFile) -> str | None:
    if len(data) > MAX_BYTES:
        result.problems.append(
            Problem(result.path, 1, "", "文件超过 1 MB，请拆分或检查是否放错了文件")
        )
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = "文件不是 UTF-8 编码，请在编辑器里另存为 UTF-8"
        result.problems.append(Problem(result.path, line, "", message))
        return None
    if not text.strip():
        message = "文件是空的，请填写内容，或删去这个文件"
        result.problems.append(Problem(result.path, 1, "", message))
        return None
    return text


def _find_tabs(text: str, result: YamlFile) -> bool:
    lines = [n for n, line in enumerate(text.split("\n"), 1) if re.match(r" *\t", line)]
    message = "行首用了制表符（Tab），请换成空格，每级缩进两个空格"
    result.problems += [Problem(result.path, line, "", message) for line in lines]
    return bool(lines)


def _parse(text: str, result: YamlFile) -> None:
    try:
        _refuse_deep_nesting(text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        result.problems.append(_yaml_problem(error, text, result.path))
        return
    if node is None:
        message = "文件里只有注释，请填写内容，或删去这个文件"
        result.problems.append(Problem(result.path, 1, "", message))
        return
    result.values = _Walk(result).value(node, ())


def _refuse_deep_nesting(text: str) -> None:
    """Stop before the composer recurses: it has no limit of its own and would end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            mark = event.start_mark
            raise yaml.MarkedYAMLError(None, None, "too deep", mark)  # type: ignore[arg-type] # C mark


class _Walk:
    """Turns nodes into texts, lists and dicts, noting lines, repeated keys and aliases."""

    def __init__(self, result: YamlFile) -> None:
        self.result = result
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, location: Location) -> Any:
        self.result.lines.setdefault(location, node.start_mark.line + 1)
        if id(node) in self.seen:
            message = "不支持引用（& 和 *），请把内容直接写在这里"
            self.result.problems.append(self.result.problem(location, message))
            return ""
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, location)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*location, n)) for n, item in enumerate(node.value)]
        return str(node.value)

    def mapping(self, node: yaml.MappingNode, location: Location) -> Mapping[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                message = "键应为一个词，不能是列表或一组“键: 值”"
                self.result.problems.append(self.result.problem(location, message, line))
                continue
            key = str(key_node.value)
            if key in values:
                message = (
                    f"这个键写了两次，第一次在第 {self.result.lines[*location, key]} 行，请只留一处"
                )
                self.result.problems.append(self.result.problem((*location, key), message, line))
                continue
            self.result.lines[*location, key] = line
            values[key] = self.value(value_node, (*location, key))
        return values


_CAUSES = (
    ("too deep", "层次太深，请减少嵌套"),
    ("mapping values are not allowed", "这里不该有冒号；文字里有“: ”时，请给整段文字加引号"),
    ("could not find expected ':'", "缺少冒号；键后面要写“: ”（冒号加空格）"),
    ("did not find expected key", "缩进没有对齐，或引号没有成对"),
    ("did not find expected '-' indicator", "列表没有对齐；同一列表每行的“- ”要在同一列"),
    ("did not find expected", "括号或引号没有成对"),
    ("found unexpected end of stream", "引号没有成对"),
    ("found character that cannot start any token", "值不能以 @、`、% 或制表符开头，请加引号"),
    ("block sequence entries are not allowed", "“- ”不能写在这里，列表要另起一行"),
    ("but found another document", "一个文件只能有一份内容，请删去“---”"),
    ("undefined alias", "值不能以 * 开头，请加引号"),
    ("control characters are not allowed", "有看不见的控制字符，请删去"),
)


def _yaml_problem(error: yaml.YAMLError, text: str, path: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    words = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    cause = next((cause for sign, cause in _CAUSES if sign in words), "请检查缩进、冒号和引号")
    line = min(mark.line + 1, text.count("\n") + 1) if mark else 1
    return Problem(path, line, "", f"YAML 写法有误：{cause}")
