"""Names by which records are found: each leads to one record, and each question to one answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guidebook.model import Record, Site
from guidebook.model.form import GAP, OR
from guidebook.model.walk import Location
from guidebook.reading.entries import Entry
from guidebook.reading.folder import Folder
from guidebook.reading.git import changed_at
from guidebook.reading.problems import Problem
from guidebook.reading.yaml_file import YamlFile


@dataclass(frozen=True)
class _Use:
    """A name or question where an editor wrote it."""

    text: str
    record: Record
    file: YamlFile
    location: Location

    @property
    def place(self) -> str:
        return f"{self.file.path}:{self.file.line_of(self.location)}"

    def problem(self, message: str) -> Problem:
        return self.file.problem(self.location, message)


def _names(read: Folder) -> Iterator[_Use]:
    for record, file in read.all_of(Record):
        yield _Use(str(record.name), record, file, ("name",))


def _other_names(read: Folder) -> Iterator[_Use]:
    """Yield aliases and former names with the place where each is written."""
    for record, file in read.all_of(Record):
        for n, name in enumerate(record.other_names):
            former = n - len(record.aliases)
            yield _Use(
                name, record, file, ("aliases", n) if former < 0 else ("former_names", former)
            )


def _by_age(first: _Use, second: _Use, read: Folder) -> tuple[_Use, _Use]:
    """Return two uses of one name, that first which was written first; else in order of files."""
    ages = [
        changed_at(read.root.parent / use.file.path, use.file.line_of(use.location))
        for use in (first, second)
    ]
    if ages[0] is None or ages[1] is None or ages[0] <= ages[1]:
        return first, second
    return second, first


def shared_names(read: Folder) -> Iterator[Problem]:
    """Yield every name that another record has already."""
    owners: dict[str, _Use] = {}
    for use in _names(read):
        first = owners.setdefault(folded(use.text), use)
        if first is not use:
            older, newer = _by_age(first, use, read)
            yield newer.problem(f"名称“{newer.text}”与 {older.place} 重复，请改名或合并")


def shared_other_names(read: Folder) -> Iterator[Problem]:
    """Yield every alias or former name that is the name, or another name, of a second record."""
    owners = {folded(use.text): use for use in reversed(list(_names(read)))}
    claimed: dict[str, _Use] = {}
    for use in _other_names(read):
        owner = owners.get(folded(use.text))
        first = claimed.setdefault(folded(use.text), use)
        if owner and owner.record is use.record:
            yield use.problem(f"“{use.text}”就是本记录的名称，请删去")
        elif owner:
            yield _name_and_alias(owner, use, read)
        elif first is not use and first.record is use.record:
            yield use.problem(f"“{use.text}”写了两次，请删去一处")
        elif first is not use:
            older, newer = _by_age(first, use, read)
            message = f"别名“{newer.text}”在 {older.place} 里也有，请只留在更合适的一处"
            yield newer.problem(message)


def _name_and_alias(name: _Use, alias: _Use, read: Folder) -> Problem:
    """Blame the newer one of a name and an alias that are the same."""
    _older, newer = _by_age(name, alias, read)
    if newer is alias:
        return alias.problem(f"“{alias.text}”是 {name.place} 的名称，不能再作别名")
    return name.problem(f"“{name.text}”是 {alias.place} 的别名：请改名，或先删去那个别名")


_SEVERAL = re.compile(r"[，、；]|(?<=[一-龥])\s*[,;/／|｜]\s*(?=[一-龥])")
"""Commas and strokes between names: a list needs half-width ones, or a line for each."""


_WORDS = (
    *("aliases", "former_names", "keywords", "suits"),
    *("groups", "fillers", "words", "not_persons"),
)
"""Lists of single words."""
_URGENT = ("urgent", "words")


def several_in_one(read: Folder) -> Iterator[Problem]:
    """Yield every alias, keyword or other word that is several, kept together by a comma."""
    for entry in read.texts:
        text = entry.text.replace(OR, "") if entry.keys == _URGENT else entry.text
        comma = _SEVERAL.search(text) if entry.keys[-1] in _WORDS else None
        if comma:
            message = f"“{entry.text}”里有“{comma[0].strip()}”，会当作一个词"
            yield entry.problem(f"{message}：请分成几项，用半角逗号隔开")


def single_signs(read: Folder) -> Iterator[Problem]:
    """Yield every other name and word of an emergency of one sign: it is found in any text."""
    for entry in read.texts:
        words = {("aliases",): [entry.text], _URGENT: entry.text.split(OR)}.get(entry.keys, ())
        for word in words if GAP not in entry.text else ():
            if len(word) == 1:
                message = f"“{word}”只有一个字，哪一句里都会碰上：请写完整的词，或删去"
                yield entry.problem(message)


def _listed(field: str, read: Folder) -> Iterator[_Use]:
    for record, file in read.all_of(Record):
        for n, text in enumerate(getattr(record, field)):
            yield _Use(text, record, file, (field, n))


def keywords_that_are_names(read: Folder) -> Iterator[Problem]:
    """Yield every keyword that is another record's name within its kind, which it would crowd out.

    Across kinds it is wanted: 五大员 on each of the five roles leads to them all.
    """
    names: dict[tuple[str, str], tuple[Record, YamlFile]] = {
        (kind, folded(str(record.name))): (record, file) for kind, record, file in read.records()
    }
    for kind, record, file in read.records():
        for n, keyword in enumerate(record.keywords):
            owner, place = names.get((kind, folded(keyword)), (record, file))
            if owner is not record:
                message = f"“{keyword}”是 {place.path} 的名称，搜它要先到那里，请删去这个关键词"
                yield file.problem(("keywords", n), message)


def shared_questions(read: Folder) -> Iterator[Problem]:
    """Yield every way of asking that stands twice: each question has one answer."""
    asked: dict[str, _Use] = {}
    for use in _listed("asked_as", read):
        first = asked.setdefault(_bare(use.text), use)
        if first is not use and first.record is use.record:
            yield use.problem(f"“{use.text}”写了两次，请删去一处")
        elif first is not use:
            older, newer = _by_age(first, use, read)
            yield newer.problem(f"“{newer.text}”在 {older.place} 里也有，请只留在能回答它的一处")


def names_not_in_english(read: Folder) -> Iterator[Problem]:
    """Yield every English text with Chinese in it."""
    for entry in read.texts:
        if entry.location[-1] == "en" and re.search("[一-龥]", entry.text):
            yield entry.problem("en 里应是英文，没有英文名就删去 en")


def shared_words(read: Folder) -> Iterator[Problem]:
    """Yield every word that stands in two groups of synonyms, or of an emergency's words."""
    seen: dict[tuple[str, str], Entry] = {}
    for entry in read.texts:
        if entry.keys in (("groups",), _URGENT):
            first = seen.setdefault((entry.keys[0], folded(entry.text)), entry)
            if first.location[:2] != entry.location[:2]:
                line = first.file.line_of(first.location)
                yield entry.problem(f"“{entry.text}”在第 {line} 行那一组里也有，一个词只放一组")


