"""A site before it is published: each file is made when somebody asks for it, as a build would."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from guidebook.model import Guidebook
from guidebook.publishing.broken_links import find_broken_links, outline_of
from guidebook.publishing.works import INDEX, OTHER_WORK, Rendered, works_of


class Draft:
    """The site of a guidebook, file by file; what was asked for once is kept."""

    def __init__(
        self, guidebook: Guidebook, rendered: Rendered, templates: Path, today: date
    ) -> None:
        self.site_path = urlsplit(guidebook.site.site_url).path
        """Where the site is to lie on its host, such as `/`."""
        self._works = works_of(guidebook, rendered, templates, today)
        self._made: dict[str, Mapping[str, bytes]] = {}

    def file(self, path: str) -> bytes | None:
        """Return what a build would write at a path, None where it would write nothing."""
        if path in self._works:
            return self._files(path).get(path)
        if path.endswith(INDEX):
            return None  # each page is a work of its own
        folder = f"{path.partition('/')[0]}/"
        return self._files(folder if folder in self._works else OTHER_WORK).get(path)

    def broken_links(self) -> tuple[str, ...]:
        """Make every file, and return a sentence for each link that leads nowhere."""
        files = {path: made for work in self._works for path, made in self._files(work).items()}
        outlines = {
            path: outline_of(path, content, self.site_path)
            for path, content in files.items()
            if path.endswith(".html")
        }
        found = find_broken_links(outlines, files.keys(), self.site_path, files.__getitem__)
        return tuple(sorted(found))

    def _files(self, work: str) -> Mapping[str, bytes]:
        if work not in self._made:
            self._made[work] = self._works[work]()
        return self._made[work]
