"""Makes the pages of a preview: looks for what was saved, and knows what is wrong with it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from build import rendered_by_mkdocs
from cli.building import PAGES, SETTINGS, TEMPLATES, worked_with_by_mkdocs
from cli.preview.faults import Checked, broken_links, checked, told
from cli.preview.line import OWN
from cli.preview.sources import Seen, Sources, part_of
from guidebook.aside import Aside
from guidebook.load import guidebook_of, read_content
from guidebook.model.addresses import REQUESTS
from guidebook.publishing.draft import Draft
from guidebook.publishing.preview import Notices
from guidebook.publishing.works import INDEX, Frame, Rendered, frame_of
from guidebook.reading.folder import Folder
from guidebook.reading.git import log_of_commits
from guidebook.reading.problems import ContentError
from guidebook.reading.taken import KeptFiles
from guidebook.telling import tell, tell_faults, warnings_told
from guidebook.today import today_in

WAIT = 0.25
"""Seconds for which a page waits for the check of what it says: most often that
is enough. Then it is shown all the same, and what is found later stands on it later."""
NICE = 10
"""Nobody waits for pages that are made to follow their links."""
MOST_ROUNDS = 5
"""So often it is made anew before anything is shown, where somebody saves all the time."""

T = TypeVar("T")

_NOT_CHECKED = Checked(failure=("检查没有做完：查的进程被结束了，再存一次就重新查。",))


@dataclass(frozen=True)
class Answer:
    """What a browser gets."""

    status: int
    path: str
    """Of the file in the site, which tells its type; of a page elsewhere, where that is."""
    content: bytes
    made: str
    """Another word after each change."""


class Maker:
    """The site as it was last saved, or what is wrong with it; used by one at a time.

    Without a `day`, it is that of today, also tomorrow.
    """

    def __init__(self, guides: Path, day: str | None = None) -> None:
        self._guides, self._day = guides, day
        places = guides, PAGES, TEMPLATES, SETTINGS
        self._sources = Sources((*places, *log_of_commits(guides)))  # `/changes/` tells of commits
        self._kept = KeptFiles()
        self._notices = Notices(TEMPLATES)
        self._begun, self._number = time.time_ns(), 0
        self._seen: tuple[Seen, date] | None = None
        self._staged: tuple[object, Rendered] | None = None
        self._draft: Draft | None = None
        self._faults: tuple[str, ...] = ()
        self._warnings: tuple[str, ...] = ()
        self._check: Aside[Checked] | None = None
        self._links: Aside[tuple[str, ...]] | None = None

    def look(self) -> None:
        """Take in what was saved since the last look; what was saved last is shown."""
        for _ in range(MOST_ROUNDS):
            if self._seen == (self._sources.look(), today_in(self._day)):
                break
            self._seen = self._sources.settled(), today_in(self._day)
            self._make(*self._seen)
        self._take_in()

    def answer(self, path: str) -> Answer:
        """Return what stands at a path from the root of the host, as of now."""
        self.look()
        if path.startswith(OWN):
            return self._page(200, b"")
        if self._faults or not self._draft:
            return self._page(503, self._notices.faults(self._faults))
        if f"{path}/".startswith(f"{REQUESTS}/".lstrip("/")):
            return self._page(200, self._notices.no_form())
        try:
            return self._found(self._draft, path.removeprefix(self._draft.site_path.lstrip("/")))
        except Exception as error:  # noqa: BLE001 # a template that somebody edits may raise anything
            self._take_in(wait=None)
            return self._page(503, self._notices.faults(self._faults or told(error)))

    def stop(self) -> None:
        """End what is still being done."""
        for aside in (self._check, self._links):
            if aside:
                aside.stop()
        self._check = self._links = None

    def _found(self, draft: Draft, path: str) -> Answer:
        file = f"{path}{INDEX}" if not path or path.endswith("/") else path
        content = draft.file(file)
        if content is not None:
            return Answer(200, file, content, self._made())
        if draft.file(f"{path}/{INDEX}") is not None:
            return Answer(302, f"/{path}/", b"", self._made())
        return self._page(404, draft.file("404.html") or b"")

    def _page(self, status: int, content: bytes) -> Answer:
        return Answer(status, INDEX, content, self._made())

    def _made(self) -> str:
        return f"{self._begun}-{self._number}"

    def _make(self, seen: Seen, today: date) -> None:
        self.stop()
        begun = time.monotonic()
        self._number += 1
        self._draft, self._faults, read, failed = None, (), None, None
        try:
            read = read_content(self._guides, today, PAGES, self._kept)
            if read.problems:
                self._blame(tuple(map(str, sorted(set(read.problems)))))
            else:
                self._draft = self._drafted(read, seen)
        except Exception as error:  # noqa: BLE001 # a template that somebody edits may raise anything
            failed = error
        if read:
            self._check = Aside(partial(checked, read))
        self._take_in(wait=None if failed else WAIT)
        if failed and not self._faults:
            self._blame(told(failed))
        click.echo(f"看到了改动，用了 {time.monotonic() - begun:.1f} 秒。")

    def _drafted(self, read: Folder, seen: Seen) -> Draft:
        guidebook = guidebook_of(read)
        return Draft(guidebook, self._rendered(seen, frame_of(guidebook)), TEMPLATES, read.today)

    def _rendered(self, seen: Seen, frame: Frame) -> Rendered:
        """Let MkDocs make layouts and hand-written pages, if it would make others than before."""
        stage = part_of(seen, worked_with_by_mkdocs(self._guides)), frame.lists
        if not self._staged or self._staged[0] != stage:
            self._staged = None
            self._staged = stage, rendered_by_mkdocs(self._guides, frame)
        return self._staged[1]

    def _take_in(self, wait: float | None = 0) -> None:
        """Take in what the check found, for which to wait so long, and what links lead nowhere."""
        if self._check and self._check.is_done(wait):
            found, self._check = _result(self._check, _NOT_CHECKED), None
            self._tell(found)
            self._blame(found.faults)
            if self._draft and not self._faults:
                self._links = Aside(partial(broken_links, self._draft), NICE)
        if self._links and self._links.is_done():
            faults, self._links = _result(self._links, ()), None
            tell(faults)
            self._blame(faults)

    def _tell(self, found: Checked) -> None:
        if found.problems:
            tell_faults(ContentError(found.problems))
            return
        warnings = warnings_told(found.hints)
        tell(line for line in warnings if line not in self._warnings)
        self._warnings = warnings

    def _blame(self, faults: tuple[str, ...]) -> None:
        """Show on every page what is wrong, if anything is."""
        if faults and faults != self._faults:
            self._faults = faults
            self._number += 1


def _result(aside: Aside[T], otherwise: T) -> T:
    """Return what came of some work, or something else where its process did not live to tell."""
    try:
        return aside.result()
    except EOFError:
        return otherwise
