"""Every place that names a record: by its id, by a link, or in a link that fills the form in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from guidebook.model import RecordId
from guidebook.model.addresses import record_address
from guidebook.model.walk import Location
from guidebook.reading.entries import Entry
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem

_ADDRESS = re.compile(r"(?<=\]\()[^()\s]+(?=\))|(?<=\]:)\s*<?[^\s<>]+")
"""Where a link leads, in a text or in Markdown; also where it stands apart, as `[a]: /b/`."""


@dataclass(frozen=True)
class Mention:
    """One place that names a record."""

    path: str
    """As messages name the file."""
    location: Location
    """As it is written in the file; nothing for a line of a hand-written page."""
    problem: Problem
    """Says where it is."""
    text: str
    """What stands there."""
    renamed: str
    """What is to stand there when the record has its new id."""

    @property
    def is_yaml(self) -> bool:
        """Whether it is a value of a file in `guides/`."""
        return self.path.endswith(".yaml")


def mentions_of(kind: str, record_id: str, new: str, read: Folder) -> tuple[Mention, ...]:
    """Return every place that names a record, in order of files; `new` is the id that is to be."""
    found: list[Mention] = []
    for entries in read.entries.values():
        found += _in_entries(entries, kind, record_id, new, "/")
    for page, entries in read.pages.items():
        here = f"/{page.removesuffix('.md').removesuffix('index')}/".replace("//", "/")
        found += _in_entries(entries, kind, record_id, new, here)
    return tuple(sorted(found, key=lambda mention: mention.problem))


def _in_entries(
    entries: Sequence[Entry], kind: str, record_id: str, new: str, here: str
) -> Iterator[Mention]:
    for entry in entries:
        renamed = _renamed(entry.value, kind, record_id, new, here)
        if renamed and renamed != entry.value:
            place = entry.file.as_written(entry.location) if entry.keys != ("page",) else ()
            problem = entry.problem(f"写着 {record_id}")
            yield Mention(entry.file.path, place, problem, entry.value, renamed)


def _renamed(value: object, kind: str, record_id: str, new: str, here: str) -> str | None:
    """Return a text with the new id in place of the old one, wherever it stands for the record.

    None for what is no text.
    """
    if isinstance(value, RecordId):
        named = {(kind, record_id): new, ("pages", f"{kind}/{record_id}"): f"{kind}/{new}"}
        return named.get((value.kind, str(value)), value)
    if not isinstance(value, str):
        return None
    return _ADDRESS.sub(lambda link: _address(link[0], kind, record_id, new, here), value)


def _address(address: str, kind: str, record_id: str, new: str, here: str) -> str:
    """Return the address of a link with the new id: in its path, or in what it fills in."""
    whole = urlsplit(urljoin(here, address.strip(" <")))
    if whole.netloc:
        return address
    path, mark, query = address.partition("?")
    if f"{whole.path}/".startswith(record_address(kind, record_id)):
        path = re.sub(rf"(?<![\w-]){record_id}(?![\w-])", new, path)
    named = rf"(?<![^&]){kind.removesuffix('s')}={record_id}(?![^&#])"
    return path + mark + re.sub(named, f"{kind.removesuffix('s')}={new}", query)
