"""Where a build goes: into a release of its own, or into one plain folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EACCES, EPERM
from pathlib import Path

import click

from cli.options import ROOT
from guidebook.publishing.plain_site import plain_site
from guidebook.publishing.releases import (
    CURRENT,
    LAYOUTS,
    LOCK,
    Release,
    current_release,
    leftovers,
    new_release,
    one_at_a_time,
)
from guidebook.publishing.site_folder import OWN_FILE, ForeignFolderError
from guidebook.said_by_system import why_not
from guidebook.stamp import STAMP, has_build


@dataclass(frozen=True)
class Target:
    """Where a site is built, and where it is served from afterwards."""

    site: Path
    """The folder that is served: for releases a link to the present one."""
    layouts: Path
    releases: Path | None
    """The folder of releases; None where there is one plain folder."""

    def has_build(self) -> bool:
        """Tell whether an earlier build can be served."""
        return (self.site / OWN_FILE).is_file() and has_build(self.layouts)

    def wait_for_others(self) -> None:
        """Wait until no other build is at work here: what it comes to is what counts."""
        folder = self.releases or self.layouts
        if os.access(folder / LOCK, os.W_OK) and (folder / LOCK).is_file():
            with one_at_a_time(folder, say_waiting):
                pass

    @contextmanager
    def opened(self, *, clean: bool) -> Iterator[tuple[Path, Path]]:
        """Offer the folders of site and layouts to build in, to nobody else at the same time.

        Ends the command where something foreign lies there, or nothing can be written.
        """
        try:
            if self.releases:
                with new_release(self.releases, say_waiting, clean=clean) as release:
                    yield release.site, release.layouts
                for path in leftovers(self.releases):
                    click.echo(f"{path} 删不掉，请换有权限的账户删；不影响网站", err=True)
            else:
                with plain_site(self.site, self.layouts, say_waiting):
                    yield self.site, self.layouts
        except ForeignFolderError as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            raise click.ClickException(self._told(error)) from None

    def _told(self, error: OSError) -> str:
        why = why_not(error)
        place = error.filename2 or error.filename
        if place and not self._is_written(Path(place)):
            return f"没有生成网站：{place} 读不了（{why}），请让运行这个命令的账户能读"
        is_whole = self.releases or (self.layouts / STAMP).is_file()  # gone while files change
        whole = "网站还是原来的一版" if is_whole else "网站可能只写了一半，请腾出地方再生成"
        place = place or self.releases or self.site  # a write that failed names none
        remedy = self._remedy(Path(place)) if error.errno in (EACCES, EPERM) else ""
        return f"没有生成网站：{place} 写不了（{why}）。{remedy}{whole}"

    def _remedy(self, place: Path) -> str:
        """Say how all releases belong to one account again, where another one built some."""
        folder, account = self.releases or self.site, os.geteuid()
        if _owner(place) == account:
            return ""
        if not folder.exists() or folder.stat().st_uid != account:
            return "请用这个文件夹所属的账户运行。"
        return f"里面有别的账户写的文件，请用 root 运行 chown -R {account} {folder}。"

    def _is_written(self, path: Path) -> bool:
        """Tell whether a build writes a path, or makes it for what it writes."""
        folders = [folder for folder in (self.releases, self.site, self.layouts) if folder]
        return any(path.is_relative_to(f) or f.is_relative_to(path) for f in folders)

    def release(self) -> Release | None:
        """Return the release that is served, if any is."""
        return current_release(self.releases) if self.releases else None

    def told_release(self) -> str:
        """Say which release is served now, and where."""
        release = self.release()
        return f"第 {release.number} 版，{self.site}" if release else str(self.site)


def _owner(place: Path) -> int | None:
    """Return whose a place is, or the first folder above it that may be looked at."""
    there = Path(os.path.realpath(place))  # `resolve` raises where this stops
    for path in (there, *there.parents):
        with suppress(OSError):
            return path.lstat().st_uid
    return None


def target_of(releases: Path, site_dir: Path | None, layouts: Path | None) -> Target:
    """Read the options of where a site goes; exits with 2 if they do not fit together."""
    if site_dir:
        plain = layouts or ROOT / "var" / "layouts"
        return Target(site_dir.resolve(), plain.resolve(), None)
    if layouts:
        raise click.UsageError("--layouts 要和 --site-dir 一起用：各版自己带着表单的版式")
    root = releases.resolve()
    return Target(root / CURRENT, root / LAYOUTS, root)


def say_waiting() -> None:
    """Say why nothing seems to happen."""
    click.echo("另一个生成正在进行，等它做完…", err=True)
