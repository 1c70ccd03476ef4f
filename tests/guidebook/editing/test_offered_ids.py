"""Editors of text offer the ids there are: commands that change them write the list anew."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from guides_folder import SAMPLE
from site_build import ROOT, run_build

PROGRAM = ("build.py", "mkdocs.yml", "cli", "guidebook", "intake", "templates", "site_src")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return the product with the sample as its own guide."""
    for name in PROGRAM:
        copy = shutil.copyfile if (ROOT / name).is_file() else shutil.copytree
        copy(ROOT / name, tmp_path / name)
    shutil.copytree(SAMPLE, tmp_path / "guides")
    (tmp_path / "schemas").mkdir()
    return tmp_path


def offered(repository: Path, kind: str) -> list[str]:
    ids = json.loads((repository / "schemas" / "ids.json").read_text(encoding="utf-8"))
    found: list[str] = ids["$defs"][kind]["anyOf"][0]["enum"]
    return found


def test_ids_that_are_offered_follow_each_command(repository: Path) -> None:
    run_build("rename", "services", "bigger-office", "office-space", root=repository)
    renamed = offered(repository, "services")
    run_build("retire", "glossary", "one-stop", "--reason", "不用了。", root=repository)
    retired = offered(repository, "glossary")
    run_build("new", "glossary", "fresh-word", root=repository)
    added = offered(repository, "glossary"), offered(repository, "pages")

    assert ("office-space" in renamed, "bigger-office" in renamed) == (True, False)
    assert "one-stop" not in retired
    assert ("fresh-word" in added[0], "glossary/fresh-word" in added[1]) == (True, True)
