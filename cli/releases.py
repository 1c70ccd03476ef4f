"""Commands for the releases of the site: which there are, and back to an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from cli import options
from cli.target import say_waiting
from guidebook.publishing.releases import (
    KEPT,
    NoReleaseError,
    current_release,
    releases_in,
    roll_back,
)
from guidebook.publishing.site_folder import ForeignFolderError
from guidebook.said_by_system import why_not
from guidebook.stamp import names_in_stamp


@click.command()
@options.releases
def releases(releases: Path) -> None:
    """列出留着的各版网站，新的在前；打星号的是正在用的。"""
    root = releases.resolve()
    with _told(root):
        present, there = current_release(root), releases_in(root)
        if not there:
            raise NoReleaseError(
                f"{root} 里还没有生成过网站：请运行 build.py site，或换 --releases"
            )
        for release in there:
            mark = "*" if release == present else " "
            made = release.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
            files = f"{len(names_in_stamp(release.layouts))} 个文件"
            lost = "" if release.is_whole() else "，缺文件，退不回去"
            click.echo(f"{mark} {release.number}  {made}  {files}{lost}")
    click.echo(f"一共留 {KEPT} 版；退回用 rollback。", err=True)


@click.command()
@click.argument("number", required=False, type=int, metavar="[第几版]")
@options.releases
def rollback(number: int | None, releases: Path) -> None:
    """退回上一版网站，或者写明的那一版；运行着的服务随即用它，表单也一样。"""
    root = releases.resolve()
    with _told(root):
        release = roll_back(root, number, say_waiting)
    click.echo(
        f"现在用第 {release.number} 版。内容没有改：再生成一次，又是 guides/ 里现在的内容，"
        "不要的改动请先在 git 里撤回。"
    )


@contextmanager
def _told(root: Path) -> Iterator[None]:
    """End the command with one sentence where there is no such release, or nobody may touch it."""
    try:
        yield
    except (NoReleaseError, ForeignFolderError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        place = error.filename2 or error.filename or root
        message = f"{place} 用不了（{why_not(error)}），请用生成网站的账户运行"
        raise click.ClickException(message) from None
