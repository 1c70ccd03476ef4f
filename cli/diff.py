"""The command that says in words what a change of the content changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from cli import options
from guidebook.editing.differences import differences
from guidebook.editing.page_differences import page_differences
from guidebook.reading.revisions import PAGES, Revision, UnknownRevisionError, revision


@click.command()
@click.argument("old", metavar="提交")
@click.argument("new", required=False, metavar="[后来的提交]")
@options.guides
def diff(old: str, new: str | None, guides: Path) -> None:
    """写明内容改了什么、在哪一页：两个提交之间，或者一个提交和现在的文件之间。"""
    try:
        before = revision(guides.resolve(), old)
        after = revision(guides.resolve(), new) if new else Revision(before.folder)
    except UnknownRevisionError as error:
        raise click.ClickException(str(error)) from None
    found = list(differences(before, after))
    pages = before.folder.parent / PAGES
    if pages.is_dir():
        old_pages, new_pages = (replace(state, folder=pages) for state in (before, after))
        found += page_differences(old_pages, new_pages)
    for difference in found:
        place = f"（{difference.page}）" if difference.page else ""
        click.echo(f"{difference.subject}{place}")
        for words in difference.words:
            click.echo(f"  {words}")
    click.echo(f"一共改了 {len(found)} 个文件。" if found else "内容没有变。")
