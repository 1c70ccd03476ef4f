"""Names by which records are found: each leads to one record, and each question to one answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guidebook.folder import Folder
from guidebook.model import Record
from guidebook.problems import Location, Problem
from guidebook.yaml_file import YamlFile

Owners = dict[str, tuple[Record, YamlFile]]
"""Folded name or question → the record that has it first, and its file."""


def shared_names(read: Folder) -> Iterator[Problem]:
    """Yield every name that a record before has already."""
    owners = _owners_of_names(read)
    for record, file in read.all_of(Record):
        first, place = owners[_folded(str(record.name))]
        if first is not record:
            message = f"名称“{record.name}”与 {place.path} 重复，请改名或合并"
            yield file.problem(("name",), message)


def _owners_of_names(read: Folder) -> Owners:
    owners: Owners = {}
    for record, file in read.all_of(Record):
        owners.setdefault(_folded(str(record.name)), (record, file))
    return owners


def shared_other_names(read: Folder) -> Iterator[Problem]:
    """Yield every alias or former name that is the name, or another name, of a second record."""
    owners, claimed = _owners_of_names(read), Owners()
    for record, file in read.all_of(Record):
        for location, other in _written_names(record):
            key = _folded(other)
            fault = _fault_of_name(other, record, owners.get(key), claimed.get(key))
            if fault:
                yield file.problem(location, fault)
            claimed.setdefault(key, (record, file))


def _written_names(record: Record) -> Iterator[tuple[Location, str]]:
    """Yield aliases and former names with the place where each is written."""
    for n, name in enumerate(record.other_names):
        former = n - len(record.aliases)
        yield ("aliases", n) if former < 0 else ("former_names", former), name


def _fault_of_name(
    other: str,
    record: Record,
    owner: tuple[Record, YamlFile] | None,
    claimed: tuple[Record, YamlFile] | None,
) -> str | None:
    """Say why a record cannot have this further name, None if it can."""
    if owner:
        if owner[0] is record:
            return f"“{other}”就是本记录的名称，请删去"
        return f"“{other}”是 {owner[1].path} 的名称，不能再作别名"
    if claimed:
        if claimed[0] is record:
            return f"“{other}”写了两次，请删去一处"
        return f"别名“{other}”在 {claimed[1].path} 里也有，请只留在更合适的一处"
    return None


_SEVERAL = re.compile(r"[，、；]|(?<=[一-龥])\s*[,;]\s*(?=[一-龥])")
"""Commas between names: a list needs half-width ones, or a line for each."""


def several_in_one(read: Folder) -> Iterator[Problem]:
    """Yield every alias or keyword that is several, kept together by a Chinese comma."""
    for record, file in read.all_of(Record):
        places = [*_written_names(record)]
        places += [(("keywords", n), word) for n, word in enumerate(record.keywords)]
        for location, name in places:
            comma = _SEVERAL.search(name)
            if comma:
                message = (
                    f"“{name}”里有“{comma[0].strip()}”，会当作一个词：请分成几项，用半角逗号隔开"
                )
                yield file.problem(location, message)


def keywords_that_are_names(read: Folder) -> Iterator[Problem]:
    """Yield every keyword that is another record's name within its kind, which it would crowd out.

    Across kinds it is wanted: 五大员 on each of the five roles leads to them all.
    """
    names: dict[tuple[str, str], tuple[Record, YamlFile]] = {
        (kind, _folded(str(record.name))): (record, file) for kind, record, file in read.records()
    }
    for kind, record, file in read.records():
        for n, keyword in enumerate(record.keywords):
            owner, place = names.get((kind, _folded(keyword)), (record, file))
            if owner is not record:
                message = f"“{keyword}”是 {place.path} 的名称，搜它要先到那里，请删去这个关键词"
                yield file.problem(("keywords", n), message)


def shared_questions(read: Folder) -> Iterator[Problem]:
    """Yield every way of asking that stands twice: each question has one answer."""
    asked = Owners()
    for record, file in read.all_of(Record):
        for n, question in enumerate(record.asked_as):
            first, place = asked.get(_bare(question), (None, file))
            if first is record:
                yield file.problem(("asked_as", n), f"“{question}”写了两次，请删去一处")
            elif first:
                message = f"“{question}”在 {place.path} 里也有，请只留在能回答它的一处"
                yield file.problem(("asked_as", n), message)
            asked.setdefault(_bare(question), (record, file))


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


def _bare(question: str) -> str:
    """Return a question without what makes no difference to a search: spaces and punctuation."""
    return re.sub(r"[\W_]+", "", question).casefold()
