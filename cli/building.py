"""Makes the site, unless the one that is there is made of the same, and says what was made."""

from __future__ import annotations

import datetime
import os
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import ROOT
from cli.target import Target
from guidebook.publishing.made_of import (
    MadeOf,
    fingerprint,
    fingerprint_of_program,
    fingerprint_of_site,
    fingerprint_of_sources,
    fingerprint_of_states,
    leave_made_of,
    read_made_of,
    withdraw_made_of,
)
from guidebook.steps import Steps
from guidebook.today import today_in

if TYPE_CHECKING:
    from guidebook.publishing.works import Frame, Rendered

MOST_PROCESSES = 4
"""Each has its own copy of what it changes in memory."""
PROGRAM = ("build.py", "cli", "guidebook")
PAGES, TEMPLATES, SETTINGS = ROOT / "site_src", ROOT / "templates", ROOT / "mkdocs.yml"


def worked_with_by_mkdocs(guides: Path) -> tuple[Path, ...]:
    """Return all files that MkDocs works with; of other content it is told the lists there are."""
    return SETTINGS, PAGES, TEMPLATES / "theme", guides / "site.yaml"


def fault_of_template(error: Exception) -> str | None:
    """Say where in a template something went wrong, if it was there."""
    from jinja2 import TemplateNotFound

    from guidebook.pages.layout import LayoutError

    if isinstance(error, LayoutError):
        return str(error)
    if isinstance(error, UnicodeDecodeError):
        return "\n".join(_not_utf8()) or None
    if isinstance(error, OSError) and error.filename:
        return None  # told as such
    lost = f"没有模板 {error.name}" if isinstance(error, TemplateNotFound) else None
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).is_relative_to(TEMPLATES):
            return f"{_named(Path(frame.filename))}:{frame.lineno}: {lost or f'模板出错：{error}'}"
    return lost


def _named(template: Path) -> str:
    return template.relative_to(TEMPLATES.parent).as_posix()


def _not_utf8() -> Iterator[str]:
    """Yield what no template engine can read; it does not say where that stands."""
    from guidebook.reading.problems import Problem
    from guidebook.reading.source_text import decode

    for file in sorted(TEMPLATES.rglob("*.*ml")):
        text = decode(file.read_bytes(), _named(file))
        if isinstance(text, Problem):
            yield str(text)


@dataclass(frozen=True)
class _Build:
    """A build that was asked for."""

    guides: Path
    target: Target
    today: datetime.date
    steps: Steps
    clean: bool

    def run(self) -> str:
        """Make the site where it is not there yet; return what is told of it at the end."""
        with self.steps.step("准备"):
            self.target.wait_for_others()
        with self.steps.step("比较"):
            states = self._states()
            last = None if self.clean else read_made_of(self.target.layouts)
            made_of = self._made_of()
            is_there = self._is_there(last, made_of)
        if last and is_there:
            for line in last.warnings:
                click.echo(line, err=True)
            click.echo(f"{last.content}。")
            return f"{last.size}，没有变化"
        keeps_copies = bool(last and last.program == made_of.program)
        return self._make(made_of, states, keeps_copies=keeps_copies)

    def _states(self) -> str:
        program = (ROOT / name for name in PROGRAM)
        return fingerprint_of_states(*program, self.guides, PAGES, TEMPLATES, SETTINGS)

    def _made_of(self) -> MadeOf:
        places = (PAGES, TEMPLATES, SETTINGS)
        program = fingerprint_of_program(*(ROOT / name for name in PROGRAM))
        day = self.today.isoformat()
        return MadeOf(program, fingerprint_of_sources(self.guides, *places, day=day))

    def _is_there(self, last: MadeOf | None, made_of: MadeOf) -> bool:
        """Tell whether the last site is made of the same, and as it was left."""
        return bool(
            last
            and (last.program, last.sources) == (made_of.program, made_of.sources)
            and last.site == fingerprint_of_site(self.target.site, self.target.layouts)
        )

    def _stage(self, made_of: MadeOf) -> str:
        """Return a fingerprint of all files that MkDocs works with."""
        return fingerprint(worked_with_by_mkdocs(self.guides), (made_of.program,))

    def _make(self, made_of: MadeOf, states: str, *, keeps_copies: bool) -> str:
        with self.steps.step("载入程序"):
            from guidebook.making import NoSiteError, Order, make_site
            from guidebook.telling import summary

        before = self.target.release()
        with self._opened() as (site_dir, layouts):
            withdraw_made_of(layouts, clean=self.clean)
            layouts.mkdir(parents=True, exist_ok=True)
            tempfile.tempdir = str(layouts)  # what MkDocs writes is lost with the rest, if killed

            def is_untouched() -> bool:
                return self._states() == states

            order = Order(
                *(self.guides, PAGES, TEMPLATES, site_dir, layouts, self.today),
                clean=self.clean,
                keeps_copies=keeps_copies,
                stage=partial(self._stage, made_of),
                is_untouched=is_untouched,
                steps=self.steps,
            )
            try:
                made = make_site(order, partial(_rendered, self.guides))
            except NoSiteError as error:
                click.echo(str(error), err=True)
                raise SystemExit(1) from None
            except Exception as error:
                if not (fault := fault_of_template(error)):
                    raise
                click.echo(f"{fault}\n没有生成网站。", err=True)
                raise SystemExit(1) from None
            content, size = summary(made.guidebook), made.written.in_words()
            with self.steps.step("记下"):
                if self._made_of() == made_of and is_untouched():
                    site = fingerprint_of_site(site_dir, layouts)
                    found = replace(
                        made_of, site=site, warnings=made.warnings, content=content, size=size
                    )
                    leave_made_of(layouts, found)
        click.echo(f"{content}。")
        if before and self.target.release() == before:
            return f"{size}，和原来的一样"
        return f"{size}，写了 {made.written.written} 个，删了 {made.written.removed} 个"

    @contextmanager
    def _opened(self) -> Iterator[tuple[Path, Path]]:
        """Offer the folders to build in; to come to them, and to leave them, is timed too."""
        with ExitStack() as stack:
            with self.steps.step("准备"):
                folders = stack.enter_context(self.target.opened(clean=self.clean))
            yield folders
            with self.steps.step("换上"):
                stack.close()


def _rendered(guides: Path, frame: Frame) -> Rendered:
    from build import rendered_by_mkdocs  # loads MkDocs

    return rendered_by_mkdocs(guides, frame)


def build_site(
    guides: Path, target: Target, date: str | None, *, clean: bool = False, timings: bool = False
) -> None:
    """Make the site of a `guides/` folder and say what was made of what.

    Exits with 1 after telling every fault; the site is then as it was.
    """
    steps = Steps(processes=min(os.cpu_count() or 1, MOST_PROCESSES))
    today = today_in(date)  # a date that is none ends here, before anything is touched
    click.echo("正在检查内容、生成网站…")
    told = _Build(guides, target, today, steps, clean).run()
    took = steps.since()
    if timings:
        rest = took - sum(steps.seconds.values())
        for name, seconds in (*steps.seconds.items(), ("其他", rest)):
            click.echo(f"{seconds:8.2f} 秒  {name}")
    click.echo(f"{told}，用了 {took:.1f} 秒：{target.told_release()}")
