"""From a guidebook and its layouts to the files of a site, every link of it followed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import unescape
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment

from guidebook.model import Guidebook
from guidebook.opendata.package import open_data
from guidebook.pages.calendars import calendars
from guidebook.pages.changes import Day, changes_by_day
from guidebook.pages.layout import make_absolute, page_environment, pieces_of, to_template
from guidebook.pages.push import render_feeds
from guidebook.pages.rendering import Page, all_pages, prepare, write
from guidebook.pages.terms import Terms
from guidebook.pages.vcards import vcards
from guidebook.publishing.broken_links import Outline, find_broken_links, outline_of
from guidebook.publishing.moved import addresses_left, files_left, write_maps
from guidebook.publishing.new_files import NewFile, NewFiles
from guidebook.publishing.robots import robots, sitemap
from guidebook.publishing.site_folder import write_file
from guidebook.reading.revisions import past_changes
from guidebook.search.files import search_files
from guidebook.steps import Steps

INTAKE_LAYOUTS = ("requests",)
"""Layouts that the intake fills; they are no pages of the site."""


class BrokenLinksError(Exception):
    """The rendered site has links that lead nowhere."""


@dataclass(frozen=True)
class Rendered:
    """What MkDocs made: layouts by name, and finished files of hand-written pages and assets."""

    layouts: Mapping[str, str]
    files: Mapping[str, bytes]
    guides: Path
    """The folder of the content: git may know what changed in it."""


Work = Callable[[], Mapping[str, bytes]]
"""Makes a few files: path in the site folder → content."""


@dataclass(frozen=True)
class _Laid:
    """A file that is made, with its copy."""

    files: tuple[NewFile, ...]
    outline: Outline | None
    """Of a page, what is to be known of it."""


def make_files(
    guidebook: Guidebook,
    rendered: Rendered,
    templates: Path,
    new: NewFiles,
    today: date,
    steps: Steps | None = None,
) -> tuple[NewFile, ...]:
    """Make every file of the site of a guidebook, and follow every link.

    Who renders a page lays it down: what travels between processes, and stays in memory, is little.

    Raises BrokenLinksError, naming every link that leads nowhere.
    """
    steps = steps or Steps()
    site_url = guidebook.site.site_url
    site_path = urlsplit(site_url).path

    def laid_down(work: Work) -> list[_Laid]:
        return [_laid(new, path, content, site_path) for path, content in work().items()]

    works = tuple(_works(guidebook, rendered, page_environment(templates, rendered.layouts), today))
    made = chain.from_iterable(steps.each("页面", laid_down, works))
    laid = {each.files[0].path: each for each in made}
    with steps.step("查链接"):
        outlines = {path: page.outline for path, page in laid.items() if page.outline}
        read = partial(_read, new, laid)
        broken = sorted(find_broken_links(outlines, laid.keys(), site_path, read))
    if broken:
        raise BrokenLinksError("\n".join(broken))
    listed = set(_addresses(outlines)) - addresses_left(guidebook)
    return (
        *chain.from_iterable(each.files for each in laid.values()),
        *new.put("sitemap.xml", sitemap(site_url, sorted(listed))),
        *new.put("robots.txt", robots(site_url)),
    )


def _laid(new: NewFiles, path: str, content: bytes, site_path: str) -> _Laid:
    outline = outline_of(path, content, site_path) if path.endswith(".html") else None
    return _Laid(new.put(path, content), outline)


def _read(new: NewFiles, laid: Mapping[str, _Laid], path: str) -> bytes:
    return new.read(laid[path].files[0])


def _works(
    guidebook: Guidebook, rendered: Rendered, environment: Environment, today: date
) -> Iterator[Work]:
    """Yield what makes the files of the site; of two at one path the later stands."""
    past = past_changes(rendered.guides) or ()
    changes = changes_by_day(past, guidebook, _titles(rendered.files))
    prepare(environment, guidebook, today, Terms(guidebook))
    yield partial(search_files, guidebook)  # the longest first
    yield partial(open_data, guidebook)
    for path, content in rendered.files.items():
        yield partial(_finished, environment, path, content)
    yield partial(_taken_up, guidebook, environment, changes)
    yield partial(calendars, guidebook)
    for page in all_pages(guidebook, changes):
        yield partial(_page, environment, page)


def _page(environment: Environment, page: Page) -> dict[str, bytes]:
    content = write(environment, f"pages/{page.template}", page.address, **page.subject)
    return {f"{page.address.lstrip('/')}index.html": content}


def _finished(environment: Environment, path: str, content: bytes) -> dict[str, bytes]:
    """Let a page that is written by hand say on paper where it is from, as all others do."""
    if path.endswith("index.html"):
        address = f"/{path.removesuffix('index.html')}"
        pieces = pieces_of(content.decode())
        content = write(environment, "pages/_layout.html", address, layout=pieces)
    return {path: content}


def _taken_up(
    guidebook: Guidebook, environment: Environment, changes: tuple[Day, ...]
) -> dict[str, bytes]:
    """Make what people subscribe to or take home, also at the addresses it had before."""
    files = render_feeds(guidebook, environment, changes) | vcards(guidebook)
    return files | files_left(guidebook, files)


def _titles(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the title of every page that is written by hand, by the file it is written in."""
    found = {}
    for path, content in files.items():
        title = re.search(r"<title>(.*?) · ", content.decode()) if path.endswith(".html") else None
        if title:
            found[f"{path.removesuffix('/index.html')}.md"] = unescape(title[1])
    return found


def _addresses(pages: Iterable[str]) -> list[str]:
    return [f"/{path.removesuffix('index.html')}" for path in pages if path.endswith("index.html")]


def write_beside(rendered: Rendered, guidebook: Guidebook, folder: Path) -> None:
    """Leave what servers need beside the site: layouts of form and desk, maps of what moved.

    The links of layouts are made absolute, from the root of the host: there the intake is, with a
    copy of the site.
    """
    write_maps(guidebook, folder)
    for name in INTAKE_LAYOUTS:
        text = rendered.layouts[f"{name}/_layout"]
        template = to_template(make_absolute(text, f"/{name}/_layout/"))
        write_file(folder / "layout" / f"{name}.html", template.encode())
