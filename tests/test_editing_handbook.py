"""The editors' handbook: what it tells people to type is typed, in the sample district."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from guides_folder import SAMPLE
from site_build import ROOT, build

PRODUCT = ("build.py", "mkdocs.yml", "cli", "guidebook", "intake", "templates", "site_src", "docs")
HANDBOOK = (ROOT / "docs" / "editing.md").read_text(encoding="utf-8")
OLD, NEW = "0571-5550-1200", "0571-5550-1009"


def sections() -> Mapping[str, str]:
    """Return heading → what is to be typed."""
    parts = re.split(r"^## (.+)$", HANDBOOK, flags=re.M)[1:]
    return {
        heading: "\n".join(re.findall(r"```sh\n(.*?)```", text, re.S))
        for heading, text in zip(parts[::2], parts[1::2], strict=True)
    }


TYPED = sections()


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=folder, env=environment(), capture_output=True, text=True, check=True
    )
    return done.stdout


def environment() -> Mapping[str, str]:
    of = {"NAME": "编辑", "EMAIL": "editor@yunqiao.example"}
    who = {
        f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in of.items()
    }
    return os.environ | who | {"LC_ALL": "C.UTF-8", "GIT_CONFIG_GLOBAL": "/dev/null"}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Lay out the product with the sample district, cloned from a repository that takes pushes."""
    home = tmp_path / "home"
    shutil.copytree(SAMPLE, home / "guides")
    for name in PRODUCT:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, home / name)
    (home / ".gitignore").write_text("/.venv\n/var\n__pycache__\n", encoding="utf-8")
    git(home, "init", "-q", "-b", "main")
    git(home, "add", ".")
    git(home, "commit", "-q", "-m", "起点")
    git(tmp_path, "clone", "-q", "--bare", str(home), "published.git")
    git(tmp_path, "clone", "-q", "published.git", "clone")
    (tmp_path / "clone" / ".venv").symlink_to(ROOT / ".venv")
    return tmp_path / "clone"


def type_in(clone: Path, heading: str) -> list[tuple[str, subprocess.CompletedProcess[str]]]:
    """Type the lines of a section one by one, as they stand."""
    done = []
    for line in TYPED[heading].splitlines():
        said = subprocess.run(
            ["bash", "-c", line],
            cwd=clone,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        done.append((line, said))
    return done


def refused(done: list[tuple[str, subprocess.CompletedProcess[str]]]) -> list[str]:
    return [f"{line}: {said.stdout}{said.stderr}" for line, said in done if said.returncode]


def test_a_phone_is_changed_in_one_line_of_one_file_and_is_on_no_page_any_more(
    clone: Path, tmp_path: Path
) -> None:
    done = type_in(clone, "改一个电话")
    changed = git(clone, "diff", "--numstat", "HEAD~1").split()
    built = build(clone / "guides", tmp_path / "built")

    assert refused(done) == []
    assert changed == ["1", "1", "guides/departments/enterprise-service.yaml"]
    assert git(clone, "log", "-1", "--format=%s", "origin/main").strip() == "企业服务岗换了电话"
    files = [file for file in built.site.rglob("*") if file.suffix in (".html", ".vcf", ".json")]
    digits = [re.sub(r"\D", "", number) for number in (OLD, NEW)]
    texts = [file.read_text(encoding="utf-8") for file in files]
    assert not any(OLD in text or digits[0] in text for text in texts)
    assert any(NEW in text for text in texts)


def test_a_copied_building_is_told_what_is_still_the_others(clone: Path) -> None:
    *before, (_, check) = type_in(clone, "加一幢楼")

    assert refused(before) == []
    assert check.returncode == 1
    assert "guides/buildings/river-tower.yaml" in check.stderr


def test_what_still_names_a_service_is_listed_and_nothing_is_changed(clone: Path) -> None:
    *before, (_, retired) = type_in(clone, "撤下一个事项")

    assert refused(before) == []
    assert retired.returncode == 1
    assert "什么也没有改" in retired.stderr + retired.stdout
    assert git(clone, "status", "--porcelain") == ""


def conflict(clone: Path, tmp_path: Path) -> Path:
    """Let somebody else change the same line and push it first; return the file."""
    git(tmp_path, "clone", "-q", "published.git", "other")
    name, theirs = "guides/departments/enterprise-service.yaml", tmp_path / "other"
    for folder, number in ((theirs, "0571-5550-1008"), (clone, NEW)):
        file = folder / name
        file.write_text(file.read_text(encoding="utf-8").replace(OLD, number), encoding="utf-8")
        git(folder, "commit", "-q", "-am", "换了电话")
    git(theirs, "push", "-q")
    return clone / name


def test_a_conflict_is_named_by_its_line_and_mended_by_hand(clone: Path, tmp_path: Path) -> None:
    file = conflict(clone, tmp_path)
    pull, check, commit, push = TYPED["两个人改了同一处"].splitlines()

    def say(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", line],
            cwd=clone,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    pulled, checked = say(pull), say(check)
    text = file.read_text(encoding="utf-8")
    line = 1 + text.splitlines().index("=======")
    file.write_text(
        re.sub(r"<{7}.*?\n(.*?)={7}\n.*?>{7}.*?\n", r"\1", text, flags=re.S), encoding="utf-8"
    )
    after = [say(each).returncode for each in (check, commit, push)]

    assert "CONFLICT" in pulled.stdout
    assert "guides/departments/enterprise-service.yaml" in checked.stderr
    assert str(line - 2) in checked.stderr or str(line) in checked.stderr
    assert after == [0, 0, 0]


def test_what_was_published_in_error_is_taken_back(clone: Path) -> None:
    type_in(clone, "改一个电话")

    done = type_in(clone, "发错了")

    assert refused(done) == []
    assert OLD in (clone / "guides/departments/enterprise-service.yaml").read_text(encoding="utf-8")
