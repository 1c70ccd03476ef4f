"""Releases of a few files, made in the steps of a build."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_build import files_of
from site_files import write_site

from guidebook.publishing.releases import current_release, new_release, releases_in
from guidebook.publishing.site_folder import OWN_FILE, write_file
from guidebook.stamp import keep_content, leave_stamp
from intake.journal.journal import Journal
from intake.settings import Settings, make_secret_key

INDEX = {OWN_FILE: b"{}"}
FIRST = {"index.html": b"one", "house.11111111.css": b"a{}"}


def nobody_waits() -> None:
    pytest.fail("no other build is at work")


def release(
    root: Path, files: dict[str, bytes], content: str = "title: a", *, clean: bool = False
) -> None:
    """Make a release of files, and of content beside them."""
    guides = root.parent / "guides"
    guides.mkdir(exist_ok=True)
    (guides / "site.yaml").write_text(content)
    with new_release(root, nobody_waits, clean=clean) as new:
        written = write_site(new.site, INDEX | files)
        write_file(new.layouts / "layout" / "requests.html", b"form")
        keep_content(files_of(guides), new.layouts)
        leave_stamp(new.layouts, written.names)


def first_release(folder: Path) -> Path:
    """Make the first release of a site in a folder; return where its releases are."""
    release(folder / "site", FIRST)
    return folder / "site"


def numbers(root: Path) -> list[int]:
    """Return which releases there are, the newest first."""
    return [found.number for found in releases_in(root)]


def present(root: Path) -> int:
    """Return which release is served."""
    return (current_release(root) or pytest.fail("nothing is served")).number


def settings_of(root: Path, folder: Path) -> Settings:
    """Return settings of an intake beside releases, as the documents have it."""
    settings = Settings(
        data=folder / "queue",
        site=root / "current",
        guides=folder / "none",
        layouts=root / "layouts",
        secret_key_file=folder / "secret_key",
    )
    make_secret_key(settings.secret_key_file)
    Journal(settings.data).make()
    return settings
