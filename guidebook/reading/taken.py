"""One content file taken as a record of the model, with each fault in it; kept for next time."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from guidebook.model import Content, Record
from guidebook.reading.entries import Entry, entries_of
from guidebook.reading.half_read import HalfRead, half_read
from guidebook.reading.problems import Problem, top_of
from guidebook.reading.validation import BUILT_BY_THE_READER, kind_meant, validation_problems
from guidebook.reading.yaml_file import YamlFile
from guidebook.reading.yaml_reading import read_yaml_bytes

_NO_KEYS = "应为一组“键: 值”，每行一个键，半角冒号后面空一格"


@dataclass(frozen=True)
class Taken:
    """A file as read: what it holds where it is valid, and everything that is wrong with it."""

    file: YamlFile
    content: Content | None
    problems: tuple[Problem, ...]
    meant: str = ""
    """The kind that it seems to be of, where it lies among others."""
    half: HalfRead | None = None
    """What is right in a record that has faults."""

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every value in the content."""
        content = self.content or (self.half and self.half.content)
        return tuple(entries_of(content, self.file)) if content else ()


@dataclass
class KeptFiles:
    """What was read of each file, by its path: of the same bytes it is the same, and taken again.

    A command reads each file once; a preview keeps this from one look to the next.
    """

    _kept: dict[str, tuple[bytes, Taken]] = field(default_factory=dict)

    def contents(self, folder: str) -> dict[str, bytes]:
        """Return the bytes of each file that was read: its path in a folder → what it held."""
        start = f"{folder}/"
        return {path.removeprefix(start): content for path, (content, _) in self._kept.items()}

    def take(self, file: Path, path: str, model: type[Content]) -> Taken:
        """Read a file as one of a model; `path` is how messages name it, and says which model."""
        content = file.read_bytes()
        known = self._kept.get(path)
        if not known or known[0] != content:
            known = self._kept[path] = content, _take(content, path, model)
        return known[1]


def _take(content: bytes, path: str, model: type[Content]) -> Taken:
    file = read_yaml_bytes(content, path)
    problems = list(file.problems)
    if file.values is None:
        return Taken(file, None, tuple(problems))
    if not isinstance(file.values, dict):
        return Taken(file, None, (*problems, file.problem((), _NO_KEYS)))
    values = dict(file.values)
    if issubclass(model, Record):
        for name in BUILT_BY_THE_READER:
            if values.pop(name, None) is not None:
                problems.append(file.problem((name,), "编号就是文件名，请删去这一行"))
        values["id"] = Path(path).stem
    try:
        valid = model.model_validate(values)
    except ValidationError as error:
        meant = kind_meant(file.values, model) or ""
        half = None if meant else half_read(values, error, model)
        if meant:
            message = f"看起来是 {meant} 的内容，请移到 {path.partition('/')[0]}/{meant}/"
            problems.append(file.problem((), message))
        else:
            problems += validation_problems(error, model, file)
        return Taken(file, None, tuple(problems), meant, half)
    if file.problems:
        left_out = frozenset(map(top_of, file.problems))
        half = HalfRead(valid, left_out) if issubclass(model, Record) else None
        return Taken(file, None, tuple(problems), half=half)
    return Taken(file, valid, tuple(problems))
