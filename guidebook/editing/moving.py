"""A record gets another id, or is taken away: which files change, and to what."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import cast

from guidebook.editing.amending import add_former_ids, add_to_list, put
from guidebook.editing.mentions import Mention, mentions_of
from guidebook.model import LIST, Record
from guidebook.reading.folder import Folder, read_folder
from guidebook.reading.hand_written import read_pages

Changes = Mapping[Path, str | None]
"""File → its new text, None where it goes away."""


@dataclass(frozen=True)
class Content:
    """The content as read: `guides/` and the hand-written pages."""

    guides: Path
    pages: Path
    read: Folder

    def record(self, kind: str, record_id: str) -> Record:
        """Return a record that is there."""
        return cast("Record", self.read.contents[kind, record_id])

    def path(self, kind: str, name: str) -> Path:
        """Return the file of a record, or of a list."""
        return self.guides / kind / f"{name}.yaml"

    def text(self, kind: str, name: str) -> str:
        """Return the text of such a file."""
        return self.path(kind, name).read_text(encoding="utf-8")

    def file(self, mention: Mention) -> Path:
        """Return the file that names a record."""
        folder = self.guides if mention.is_yaml else self.pages
        return folder.parent / mention.path


def read_content(guides: Path, pages: Path, today: date) -> Content:
    """Read content that is known to have no fault."""
    read = read_folder(guides, today)
    read_pages(pages, read)
    return Content(guides.resolve(), pages.resolve(), read)


def renamed(content: Content, kind: str, old: str, new: str) -> tuple[Changes, Sequence[Mention]]:
    """Return what changes when a record gets another id, and the places that name it.

    Its old id stays with it, so that its old address leads to the new one.
    """
    mentions = mentions_of(kind, old, new, content.read)
    changes = _with_new_ids(content, mentions)
    own = content.path(kind, old)
    text = changes.pop(own, None) or content.text(kind, old)
    changes[content.path(kind, new)] = add_former_ids(text, (old,), present=new)
    return changes | {own: None}, mentions


def _with_new_ids(content: Content, mentions: Iterable[Mention]) -> dict[Path, str | None]:
    """Return file → its text with every mention renamed."""
    changes: dict[Path, str | None] = {}
    for file, found in groupby(mentions, content.file):
        text = file.read_text(encoding="utf-8")
        places = list(found)
        if places[0].is_yaml:
            text = put(text, {place.location: place.renamed for place in places})
        for place in places if not places[0].is_yaml else ():
            text = text.replace(place.text, place.renamed)
        changes[file] = text
    return changes


def replaced(content: Content, kind: str, old: str, instead: str) -> Changes:
    """Return what changes when a record goes and another takes its place."""
    ids = (*content.record(kind, old).former_ids, old)
    text = add_former_ids(content.text(kind, instead), ids, present=instead)
    return {content.path(kind, instead): text, content.path(kind, old): None}


def retired(content: Content, kind: str, old: str, reason: str) -> Changes:
    """Return what changes when a record goes and nothing takes its place."""
    record = content.record(kind, old)
    gone = [
        {"id": former, "name": str(record.name), "reason": reason, "on": content.read.today}
        for former in (*record.former_ids, old)
    ]
    text = add_to_list(content.text(kind, LIST), "retired", gone)
    return {content.path(kind, LIST): text, content.path(kind, old): None}


@contextmanager
def tried(content: Content, changes: Changes) -> Iterator[tuple[Path, Path]]:
    """Offer copies of both folders with some changes, to be looked over before any is written."""
    with tempfile.TemporaryDirectory() as folder:
        copies = {root: Path(folder) / root.name for root in (content.guides, content.pages)}
        for root, copy in copies.items():
            shutil.copytree(root, copy)
            inside = {file: text for file, text in changes.items() if root in file.parents}
            write({copy / file.relative_to(root): text for file, text in inside.items()})
        yield copies[content.guides], copies[content.pages]


def write(changes: Changes) -> None:
    """Write changed files whole, and only when all of them fit; those that go are removed last."""
    texts = {file: text for file, text in changes.items() if text is not None}
    for file, text in texts.items():
        _new(file).write_text(text, encoding="utf-8", newline="")
    for file in texts:
        _new(file).replace(file)
    for file in changes.keys() - texts.keys():
        file.unlink()


def _new(file: Path) -> Path:
    return file.with_name(f".{file.name}.new")
