"""Ids that records had before: each still leads from its old address, and to one place only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guidebook.model import KindWording
from guidebook.model.walk import Location
from guidebook.reading.folder import ID_PATTERN, RESERVED_IDS, Folder
from guidebook.reading.problems import Problem
from guidebook.reading.yaml_file import YamlFile


@dataclass(frozen=True)
class _Former:
    """An id that is no more, where an editor wrote it."""

    kind: str
    id: str
    file: YamlFile
    location: Location

    def problem(self, message: str) -> Problem:
        return self.file.problem(self.location, message)


def every_former_id(read: Folder) -> Iterator[_Former]:
    """Yield the ids that records of the guide had, then those of records that are gone."""
    for kind, record, file in read.records():
        for n, former in enumerate(record.former_ids):
            if former not in record.former_ids[:n]:
                yield _Former(kind, former, file, ("former_ids", n))
    for (kind, name), wording in read.contents.items():
        if isinstance(wording, KindWording):
            for n, gone in enumerate(wording.retired):
                yield _Former(kind, gone.id, read.files[kind, name], ("retired", n, "id"))


def odd_former_ids(read: Folder) -> Iterator[Problem]:
    """Yield every former id that no record can have had."""
    for former in every_former_id(read):
        if not ID_PATTERN.fullmatch(former.id) or former.id in RESERVED_IDS:
            message = f"“{former.id}”不会是编号：照原来的文件名写，只有小写字母、数字和 -"
            yield former.problem(message)


def repeated_former_ids(read: Folder) -> Iterator[Problem]:
    """Yield every former id that is an id of today, or that leads to a second place."""
    seen: dict[tuple[str, str], _Former] = {}
    for former in every_former_id(read):
        key = (former.kind, former.id)
        first = seen.setdefault(key, former)
        if key in read.files:
            path = read.files[key].path
            yield former.problem(f"“{former.id}”现在就是 {path} 的编号，请把这里的删去")
        elif first is not former:
            place = f"{first.file.path}:{first.file.line_of(first.location)}"
            yield former.problem(f"编号“{former.id}”在 {place} 已经写过，旧网址只能去一处")
