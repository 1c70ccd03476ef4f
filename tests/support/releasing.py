"""Releases of a few files, made in the steps of a build."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_build import files_of
from site_files import write_site

from guidebook.publishing.releases import current_release, new_release, releases_in
from guidebook.publishing.site_folder import OWN_FILE, write_file
from guidebook.stamp import keep_content, leave_stamp, names_to_stay

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
        staying = names_to_stay(new.layouts)
        written = write_site(new.site, INDEX | files, staying)
        write_file(new.layouts / "layout" / "requests.html", b"form")
        keep_content(files_of(guides), new.layouts)
        leave_stamp(new.layouts, written.names, written.earlier)


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
