"""A `guides/` folder as read: each file taken as a record of the model, each fault in it noted."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from guidebook.model import (
    KINDS,
    LIST,
    SAMPLE_MARKS,
    SINGLES,
    CompanyFacts,
    Content,
    KindWording,
    Record,
    Site,
    Sources,
)
from guidebook.reading.entries import Entry
from guidebook.reading.problems import Problem, did_you_mean
from guidebook.reading.taken import KeptFiles, Taken
from guidebook.reading.validation import kind_of
from guidebook.reading.yaml_file import YamlFile
from guidebook.reading.yaml_reading import read_yaml

S = TypeVar("S", bound=Content)

_NAME_OF_SINGLE = {model: name for name, model in SINGLES.items()}

RESERVED_IDS = ("match", "new", "search", "index")
"""Addresses that belong to the site itself."""

ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")


@dataclass
class Folder:
    """A `guides/` folder as read: the files, the records that are valid, and every fault so far."""

    root: Path
    today: date
    """The day that the checks are made for."""
    files: dict[tuple[str, str], YamlFile] = field(default_factory=dict)
    """(kind, id) → file; the kind of a single file is empty."""
    contents: dict[tuple[str, str], Content] = field(default_factory=dict)
    taken: dict[tuple[str, str], Taken] = field(default_factory=dict)
    """The same contents, with their entries."""
    half_read: dict[tuple[str, str], Taken] = field(default_factory=dict)
    """Records with faults of which the rest can be looked at."""
    kept: KeptFiles = field(default_factory=KeptFiles)
    """What is known of files from an earlier look."""
    problems: list[Problem] = field(default_factory=list)
    pages: dict[str, Sequence[Entry]] = field(default_factory=dict)
    """Hand-written page, from its folder → its text line by line; none where nobody asked."""
    pages_root: str = ""
    """How messages name the folder of hand-written pages."""
    is_whole: bool = False
    """Whether hand-written pages were read too."""
    assets: set[str] = field(default_factory=set)
    """Pictures and other files that hand-written pages may show, from their folder."""
    refused: set[tuple[str, str]] = field(default_factory=set)
    """(kind, id) of files that have a wrong name."""

    def path_of(self, file: Path) -> str:
        """Name a file as messages do: from the folder that holds `guides/`."""
        return file.relative_to(self.root.parent).as_posix()

    @cached_property
    def known_ids(self) -> Mapping[str, Collection[str] | None]:
        """Kind → ids that may be referred to; None where the list itself could not be read.

        Complete once every file is read. Records with faults, and files with a wrong name, count:
        what refers to them is no fault of its own.
        """
        named: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
        for kind, name in (*self.files, *self.refused):
            if kind and name != LIST:
                named[kind] |= {name: None, name.lower().replace("_", "-"): None}
        site, sources, facts = self.single(Site), self.single(Sources), self.single(CompanyFacts)
        stages = None if site is None else [stage.id for stage in site.stages]
        listed = None if sources is None else [source.id for source in sources.sources]
        return {
            **named,
            "pages": [f"{kind}/{name}" for kind, names in named.items() for name in names],
            "stages": stages,
            "company_facts": None if facts is None else [fact.id for fact in facts.facts],
            "sources": None if listed is None else [*SAMPLE_MARKS, *listed],
        }

    @cached_property
    def present_ids(self) -> Mapping[tuple[str, str], str]:
        """(kind, former id) → the id of today; complete once every file is read."""
        return {
            (kind, former): record.id
            for kind, record, _file in self.records()
            for former in record.former_ids
        }

    @cached_property
    def entries(self) -> Mapping[tuple[str, str], Sequence[Entry]]:
        """(kind, id) → every value in the content of that file; complete once all are read."""
        return {key: taken.entries for key, taken in self.taken.items()}

    @cached_property
    def texts(self) -> Sequence[Entry]:
        """Every text that readers see or search, of all files."""
        return [entry for entries in self.entries.values() for entry in entries if entry.text]

    @cached_property
    def prose(self) -> Sequence[Entry]:
        """Every text that readers see, also those of hand-written pages."""
        return [*self.texts, *(line for lines in self.pages.values() for line in lines)]

    def single(self, model: type[S]) -> S | None:
        """Return the content of the only file of its kind, None where that could not be read."""
        content = self.contents.get(("", _NAME_OF_SINGLE[model]))
        return content if isinstance(content, model) else None

    def file_of(self, model: type[Content]) -> YamlFile:
        """Return the only file of its kind, which was read."""
        return self.files["", _NAME_OF_SINGLE[model]]

    def all_of(self, model: type[S]) -> Iterator[tuple[S, YamlFile]]:
        """Yield every valid record of a model with its file, for `Record` those of every kind."""
        for key, content in self.contents.items():
            if isinstance(content, model):
                yield content, self.files[key]

    def records(self) -> Iterator[tuple[str, Record, YamlFile]]:
        """Yield kind, record and file of every valid record."""
        for (kind, name), content in self.contents.items():
            if isinstance(content, Record):
                yield kind, content, self.files[kind, name]


def with_half_read(read: Folder) -> Folder:
    """Return a folder in which records with faults stand too, without what is wrong in them."""
    halves = {key: taken.half.content for key, taken in read.half_read.items() if taken.half}
    return replace(read, contents=read.contents | halves, taken=read.taken | read.half_read)


def tell_links(folder: Path, read: Folder) -> None:
    """Note every symbolic link in a folder of content, in place of what lies behind it."""
    links = [path for path in sorted(folder.rglob("*")) if path.is_symlink()]
    named = [path.relative_to(folder.parent).as_posix() for path in links]
    message = "是符号链接：请放进文件本身，别处的文件不会发布"
    read.problems = [problem for problem in read.problems if problem.path not in named]
    read.problems += [Problem(name, 1, "", message) for name in named]


def unreadable(folder: Path) -> Iterator[Problem]:
    """Yield every file and folder that cannot be read, or written of: none of the rest is of use.

    Who runs this may not read it, or its name is no text, as in archives of Windows.
    """
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in (*folders, *files):
            path = Path(place, name)
            if name.encode(errors="replace").decode() != name:
                named = os.fsencode(path.relative_to(folder.parent)).decode("gb18030", "replace")
                told = "文件名的编码不是 UTF-8（多半来自 Windows 的压缩包），不能当网址：请改名"
                yield Problem(named, 1, "", told)
            elif not (name.startswith(".") or os.access(path, os.R_OK) or path.is_symlink()):
                named = path.relative_to(folder.parent).as_posix()
                yield Problem(named, 1, "", "读不了（没有权限）：请让运行这个命令的账户能读")


def read_folder(root: Path, today: date, kept: KeptFiles | None = None) -> Folder:
    """Read every file of a `guides/` folder, keeping what is valid and noting what is not.

    Files whose bytes are `kept` from an earlier look are not read again.
    """
    read = Folder(root.resolve(), today, kept=kept or KeptFiles())
    for entry in sorted(read.root.iterdir()):
        if entry.name.startswith(".") or entry.name == "README.md" or entry.is_symlink():
            continue
        if entry.is_dir():
            _read_kind(entry, read)
        else:
            _read_single(entry, read)
    read.problems += _missing(read)
    tell_links(read.root, read)
    return read


def _missing(read: Folder) -> Iterator[Problem]:
    """Yield the files that every guide has and that are not there."""
    single = {("", name): "缺少这个文件" for name in SINGLES}
    wording = "缺少这个文件：这一类的称呼（name）、列表标题（title）和说明（intro）写在这里"
    for key, message in (single | {(kind, LIST): wording for kind in KINDS}).items():
        if key not in read.files and key not in read.refused:
            path = "/".join(filter(None, (read.root.name, *key)))
            yield Problem(f"{path}.yaml", 1, "", message)


def _read_kind(folder: Path, read: Folder) -> None:
    if folder.name not in KINDS:
        meant = did_you_mean(folder.name, KINDS) or f"：能用的有 {'、'.join(KINDS)}；别的请移走"
        message = f"不认识的文件夹{meant}"
        read.problems.append(Problem(read.path_of(folder), 1, "", message))
        return
    for file in sorted(folder.iterdir(), key=lambda file: (file.stem, file.suffix)):
        if file.is_symlink():
            read.refused.add((folder.name, file.stem))
            continue
        is_list = file.name == f"{LIST}.yaml"
        if not file.name.startswith(".") and (is_list or _accept_name(file, read)):
            key = (folder.name, file.stem)
            _take(key, file, KindWording if is_list else KINDS[folder.name].model, read)


def _read_single(file: Path, read: Folder) -> None:
    if file.stem not in SINGLES or file.suffix != ".yaml" or not file.is_file():
        expected = [f"{name}.yaml" for name in SINGLES]
        meant = kind_of(read_yaml(file, "").values) if file.is_file() else None
        place = f"：看起来是 {meant} 的内容，请移到 {read.root.name}/{meant}/" if meant else ""
        message = f"不认识的文件{place or did_you_mean(file.name, expected)}"
        read.problems.append(Problem(read.path_of(file), 1, "", message))
        read.refused |= {("", file.stem.lower()), (meant or "", file.stem)}
        return
    _take(("", file.stem), file, SINGLES[file.stem], read)


def _accept_name(file: Path, read: Folder) -> bool:
    message = ""
    if file.is_dir():
        message = "这里只放文件，不放文件夹：请把里面的移出来，再删去它"
    elif not file.is_file() or file.suffix != ".yaml":
        message = "这里只放以 .yaml 结尾的文件，请改名或移走"
    elif not ID_PATTERN.fullmatch(file.stem):
        message = "文件名就是网址里的编号：只用小写字母、数字和 -，不超过 41 个字符"
    elif file.stem in RESERVED_IDS:
        message = f"编号 {file.stem} 留给网站自己用，请换一个"
    if message:
        read.problems.append(Problem(read.path_of(file), 1, "", message))
        read.refused.add((file.parent.name, file.stem))
    return not message


def _take(key: tuple[str, str], file: Path, model: type[Content], read: Folder) -> None:
    taken = read.kept.take(file, read.path_of(file), model)
    read.files[key] = taken.file
    read.problems += taken.problems
    if taken.meant:
        read.refused.add((taken.meant, key[1]))
    if taken.content:
        read.contents[key] = taken.content
        read.taken[key] = taken
    elif taken.half:
        read.half_read[key] = taken
