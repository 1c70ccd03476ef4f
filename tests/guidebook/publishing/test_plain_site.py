"""A site in one plain folder: nothing foreign is touched, and nobody builds between."""

from __future__ import annotations

import subprocess
import sys
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path

import pytest
from guides_folder import edit
from previewed import copy_sources
from served import patiently
from site_build import DATE, ROOT, Built, files_of, run_build


@pytest.mark.parametrize("extra", [[], ["--clean"]])
def test_a_folder_with_other_files_is_never_touched(tmp_path: Path, extra: list[str]) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    answer = run_build("site", "--site-dir", str(tmp_path), *extra, check=False)

    assert answer.returncode == 1
    assert "里有别的文件" in answer.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("name", ["", "layouts"])
def test_layouts_among_other_files_or_in_the_site_are_refused(
    copy_built: Built, tmp_path: Path, name: str
) -> None:
    place = copy_built.site / name if name else tmp_path / "home"
    if not name:
        (place / "guides").mkdir(parents=True)
        (place / "guides/thesis.txt").write_text("years of work")
    before = files_of(tmp_path)

    folders = ["--site-dir", str(copy_built.site), "--layouts", str(place)]
    answer = run_build("site", "--guides", str(copy_built.guides), *folders, check=False)

    assert answer.returncode == 1
    assert "--layouts 请换一个" in answer.stderr
    assert files_of(tmp_path) == before


def test_layouts_alone_are_refused_where_releases_have_their_own(tmp_path: Path) -> None:
    told = run_build("site", "--layouts", str(tmp_path), check=False)

    assert told.returncode == 2
    assert "--layouts 要和 --site-dir 一起用" in told.stderr


def test_where_the_disk_is_full_a_plain_site_is_as_it_was(copy_built: Built) -> None:
    before = files_of(copy_built.site)
    edit(copy_built.guides, "services/bigger-office.yaml", "name: 换大间对接", "name: 换小间对接")
    command = [sys.executable, str(ROOT / "build.py"), "site", "--date", DATE]
    command += ["--guides", str(copy_built.guides), "--site-dir", str(copy_built.site)]
    command += ["--layouts", str(copy_built.layouts)]

    full = subprocess.run(
        ["bash", "-c", 'ulimit -f 8\nexec "$@"', "bash", *command],
        capture_output=True,
        text=True,
        check=False,
    )

    assert full.returncode == 1
    assert "网站还是原来的一版" in full.stderr
    assert files_of(copy_built.site) == before


def test_mkdocs_alone_waits_for_another_build_of_the_same_site(tmp_path: Path) -> None:
    repository = copy_sources(tmp_path)
    layouts = repository / "var/layouts"
    layouts.mkdir(parents=True)
    settings, said = repository / "mkdocs.yml", repository / "said"
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(settings)]

    with (layouts / "lock").open("w") as lock, said.open("w") as errors:
        flock(lock, LOCK_EX)
        with subprocess.Popen(command, stderr=errors) as waiting:
            for _ in patiently():
                if "另一个生成正在进行" in said.read_text() or waiting.poll() is not None:
                    break
            is_touched = (repository / "var/site").exists()
            flock(lock, LOCK_UN)

    assert (is_touched, waiting.returncode) == (False, 0), said.read_text()
    assert (repository / "var/site/index.html").exists()


def test_what_a_killed_build_left_beside_a_plain_site_goes_away(copy_built: Built) -> None:
    left = copy_built.layouts / "guide-stage-x" / "about"
    left.mkdir(parents=True)

    folders = ["--site-dir", str(copy_built.site), "--layouts", str(copy_built.layouts)]
    run_build("site", "--guides", str(copy_built.guides), *folders)

    assert not left.parent.exists()