def shared_district_words(read: Folder) -> Iterator[Problem]:
    """Yield every word of the district that stands for two things: pages could not tell them."""
    site = read.single(Site)
    said: dict[str, str] = {}
    for key, word in site.words if site else ():
        first = said.setdefault(word, key)
        if first != key:
            message = f"“{word}”已经是 {first} 的叫法，页面上分不出来，请改一个"
            yield read.file_of(Site).problem(("words", key), message)


_OWN_TEXTS = (("summary",), ("chat_text",), ("meaning",))
_ALIKE = ("buildings", "venues", "subdistricts")
"""Kinds whose records may well have the same summary."""


def shared_texts(read: Folder) -> Iterator[Problem]:
    """Yield every summary or meaning that was copied with its record and never rewritten."""
    seen: dict[str, _Use] = {}
    for (kind, _name), entries in read.entries.items():
        for entry in entries if kind not in _ALIKE else ():
            record = entry.content
            if isinstance(record, Record) and entry.keys in _OWN_TEXTS and entry.text:
                use = _Use(entry.text, record, entry.file, entry.location)
                first = seen.setdefault(_bare(use.text), use)
                if first.record is not record:
                    older, newer = _by_age(first, use, read)
                    message = f"和 {older.place} 一字不差，像是照抄过来没有改，请改写"
                    yield newer.problem(message)


def folded(name: str) -> str:
    """Return a name without what makes no difference to readers: spaces and capitals."""
    return "".join(name.split()).casefold()


def _bare(question: str) -> str:
    """Return a question without what makes no difference to a search: spaces and punctuation."""
    return re.sub(r"[\W_]+", "", question).casefold()
