"""From a guidebook and its layouts to a site folder: render, check every link, then write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment

from guidebook.model import Guidebook
from guidebook.opendata.package import open_data
from guidebook.pages.calendars import calendars
from guidebook.pages.changes import changes_by_day
from guidebook.pages.layout import make_absolute, page_environment, pieces_of, to_template
from guidebook.pages.push import render_feeds
from guidebook.pages.rendering import render_pages, write
from guidebook.pages.vcards import vcards
from guidebook.publishing.broken_links import find_broken_links
from guidebook.publishing.moved import addresses_left, files_left, write_maps
from guidebook.publishing.robots import robots, sitemap
from guidebook.publishing.site_folder import Written, write_file, write_site
from guidebook.reading.revisions import past_changes
from guidebook.search.files import search_files
from guidebook.steps import Steps

INTAKE_LAYOUTS = ("requests",)
"""Layouts that the intake fills; they are no pages of the site."""


class BrokenLinksError(Exception):
    """The rendered site has links that lead nowhere; nothing was written."""


@dataclass(frozen=True)
class Rendered:
    """What MkDocs made: layouts by name, and finished files of hand-written pages and assets."""

    layouts: Mapping[str, str]
    files: Mapping[str, bytes]
    guides: Path
    """The folder of the content: git may know what changed in it."""


def publish(
    guidebook: Guidebook,
    rendered: Rendered,
    templates: Path,
    folder: Path,
    today: date,
    staying: frozenset[str] = frozenset(),
    steps: Steps | None = None,
    *,
    keeps_copies: bool = False,
) -> Written:
    """Write the whole site of a guidebook; returns what changed in the folder.

    Files of the build before that are `staying` are not removed, nor are gzip copies made anew
    with `keeps_copies`.

    Raises BrokenLinksError, before anything is written, naming every link that leads nowhere.
    """
    steps = steps or Steps()
    site_url = guidebook.site.site_url
    environment = page_environment(templates, rendered.layouts)
    past = past_changes(rendered.guides) or ()
    changes = changes_by_day(past, guidebook, _titles(rendered.files))
    pages = render_pages(guidebook, environment, today, changes, steps)
    pages = dict(rendered.files) | _hand_written(rendered, environment) | pages
    with steps.step("订阅、名片、日历和数据"):
        files = pages | render_feeds(guidebook, environment, changes) | vcards(guidebook)
        files |= calendars(guidebook) | open_data(guidebook)
        files |= files_left(guidebook, files)
    with steps.step("搜索"):
        files |= search_files(guidebook)
    broken = sorted(find_broken_links(files, urlsplit(site_url).path, steps))
    if broken:
        raise BrokenLinksError("\n".join(broken))
    listed = set(_addresses(pages)) - addresses_left(guidebook)
    files["sitemap.xml"] = sitemap(site_url, sorted(listed))
    files["robots.txt"] = robots(site_url)
    return write_site(folder, files, staying, steps, keeps_copies=keeps_copies)


def _hand_written(rendered: Rendered, environment: Environment) -> dict[str, bytes]:
    """Let the pages that are written by hand say on paper where they are from, as all others do."""
    pages = {}
    for path, content in rendered.files.items():
        if path.endswith("index.html"):
            address = f"/{path.removesuffix('index.html')}"
            pieces = pieces_of(content.decode())
            pages[path] = write(environment, "pages/_layout.html", address, layout=pieces)
    return pages


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
