"""What editors entered, as rules look at it: every value of a file with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from guidebook.model import Content, RecordId, Text
from guidebook.model.text import plain
from guidebook.model.walk import Location, walk
from guidebook.reading.problems import Problem
from guidebook.reading.yaml_file import YamlFile

MOST_ALONE, MOST_TOLD = 3, 8
"""Places with one cause: so many are told one by one, so many of them in one line."""

_LANGUAGES = tuple(Text.model_fields)

_NO_TEXTS = (
    "id", "former_ids", "url", "site_url", "intake_url", "report_errors_url", "domain", "id_code",
    "icp", "police_record", "code", "basic_code", "implementation_code", "number", "version",
    "phone", "state",
)  # fmt: skip
"""Keys of codes, addresses and numbers, which have rules of their own."""


class Entry(NamedTuple):
    """One value of a file, and where it stands."""

    content: Content
    file: YamlFile
    location: Location
    keys: tuple[str, ...]
    """The location without places in lists and without languages."""
    value: Any
    text: str
    """What readers see or search of the value, without links' addresses; empty for codes."""

    def problem(self, message: str) -> Problem:
        """Make a problem that stands at this value."""
        return self.file.problem(self.location, message)


def entries_of(content: Content, file: YamlFile) -> Iterator[Entry]:
    """Walk through a file's content once and yield every value in it."""
    for location, value in walk(content):
        keys = _keys(location)
        is_text = isinstance(value, str) and not isinstance(value, RecordId)
        text = plain(value) if is_text and keys[-1] not in _NO_TEXTS else ""
        yield Entry(content, file, location, keys, value, text)


@cache
def _keys(location: Location) -> tuple[str, ...]:
    """Return the steps that are keys: a guide has few places, and thousands of values at each."""
    return tuple(step for step in location if isinstance(step, str) and step not in _LANGUAGES)


def told(entries: Sequence[Entry], message: str) -> Iterator[Problem]:
    """Yield what is wrong at several places for one cause: one by one, or many in one line."""
    if len(entries) <= MOST_ALONE:
        yield from (entry.problem(message) for entry in entries)
        return
    others = [entry.problem("") for entry in entries[1:]]
    shown = "、".join(f"{problem.path}:{problem.line}" for problem in others[:MOST_TOLD])
    more = "等" if len(others) > MOST_TOLD else ""
    yield entries[0].problem(f"{message}（另有 {len(others)} 处：{shown}{more}）")
