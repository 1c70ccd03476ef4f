"""From a guidebook and its layouts to the files of a site, every link of it followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from guidebook.model import Guidebook
from guidebook.pages.layout import Layouts, make_absolute, to_template
from guidebook.publishing.broken_links import Outline, find_broken_links, outline_of
from guidebook.publishing.moved import write_maps
from guidebook.publishing.new_files import NewFile, NewFiles
from guidebook.publishing.site_folder import write_file
from guidebook.publishing.works import Rendered, Work, works_of
from guidebook.search.readings import learn_readings
from guidebook.steps import Steps

INTAKE_LAYOUTS = ("requests",)
"""Layouts that the intake fills; they are no pages of the site."""


class BrokenLinksError(Exception):
    """The rendered site has links that lead nowhere."""


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
    site_path = urlsplit(guidebook.site.site_url).path

    def laid_down(work: Work) -> list[_Laid]:
        return [_laid(new, path, content, site_path) for path, content in work().items()]

    learn_readings(guidebook)
    works = works_of(guidebook, rendered, templates, today)
    made = chain.from_iterable(steps.each("页面", laid_down, tuple(works.values())))
    laid = {each.files[0].path: each for each in made}
    with steps.step("查链接"):
        outlines = {path: page.outline for path, page in laid.items() if page.outline}
        read = partial(_read, new, laid)
        broken = sorted(find_broken_links(outlines, laid.keys(), site_path, read))
    if broken:
        raise BrokenLinksError("\n".join(broken))
    return tuple(chain.from_iterable(each.files for each in laid.values()))


def _laid(new: NewFiles, path: str, content: bytes, site_path: str) -> _Laid:
    outline = outline_of(path, content, site_path) if path.endswith(".html") else None
    return _Laid(new.put(path, content), outline)


def _read(new: NewFiles, laid: Mapping[str, _Laid], path: str) -> bytes:
    return new.read(laid[path].files[0])


def write_beside(rendered: Rendered, guidebook: Guidebook, folder: Path) -> None:
    """Leave what servers need beside the site: layouts of form and desk, maps of what moved.

    The links of layouts are made absolute, from the root of the host: there the intake is, with a
    copy of the site.
    """
    write_maps(guidebook, folder)
    for name in INTAKE_LAYOUTS:
        text = Layouts(rendered.layouts)[f"{name}/_layout"]
        template = to_template(make_absolute(text, f"/{name}/_layout/"))
        write_file(folder / "layout" / f"{name}.html", template.encode())
