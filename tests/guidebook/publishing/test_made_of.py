"""A site that is there and made of the same is left alone, whatever else is made anew."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from guides_folder import edit
from site_build import DATE, Built, files_of, release

from guidebook.publishing.made_of import fingerprint, fingerprint_of_states

UNCHANGED = "没有变化"


@pytest.fixture
def site(copy_built: Built) -> Callable[..., str]:
    """Return a way to build the sample district, after a first build; it answers what is told."""
    return partial(release, copy_built.guides, copy_built.guides.parent / "releases")


def test_nothing_is_done_where_nothing_changed_and_warnings_are_told_again(
    site: Callable[..., str], tmp_path: Path
) -> None:
    before = files_of(tmp_path / "releases")

    told = site()

    assert UNCHANGED in told
    assert "提醒 site.yaml: site_url" in told
    assert "第 1 版" in told
    assert files_of(tmp_path / "releases") == before


def commit(folder: Path) -> None:
    """Make a first commit of everything in a folder."""
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", *words],
            cwd=folder,
            check=True,
        )


CHANGES: dict[str, Callable[[Path], object]] = {
    "a text": lambda guides: edit(guides, "site.yaml", "owner: 云桥编辑岗", "owner: 云桥编辑部"),
    "a file more": lambda guides: (guides / "README.md").write_text("hello"),
    "a folder more, and nothing in it": lambda guides: (guides / "notes").mkdir(),
    "a link more": lambda guides: (guides / ".note").symlink_to("site.yaml"),
    "a commit": commit,
    "a page that was lost": lambda guides: (page_of(guides, "index.html")).unlink(),
    "a page that was spoilt": lambda guides: page_of(guides, "index.html").write_text("?"),
    "a page made private": lambda guides: page_of(guides, "index.html").chmod(0o600),
    "a file of somebody else": lambda guides: page_of(guides, "x.html").write_text("?"),
    "the form's layout lost": lambda guides: shutil.rmtree(beside(guides) / "layout"),
    "a note that nobody can read": lambda guides: (beside(guides) / "made-of.json").write_text("{"),
    "a note of another shape": lambda guides: (beside(guides) / "made-of.json").write_text("[]"),
}


def page_of(guides: Path, name: str) -> Path:
    return guides.parent / "releases" / "current" / name


def beside(guides: Path) -> Path:
    return guides.parent / "releases" / "layouts"


@pytest.mark.parametrize("what", CHANGES)
def test_a_site_is_made_anew_where_anything_is_not_as_it_was(
    site: Callable[..., str], copy_built: Built, what: str
) -> None:
    CHANGES[what](copy_built.guides)

    told = subprocess_told(site)

    assert UNCHANGED not in told


def test_a_file_of_somebody_else_goes_from_the_site_once(
    site: Callable[..., str], copy_built: Built
) -> None:
    stray = page_of(copy_built.guides, "about/x.html")
    stray.write_text("?")

    site()

    assert not page_of(copy_built.guides, "about/x.html").exists()
    assert UNCHANGED in site()


def subprocess_told(site: Callable[..., str]) -> str:
    """Build, also where a link in the content ends it."""
    try:
        return site()
    except subprocess.CalledProcessError as error:
        return str(error.stderr)


def test_another_day_and_a_clean_build_make_a_site_anew(site: Callable[..., str]) -> None:
    assert UNCHANGED not in site("2026-11-24")
    assert UNCHANGED in site("2026-11-24")
    assert UNCHANGED not in site("2026-11-24", "--clean")


def test_after_a_clean_build_of_the_same_there_is_nothing_to_do(site: Callable[..., str]) -> None:
    assert UNCHANGED not in site(DATE, "--clean")
    assert UNCHANGED in site()


def test_what_was_lost_beside_a_site_comes_back(
    site: Callable[..., str], copy_built: Built
) -> None:
    (beside(copy_built.guides) / "moved.nginx").unlink()

    site()

    assert (beside(copy_built.guides) / "moved.nginx").is_file()
    assert UNCHANGED in site()


def test_a_copy_that_was_spoilt_is_packed_anew_and_the_others_are_kept(
    site: Callable[..., str], copy_built: Built
) -> None:
    spoilt, kept = (
        page_of(copy_built.guides, "index.html.gz"),
        page_of(copy_built.guides, "about/index.html.gz"),
    )
    before = kept.stat().st_ino
    spoilt.write_bytes(gzip.compress(b"another"))

    site()

    page = page_of(copy_built.guides, "index.html")
    assert gzip.decompress(spoilt.read_bytes()) == page.read_bytes()
    assert kept.stat().st_ino == before


def test_the_steps_of_a_build_are_timed_for_who_asks(site: Callable[..., str]) -> None:
    told = site(DATE, "--clean", "--timings")
    seconds = [float(number) for number in re.findall(r"^ *([\d.]+) 秒  ", told, re.MULTILINE)]
    together = re.search(r"用了 ([\d.]+) 秒", told)

    assert together
    assert abs(sum(seconds) - float(together[1])) < 0.2
    assert [
        step for step in ("读内容", "检查", "版式", "页面", "查链接") if f" 秒  {step}" not in told
    ] == []


def test_a_build_that_comes_to_the_same_says_so_and_counts_no_files(
    site: Callable[..., str], copy_built: Built
) -> None:
    edit(copy_built.guides, "services/bigger-office.yaml", "name: 换大间", "name: 换大间的")
    assert "第 2 版" in site()  # files of the first stay beside it for one more release

    told = site("2026-11-24")

    assert "，和原来的一样，" in told
    assert "删了" not in told
    assert "第 2 版" in told


def test_a_file_that_was_changed_and_changed_back_is_not_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("name: 甲")
    before = fingerprint_of_states(tmp_path)
    assert fingerprint_of_states(tmp_path) == before

    for text in ("name: 乙", "name: 甲"):
        file.write_text(text)

    assert fingerprint_of_states(tmp_path) != before


def test_a_file_that_came_and_went_leaves_a_folder_that_is_not_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "glossary").mkdir()
    before = fingerprint_of_states(tmp_path)

    (tmp_path / "glossary" / "passing.yaml").write_text("name: 甲")
    (tmp_path / "glossary" / "passing.yaml").unlink()

    assert fingerprint_of_states(tmp_path) != before


def test_what_python_keeps_beside_code_is_no_change(tmp_path: Path) -> None:
    (tmp_path / "model.py").touch()
    before = fingerprint_of_states(tmp_path)

    (tmp_path / "__pycache__").mkdir()

    assert fingerprint_of_states(tmp_path) == before


def test_what_a_linked_file_says_counts(tmp_path: Path) -> None:
    said, link = tmp_path / "said.yml", tmp_path / "mkdocs.yml"
    said.write_text("one")
    link.symlink_to(said)
    before = fingerprint((link,), ())

    said.write_text("two")

    assert fingerprint((link,), ()) != before
