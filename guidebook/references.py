"""References by id: each leads to a record, stage or source, and each id stands for one thing."""

from __future__ import annotations

from collections.abc import Iterator

from guidebook.folder import Folder
from guidebook.model import Content, RecordId, Site, Sources
from guidebook.problems import Problem, did_you_mean
from guidebook.yaml_file import YamlFile

_LISTED_IN = {"pages": "guides", "stages": "site.yaml 的 stages", "sources": "sources.yaml"}


def unknown_references(read: Folder) -> Iterator[Problem]:
    """Yield every id that stands for nothing; records that could not be read count as existing."""
    for entries in read.entries.values():
        for entry in entries:
            value = entry.value
            if not isinstance(value, RecordId) or entry.location == ("evidence", "default"):
                continue
            known = read.known_ids[value.kind]
            if known is not None and value not in known:
                folder = _LISTED_IN.get(value.kind, value.kind)
                yield entry.problem(f"{folder} 里没有“{value}”{did_you_mean(value, known)}")


def self_references(read: Folder) -> Iterator[Problem]:
    """Yield every record that leads to itself."""
    for (kind, name), entries in read.entries.items():
        for entry in entries:
            value = entry.value
            if isinstance(value, RecordId) and (value.kind, value) in (
                (kind, name),
                ("pages", f"{kind}/{name}"),
            ):
                yield entry.problem(f"“{value}”就是本记录自己，请删去")


def repeated_codes(read: Folder) -> Iterator[Problem]:
    """Yield every code that a second record of a kind has."""
    seen: dict[tuple[str, str], YamlFile] = {}
    for kind, record, file in read.records():
        code = getattr(record, "code", None)
        if code:
            first = seen.setdefault((kind, code), file)
            if first is not file:
                yield file.problem(("code",), f"代码“{code}”与 {first.path} 重复")


def repeated_ids(read: Folder) -> Iterator[Problem]:
    """Yield every id that a list gives to a second stage or source."""
    for model, field in ((Site, "stages"), (Sources, "sources")):
        content: Content | None = read.single(model)
        ids = [item.id for item in getattr(content, field, ())]
        for n, name in enumerate(ids):
            if name in ids[:n]:
                message = f"编号“{name}”用了两次，请换一个"
                yield read.file_of(model).problem((field, n, "id"), message)
