"""One YAML file as an editor typed it: every scalar a text, every value with its line.

`yaml.safe_load` would turn 0571 into 377, 9:30 into 570 and `no` into False, and keep the last of
two equal keys without a word. Here the parser finds the structure; the model converts the values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from guidebook.problems import Location, Problem, key_name
from guidebook.yaml_errors import yaml_problem

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

    def as_written(self, location: Location) -> Location:
        """Leave out steps that the editor did not write, such as the `zh` of a plain text."""
        values = self.values
        for n, step in enumerate(location):
            if isinstance(values, str):
                return location[:n]
            try:
                values = values[step]
            except (KeyError, IndexError, TypeError):
                return location
        return location

    def problem(self, location: Location, message: str, line: int | None = None) -> Problem:
        """Make a problem that stands at a value of this file."""
        key = key_name(self.as_written(location))
        return Problem(self.path, line or self.line_of(location), key, message)


def read_yaml(file: Path, path: str) -> YamlFile:
    """Read one file; whatever is wrong with it is in `problems`, nothing is raised.

    `path` is how messages name the file.
    """
    result = YamlFile(path)
    text = _decode(file.read_bytes(), result)
    if text is not None and not _find_wrong_characters(text, result):
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


def _find_wrong_characters(text: str, result: YamlFile) -> bool:
    """Note leading tabs and characters nobody can see: they change the structure or the meaning."""
    tab = "行首用了制表符（Tab），请换成空格，每级缩进两个空格"
    for line, content in enumerate(text.split("\n"), 1):
        if re.match(r" *\t", content):
            result.problems.append(Problem(result.path, line, "", tab))
        if _HIDDEN.search(content):
            result.problems.append(Problem(result.path, line, "", _hidden_characters(content)))
    return bool(result.problems)


_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
"""Control characters, line breaks only YAML knows, marks of direction, and spaces of no width."""


def _hidden_characters(text: str) -> str:
    names = sorted({f"U+{ord(character):04X}" for character in _HIDDEN.findall(text)})
    return f"有看不见的控制字符（{'、'.join(names)}），请删去"


def _parse(text: str, result: YamlFile) -> None:
    reading = _Reading(result, text)
    try:
        values = reading.document()
    except yaml.YAMLError as error:
        result.problems.append(yaml_problem(error, text, result.path))
        return
    if values is None:
        message = "文件里只有注释，请填写内容，或删去这个文件"
        result.problems.append(Problem(result.path, 1, "", message))
    elif not reading.unsupported:
        result.values = values


_LIKE_AN_ENTRY = re.compile(r"\s*(?:-[^-]|[a-z_]+(?:：|:[^\s/]))")
"""A line that its writer meant as an item of a list, or as a key with its value."""


class _Reading:
    """Turns the parser's events into texts, lists and dicts, noting lines and repeated keys.

    Notes too what a loader would read as something else without a word: anchors, aliases and tags.
    """

    def __init__(self, result: YamlFile, text: str) -> None:
        self.result = result
        self.text_lines = text.split("\n")
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)
        self.depth = 0
        self.unsupported = False

    def document(self) -> Any:
        """Return the values of the only document, None if there is none."""
        values = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if values is not None:
                    raise _error("but found another document", event)
                values = self.value(next(self.events), ())
        return values

    def value(self, event: yaml.Event, location: Location) -> Any:
        self.result.lines.setdefault(location, _line(event))
        self.note_unsupported(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, location)
        return "" if isinstance(event, yaml.AliasEvent) else self.collection(event, location)

    def note_unsupported(self, event: yaml.Event) -> None:
        message = _unsupported(event)
        if message:
            self.unsupported = True
            self.result.problems.append(Problem(self.result.path, _line(event), "", message))

    def scalar(self, event: yaml.ScalarEvent, location: Location) -> str:
        if _HIDDEN.search(event.value):  # written as an escape such as "\\u0000"
            message = _hidden_characters(event.value)
            self.result.problems.append(self.result.problem(location, message))
        self.note_swallowed_lines(event, location)
        return str(event.value)

    def note_swallowed_lines(self, event: yaml.ScalarEvent, location: Location) -> None:
        """Note list items and keys that, indented too far, became words of the text above them."""
        first, last = _line(event), event.end_mark.line + 1 if event.end_mark else 1
        for n, line in enumerate(self.text_lines[first:last], first + 1):
            if location and not event.style and _LIKE_AN_ENTRY.match(line):
                message = "这一行并进了上一行的文字；如果是另一项，请对齐缩进、冒号或“-”后空一格"
                self.result.problems.append(self.result.problem(location, message, n))

    def collection(self, event: yaml.Event, location: Location) -> Any:
        """Return a list or a dict; nesting so deep that it would end the process is refused."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _error("too deep", event)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        values = self.mapping(location) if is_mapping else self.sequence(location)
        self.depth -= 1
        return values

    def items(self) -> Iterator[yaml.Event]:
        """Yield the event that begins each key or item, up to the end of the collection."""
        while not isinstance(event := next(self.events), yaml.CollectionEndEvent):
            yield event

    def sequence(self, location: Location) -> list[Any]:
        return [self.value(event, (*location, n)) for n, event in enumerate(self.items())]

    def mapping(self, location: Location) -> Mapping[str, Any]:
        values: dict[str, Any] = {}
        for event in self.items():
            line, key = _line(event), self.key(event, location)
            place = (*location, key or "")
            if key in values:
                message = f"这个键写了两次，第一次在第 {self.result.lines[place]} 行，请只留一处"
                self.result.problems.append(self.result.problem(place, message, line))
            self.result.lines.setdefault(place, line)
            value = self.value(next(self.events), place)
            if key is not None:
                values.setdefault(key, value)
        return values

    def key(self, event: yaml.Event, location: Location) -> str | None:
        """Return the word of a key; None, and a fault, where it is no word."""
        if isinstance(event, yaml.ScalarEvent) and event.value.isprintable():
            self.note_unsupported(event)
            return str(event.value)
        self.value(event, (*location, ""))
        message = "键应为一个词，不能是列表或一组“键: 值”"
        self.result.problems.append(self.result.problem(location, message, _line(event)))
        return None


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _unsupported(event: yaml.Event) -> str:
    if getattr(event, "anchor", None):
        return "不支持引用（& 和 *），请把内容直接写在这里；文字以 & 或 * 开头时请加引号"
    if getattr(event, "tag", None):
        return "不支持标签（!），请删去；文字以 ! 开头时请加引号"
    return ""


def _error(words: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(None, None, words, event.start_mark)  # type: ignore[arg-type] # C mark
