"""Releases, and who may not read, write or remove them: told in a sentence, and nothing is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from guides_folder import edit
from releasing import first_release, numbers, present, release, settings_of
from served import environment_of, free_port
from site_build import DATE, ROOT, WITHOUT_RIGHTS, Built

from guidebook.publishing.releases import KEPT


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return first_release(tmp_path)


def powerless(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours as somebody who may write only where the rights say so."""
    command = [*WITHOUT_RIGHTS, sys.executable, str(ROOT / "build.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_an_old_release_that_may_not_be_removed_stops_no_build(
    copy_built: Built, tmp_path: Path
) -> None:
    root, old = tmp_path / "releases", tmp_path / "releases/releases/1/site/about"
    for number in range(2, KEPT + 1):
        shutil.copytree(root / "releases/1", root / "releases" / str(number))
    old.chmod(0o500)
    words = ["site", "--guides", str(copy_built.guides), "--releases", str(root), "--date", DATE]

    told = []
    for before, after in (("换大间对接", "换甲"), ("换甲", "换乙")):
        edit(copy_built.guides, "services/bigger-office.yaml", f"name: {before}", f"name: {after}")
        told.append(powerless(*words))
    (root / "releases/1.new/site/about").chmod(0o700)

    assert [(run.returncode, "releases/1.new 删不掉" in run.stderr) for run in told] == [
        (0, True),
        (0, True),
    ]
    assert present(root) == KEPT + 2


@pytest.mark.parametrize("shut", ["", "layouts", "site"])
def test_an_old_release_that_may_not_be_read_stops_nobody(
    copy_built: Built, tmp_path: Path, shut: str
) -> None:
    root = tmp_path / "releases"
    for number in range(2, KEPT + 3):
        shutil.copytree(root / "releases/1", root / "releases" / str(number))
    for number in (2, KEPT):  # too old to be kept, and one that is kept
        (root / "releases" / str(number) / shut).chmod(0)
    edit(copy_built.guides, "services/bigger-office.yaml", "name: 换大间", "name: 换大间的")
    folders = ["--releases", str(root)]

    built = powerless("site", "--guides", str(copy_built.guides), *folders, "--date", DATE)
    switched = present(root)
    back = powerless("rollback", *folders)
    listed = powerless("releases", *folders)
    for folder in root.glob(f"releases/[0-9]*/{shut}"):
        folder.chmod(0o700)

    assert (built.returncode, switched) == (0, KEPT + 3), built.stderr
    assert (back.returncode, present(root)) == (0, KEPT + 2), back.stderr
    assert (listed.returncode, f"* {KEPT + 2}" in listed.stdout) == (0, True), listed.stderr


def test_a_present_release_that_may_not_be_read_is_told_in_a_sentence(
    copy_built: Built, tmp_path: Path
) -> None:
    folders = ["--guides", str(copy_built.guides), "--releases", str(tmp_path / "releases")]
    shut = tmp_path / "releases/releases/1"
    shut.chmod(0)

    told = powerless("site", *folders, "--date", DATE)
    shut.chmod(0o700)

    assert told.returncode == 1
    assert "写不了（没有权限）。网站还是原来的一版" in told.stderr
    assert "Traceback" not in told.stderr


def test_who_may_not_read_the_site_is_not_told_to_change_the_port(
    copy_built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = tmp_path / "releases/releases/1"
    for name, value in environment_of(settings_of(tmp_path / "releases", tmp_path)).items():
        monkeypatch.setenv(name, value)
    shut.chmod(0)

    words = ["--releases", str(tmp_path / "releases"), "--port", str(free_port())]
    told = powerless("serve", "--built", *words)
    shut.chmod(0o700)

    assert told.returncode == 1
    assert str(tmp_path / "releases") in told.stderr
    assert "用不了（没有权限），请换一个地方，或者换有权限的账户运行" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_release_that_cannot_be_switched_to_is_none(copy_built: Built, tmp_path: Path) -> None:
    root = tmp_path / "releases"
    edit(copy_built.guides, "services/bigger-office.yaml", "name: 换大间", "name: 换大间的")
    root.chmod(0o500)

    words = ["--guides", str(copy_built.guides), "--releases", str(root), "--date", DATE]
    told = powerless("site", *words)
    root.chmod(0o700)

    assert (told.returncode, numbers(root), present(root)) == (1, [1], 1)
    assert "写不了（没有权限）。网站还是原来的一版" in told.stderr


def test_who_may_not_switch_is_told_so_in_a_sentence(root: Path) -> None:
    release(root, {"index.html": b"two"})
    root.chmod(0o500)

    told = powerless("rollback", "--releases", str(root))
    root.chmod(0o700)

    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
    assert "用不了（没有权限），请用生成网站的账户运行" in told.stderr
