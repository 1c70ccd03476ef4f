"""New files of a site wait beside it: whatever ends a build early leaves the old ones."""

from __future__ import annotations

import gzip
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from site_build import ROOT, files_of
from site_files import write_site

from guidebook.publishing.new_files import NewFiles
from guidebook.publishing.site_folder import (
    NEW,
    OWN_FILE,
    ForeignFolderError,
    refuse_foreign_folder,
)

PAGE = b"<p>" + b"x" * 700
SITE = {OWN_FILE: b"{}", "index.html": PAGE, "a/index.html": b"a"}

KILLED = f"""
import os, signal, sys
from pathlib import Path
from guidebook.publishing.new_files import NewFiles
with NewFiles(Path(sys.argv[1])) as new:
    new.put("{OWN_FILE}", b"[]")
    new.put("index.html", b"new")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_build(folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL


def test_a_site_is_as_it_was_until_all_is_there(tmp_path: Path) -> None:
    write_site(tmp_path, SITE)
    before = files_of(tmp_path)

    with NewFiles(tmp_path) as new:
        new.put("index.html", b"new")

    assert files_of(tmp_path) == before


def test_after_a_build_that_was_killed_the_next_one_tidies_up(tmp_path: Path) -> None:
    write_site(tmp_path, SITE)
    before = files_of(tmp_path)

    killed_build(tmp_path)

    assert {name: files_of(tmp_path)[name] for name in before} == before
    refuse_foreign_folder(tmp_path)
    write_site(tmp_path, SITE)
    assert files_of(tmp_path) == before


def test_a_first_build_that_was_killed_leaves_a_folder_for_the_next(tmp_path: Path) -> None:
    killed_build(tmp_path / "site")

    refuse_foreign_folder(tmp_path / "site")
    write_site(tmp_path / "site", SITE)

    assert not (tmp_path / "site" / NEW).exists()


def test_what_waits_does_not_make_a_foreign_folder_ours(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_bytes(b"theirs")
    killed_build(tmp_path)

    with pytest.raises(ForeignFolderError):
        refuse_foreign_folder(tmp_path)


def test_a_first_build_that_fails_leaves_no_folder(tmp_path: Path) -> None:
    with NewFiles(tmp_path / "site") as new:
        new.put("index.html", b"new")

    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("keeps_copies", [True, False])
@pytest.mark.parametrize(
    "copy",
    [b"damaged", gzip.compress(b"another page", mtime=0), None],
    ids=["damaged", "of another page", "gone"],
)
def test_a_copy_that_is_no_copy_is_packed_again(
    tmp_path: Path, copy: bytes | None, keeps_copies: bool
) -> None:
    write_site(tmp_path, SITE)
    packed = tmp_path / "index.html.gz"
    packed.unlink() if copy is None else packed.write_bytes(copy)

    with NewFiles(tmp_path, keeps_copies=keeps_copies) as new:
        written = new.take_in(file for path in SITE for file in new.put(path, SITE[path]))

    assert written.written == 1
    assert gzip.decompress(packed.read_bytes()) == PAGE


def test_a_copy_of_this_program_is_kept_whatever_its_bytes(tmp_path: Path) -> None:
    write_site(tmp_path, SITE)
    theirs = gzip.compress(PAGE, 1)
    (tmp_path / "index.html.gz").write_bytes(theirs)

    with NewFiles(tmp_path, keeps_copies=True) as new:
        written = new.take_in(file for path in SITE for file in new.put(path, SITE[path]))

    assert written.written == 0
    assert (tmp_path / "index.html.gz").read_bytes() == theirs


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("assets/x.css", "assets/x.css/y.css"),
        ("assets/x.css/y.css", "assets/x.css"),
        ("about", "about/index.html"),
    ],
)
def test_a_file_may_become_a_folder_and_a_folder_a_file(
    tmp_path: Path, before: str, after: str
) -> None:
    write_site(tmp_path, SITE | {before: b"old"})

    write_site(tmp_path, SITE | {after: PAGE})

    assert files_of(tmp_path)[after] == PAGE
    assert before not in files_of(tmp_path)


@pytest.mark.parametrize("name", ["a", "a/index.html", "search", "index.html.gz"])
def test_a_link_in_a_site_is_not_written_through(tmp_path: Path, name: str) -> None:
    site, theirs = tmp_path / "site", tmp_path / "theirs"
    write_site(site, SITE)
    before = files_of(site)
    (site / name).rename(theirs)
    (site / name).symlink_to(theirs)
    there = files_of(theirs) or theirs.read_bytes()

    write_site(site, SITE)

    assert files_of(site) == before
    assert not [path for path in site.rglob("*") if path.is_symlink()]
    assert (files_of(theirs) or theirs.read_bytes()) == there


def test_whatever_stands_where_new_files_wait_gives_way(tmp_path: Path) -> None:
    site, theirs = tmp_path / "site", tmp_path / "theirs"
    write_site(site, SITE)
    before = files_of(site)
    theirs.mkdir()
    (theirs / "k").write_bytes(b"theirs")

    (site / NEW).symlink_to(theirs)
    write_site(site, SITE | {"b": b"b"})
    (site / NEW).write_bytes(b"a file")
    write_site(site, SITE)

    assert files_of(site) == before
    assert files_of(theirs) == {"k": b"theirs"}
