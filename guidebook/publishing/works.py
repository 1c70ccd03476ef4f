"""What makes the files of a site: pages, search, data and more, each piece by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import unescape
from pathlib import Path

from jinja2 import Environment

from guidebook.model import Guidebook, Site
from guidebook.opendata.package import FOLDER as DATA
from guidebook.opendata.package import open_data
from guidebook.pages.calendars import calendars
from guidebook.pages.changes import Day, changes_by_day
from guidebook.pages.layout import page_environment, pieces_of
from guidebook.pages.push import render_feeds
from guidebook.pages.rendering import Page, all_pages, prepare, write
from guidebook.pages.terms import Terms
from guidebook.pages.vcards import vcards
from guidebook.publishing.moved import addresses_left, files_left
from guidebook.publishing.robots import robots, sitemap
from guidebook.reading.revisions import past_changes
from guidebook.search.files import FOLDER as TEXTS
from guidebook.search.files import search_files

INDEX = "index.html"
DATA_WORK, SEARCH_WORK, OTHER_WORK = f"{DATA}/", f"{TEXTS.partition('/')[0]}/", ""


@dataclass(frozen=True)
class Frame:
    """All that MkDocs is told of the content: what stands around every page."""

    site: Site
    lists: Mapping[str, str]
    """Kind → how it is called, of every kind whose list leads to a record."""


def frame_of(guidebook: Guidebook) -> Frame:
    """Return what stands around the pages of a guidebook."""
    names = {kind: str(guidebook.wordings[kind].name) for kind in guidebook.records}
    lists = {kind: name for kind, name in names.items() if guidebook.has_list(kind)}
    return Frame(guidebook.site, lists)


@dataclass(frozen=True)
class Rendered:
    """What MkDocs made: layouts by name, and finished files of hand-written pages and assets."""

    layouts: Mapping[str, str]
    files: Mapping[str, bytes]
    guides: Path
    """The folder of the content: git may know what changed in it."""


Work = Callable[[], Mapping[str, bytes]]
"""Makes a few files: path in the site folder → content."""


def works_of(
    guidebook: Guidebook, rendered: Rendered, templates: Path, today: date
) -> dict[str, Work]:
    """Return what makes each file of the site, the longest work first.

    A work stands at the path of its only file, at the folder in which its files are alone with
    pages, or at an empty path. One page is made at a time: it knows what it has named so far.
    """
    past = past_changes(rendered.guides) or ()
    changes = changes_by_day(past, guidebook, _titles(rendered.files))
    environment = page_environment(templates, rendered.layouts)
    prepare(environment, guidebook, today, Terms(guidebook))
    finished = {
        path: partial(_finished, environment, path, content)
        for path, content in rendered.files.items()
    }
    pages = {
        f"{page.address.lstrip('/')}{INDEX}": partial(_page, environment, page)
        for page in all_pages(guidebook, changes)
    }
    addresses = _addresses({**finished, **pages})
    return {
        SEARCH_WORK: partial(search_files, guidebook, today),
        DATA_WORK: partial(open_data, guidebook),
        **finished,
        OTHER_WORK: partial(_others, guidebook, environment, changes, addresses),
        **pages,
    }


def _page(environment: Environment, page: Page) -> dict[str, bytes]:
    content = write(environment, f"pages/{page.template}", page.address, **page.subject)
    return {f"{page.address.lstrip('/')}{INDEX}": content}


def _finished(environment: Environment, path: str, content: bytes) -> dict[str, bytes]:
    """Let a page that is written by hand say on paper where it is from, as all others do."""
    if path.endswith(INDEX):
        address = f"/{path.removesuffix(INDEX)}"
        pieces = pieces_of(content.decode())
        content = write(environment, "pages/_layout.html", address, layout=pieces)
    return {path: content}


def _others(
    guidebook: Guidebook,
    environment: Environment,
    changes: tuple[Day, ...],
    addresses: frozenset[str],
) -> dict[str, bytes]:
    """Make what people subscribe to or take home, also at the addresses it had before.

    And what search engines read.
    """
    files = render_feeds(guidebook, environment, changes) | vcards(guidebook)
    files |= files_left(guidebook, files) | calendars(guidebook)
    site_url = guidebook.site.site_url
    listed = sorted(addresses - addresses_left(guidebook))
    return files | {"sitemap.xml": sitemap(site_url, listed), "robots.txt": robots(site_url)}


def _titles(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the title of every page that is written by hand, by the file it is written in."""
    found = {}
    for path, content in files.items():
        title = re.search(r"<title>(.*?) · ", content.decode()) if path.endswith(".html") else None
        if title:
            found[f"{path.removesuffix('/index.html')}.md"] = unescape(title[1])
    return found


def _addresses(paths: Iterable[str]) -> frozenset[str]:
    return frozenset(f"/{path.removesuffix(INDEX)}" for path in paths if path.endswith(INDEX))
