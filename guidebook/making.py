"""From a folder of content to a finished site: read, check, pour into layouts, stamp."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

from guidebook.aside import Aside
from guidebook.load import check, guidebook_of, read_content
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
from guidebook.reading.folder import Folder
from guidebook.reading.problems import ContentError
from guidebook.stamp import keep_content, leave_stamp, withdraw_stamp
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
    clean: bool = False
    """Whether every file is made anew."""
    keeps_copies: bool = False
    """Whether gzip copies that are there were packed by this very program."""
    stage: Callable[[], str] = str
    """Returns a fingerprint of all files that MkDocs works with, as they are now."""
    is_untouched: Callable[[], bool] = lambda: True
    """Tells whether nobody wrote in what goes in since the build began, not even for a moment."""
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
    read = _read(order)
    if read.problems:
        _checked(order, read)  # tells them with all others, and ends here
    guidebook = guidebook_of(read)
    with _layouts(order, frame_of(guidebook), rendered) as layouts:
        warnings = _checked(order, read)
        with order.steps.step("版式"):
            dressed = layouts()
    return Made(guidebook, warnings, finish(order, read, dressed))


def read_and_check(order: Order) -> Folder:
    """Read and check the content, before anything is written; tells warnings.

    Raises NoSiteError after telling every fault.
    """
    read = _read(order)
    _checked(order, read)
    return read


def _read(order: Order) -> Folder:
    with order.steps.step("读内容"):
        try:
            refuse_foreign_folder(order.site_dir)
            refuse_links(order.pages)
            refuse_links(order.guides)
            refuse_links(order.templates)
        except ForeignFolderError as error:
            raise NoSiteError(str(error)) from None
        return read_content(order.guides, order.today, order.pages)


def _checked(order: Order, read: Folder) -> tuple[str, ...]:
    """Hold what was read to every rule; tell the warnings, and return them."""
    try:
        problems = check(read, order.steps)
    except ContentError as error:
        tell_faults(error)
        raise NoSiteError("内容有问题，没有生成网站。", str(error).splitlines()) from None
    warnings = warnings_told(problems, guidebook_of(read).site)
    tell(warnings)
    return warnings


@contextmanager
def _layouts(
    order: Order, frame: Frame, rendered: Callable[[Frame], Rendered]
) -> Iterator[Callable[[], Rendered]]:
    """Offer what MkDocs makes: what was kept of the same, or what it makes beside the block."""

    def stage() -> str:
        return fingerprint((), (order.stage(), *chain.from_iterable(frame.lists.items())))

    with order.steps.step("版式"):
        before = stage()
        kept = read_stage(order.layouts, before, order.guides)
    if kept:
        yield lambda: kept
        return
    aside = Aside(partial(rendered, frame))

    def made() -> Rendered:
        try:
            new = aside.result()
        except EOFError:
            new = rendered(frame)  # here, faults and all
        if stage() == before and order.is_untouched():
            keep_stage(order.layouts, before, new)
        return new

    try:
        yield made
    finally:
        aside.end()


def finish(order: Order, read: Folder, rendered: Rendered) -> Written:
    """Pour the content into the layouts, write the site, and what the intake needs beside it.

    That is the content as it was read and checked, whatever somebody saved since.

    Raises NoSiteError where a link leads nowhere.
    """
    guidebook = guidebook_of(read)
    with NewFiles(order.site_dir, keeps_copies=order.keeps_copies, clean=order.clean) as new:
        try:
            files = make_files(guidebook, rendered, order.templates, new, order.today, order.steps)
        except BrokenLinksError as error:
            faults = str(error).splitlines()
            raise NoSiteError(f"有链接走不通，没有生成网站：\n{error}", faults) from None
        withdraw_stamp(order.layouts)
        with order.steps.step("换上"):
            written = new.take_in(files)
    with order.steps.step("换上"):
        write_beside(rendered, guidebook, order.layouts)
        keep_content(read.kept.contents(read.root.name), order.layouts)
        leave_stamp(order.layouts, written.names)
    return written
