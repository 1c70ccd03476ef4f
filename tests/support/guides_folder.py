"""A `guides/` folder to change at will: copies of the sample district, with other content in it."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from guidebook.load import load_guidebook
from guidebook.model import Guidebook
from guidebook.reading.problems import ContentError, Problem

HERE = Path(__file__).parents[1]
SAMPLE = HERE / "samples" / "guides"
BROKEN = HERE / "broken"
GUIDES = HERE.parent / "guides"

STARTER = HERE.parent / "templates" / "district"
"""What another district starts from; texts of the product that every district has."""

TODAY = date(2026, 11, 23)

OF_OUR_DISTRICT = ("陆家嘴", "浦东", "上海", "Lujiazui", "Shanghai", "Pudong", "文汇")
"""Words that stand in no other district's guide."""

IS_OURS = OF_OUR_DISTRICT[0] in (GUIDES / "site.yaml").read_text(encoding="utf-8")
about_ours = pytest.mark.skipif(not IS_OURS, reason="guides/ 里是另一个区：这里问的是陆家嘴的内容")
"""Marks a test of what our own guide says; all others hold for whatever lies in `guides/`."""

PRODUCTS_TEXTS = (STARTER, GUIDES) if IS_OURS else (STARTER,)
"""Folders whose form, consent and site speak for the product."""

NOT_CONTENT = ("expected.txt", "remove.txt", "site_src", "*.diff")


def copy_sample(parent: Path) -> Path:
    """Copy the sample district into a folder; return its `guides/`."""
    return Path(shutil.copytree(SAMPLE, parent / "guides"))


def lay_over(guides: Path, overlay: Path) -> None:
    """Add and replace files as in a folder of `broken/`, and remove those in its `remove.txt`.

    Of a file that is longer than its fault there are only the changed lines, in `NAME.diff`.
    """
    shutil.copytree(
        overlay, guides, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*NOT_CONTENT)
    )
    for diff in sorted(overlay.rglob("*.diff")):
        change(guides, diff.relative_to(overlay).with_suffix("").as_posix(), diff)
    if (overlay / "site_src").exists():
        shutil.copytree(overlay / "site_src", pages_of(guides))
    removed = overlay / "remove.txt"
    for path in removed.read_text(encoding="utf-8").split() if removed.exists() else ():
        (guides / path).unlink()


def change(guides: Path, path: str, diff: Path) -> None:
    """Change a file by a diff whose parts begin with `@@` alone: lines are found, not counted."""
    for part in diff.read_text(encoding="utf-8").split("@@\n")[1:]:
        lines = part.splitlines(keepends=True)
        old, new = ("".join(line[1:] for line in lines if line[0] in s) for s in (" -", " +"))
        edit(guides, path, old, new)


def pages_of(guides: Path) -> Path:
    """Return where the hand-written pages beside a `guides/` folder lie, if there are any."""
    return guides.parent / "site_src"


def edit(guides: Path, path: str, old: str, new: str) -> None:
    """Replace a text that stands exactly once in a file."""
    text = (guides / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times"
    (guides / path).write_text(text.replace(old, new), encoding="utf-8")


def load(guides: Path, today: date = TODAY) -> Guidebook:
    """Load a folder that is expected to have no fault; those nobody changes are read once."""
    if guides in (SAMPLE, GUIDES):
        return _unchanged(guides, today)
    return load_guidebook(guides, today)[0]


@cache
def _unchanged(guides: Path, today: date) -> Guidebook:
    return load_guidebook(guides, today)[0]


def warnings_of(guides: Path, today: date = TODAY) -> list[str]:
    """Load a folder that is expected to have no fault; return its warnings."""
    return [str(problem) for problem in load_guidebook(guides, today)[1]]


def faults_of(guides: Path, today: date = TODAY) -> tuple[Problem, ...]:
    """Return the faults of a folder, none if it loads."""
    try:
        load_guidebook(guides, today, pages_of(guides))
    except ContentError as error:
        return error.problems
    return ()
