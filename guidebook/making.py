"""From a folder of content to a finished site: read, check, pour into layouts, stamp."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path

from guidebook.load import load_guidebook
from guidebook.model import Guidebook
from guidebook.publishing.kept_stage import keep_stage, read_stage
from guidebook.publishing.made_of import fingerprint
from guidebook.publishing.new_files import NewFiles
from guidebook.publishing.publish import BrokenLinksError, make_files, write_beside
from guidebook.publishing.site_folder import (
    ForeignFolderError,
    Written,
    refuse_foreign_folder,
    refuse_links,
)
from guidebook.publishing.works import Frame, Rendered, frame_of
from guidebook.reading.problems import ContentError
from guidebook.stamp import keep_content, leave_stamp, names_to_stay, withdraw_stamp
from guidebook.steps import Steps
from guidebook.telling import tell, tell_faults, warnings_told


class NoSiteError(Exception):
    """There is no new site; the message says why, beside what was told already."""

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)
        """One a line, for a preview to show."""


@dataclass(frozen=True)
class Order:
    """What is to be made of what, and where it goes."""

    guides: Path
    pages: Path
    """The folder of hand-written pages."""
    templates: Path
    site_dir: Path
    layouts: Path
    """Where the layouts of the form go, the content, and a stamp."""
    today: date
    keeps_copies: bool = False
    """Whether gzip copies that are there were packed by this very program."""
    stage: str = ""
    """Fingerprint of all files that MkDocs works with."""
    steps: Steps = field(default_factory=Steps)


@dataclass(frozen=True)
class Made:
    """A finished site."""

    guidebook: Guidebook
    warnings: tuple[str, ...]
    written: Written


def make_site(order: Order, rendered: Callable[[Frame], Rendered]) -> Made:
    """Make the site of an order; `rendered` lets MkDocs make pages and layouts.

    Raises NoSiteError after telling every fault; the site is then as it was.
    """
    guidebook, warnings = read_content(order)
    frame = frame_of(guidebook)
    stage = fingerprint((), (order.stage, *chain.from_iterable(frame.lists.items())))
    with order.steps.step("版式"):
        kept = read_stage(order.layouts, stage, order.guides)
        dressed = kept or rendered(frame)
    written = finish(order, guidebook, dressed)
    if not kept:
        keep_stage(order.layouts, stage, dressed)
    return Made(guidebook, warnings, written)


def read_content(order: Order) -> tuple[Guidebook, tuple[str, ...]]:
    """Read and check the content, before anything is written; tells warnings and returns them.

    Raises NoSiteError after telling every fault.
    """
    try:
        refuse_foreign_folder(order.site_dir)
        refuse_links(order.pages)
        refuse_links(order.guides)
        read = load_guidebook(order.guides, order.today, order.pages, order.steps)
    except ForeignFolderError as error:
        raise NoSiteError(str(error)) from None
    except ContentError as error:
        tell_faults(error)
        raise NoSiteError("内容有问题，没有生成网站。", str(error).splitlines()) from None
    guidebook, problems = read
    warnings = warnings_told(problems, guidebook.site)
    tell(warnings)
    return guidebook, warnings


def finish(order: Order, guidebook: Guidebook, rendered: Rendered) -> Written:
    """Pour the content into the layouts, write the site, and what the intake needs beside it.

    Raises NoSiteError where a link leads nowhere.
    """
    with NewFiles(order.site_dir, keeps_copies=order.keeps_copies) as new:
        try:
            files = make_files(guidebook, rendered, order.templates, new, order.today, order.steps)
        except BrokenLinksError as error:
            faults = str(error).splitlines()
            raise NoSiteError(f"有链接走不通，没有生成网站：\n{error}", faults) from None
        staying = names_to_stay(order.layouts)
        withdraw_stamp(order.layouts)
        with order.steps.step("换上"):
            written = new.take_in(files, staying)
    write_beside(rendered, guidebook, order.layouts)
    keep_content(order.guides, order.layouts)
    leave_stamp(order.layouts, written.names, written.earlier)
    return written
