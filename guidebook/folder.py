"""A `guides/` folder as read: each file taken as a record of the model, each fault in it noted."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from guidebook.model import KINDS, SINGLES, Content, Record
from guidebook.problems import Location, Problem, did_you_mean, explain
from guidebook.yaml_file import YamlFile, read_yaml

RESERVED_IDS = ("match", "new", "search", "index")
"""Addresses that belong to the site itself."""

ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")

BUILT_BY_THE_READER = ("id",)
"""Keys that come from the file's name and must not be written."""


@dataclass
class Folder:
    """A `guides/` folder as read: the files, the records that are valid, and every fault so far."""

    root: Path
    files: dict[tuple[str, str], YamlFile] = field(default_factory=dict)
    """(kind, id) → file; the kind of a single file is empty."""
    contents: dict[tuple[str, str], Content] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def path_of(self, file: Path) -> str:
        """Name a file as messages do: from the folder that holds `guides/`."""
        return file.relative_to(self.root.parent).as_posix()

    def ids(self, kind: str) -> list[str]:
        """Return the ids of all files of a kind, also of those with faults."""
        return [name for folder, name in self.files if folder == kind]

    def records(self) -> Iterator[tuple[str, Record, YamlFile]]:
        """Yield kind, record and file of every valid record."""
        for (kind, name), content in self.contents.items():
            if isinstance(content, Record):
                yield kind, content, self.files[kind, name]


def read_folder(root: Path) -> Folder:
    """Read every file of a `guides/` folder, keeping what is valid and noting what is not."""
    read = Folder(root.resolve())
    for entry in sorted(read.root.iterdir()):
        if entry.name.startswith(".") or entry.name == "README.md":
            continue
        if entry.is_dir():
            _read_kind(entry, read)
        else:
            _read_single(entry, read)
    for name in SINGLES:
        if ("", name) not in read.files:
            path = f"{read.root.name}/{name}.yaml"
            read.problems.append(Problem(path, 1, "", "缺少这个文件"))
    return read


def _read_kind(folder: Path, read: Folder) -> None:
    if folder.name not in KINDS:
        message = f"不认识的文件夹{did_you_mean(folder.name, KINDS)}"
        read.problems.append(Problem(read.path_of(folder), 1, "", message))
        return
    for file in sorted(folder.iterdir()):
        if not file.name.startswith(".") and _accept_name(file, read):
            key = (folder.name, file.stem)
            read.files[key] = read_yaml(file, read.path_of(file))
            _validate(key, KINDS[folder.name], read)


def _read_single(file: Path, read: Folder) -> None:
    if file.stem not in SINGLES or file.suffix != ".yaml":
        expected = [f"{name}.yaml" for name in SINGLES]
        message = f"不认识的文件{did_you_mean(file.name, expected)}"
        read.problems.append(Problem(read.path_of(file), 1, "", message))
        return
    key = ("", file.stem)
    read.files[key] = read_yaml(file, read.path_of(file))
    _validate(key, SINGLES[file.stem], read)


def _accept_name(file: Path, read: Folder) -> bool:
    message = ""
    if file.is_dir() or file.suffix != ".yaml":
        message = "这里只放以 .yaml 结尾的文件，请改名或移走"
    elif not ID_PATTERN.fullmatch(file.stem):
        message = "文件名就是网址里的编号：只用小写字母、数字和 -，不超过 41 个字符"
    elif file.stem in RESERVED_IDS:
        message = f"编号 {file.stem} 留给网站自己用，请换一个"
    if message:
        read.problems.append(Problem(read.path_of(file), 1, "", message))
    return not message


def _validate(key: tuple[str, str], model: type[Content], read: Folder) -> None:
    file = read.files[key]
    read.problems += file.problems
    if file.values is None:
        return
    if not isinstance(file.values, dict):
        message = "应为一组“键: 值”，每行一个键"
        read.problems.append(Problem(file.path, 1, "", message))
        return
    values = dict(file.values)
    if issubclass(model, Record):
        for name in BUILT_BY_THE_READER:
            if values.pop(name, None) is not None:
                read.problems.append(file.problem((name,), "编号就是文件名，请删去这一行"))
        values["id"] = key[1]
    try:
        content = model.model_validate(values)
    except ValidationError as error:
        read.problems += validation_problems(error, model, file)
    else:
        if not file.problems:
            read.contents[key] = content


def validation_problems(
    error: ValidationError, model: type[Content], file: YamlFile
) -> Iterator[Problem]:
    """Turn what the model found into problems with line, key and remedy."""
    for details in error.errors(include_url=False):
        location = _editor_location(details["loc"], file.values)
        label, siblings = _field(model, location)
        yield file.problem(location, explain(details, label, siblings))


def _editor_location(location: Location, values: Any) -> Location:
    """Leave out steps that the editor did not write, such as the `zh` of a plain text."""
    kept: list[str | int] = []
    for n, step in enumerate(location):
        if isinstance(values, str) or step == "[key]":
            break
        kept.append(step)
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            kept += location[n + 1 :]
            break
    return tuple(kept)


def _field(model: type[Content], location: Location) -> tuple[str, list[str]]:
    """Return the Chinese label of the field at a location, and the keys that may stand there."""
    kind: type[Content] | None = model
    label, siblings = "", [] if kind is None else list(kind.model_fields)
    for step in location:
        if isinstance(step, int) or kind is None:
            continue
        siblings = [name for name in kind.model_fields if name not in BUILT_BY_THE_READER]
        info = kind.model_fields.get(step)
        label = (info.title or "") if info else ""
        kind = _content_type(info.annotation) if info else None
    return label, siblings


def _content_type(annotation: Any) -> type[Content] | None:
    """Find the content model inside an annotation such as `Published[tuple[Step, ...]]`."""
    if isinstance(annotation, type) and issubclass(annotation, Content):
        return annotation
    found = (_content_type(part) for part in typing.get_args(annotation))
    return next((kind for kind in found if kind), None)
