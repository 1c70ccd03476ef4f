"""What became of releases, and what others put there: never served, handed on, lost or counted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from releasing import FIRST, INDEX, first_release, nobody_waits, numbers, release
from site_build import files_of
from site_files import write_site

from guidebook.publishing.releases import roll_back
from guidebook.publishing.site_folder import OWN_FILE, ForeignFolderError, write_file


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return first_release(tmp_path)


def test_what_others_keep_among_releases_is_left_alone_and_never_counted(root: Path) -> None:
    for name in ("2026-old", "1.bak", "50", "my.new", "007"):
        (root / "releases" / name).mkdir()
    for name in ("9", "52.new"):
        (root / "releases" / name).write_text("mine")

    release(root, {"index.html": b"two"})

    assert numbers(root) == [51, 1]
    left = {path.name for path in (root / "releases").iterdir()}
    assert left == {"2026-old", "1.bak", "50", "my.new", "007", "9", "1", "51"}


@pytest.mark.parametrize("name", ["current", "layouts"])
def test_a_copy_in_which_links_became_folders_is_refused_before_anything_is_made(
    root: Path, name: str
) -> None:
    target = (root / name).resolve()
    (root / name).unlink()
    shutil.copytree(target, root / name)

    with pytest.raises(ForeignFolderError, match=f"{name} 应是链接"):
        release(root, {"index.html": b"two"})
    with pytest.raises(ForeignFolderError, match=f"{name} 应是链接"):
        roll_back(root, 1, nobody_waits)

    assert numbers(root) == [1]


def test_a_release_elsewhere_is_no_release_of_ours(root: Path, tmp_path: Path) -> None:
    (tmp_path / "release" / "layouts").mkdir(parents=True)
    (tmp_path / "release" / "diary.txt").write_text("mine")
    (root / "current").unlink()
    (root / "current").symlink_to(tmp_path / "release" / "site")

    release(root, {"index.html": b"two"})

    assert sorted(path.name for path in (root / "releases/2").iterdir()) == ["layouts", "site"]


@pytest.mark.parametrize("target", ["current", "nowhere", "releases/7/site", "layouts"])
@pytest.mark.parametrize("name", ["current", "layouts"])
def test_a_link_that_leads_nowhere_is_set_right(root: Path, name: str, target: str) -> None:
    (root / name).unlink()
    (root / name).symlink_to(target)

    release(root, {"index.html": b"two"})

    assert (root / "current/index.html").read_bytes() == b"two"
    assert (root / "layouts/stamp").samefile(root / "releases/2/layouts/stamp")


def made_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def made_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("?")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a page is lost": lambda now: (now / "site/index.html").unlink(),
    "a page is a folder": lambda now: made_a_folder(now / "site/index.html"),
    "the mark of our sites is a folder": lambda now: made_a_folder(now / "site" / OWN_FILE),
    "a folder is a page": lambda now: made_a_file(now / "site/about"),
    "a layout more": lambda now: write_file(now / "layouts/layout/x/y.html", b"?"),
    "a layout lost": lambda now: (now / "layouts/layout/requests.html").unlink(),
    "the content is a file": lambda now: made_a_file(now / "layouts/guides"),
    "the stamp is no text": lambda now: (now / "layouts/stamp").write_bytes(b"\xffindex.html\n"),
    "the stamp is zeroed": lambda now: (now / "layouts/stamp").write_bytes(bytes(99)),
    "a page is private": lambda now: (now / "site/index.html").chmod(0o600),
    "a folder is private": lambda now: (now / "site/about").chmod(0o700),
}


@pytest.mark.parametrize("is_clean", [False, True], ids=["plain", "clean"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_what_became_of_a_release_is_not_handed_on(root: Path, damage: str, is_clean: bool) -> None:
    files = {"index.html": b"two", "about/index.html": b"about"}
    release(root, files)
    before = files_of(root / "releases/2")
    DAMAGES[damage](root / "releases/2")

    release(root, files, clean=is_clean)

    after = files_of(root / "releases/3")
    assert after == before
    assert {path.stat().st_mode & 0o77 for path in (root / "releases/3").rglob("*.html")} == {0o44}
    assert (root / "releases/3/site/about").stat().st_mode & 0o77 == 0o55


@pytest.mark.parametrize("note", ["made-of.json", "stage.json"])
def test_a_note_that_is_a_folder_stops_no_build(root: Path, note: str) -> None:
    (root / "layouts" / note).mkdir()

    release(root, FIRST)

    assert numbers(root) == [1]
    release(root, {"index.html": b"two"})
    assert not (root / "layouts" / note).exists()


def test_a_folder_with_other_files_is_no_place_for_releases(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(ForeignFolderError, match="里有别的文件"):
        release(tmp_path, {})

    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_plain_site_is_no_place_for_releases(tmp_path: Path) -> None:
    write_site(tmp_path, INDEX | {"services/index.html": b"a site of anybody"})

    with pytest.raises(ForeignFolderError, match="里有别的文件"):
        release(tmp_path, {"index.html": b"new"})

    assert (tmp_path / "services" / "index.html").read_bytes() == b"a site of anybody"
