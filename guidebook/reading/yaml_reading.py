"""Reads one YAML file: the parser finds its structure, every scalar stays the text that was typed.

What editors slip up on is named: signs that look like blanks, comments that swallow a text, list
marks that are none, anchors and tags, repeated keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from guidebook.model.walk import Location
from guidebook.reading.blanks import (
    is_strangely_indented,
    strange_blanks,
    with_blanks,
    wrong_characters,
)
from guidebook.reading.problems import Problem, shorten
from guidebook.reading.source_text import conflicts, decode, hidden_characters
from guidebook.reading.yaml_errors import (
    LIST_MARK,
    WRONG_LIST_MARK,
    is_item,
    lines_of,
    yaml_problem,
)
from guidebook.reading.yaml_file import YamlFile
from guidebook.reading.yaml_mending import mended

MOST_SLIPS = 20
"""Slips of one file that are read over; the others come when these are mended."""

MAX_DEPTH = 40
"""Levels of nesting; the model itself needs fewer than ten."""

_NEXT_ITEM = "；是列表的另一项，就在这一行前面加“- ”"
_SWALLOWED = "这一行并进了上一行的文字；如果是另一项，请对齐缩进、冒号或“-”后空一格"
_FOLDED = "这一行接在上一行的文字后面，中间会多一个空格：请写成一行；是列表的另一项，就在前面加“- ”"
_LATIN = "\u2fff"
"""Chinese signs and marks come behind it."""


def read_yaml(file: Path, path: str) -> YamlFile:
    """Read one file; whatever is wrong with it is in `problems`, nothing is raised.

    `path` is how messages name the file.
    """
    return read_yaml_bytes(file.read_bytes(), path)


def read_yaml_bytes(content: bytes, path: str) -> YamlFile:
    """Read what a file holds; whatever is wrong with it is in `problems`, nothing is raised."""
    text = decode(content, path)
    if isinstance(text, Problem):
        return YamlFile(path, problems=[text])
    left = list(conflicts(text, path))
    return YamlFile(path, problems=left) if left else read_yaml_text(text, path)


def read_yaml_text(text: str, path: str) -> YamlFile:
    """Read a text; with wrong characters, tell those, and what is wrong in it without them."""
    reading = _Reading(text, path)
    wrong = [
        *wrong_characters(text, path),
        *strange_blanks(reading.text_lines, reading.text_blocks, path),
    ]
    if wrong:
        reading = _read_on(with_blanks(text), path)
        told, found = {problem.line for problem in wrong}, reading.result.problems
        new = [problem for problem in found if problem.key or problem.line not in told]
        reading.result.problems = wrong if reading.has_failed else wrong + new
        return reading.result
    return _read_on(text, path).result if reading.has_failed else reading.result


def _read_on(text: str, path: str) -> _Reading:
    """Read a text; behind a slip that the parser stops at, read on as if it were mended."""
    slips: list[Problem] = []
    for _ in range(MOST_SLIPS):
        reading = _Reading(text, path)
        if not reading.has_failed:
            break
        slip = reading.result.problems[-1]
        better = mended(text, slip)
        if slips and slip.line <= slips[-1].line:
            reading.result.problems.pop()  # what the last mending led to
            break
        if better is None:
            break
        slips.append(slip)
        text = better
    reading.result.problems[:0] = slips
    return reading


_LIKE_AN_ENTRY = re.compile(r"\s*(?:-[^-]|[•●▪◆·*－]|[—–](?![—–])|[a-z_]+(?:：|:[^\s/]))")
"""A line that its writer meant as an item of a list, or as a key with its value."""


class _Reading:
    """Turns the parser's events into texts, lists and dicts, noting lines and repeated keys.

    Notes too what a loader would read as something else without a word: anchors, aliases and tags.
    """

    def __init__(self, text: str, path: str) -> None:
        self.result = YamlFile(path)
        self.text_lines = lines_of(text)
        self.text_blocks: set[int] = set()
        self.last_line = max(1, len(self.text_lines))
        self.has_comments = "#" in text
        self.has_references = any(sign in text for sign in "&*!")
        self.events: Iterator[yaml.Event] = iter(yaml.CSafeLoader(text).get_event, None)
        self.depth = 0
        self.unsupported = self.has_failed = False
        try:
            self.read()
        except yaml.YAMLError as error:
            self.has_failed = True
            self.result.problems.append(yaml_problem(error, text, path))

    def read(self) -> None:
        values = self.document()
        if values is None:
            self.note((), "文件里只有注释，请填写内容，或删去这个文件")
        elif not self.unsupported:
            self.result.values = values

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
        # a value that is missing at the end begins behind the last line
        line = min(_line(event), self.last_line)
        self.result.lines.setdefault(location, line)
        if self.has_references:
            self.note_unsupported(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, location)
        return "" if isinstance(event, yaml.AliasEvent) else self.collection(event, location)

    def note_unsupported(self, event: yaml.Event) -> None:
        message = _unsupported(event)
        if message:
            self.unsupported = True
            self.result.problems.append(Problem(self.result.path, _line(event), "", message))

    def scalar(self, event: yaml.ScalarEvent, location: Location) -> Any:
        first, last = _line(event), _end(event)
        if event.style in ("|", ">"):
            self.text_blocks.update(range(first + 1, last + 1))
        elif event.style:
            hidden = hidden_characters(event.value)  # written as an escape such as "\\u0000"
            if hidden:
                self.note(location, hidden)
        else:
            if last > first:
                if self.note_wrong_list_marks(event, location):
                    return str(event.value).split("- ")
                self.note_swallowed_lines(event, location)
            comment = self.note_comment(event, location) if self.has_comments else ""
            return str(event.value) or comment
        return str(event.value)

    def note(self, location: Location, message: str, line: int | None = None) -> None:
        self.result.problems.append(self.result.problem(location, message, line))

    def note_comment(self, event: yaml.ScalarEvent, location: Location) -> str:
        """Note a comment right behind a text; return it, which may have been meant as the text."""
        line, column = _end(event), event.end_mark.column if event.end_mark else 0
        behind = "".join(self.text_lines[line - 1 : line])[column:].strip()
        if behind.startswith("#"):
            message = f"“ #”后面的字会丢掉（{shorten(behind)}）：请给整段文字加引号；注释请另起一行"
            self.note(location, message, line)
            return behind
        return ""

    def note_wrong_list_marks(self, event: yaml.ScalarEvent, location: Location) -> bool:
        """Note the lines of a text that were meant as items of a list, and tell whether it was."""
        first, column = _line(event), event.start_mark.column if event.start_mark else 0
        lines = self.text_lines[first - 1 : _end(event)]
        marked = [line for line in lines if is_item(line) or WRONG_LIST_MARK.match(line)]
        if len(lines) < 2 or lines[0][:column].strip() or not marked:
            return False
        for n, line in enumerate(lines, first):
            if not is_item(line):
                self.note(location, LIST_MARK, n)
        return True

    def note_swallowed_lines(self, event: yaml.ScalarEvent, location: Location) -> None:
        """Note list items and keys that, indented too far, became words of the text above them.

        And Chinese that goes on in a next line: readers would see a blank there.
        """
        first = _line(event)
        for n, line in enumerate(self.text_lines[first : _end(event)], first + 1):
            above = self.text_lines[n - 2].rstrip()
            if location and _LIKE_AN_ENTRY.match(line) and not is_strangely_indented(line):
                self.note(location, _SWALLOWED, n)
            elif location and above[-1:] > _LATIN < line.lstrip()[:1]:
                self.note(location, _FOLDED, n)

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
        is_next = False  # an item of a list that stands without its mark
        for event in self.items():
            line, key = _line(event), self.key(event, location)
            place = (*location, key or "")
            if key in values and not is_next:
                is_next = _is_item(location) and key == next(iter(values))
                message = f"这个键写了两次，第一次在第 {self.result.lines[place]} 行，请只留一处"
                self.note(place, message + _NEXT_ITEM * is_next, line)
            self.result.lines.setdefault(place, line)
            value = self.value(next(self.events), place)
            if key is not None:
                values.setdefault(key, value)
        return values

    def key(self, event: yaml.Event, location: Location) -> str | None:
        """Return the word of a key; None, and a fault, where it is no word."""
        if isinstance(event, yaml.ScalarEvent) and event.value.isprintable():
            if self.has_references:
                self.note_unsupported(event)
            return str(event.value)
        self.value(event, (*location, ""))
        message = "键应为一个词，不能是列表或一组“键: 值”"
        self.note(location, message, _line(event))
        return None


def _is_item(location: Location) -> bool:
    return bool(location) and isinstance(location[-1], int)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _end(event: yaml.Event) -> int:
    return event.end_mark.line + 1 if event.end_mark else 1


def _unsupported(event: yaml.Event) -> str:
    if getattr(event, "anchor", None):
        return "不支持引用（& 和 *），请把内容直接写在这里；文字以 & 或 * 开头时请加引号"
    if getattr(event, "tag", None):
        return "不支持标签（!），请删去；文字以 ! 开头时请加引号"
    return ""


def _error(words: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(None, None, words, event.start_mark)  # type: ignore[arg-type] # C mark
